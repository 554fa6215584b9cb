// SPDX-License-Identifier: Apache-2.0
// `assay backtest` as an analyst uses it.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "configuration/configuration.h"
#include "support/installation.h"

namespace assay {
namespace {

using nlohmann::json;
using process::Finished;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Offer(int day, const std::string& title) {
  return fmt::format(
      R"({{"specversion":"1.0","id":"l-{0}","source":"//market.example","type":"assay.listing.v1",)"
      R"("time":"2017-03-{0:02}T10:00:00+08:00","subject":"s-{0}","data":{{"listing":"l-{0}",)"
      R"("version":1,"title":"{1}","price":{{"amount":9900,"currency":"CNY"}}}}}})"
      "\n",
      day, title);
}

std::string Replaced(std::string text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

class Backtest : public process::InstallationTest {
 protected:
  void SetUp() override {
    std::string lines;
    for (int day = 1; day <= 9; ++day) {
      lines +=
          Offer(day, day % 3 == 0 ? "Rolex replica 1:1 AAA wechat 13800138000" : "cotton dress");
    }
    Ingest(lines);
  }
  std::string data() const { return folder_ / "data"; }
  // A candidate's text, and the words behind --data.
  Finished Run(const std::string& policy, const std::vector<std::string>& words) const {
    process::WriteFile(folder_ / "new.toml", policy);
    std::vector<std::string> all = {"backtest", folder_ / "new.toml", "--data", data()};
    all.insert(all.end(), words.begin(), words.end());
    return process::RunAssay(all);
  }
  // Says with which exit status and words something is refused.
  void ExpectRefused(const Finished& done, int exit_status, const std::string& words) const {
    EXPECT_EQ(done.exit_status, exit_status) << done.out << done.err;
    EXPECT_THAT(done.err, HasSubstr(words));
    EXPECT_EQ(done.out, "");
  }

  const std::string default_{configuration::DefaultText()};
};

TEST_F(Backtest, ThePolicyInEffectChangesNothing) {
  const Finished done = Run(default_, {"--since", "2017-03-01"});
  EXPECT_EQ(done.exit_status, 0) << done.err;
  EXPECT_THAT(done.out, AllOf(HasSubstr("9 events"), HasSubstr("Nothing changes.")));
}

TEST_F(Backtest, TellsTheChangeByRuleWithCasesAndNoTextOfAListing) {
  const std::string held = Replaced(default_, "measure = \"block_publish\"\nduration = \"72h\"",
                                    "measure = \"hold\"\nduration = \"48h\"");
  const Finished done = Run(
      held, {"--since", "2017-03-02", "--until", "2017-03-09", "--sample", "2", "--batch", "1"});
  ASSERT_EQ(done.exit_status, 0) << done.err;
  EXPECT_THAT(done.err, HasSubstr("the log is read from its beginning"));
  EXPECT_THAT(done.out, HasSubstr("2017-03-02T00:00:00+08:00 until 2017-03-09T00:00:00+08:00"));
  EXPECT_THAT(done.out, AllOf(HasSubstr("7 events"), HasSubstr("2 of 4 changed measures"),
                              HasSubstr("2 gone, 2 of them asked for otherwise"),
                              HasSubstr("listing.band red, listing.authorised false")));
  EXPECT_THAT(done.out, AllOf(Not(HasSubstr("replica")), Not(HasSubstr("13800138000"))));

  const Finished as_json = Run(held, {"--since", "2017-03-02", "--until", "2017-03-09", "--json"});
  const json report = json::parse(as_json.out);
  EXPECT_EQ(report["events"], 7);
  ASSERT_EQ(report["measures"].size(), 2U);
  EXPECT_EQ(report["measures"][0]["measure"], "block_publish");
  EXPECT_EQ(report["measures"][0]["gone"], 2);
  EXPECT_EQ(report["measures"][1]["measure"], "hold");
  EXPECT_EQ(report["measures"][1]["new"], 2);
  const json rule = *std::ranges::find_if(
      report["rules"], [](const json& each) { return each.at("rule") == "red-at-first-publish"; });
  EXPECT_EQ(rule["recorded"]["gone"], 2);
  EXPECT_EQ(rule["candidate"]["new"], 2);
  EXPECT_EQ(report["cases"].size(), 4U);
  EXPECT_EQ(report["cases"][0]["change"], "new");
  EXPECT_EQ(report["later"]["gone"]["confirmed"]["value"], nullptr);
  const std::string event = std::to_string(report["cases"][0]["sequence"].get<int>());
  EXPECT_THAT(process::RunAssay({"show", "event", event, "--data", data()}).out,
              HasSubstr("Rolex"));
}

TEST_F(Backtest, SaysWhatOfTheFileWasNotTriedAndThatShadowsDidNothing) {
  const std::string other = Replaced(Replaced(default_, "prior = \"0.01\"", "prior = \"0.02\""),
                                     "epoch_hours = 1", "epoch_hours = 2");
  const Finished done = Run(other, {"--since", "2017-03-01"});
  EXPECT_EQ(done.exit_status, 0);
  EXPECT_THAT(
      done.out,
      AllOf(HasSubstr("[screening] of the file differs"), HasSubstr("[time] of the file differs"),
            HasSubstr("--shadow-live lets them act"), Not(HasSubstr("[[source]]"))));
}

TEST_F(Backtest, IsTriedWhileAnotherWrites) {
  const int lock = open((data() + "/lock").c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(lock, 0);
  ASSERT_EQ(flock(lock, LOCK_EX | LOCK_NB), 0);
  EXPECT_EQ(Run(default_, {"--since", "2017-03-01"}).exit_status, 0);
  close(lock);
}

TEST_F(Backtest, SaysWhatIsWrongWithItsInput) {
  const std::string broken = Replaced(default_, "listing.band == \"red\" && listing.is_new",
                                      "listing.bnad == \"red\" && listing.is_new");
  ExpectRefused(Run(broken, {"--since", "2017-03-01"}), 2, "did you mean \"listing.band\"?");
  EXPECT_THAT(Run(broken, {"--since", "2017-03-01"}).err,
              AllOf(HasSubstr("line "), HasSubstr("column ")));
  ExpectRefused(Run(Replaced(default_, "cn-2017\"", "cn-1917\""), {"--since", "2017-03-01"}), 2,
                "cn-1917");
  ExpectRefused(Run(default_, {"--since", "yesterday"}), 2, "--since \"yesterday\" is no date");
  ExpectRefused(Run(default_, {"--since", "2017-03-01", "--until", "2017-02-30"}), 2,
                "--until \"2017-02-30\" is no date");
  ExpectRefused(Run(default_, {"--since", "2017-03-05", "--until", "2017-03-04"}), 2,
                "ends at 2017-03-04T00:00:00+08:00, before it begins at 2017-03-05T00:00:00+08:00");
  ExpectRefused(Run(default_, {"--since", "2016-01-01", "--until", "2016-02-01"}), 2,
                "it goes from 2017-03-01T10:00:00+08:00");
  ExpectRefused(Run(default_, {"--since", "2018-01-01", "--until", "2018-02-01"}), 2,
                "backtest.no_events");
  ExpectRefused(
      Run(default_, {"--since", "2017-03-05T03:00:00Z", "--until", "2017-03-05T04:00:00Z"}), 2,
      "backtest.no_events");
  ExpectRefused(Run(default_, {}), 2, "--since is required");
  ExpectRefused(process::RunAssay({"backtest", folder_ / "none.toml", "--since", "2017-03-01"}), 2,
                "none.toml");
  ExpectRefused(process::RunAssay({"backtest", folder_ / "new.toml", "--since", "2017-03-01",
                                   "--data", folder_ / "nothing"}),
                2, "storage.empty");
}

}  // namespace
}  // namespace assay
