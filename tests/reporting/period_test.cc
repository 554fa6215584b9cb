// SPDX-License-Identifier: Apache-2.0
#include "reporting/period.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace assay::reporting {
namespace {

TEST(Period, IsAYearAMonthOrARangeOfMonths) {
  EXPECT_EQ(Period::Parse("2017")->name(), "2017");
  EXPECT_EQ(Period::Parse("2017-01..2017-12")->name(), "2017");
  EXPECT_EQ(Period::Parse("2016-02")->name(), "2016-02");
  EXPECT_EQ(Period::Parse("2016-11..2017-02")->name(), "2016-11..2017-02");
  EXPECT_EQ(FormatDay(Period::Parse("2016-02")->days().first), "2016-02-01");
  EXPECT_EQ(FormatDay(Period::Parse("2016-02")->days().end), "2016-03-01");
  EXPECT_EQ(Period::Parse("2016-02")->days().size(), 29);
  EXPECT_EQ(Period::Parse("2017")->days().size(), 365);
}

TEST(Period, RefusesWhatIsNone) {
  for (const char* text : {"", "17", "2017-3", "2017-13", "2017-00", "2017-03..2017-02", "1970",
                           "2000-01..2017-12", "2017..2018", "2017-03-01", "2o17"}) {
    const auto period = Period::Parse(text);
    ASSERT_FALSE(period.has_value()) << text;
    EXPECT_EQ(period.error().reason, "report.not_a_period");
  }
}

TEST(Period, HasTheSameMonthsAYearBefore) {
  EXPECT_EQ(Period::Parse("2017")->YearBefore().name(), "2016");
  EXPECT_EQ(Period::Parse("2016-11..2017-02")->YearBefore().name(), "2015-11..2016-02");
}

RC_GTEST_PROP(Period, MonthsFollowEachOtherWithoutGap, ()) {
  const int year = *rc::gen::inRange(1971, 2100);
  const int month = *rc::gen::inRange(1, 13);
  const int last = *rc::gen::inRange(month, 13);
  const auto period =
      Period::Parse(fmt::format("{:04}-{:02}..{:04}-{:02}", year, month, year, last));
  Day at = period->days().first;
  for (const Period& piece : period->months()) {
    RC_ASSERT(piece.days().first == at);
    at = piece.days().end;
  }
  RC_ASSERT(at == period->days().end);
}

TEST(Day, BeginsAtMidnightOfTheReportingZone) {
  const Day day = DayOf(ParseRfc3339("2016-12-31T16:00:00Z")->instant, 480);
  EXPECT_EQ(FormatDay(day), "2017-01-01");
  EXPECT_EQ(BeginOf(day, 480), ParseRfc3339("2017-01-01T00:00:00+08:00")->instant);
  EXPECT_EQ(FormatDay(DayOf(ParseRfc3339("2016-12-31T15:59:59.999Z")->instant, 480)), "2016-12-31");
}

}  // namespace
}  // namespace assay::reporting
