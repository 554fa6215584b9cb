// SPDX-License-Identifier: Apache-2.0
// What a team learns from its outcomes, through the program as people use it, on a simulated market whose truth is known.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/installation.h"

namespace assay {
namespace {

using Json = nlohmann::json;
using process::Finished;
using process::RunAssay;

std::vector<Json> LinesOf(const std::string& text) {
  std::vector<Json> lines;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = text.find('\n', begin);
    lines.push_back(Json::parse(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return lines;
}

// A market whose examiners look at many orders and never err.
class LearningFromOutcomes : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new process::TemporaryFolder;
    process::WriteFile(*folder_ / "w.toml",
                       "[world]\nlike = \"easy\"\n[test_buys]\na_year = 20000\nsuspicion = 0.1\n"
                       "days = 1\nright = 1\n");
    const Finished simulated = RunAssay({"simulate", "--world", *folder_ / "w.toml", "--scale", "1",
                                         "--seed", "7", "--out", *folder_ / "market", "--json"});
    ASSERT_EQ(simulated.exit_status, 0) << simulated.err;
    const Finished written = RunAssay({"outcomes", "--data", Data(), "--json"});
    ASSERT_EQ(written.exit_status, 0) << written.err;
    process::WriteFile(OutcomesFile(), written.out);
    outcomes_ = new std::vector<Json>(LinesOf(written.out));
    summary_ = new Json(Json::parse(written.err));
  }
  static void TearDownTestSuite() {
    delete summary_;
    delete outcomes_;
    delete folder_;
  }
  static std::string Market() { return *folder_ / "market"; }
  static std::string Data() { return Market() + "/data"; }
  static std::vector<Json> RowsOf(const char* figure);
  static std::string OutcomesFile() { return *folder_ / "outcomes.ndjson"; }

  static process::TemporaryFolder* folder_;
  static std::vector<Json>* outcomes_;
  static Json* summary_;
};
process::TemporaryFolder* LearningFromOutcomes::folder_ = nullptr;
std::vector<Json>* LearningFromOutcomes::outcomes_ = nullptr;
Json* LearningFromOutcomes::summary_ = nullptr;

std::vector<Json> LearningFromOutcomes::RowsOf(const char* figure) {
  const Finished rows = RunAssay(
      {"report", "2017", "--data", Data(), "--rows", figure, "--limit", "100000", "--json"});
  EXPECT_EQ(rows.exit_status, 0) << rows.err;
  return LinesOf(rows.out);
}

TEST_F(LearningFromOutcomes, LabelsOfDrawnOrdersAreTheTruthOfTheirGoods) {
  const std::string plain = *folder_ / "examined.ndjson";
  ASSERT_EQ(std::system(("zstdcat " + Market() + "/truth/examined.ndjson.zst > " + plain).c_str()),
            0);
  std::map<std::string, bool> truth_of_order;
  for (const Json& line : LinesOf(process::ReadFile(plain))) {
    truth_of_order[line.at("purchase")] = line.at("counterfeit");
  }
  std::map<std::uint64_t, std::string> order_of_event;
  for (const Json& row : RowsOf("prevalence")) {
    order_of_event[row.at("sequence")] = row.at("other");
  }
  std::set<std::string> orders;
  int counterfeit = 0;
  for (const Json& line : *outcomes_) {
    ASSERT_EQ(line.at("origin"), "audit");
    const std::string order = order_of_event.at(line.at("event"));
    EXPECT_EQ(line.at("label") == 1, truth_of_order.at(order)) << order;
    EXPECT_TRUE(orders.insert(order).second) << order << " has two labels";
    EXPECT_DOUBLE_EQ(line.at("weight"), 1 / line.at("inclusion_probability").get<double>());
    counterfeit += line.at("label").get<int>();
  }
  EXPECT_GT(orders.size(), 300U);
  EXPECT_GT(counterfeit, 10);
}

TEST_F(LearningFromOutcomes, ChoicesOfAssayAndPeopleAreSaidToBeNoLabels) {
  const Json& no_labels = summary_->at("no_labels");
  EXPECT_GT(no_labels.at("decision"), 0);
  EXPECT_GT(no_labels.at("notice"), 0);
  EXPECT_GT(no_labels.at("store_shut"), 0);
  EXPECT_GT(no_labels.at("undetermined"), 0);
  EXPECT_EQ(no_labels.at("listing_not_found"), 0);
  EXPECT_EQ(no_labels.at("order_not_found"), 0);
}

TEST_F(LearningFromOutcomes, TheirWeightedShareIsThePrevalenceOfTheReport) {
  const Finished reported = RunAssay({"report", "2017", "--data", Data(), "--format", "json"});
  ASSERT_EQ(reported.exit_status, 0) << reported.err;
  const Json figures = Json::parse(reported.out).at("reports").at(0).at("figures");
  const Json prevalence = std::ranges::find_if(figures, [](const Json& figure) {
                            return figure.at("id") == "prevalence";
                          })->at("now");
  double weight = 0;
  double of_counterfeit = 0;
  for (const Json& line : *outcomes_) {
    weight += line.at("weight").get<double>();
    of_counterfeit += line.at("label").get<int>() * line.at("weight").get<double>();
  }
  EXPECT_NEAR(1e4 * of_counterfeit / weight, prevalence.at("value"), 1e-6);
  const Json& share = summary_->at("counterfeit_share_of_drawn");
  EXPECT_NEAR(1e4 * share.at("share").get<double>(), prevalence.at("value"), 1e-6);
  EXPECT_NEAR(1e4 * share.at("low").get<double>(), prevalence.at("low"), 1e-6);
  EXPECT_NEAR(1e4 * share.at("high").get<double>(), prevalence.at("high"), 1e-6);
}

TEST_F(LearningFromOutcomes, EvaluateTakesTheFileAsItIsAndSaysWhatTheRowsStandFor) {
  const Finished plain =
      RunAssay({"evaluate", OutcomesFile(), "--label", "label", "--group", "origin", "--json"});
  ASSERT_EQ(plain.exit_status, 0) << plain.err;
  const Json unweighted = Json::parse(plain.out);
  EXPECT_EQ(
      unweighted.at("positives").get<std::size_t>() + unweighted.at("negatives").get<std::size_t>(),
      outcomes_->size());
  EXPECT_EQ(unweighted.at("bad_lines"), 0);
  EXPECT_FALSE(unweighted.contains("positive_share"));

  const Finished done =
      RunAssay({"evaluate", OutcomesFile(), "--label", "label", "--weight", "weight", "--json"});
  ASSERT_EQ(done.exit_status, 0) << done.err;
  const Json weighted = Json::parse(done.out);
  EXPECT_NEAR(weighted.at("positive_share").at("value"),
              summary_->at("counterfeit_share_of_drawn").at("share"), 1e-12);
  EXPECT_LT(weighted.at("positive_share").at("effective_of").get<double>(),
            static_cast<double>(outcomes_->size()));
  EXPECT_NEAR(weighted.at("calibration").at("positive_share"),
              weighted.at("positive_share").at("value"), 1e-12);
  EXPECT_EQ(weighted.at("positives"), unweighted.at("positives"));
}

TEST_F(LearningFromOutcomes, TrainRefusesLabelsThatNobodyIndependentGave) {
  std::string texts = "id\ttext\tlabel\torigin\n";
  for (int i = 0; i < 40; ++i) {
    const std::string number = std::to_string(i);
    texts += number + "\t" + (i % 2 == 0 ? "fake copy number " : "lovely and real ") +
             std::string(static_cast<std::size_t>(i + 3), static_cast<char>('a' + i % 26)) + "\t" +
             (i % 2 == 0 ? "1" : "0") + "\t";
    texts += i == 7 ? "decision\n" : i == 9 ? "complaint\n" : "audit\n";
  }
  const std::string file = *folder_ / "texts.tsv";
  process::WriteFile(file, texts);
  const Finished refused = RunAssay({"train", "--as", "review", file, "--label", "label"});
  EXPECT_EQ(refused.exit_status, 2) << refused.err;
  EXPECT_EQ(refused.out, "");
  EXPECT_NE(refused.err.find("1 of \"complaint\", 1 of \"decision\""), std::string::npos)
      << refused.err;
  EXPECT_NE(refused.err.find("train.forbidden_labels"), std::string::npos) << refused.err;

  std::size_t at = 0;
  for (const char* word : {"decision", "complaint"}) {
    while ((at = texts.find(word)) != std::string::npos) {
      texts.replace(at, std::string(word).size(), "examiner");
    }
  }
  process::WriteFile(file, texts);
  const Finished trained = RunAssay({"train", "--as", "review", file, "--label", "label"});
  EXPECT_EQ(trained.exit_status, 0) << trained.err;
  EXPECT_NE(trained.out, "");
}

TEST_F(LearningFromOutcomes, OneOriginAloneIsWrittenWhereItIsAskedFor) {
  const Finished audits = RunAssay({"outcomes", "--data", Data(), "--origin", "audit"});
  ASSERT_EQ(audits.exit_status, 0) << audits.err;
  EXPECT_EQ(audits.out, process::ReadFile(OutcomesFile()));
  const Finished judgments = RunAssay({"outcomes", "--data", Data(), "--origin", "judgment"});
  ASSERT_EQ(judgments.exit_status, 0) << judgments.err;
  EXPECT_EQ(judgments.out, "");
}

}  // namespace
}  // namespace assay
