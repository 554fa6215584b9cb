// SPDX-License-Identifier: Apache-2.0
// `assay simulate` as its users run it. What it wrote, read in again by `assay ingest` in the order of the names, must
// give the same decisions to the byte.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/installation.h"

namespace assay {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using Json = nlohmann::json;
using process::DecisionsOf;
using process::FilesOf;
using process::Finished;
using process::RunAssay;
using process::TemporaryFolder;

Finished Simulate(const std::string& out, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments = {"simulate", "--world", "easy",  "--scale", "0.5",
                                        "--seed",   "7",       "--out", out,       "--json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return RunAssay(arguments);
}

TEST(Simulate, WhatItWroteGivesTheSameDecisionsWhenReadInAgain) {
  const TemporaryFolder folder;
  const std::string out = folder / "market";
  const Finished simulated = Simulate(out);
  ASSERT_EQ(simulated.exit_status, 0) << simulated.err;

  const std::string again = folder / "again";
  process::IngestMarket(out, again);
  const std::string decisions = DecisionsOf(out + "/data");
  EXPECT_THAT(decisions, AllOf(HasSubstr("measure"), HasSubstr("reviewer-")));
  EXPECT_TRUE(decisions == DecisionsOf(again)) << "the dumps differ";
  EXPECT_EQ(process::ReadFile(out + "/data/actions.ndjson"),
            process::ReadFile(again + "/actions.ndjson"));
}

TEST(Simulate, AReportTellsHowManyWereAccusedOfThoseWhoMetAMishap) {
  const TemporaryFolder folder;
  const std::string out = folder / "market";
  ASSERT_EQ(Simulate(out).exit_status, 0);
  const Finished report =
      RunAssay({"report", "2017", "--data", out + "/data", "--truth", out, "--format", "json"});
  ASSERT_EQ(report.exit_status, 0) << report.err;
  EXPECT_THAT(report.out, AllOf(HasSubstr("\"reseller\""), HasSubstr("\"noticed_in_bad_faith\"")));
}

TEST(Simulate, SameSeedSameFiles) {
  const TemporaryFolder folder;
  ASSERT_EQ(Simulate(folder / "a", {"--days", "12", "--workers", "1"}).exit_status, 0);
  ASSERT_EQ(Simulate(folder / "b", {"--days", "12", "--workers", "3"}).exit_status, 0);
  for (const char* part : {"/events", "/truth"}) {
    const auto files = FilesOf((folder / "a") + part);
    ASSERT_FALSE(files.empty());
    for (const std::string& file : files) {
      const std::string name = std::filesystem::path(file).filename().string();
      EXPECT_EQ(process::ReadFile(file), process::ReadFile((folder / "b") + part + "/" + name))
          << name;
    }
  }
  EXPECT_EQ(process::ReadFile(folder / "a/summary.json"),
            process::ReadFile(folder / "b/summary.json"));
}

TEST(Simulate, ArmsShareTheirLuckAndDifferInWhatIsDone) {
  const TemporaryFolder folder;
  const Finished simulated = Simulate(folder / "market", {"--arms"});
  ASSERT_EQ(simulated.exit_status, 0) << simulated.err;
  std::map<std::string, Json> arms;
  const Json summary = Json::parse(simulated.out);
  for (const Json& arm : summary.at("arms")) {
    arms[arm.at("arm")] = arm;
  }
  const auto market = [&](const char* arm, const char* member) {
    return arms.at(arm).at("market").at(member).get<std::int64_t>();
  };
  EXPECT_EQ(market("no_enforcement", "takedowns"), 0);
  EXPECT_EQ(market("no_enforcement", "stores_shut"), 0);
  EXPECT_GT(market("default", "takedowns"), 0);
  EXPECT_LT(market("default", "counterfeit_orders"),
            market("no_enforcement", "counterfeit_orders"));
  EXPECT_EQ(market("no_people", "decisions"), 0);
  EXPECT_THAT(arms, SizeIs(7));
  const auto proposals = [&](const char* arm) {
    const Finished rows = RunAssay({"dump", "--canonical", "--decisions", "--data",
                                    folder / (std::string("market/") + arm + "/data")});
    EXPECT_EQ(rows.exit_status, 0) << rows.err;
    return rows.out.find("deny_entry") != std::string::npos;
  };
  EXPECT_TRUE(proposals("default"));
  EXPECT_FALSE(proposals("no_linkage"));
  // The same stores opened in all of them, but for those that came back.
  const auto innocent = [&](const char* arm) {
    return arms.at(arm).at("innocent").at("honest").at("accused").at("of").get<int>();
  };
  for (const auto& [name, arm] : arms) {
    EXPECT_EQ(innocent(name.c_str()), innocent("default")) << name;
  }
}

TEST(Simulate, ItsReportEstimatesThePrevalenceAndOpensIntoTheOrdersDrawn) {
  const TemporaryFolder folder;
  process::WriteFile(folder / "w.toml",
                     "[world]\nlike = \"easy\"\n[test_buys]\na_year = 20000\nsuspicion = 0.1\n"
                     "days = 1\nright = 1\n");
  const std::string out = folder / "market";
  const Finished simulated = RunAssay({"simulate", "--world", folder / "w.toml", "--scale", "1",
                                       "--seed", "7", "--out", out, "--json"});
  ASSERT_EQ(simulated.exit_status, 0) << simulated.err;
  const std::string data = out + "/data";
  const Finished reported =
      RunAssay({"report", "2017", "--data", data, "--truth", out, "--format", "json"});
  ASSERT_EQ(reported.exit_status, 0) << reported.err;
  const Json report = Json::parse(reported.out).at("reports").at(0);
  const auto figure = [&](const Json& figures, const std::string& id) {
    return *std::ranges::find_if(figures, [&](const Json& at) { return at.at("id") == id; });
  };
  const auto rows = [&](const char* id) {
    const Finished listed =
        RunAssay({"report", "2017", "--data", data, "--rows", id, "--limit", "100000", "--json"});
    EXPECT_EQ(listed.exit_status, 0) << listed.err;
    std::set<std::string> orders;  // Some were examined twice.
    std::istringstream lines(listed.out);
    for (std::string line; std::getline(lines, line);) {
      orders.insert(Json::parse(line).at("other"));
    }
    return orders.size();
  };
  const Json prevalence = figure(report.at("figures"), "prevalence").at("now");
  const Json truth = figure(report.at("truth").at("figures"), "prevalence");
  EXPECT_GT(prevalence.at("denominator"), 300);
  EXPECT_LE(prevalence.at("low"), truth.at("truth"));
  EXPECT_GE(prevalence.at("high"), truth.at("truth"));
  EXPECT_THAT(prevalence.at("beside").get<std::string>(), HasSubstr("more undetermined"));
  EXPECT_GT(rows("prevalence"), prevalence.at("denominator").get<std::size_t>())
      << "undetermined ones too";
  const Json adjusted = figure(report.at("figures"), "prevalence_adjusted").at("now");
  EXPECT_LE(adjusted.at("low"), truth.at("truth"));
  EXPECT_GE(adjusted.at("high"), truth.at("truth"));
  EXPECT_THAT(adjusted.at("beside").get<std::string>(), HasSubstr("examined again contradicted"));
  const Json confirmed = figure(report.at("figures"), "orders_confirmed_fake").at("now");
  EXPECT_GT(confirmed.at("value"), 0);
  EXPECT_EQ(rows("orders_confirmed_fake"), confirmed.at("value").get<std::size_t>());
  EXPECT_EQ(figure(report.at("truth").at("figures"), "orders_confirmed_fake").at("error"), 0)
      << "these examiners do not err";
  const Finished verified = RunAssay({"verify", "--data", data});
  EXPECT_EQ(verified.exit_status, 0) << verified.out << verified.err;
}

TEST(Simulate, SaysWhatIsWrongWithItsInput) {
  const TemporaryFolder folder;
  const Finished unknown = RunAssay({"simulate", "--world", "taobao", "--out", folder / "a"});
  EXPECT_NE(unknown.exit_status, 0);
  EXPECT_THAT(unknown.err, HasSubstr("taobao_2017"));

  process::WriteFile(folder / "w.toml", "[world]\nlike = \"easy\"\n[trade]\nordes_a_day = 1\n");
  const Finished misspelt =
      RunAssay({"simulate", "--world", folder / "w.toml", "--out", folder / "a"});
  EXPECT_NE(misspelt.exit_status, 0);
  EXPECT_THAT(misspelt.err,
              AllOf(HasSubstr("line 4, column 1"), HasSubstr("did you mean \"orders_a_day\"?")));
  EXPECT_FALSE(std::filesystem::exists(folder / "a"));

  const Finished large =
      RunAssay({"simulate", "--world", "taobao_2017", "--scale", "9", "--out", folder / "a"});
  EXPECT_NE(large.exit_status, 0);
  EXPECT_THAT(large.err, HasSubstr("simulation.too_large"));
  EXPECT_FALSE(std::filesystem::exists(folder / "a"));

  process::WriteFile(folder / "full", "something");
  const Finished in_use = RunAssay({"simulate", "--world", "easy", "--out", folder.path()});
  EXPECT_NE(in_use.exit_status, 0);
  EXPECT_THAT(in_use.err, HasSubstr("cli.folder_in_use"));
}

}  // namespace
}  // namespace assay
