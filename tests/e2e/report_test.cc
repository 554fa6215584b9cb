// SPDX-License-Identifier: Apache-2.0
// The report of a period, through the program as people use it.
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/installation.h"

namespace assay {
namespace {

using nlohmann::json;
using process::Finished;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string StoreEvent(const char* id, const char* type, const char* time, const char* store,
                       const char* data) {
  return fmt::format(
      R"({{"specversion":"1.0","id":"{}","source":"//market.example","type":"assay.store.{}.v1",)"
      R"("time":"{}","subject":"{}","data":{}}})"
      "\n",
      id, type, time, store, data);
}

std::string Opened(const char* time, const char* store) {
  return StoreEvent(time, "opened", time, store, R"({"name":"A shop"})");
}
std::string Shut(const char* time, const char* store) {
  return StoreEvent(time, "closed", time, store,
                    R"({"reason":"ip_counterfeit","indefinite":true,"actor":"p-1"})");
}

class Report : public process::InstallationTest {
 protected:
  // Stores that opened in March 2017, one of which was shut; nothing in 2018.
  void IngestTwoYears() {
    Ingest(Opened("2017-03-01T10:00:00+08:00", "s-1") + Opened("2017-03-02T10:00:00+08:00", "s-2") +
           Shut("2017-03-20T10:00:00+08:00", "s-2") + Opened("2019-03-01T10:00:00+08:00", "s-3"));
  }
  json Figure(const std::string& period, const std::string& id) const {
    const Finished done = Assay({"report", period, "--json"});
    EXPECT_EQ(done.exit_status, 0) << done.err;
    const json report = json::parse(done.out);
    for (const json& figure : report["reports"][0]["figures"]) {
      if (figure["id"] == id) {
        return figure;
      }
    }
    ADD_FAILURE() << "no figure " << id;
    return {};
  }
};

TEST_F(Report, WithoutAnInstallationSaysHowToMakeOneAndMakesNone) {
  const Finished done = Assay({"report", "2017"});
  EXPECT_NE(done.exit_status, 0);
  EXPECT_THAT(done.err,
              AllOf(HasSubstr("there is no installation at"), HasSubstr("`assay ingest`")));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "data"));
}

TEST_F(Report, OfAnEmptyInstallationSaysThatThereIsNothing) {
  Ingest("");
  const Finished done = Assay({"report", "2017"});
  EXPECT_NE(done.exit_status, 0);
  EXPECT_THAT(done.err, HasSubstr("the log holds no events to report on"));
}

TEST_F(Report, OfWhatIsNoPeriodSaysWhatOneLooksLike) {
  IngestTwoYears();
  for (const char* word : {"nonsense", "2017-13", "17", "2017-05..2017-03"}) {
    const Finished done = Assay({"report", word});
    EXPECT_EQ(done.exit_status, 2) << word;
    EXPECT_THAT(done.err, AllOf(HasSubstr(word), HasSubstr("write a year (2017)"))) << word;
    EXPECT_EQ(done.out, "");
  }
}

TEST_F(Report, OfAYearBeforeTheLogGivesNoFigures) {
  IngestTwoYears();
  const Finished done = Assay({"report", "1999"});
  EXPECT_EQ(done.exit_status, 0);
  EXPECT_THAT(done.out, HasSubstr("The log begins on 2017-03-01, after the period ended"));
  const json shut = Figure("1999", "stores_shut")["now"];
  EXPECT_TRUE(shut["value"].is_null()) << shut;
  EXPECT_EQ(shut["why_not"], "not in the log");
}

TEST_F(Report, OfAYearWithoutEventsCountsNone) {
  IngestTwoYears();
  const Finished done = Assay({"report", "2018"});
  EXPECT_EQ(done.exit_status, 0);
  EXPECT_THAT(done.out, Not(HasSubstr("Not complete")));
  EXPECT_EQ(Figure("2018", "stores_shut")["now"]["value"], 0);
  EXPECT_EQ(Figure("2018", "fake_refunds_per_10000_orders")["now"]["why_not"],
            "nothing to divide by");
}

TEST_F(Report, OfAYearAheadSaysWhereTheLogEnds) {
  IngestTwoYears();
  EXPECT_THAT(Assay({"report", "2031"}).out,
              HasSubstr("The log ends on 2019-03-01, before the period begins."));
}

TEST_F(Report, ListsTheRowsOfItsFigures) {
  IngestTwoYears();
  EXPECT_EQ(Figure("2017", "stores_opened")["now"]["value"], 2);
  EXPECT_EQ(Figure("2017", "stores_shut")["now"]["value"], 1);
  EXPECT_THAT(Assay({"report", "2017", "--rows", "stores_shut"}).out,
              AllOf(HasSubstr("s-2"), Not(HasSubstr("s-1"))));
  EXPECT_THAT(Assay({"report", "2017", "--rows", "stores_opened"}).out,
              AllOf(HasSubstr("s-1"), HasSubstr("s-2"), Not(HasSubstr("s-3"))));
}

}  // namespace
}  // namespace assay
