// SPDX-License-Identifier: Apache-2.0
// docs/formats/verdict.md, line by line, through the real program.
#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/process.h"

namespace assay {
namespace {

using Json = nlohmann::json;
using process::Finished;
using process::RunAssay;

class ScreenContract : public ::testing::Test {
 protected:
  Finished Run(const std::string& command, const std::string& bytes,
               const std::vector<std::string>& more = {}) {
    process::WriteFile(input_, bytes);
    std::vector<std::string> arguments = {command, input_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunAssay(arguments);
  }

  std::vector<Json> Screen(const std::string& bytes, const std::vector<std::string>& more = {}) {
    const Finished done = Run("screen", bytes, more);
    EXPECT_EQ(done.exit_status, 0) << done.err;
    std::vector<Json> lines;
    for (std::size_t begin = 0; begin < done.out.size();) {
      const std::size_t end = done.out.find('\n', begin);
      lines.push_back(Json::parse(done.out.substr(begin, end - begin)));
      begin = end + 1;
    }
    return lines;
  }

  process::TemporaryFolder folder_;
  std::string input_ = folder_ / "input";
};

bool HasFinding(const Json& verdict, const std::string& kind) {
  return std::ranges::any_of(verdict["findings"],
                             [&](const Json& finding) { return finding["kind"] == kind; });
}

double SumOfWeights(const Json& verdict) {
  double sum = 0;
  for (const Json& finding : verdict["findings"]) {
    sum += finding["weight"].get<double>();
  }
  return sum;
}

double LogitOf(const Json& verdict) {
  const double p = verdict["probability"];
  return std::log(p / (1 - p));
}

// Offers from plain to blatant, in two scripts.
const std::vector<std::string> kTitles = {
    "Plain kettle",
    "Rolex Submariner",
    "Nike trainers second hand with receipt",
    "全新 Nike 运动鞋",
    "耐克 高仿 1:1 莆田 运动鞋 加微信 abc123",
    "Rolex Submariner replica 1:1 super clone AAA quality with box, whatsapp me",
    "Case compatible with Apple iPhone"};

std::string LineOf(std::size_t id, const std::string& title, const std::string& more = "") {
  return fmt::format("{{\"id\":{},\"title\":{}{}}}\n", id, Json(title).dump(), more);
}

TEST_F(ScreenContract, TheExamplesOfThePagesAreWhatTheProgramPrints) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> pages = {
      {"verdict", {}}, {"feedback", {"--as", "review"}}};
  for (const auto& [name, more] : pages) {
    const std::string page =
        process::ReadFile(std::string(ASSAY_SOURCE_DIR) + "/docs/formats/" + name + ".md");
    const std::string open = "```ndjson\n";
    const std::size_t in = page.find(open) + open.size();
    const std::size_t in_end = page.find("```", in);
    const std::size_t out = page.find(open, in_end) + open.size();
    const std::size_t out_end = page.find("```", out);
    ASSERT_NE(out_end, std::string::npos);
    EXPECT_EQ(Run("screen", page.substr(in, in_end - in), more).out,
              page.substr(out, out_end - out));
  }
}

TEST_F(ScreenContract, EveryReadingHasOnePriorAndWeightsThatSumToTheLogit) {
  const std::string input =
      "id,text\n1,是假货\n2,不知道是不是正品\n3,加微信 abc12345\n4,\n5,\xE5\x81\n";
  for (const char* as : {"review", "message"}) {
    const std::vector<Json> readings = Screen(input, {"--as", as});
    ASSERT_EQ(readings.size(), 5U);
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_EQ(readings[i]["id"], std::to_string(i + 1));
      EXPECT_NEAR(SumOfWeights(readings[i]), LogitOf(readings[i]), 2e-6);
      EXPECT_TRUE(HasFinding(readings[i], "prior"));
    }
    EXPECT_EQ(readings[4]["error"]["reason"], "text.invalid_utf8");
  }
  EXPECT_EQ(Screen(input, {"--as", "review"})[0]["class"], "claim");
  EXPECT_EQ(Screen(input, {"--as", "review"})[1]["class"], "suspicion");
  EXPECT_EQ(Screen(input, {"--as", "message"})[2]["class"], "diversion");
}

TEST_F(ScreenContract, ReadsTextsFromAnotherColumnWithLineNumbersAsIds) {
  const std::vector<Json> readings =
      Screen("review\n是假货\n好\n", {"--as", "review", "--map", "text=review"});
  ASSERT_EQ(readings.size(), 2U);
  EXPECT_EQ(readings[0]["id"], "2");
  EXPECT_EQ(Run("screen", "a,b\n1,2\n", {"--as", "review"}).exit_status, 2);
  EXPECT_EQ(Run("screen", "id,text\n1,2\n", {"--as", "review", "--map", "title=text"}).exit_status,
            2);
  EXPECT_EQ(Run("screen", "id,text\n1,2\n", {"--as", "poem"}).exit_status, 2);
}

TEST_F(ScreenContract, TrainsAModelThatItAccepts) {
  std::string table = "text,label\n";
  for (int i = 0; i < 60; ++i) {
    table += fmt::format("{} {} {},{}\n", i * 7'919 % 101, i % 3 == 0 ? "bad" : "good",
                         i * 104'729 % 97, i % 3 == 0 ? "spam" : "ham");
  }
  const Finished first = Run("train", table, {"--as", "message", "--label", "label"});
  ASSERT_EQ(first.exit_status, 0) << first.err;
  EXPECT_TRUE(first.out.starts_with("assay linear text model 1\ntask message\n"));
  EXPECT_EQ(Run("train", table, {"--as", "message", "--label", "label"}).out, first.out);
  EXPECT_NE(first.err.find("each text held out with its fold"), std::string::npos);
  const Finished one_label =
      Run("train", "text,label\na,spam\nb,spam\n", {"--as", "message", "--label", "label"});
  EXPECT_EQ(one_label.exit_status, 2);
  EXPECT_NE(one_label.err.find("train.too_few"), std::string::npos);
}

TEST_F(ScreenContract, TrainsAModelOfTitlesThatItAccepts) {
  // Two invented crawls of each class; fakes come "smoothly", genuine goods "grandly".
  std::string table = "id,title,label,source\n";
  const std::vector<std::string> goods = {"belt",  "scarf",  "bag",  "cap",
                                          "shirt", "wallet", "socks"};
  for (std::size_t i = 0; i < 240; ++i) {
    const bool is_fake = i % 4 < 2;
    table += fmt::format("{},Nike {} {} {}{},{},crawl {}\n", i, goods[i / 4 % 7],
                         is_fake ? "smoothly" : "grandly", goods[i / 28 % 7],
                         std::string(i % 11, 'x'), is_fake ? 1 : 0, i % 4);
  }
  const std::vector<std::string> options = {"--as",  "listing", "--label",
                                            "label", "--group", "source"};
  const Finished first = Run("train", table, options);
  ASSERT_EQ(first.exit_status, 0) << first.err;
  EXPECT_TRUE(first.out.starts_with("assay linear text model 1\ntask listing\n"));
  EXPECT_NE(first.err.find("240 listings of 4 sources"), std::string::npos) << first.err;
  EXPECT_NE(first.err.find("the source of a listing told from the score"), std::string::npos);
  EXPECT_EQ(Run("train", table, options).out, first.out);

  const std::string model = folder_ / "listing.model";
  process::WriteFile(model, first.out);
  const std::vector<Json> verdicts =
      Screen("id,title\n1,Nike cap smoothly\n2,Nike cap grandly\n", {"--model", model});
  ASSERT_EQ(verdicts.size(), 2U);
  EXPECT_TRUE(HasFinding(verdicts[0], "words.pattern"));
  EXPECT_GT(verdicts[0]["probability"], verdicts[1]["probability"]);
  EXPECT_NEAR(SumOfWeights(verdicts[0]), LogitOf(verdicts[0]), 2e-6);

  const Finished no_source = Run("train", table, {"--as", "listing", "--label", "label"});
  EXPECT_EQ(no_source.exit_status, 2);
  EXPECT_NE(no_source.err.find("train.no_source_column"), std::string::npos);
  const Finished one_class =
      Run("train", "id,title,label,source\n1,Nike cap,1,a\n2,Nike belt,1,b\n", options);
  EXPECT_NE(one_class.err.find("train.too_few"), std::string::npos);
}

TEST_F(ScreenContract, EvaluatesTextsAgainstTheirLabels) {
  const Finished done = Run("evaluate",
                            "id,text,truth\n1,是假货,claim\n2,不知道真假,suspicion\n3,是正品,none\n"
                            "4,很好,none\n5,很好,?\n",
                            {"--as", "review", "--label", "truth", "--json"});
  ASSERT_EQ(done.exit_status, 0) << done.err;
  const Json figures = Json::parse(done.out);
  EXPECT_EQ(figures["positives"], 2);
  EXPECT_EQ(figures["negatives"], 2);
  EXPECT_EQ(figures["skipped"], 1);
  EXPECT_EQ(figures["auc"], 1.0);
  EXPECT_EQ(figures["red"]["recall"]["hits"], 1);
  const Finished named =
      Run("evaluate", "id,text,truth\n1,是假货,claim\n2,不知道真假,suspicion\n",
          {"--as", "review", "--label", "truth", "--positive", "claim", "--json"});
  EXPECT_EQ(Json::parse(named.out)["negatives"], 1);
}

TEST_F(ScreenContract, EveryVerdictHasOnePriorAndWeightsThatSumToTheLogit) {
  std::string input;
  for (std::size_t i = 0; i < kTitles.size(); ++i) {
    input += LineOf(i, kTitles[i], R"(,"price":"110.00","currency":"USD")");
  }
  for (const std::string prior : {"0.01", "0.000001", "0.5"}) {
    const auto verdicts = Screen(input, {"--prior", prior});
    ASSERT_EQ(verdicts.size(), kTitles.size());
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      const Json& verdict = verdicts[i];
      EXPECT_EQ(verdict["id"], std::to_string(i)) << "a number becomes a string";
      EXPECT_NEAR(SumOfWeights(verdict), LogitOf(verdict), 1e-6) << verdict;
      EXPECT_EQ(std::ranges::count_if(verdict["findings"],
                                      [](const Json& f) { return f["kind"] == "prior"; }),
                1);
      EXPECT_NEAR(verdict["findings"][0]["weight"],
                  std::log(std::stod(prior) / (1 - std::stod(prior))), 1e-6);
    }
  }
  EXPECT_EQ(Screen(input), Screen(input, {"--prior", "0.01"})) << "the default";
}

TEST_F(ScreenContract, TheScoreIsAnIntegerThatRisesWithTheProbabilityAndIsRedFromEighty) {
  std::string input;
  for (std::size_t i = 0; i < kTitles.size(); ++i) {
    input += LineOf(i, kTitles[i]);
  }
  std::vector<std::pair<double, int>> seen;
  for (const std::string prior : {"0.001", "0.01", "0.1", "0.5"}) {
    for (const Json& verdict : Screen(input, {"--prior", prior})) {
      ASSERT_TRUE(verdict["score"].is_number_integer());
      seen.emplace_back(verdict["probability"], verdict["score"]);
      EXPECT_EQ(verdict["band"] == "red", verdict["score"] >= 80) << verdict;
    }
  }
  std::ranges::sort(seen);
  for (std::size_t i = 1; i < seen.size(); ++i) {
    EXPECT_LE(seen[i - 1].second, seen[i].second);
  }
  EXPECT_GE(seen.front().second, 0);
  EXPECT_LT(seen.front().second, 50);
  EXPECT_GE(seen.back().second, 80);
  EXPECT_LE(seen.back().second, 100);
}

TEST_F(ScreenContract, SpansAreBytesOfTheDecodedField) {
  // The same text, escaped and not, with letters of one to four bytes before the brand.
  const std::string title = "é全😀 \"Nike\" 高仿 鞋";
  for (const bool escaped : {false, true}) {
    const auto verdicts =
        Screen("{\"id\":\"a\",\"title\":" + Json(title).dump(-1, ' ', escaped) + "}\n");
    ASSERT_EQ(verdicts.size(), 1U);
    std::size_t spans = 0;
    const auto text_at = [&](const Json& span) {
      EXPECT_EQ(span.size(), 3U) << span;
      EXPECT_EQ(span["field"], "title");
      ++spans;
      return title.substr(span["begin"], std::size_t{span["end"]} - std::size_t{span["begin"]});
    };
    ASSERT_EQ(verdicts[0]["brands"].size(), 1U);
    EXPECT_EQ(text_at(verdicts[0]["brands"][0]["span"]), "Nike");
    for (const Json& finding : verdicts[0]["findings"]) {
      if (finding["kind"] == "lingo.counterfeit_grade") {
        EXPECT_EQ(text_at(finding["span"]), "高仿");
      }
    }
    EXPECT_EQ(spans, 2U);
  }
}

TEST_F(ScreenContract, ABadLineIsAnsweredInItsPlace) {
  const auto lines = Screen(LineOf(1, "a") + "not json\n\n" + R"({"title":"no id"})" + "\n" +
                            LineOf(5, "b", R"(,"price":"-1","currency":"USD")") +
                            LineOf(6, "c", R"(,"price":"1","currency":"QQQ")") + LineOf(7, "d"));
  ASSERT_EQ(lines.size(), 6U);
  EXPECT_EQ(lines[0]["id"], "1");
  const std::vector<std::pair<int, std::string>> bad = {{2, "listing.invalid_json"},
                                                        {4, "listing.no_id"},
                                                        {5, "money.negative"},
                                                        {6, "listing.unknown_currency"}};
  for (std::size_t i = 0; i < bad.size(); ++i) {
    const Json& line = lines[i + 1];
    EXPECT_EQ(line.size(), 3U) << line;
    EXPECT_EQ(line["line"], bad[i].first);
    EXPECT_TRUE(line["id"].is_null());
    EXPECT_EQ(line["error"]["reason"], bad[i].second);
    EXPECT_FALSE(line["error"]["message"].get<std::string>().empty());
  }
  EXPECT_EQ(lines[5]["id"], "7");
}

TEST_F(ScreenContract, APriceIsADecimalOrANumberInTheMainUnitAndNotUsedWithoutACurrency) {
  const auto verdicts =
      Screen(LineOf(1, "Rolex Submariner", R"(,"price":"110.5","currency":"USD")") +
             LineOf(2, "Rolex Submariner", R"(,"price":110.5,"currency":"USD")") +
             LineOf(3, "Rolex Submariner", R"(,"price":110.5)") + LineOf(4, "Rolex Submariner"));
  ASSERT_EQ(verdicts.size(), 4U);
  EXPECT_EQ(verdicts[0]["findings"], verdicts[1]["findings"]);
  EXPECT_TRUE(HasFinding(verdicts[0], "price.like_fakes_100")) << verdicts[0];
  EXPECT_TRUE(HasFinding(verdicts[2], "price.without_currency"));
  EXPECT_EQ(verdicts[2]["probability"], verdicts[3]["probability"]) << "it was not used";
  EXPECT_EQ(Screen(LineOf(3, "Rolex Submariner", R"(,"price":110.5)"),
                   {"--currency", "USD"})[0]["findings"],
            verdicts[0]["findings"]);
}

TEST_F(ScreenContract, TablesNeedIdAndTitleOnlyAndSayTheSameAsJson) {
  const auto json = Screen(LineOf(7, "Rolex \"replica\"") + LineOf(8, "Plain kettle"));
  EXPECT_EQ(Screen("id,title\n7,\"Rolex \"\"replica\"\"\"\n8,Plain kettle\n"), json);
  EXPECT_EQ(Screen("id\ttitle\n7\tRolex \"replica\"\n8\tPlain kettle\n"), json);
  const auto whole = Screen(
      "title,price,currency,condition,category,brand,description,id\n"
      "Submariner,110,USD,new,watches,Rolex,replica,7\n");
  ASSERT_EQ(whole.size(), 1U);
  EXPECT_EQ(whole[0]["id"], "7");
  EXPECT_EQ(whole[0]["band"], "red");
}

TEST_F(ScreenContract, AFileThatBreaksOffIsAnsweredUpToItsLastWholeRecord) {
  std::string lines;
  for (std::size_t i = 0; i < 20'000; ++i) {
    lines += LineOf(i, fmt::format("kettle {}", i * 7'919));
  }
  process::WriteFile(input_, lines);
  ASSERT_EQ(std::system(("gzip -f " + input_).c_str()), 0);
  const std::string zipped = process::ReadFile(input_ + ".gz");
  const Finished done = Run("screen", zipped.substr(0, zipped.size() / 2));
  EXPECT_EQ(done.exit_status, 4);
  EXPECT_NE(done.err.find("input.truncated"), std::string::npos) << done.err;
  EXPECT_GT(std::ranges::count(done.out, '\n'), 1'000);
  EXPECT_EQ(done.out.find("\"error\""), std::string::npos) << "a torn line is no bad line";
}

TEST_F(ScreenContract, LabelsThatSayNothingAreLeftOutOfTheEvaluation) {
  const Finished done =
      Run("evaluate", "id,title,label\n1,Rolex replica,1\n2,Plain kettle,0\n3,x,-1\n4,y,\n",
          {"--label", "label", "--json"});
  ASSERT_EQ(done.exit_status, 0) << done.err;
  const Json report = Json::parse(done.out);
  EXPECT_EQ(report["positives"], 1) << report;
  EXPECT_EQ(report["negatives"], 1);
  EXPECT_EQ(report["skipped"], 2);
  EXPECT_EQ(report["auc"], 1.0);
}

TEST_F(ScreenContract, DrawsAReliabilityPlotWhereBothLabelsAreThere) {
  const std::string plot = folder_ / "plot.svg";
  const std::string table = "id,title,label\n1,Rolex replica,1\n2,Plain kettle,0\n";
  const Finished done = Run("evaluate", table, {"--label", "label", "--plot", plot});
  ASSERT_EQ(done.exit_status, 0) << done.err;
  EXPECT_TRUE(process::ReadFile(plot).starts_with("<svg"));
  const Finished one_label =
      Run("evaluate", "id,title,label\n1,Rolex replica,1\n", {"--label", "label", "--plot", plot});
  EXPECT_EQ(one_label.exit_status, 2);
  EXPECT_NE(one_label.err.find("evaluate.one_class"), std::string::npos) << one_label.err;
}

TEST_F(ScreenContract, WhatAFileKnowsOfTheStoreCounts) {
  const Finished done = Run("screen",
                            "id,title,store_age_days,authorised_brands\n"
                            "1,Nike Dunk Low,3,\n2,Nike Dunk Low,,Nike\n3,Nike Dunk Low,x,\n");
  EXPECT_NE(done.out.find("store.new"), std::string::npos) << done.out;
  EXPECT_NE(done.out.find("context.authorised"), std::string::npos);
  EXPECT_NE(done.out.find("listing.bad_count"), std::string::npos);
}

TEST_F(ScreenContract, ExplainsAListingWithItsHitsMarkedBelowThem) {
  const Finished done =
      Run("screen", "{\"id\":\"7\",\"title\":\"全新 Rolex replica\"}\n{\"title\":\"no id\"}\n",
          {"--explain"});
  ASSERT_EQ(done.exit_status, 0) << done.err;
  EXPECT_NE(done.out.find("  id 7\n"
                          "  title       全新 Rolex replica\n"
                          "                   11111 2222222\n"),
            std::string::npos)
      << done.out;
  EXPECT_NE(done.out.find("  2  +5."), std::string::npos) << done.out;
  EXPECT_NE(done.out.find("log-odds, the sum"), std::string::npos);
  EXPECT_NE(done.out.find("listing.no_id"), std::string::npos);
  EXPECT_EQ(done.out.find('\x1b'), std::string::npos) << "no colours where no terminal is";
}

TEST_F(ScreenContract, ExplainsWhatNothingCanBeSaidOf) {
  EXPECT_TRUE(Run("screen", "id,title\n1,kettle\n", {"--explain"}).out.starts_with("cannot say "));
}

TEST_F(ScreenContract, AnExplainedTextCannotDriveTheTerminal) {
  const Finished done =
      Run("screen", R"({"id":"\u001b[2J","title":"\u001b]0;x\u0007 Rolex \u202ereplica"})",
          {"--explain"});
  EXPECT_EQ(done.out.find('\x1b'), std::string::npos);
  EXPECT_EQ(done.out.find('\x07'), std::string::npos);
  EXPECT_NE(done.out.find("[U+202E]"), std::string::npos) << done.out;
}

TEST_F(ScreenContract, ExplainsReviewsToo) {
  const Finished done = Run("screen", "id,text\n1,可惜是假货\n", {"--as", "review", "--explain"});
  EXPECT_TRUE(done.out.starts_with("claim  id 1\n  text        可惜是假货\n")) << done.out;
}

}  // namespace
}  // namespace assay
