// SPDX-License-Identifier: Apache-2.0
#include "ingest/column_profile.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "text/utf8.h"

namespace assay::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

ColumnProfile ProfileOf(const std::vector<std::string>& cells) {
  ColumnProfile column("column");
  for (const std::string& cell : cells) {
    column.Add(cell);
  }
  return column;
}

TEST(ColumnProfile, OfNoFilledCellSaysNothing) {
  const ColumnProfile column = ProfileOf({"", "  ", "\t"});
  EXPECT_EQ(column.filled(), 0U);
  EXPECT_THAT(column.examples(), IsEmpty());
  EXPECT_THAT(column.words(), IsEmpty());
  EXPECT_EQ(column.TimeShare(TimeReading::kCivil), 0.0);
  EXPECT_EQ(column.WholeNumberShare(), 0.0);
  EXPECT_EQ(column.AmountShare('.'), 0.0);
  EXPECT_EQ(column.RepeatedShare(), 0.0);
  EXPECT_EQ(column.currency(), "");
}

TEST(ColumnProfile, ShowsTheFirstDifferentCellsCutToWholeCharacters) {
  std::string chinese;
  for (int i = 0; i < 40; ++i) {
    chinese += "鞋";
  }
  const ColumnProfile column = ProfileOf({"hat", " hat ", chinese, "\xff", "bag"});
  ASSERT_EQ(column.examples().size(), kExamplesMax);
  EXPECT_EQ(column.examples()[0], "hat");
  EXPECT_EQ(column.examples()[1], chinese.substr(0, kExampleBytesMax) + "…");
  EXPECT_EQ(column.examples()[2], "\uFFFD");
}

TEST(ColumnProfile, CountsWordsAsTheyStandUntilTheyAreTooMany) {
  EXPECT_THAT(ProfileOf({"new", " new", "used", "new"}).words(),
              ElementsAre(std::pair(" new", 1U), std::pair("new", 2U), std::pair("used", 1U)));
  std::vector<std::string> many;
  for (std::size_t i = 0; i <= kWordsMax; ++i) {
    many.push_back(fmt::format("word {}", i));
  }
  EXPECT_THAT(ProfileOf(many).words(), IsEmpty());
  many.pop_back();
  EXPECT_EQ(ProfileOf(many).words().size(), kWordsMax);
  EXPECT_THAT(ProfileOf({"new", "\xff"}).words(), IsEmpty()) << "no word a mapping could name";
}

TEST(ColumnProfile, OneDateAmongAllDecidesHoweverLateItComes) {
  std::vector<std::string> dates(kCellsTriedMax + 5, "03/04/2017");
  EXPECT_EQ(ProfileOf(dates).day_first_only(), 0U);
  EXPECT_EQ(ProfileOf(dates).ambiguous(), "03/04/2017");
  dates.emplace_back("25/12/2017");
  const ColumnProfile column = ProfileOf(dates);
  EXPECT_EQ(column.day_first_only(), 1U);
  EXPECT_EQ(column.month_first_only(), 0U);
  EXPECT_EQ(ProfileOf({"12/25/2017 1:05 PM"}).month_first_only(), 1U);
  EXPECT_EQ(ProfileOf({"04/04/2017"}).ambiguous(), "") << "the same day in both readings";
}

TEST(ColumnProfile, ReadsTimesInEveryFormThatAMappingNames) {
  const std::vector<std::pair<TimeReading, std::string>> forms = {
      {TimeReading::kRfc3339, "2017-03-01T14:05:00+08:00"},
      {TimeReading::kCivil, "2017年3月1日"},
      {TimeReading::kDayFirst, "25.12.2017 14:05"},
      {TimeReading::kMonthFirst, "12/25/2017 2:05 PM"},
      {TimeReading::kUnixSeconds, "1488348300"},
      {TimeReading::kUnixMilliseconds, "1488348300000"}};
  for (const auto& [reading, cell] : forms) {
    EXPECT_EQ(ProfileOf({cell}).TimeShare(reading), 1.0) << cell;
  }
  EXPECT_EQ(ProfileOf({"17"}).TimeShare(TimeReading::kUnixSeconds), 0.0)
      << "a count is no time of trade";
}

TEST(ColumnProfile, TellsWhichSignStandsBeforeTheCents) {
  const ColumnProfile comma = ProfileOf({"1.299,00 €", "12,99 €"});
  EXPECT_EQ(comma.AmountShare(','), 1.0);
  EXPECT_EQ(comma.comma_only(), 2U);
  EXPECT_EQ(comma.currency(), "EUR");
  const ColumnProfile point = ProfileOf({"USD 1,299.00", "12.99 USD"});
  EXPECT_EQ(point.AmountShare('.'), 1.0);
  EXPECT_EQ(point.point_only(), 2U);
  EXPECT_EQ(point.currency(), "USD");
  EXPECT_EQ(ProfileOf({"1299", "5"}).comma_only(), 0U);
  EXPECT_EQ(ProfileOf({"5 EUR", "5", "5"}).currency(), "") << "most cells name none";
}

TEST(ColumnProfile, TellsIdsThatStandInSeveralRowsHoweverFarApart) {
  ColumnProfile column("item");
  constexpr int kIds = 50'000;
  for (int i = 0; i < kIds; ++i) {
    column.Add(fmt::format("l{}", i));
  }
  EXPECT_EQ(column.RepeatedShare(), 0.0);
  for (int i = 0; i < kIds; i += 4) {
    column.Add(fmt::format("l{}", i));
  }
  EXPECT_NEAR(column.RepeatedShare(), 0.25, 0.03);
}

RC_GTEST_PROP(ColumnProfile, CountsRepeatsExactlyAsLongAsAllValuesAreSampled, ()) {
  const auto numbers = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 40));
  ColumnProfile column("item");
  std::map<int, int> counts;
  for (const int number : numbers) {
    column.Add(fmt::format("{}", number));
    ++counts[number];
  }
  const auto repeated =
      std::ranges::count_if(counts, [](const auto& entry) { return entry.second > 1; });
  RC_ASSERT(
      column.RepeatedShare() ==
      (counts.empty() ? 0.0 : static_cast<double>(repeated) / static_cast<double>(counts.size())));
}

RC_GTEST_PROP(ColumnProfile, AnyCellsGiveSharesAndExamplesThatCanBeShown, ()) {
  const auto cells =
      *rc::gen::container<std::vector<std::string>>(rc::gen::arbitrary<std::string>());
  const ColumnProfile column = ProfileOf(cells);
  for (const double share :
       {column.WholeNumberShare(), column.AmountShare('.'), column.AmountShare(','),
        column.TimeShare(TimeReading::kCivil), column.RepeatedShare()}) {
    RC_ASSERT(share >= 0.0 && share <= 1.0);
  }
  RC_ASSERT(column.filled() <= cells.size());
  RC_ASSERT(column.examples().size() <= kExamplesMax);
  for (const std::string& example : column.examples()) {
    RC_ASSERT(text::IsValidUtf8(example));
  }
}

}  // namespace
}  // namespace assay::ingest
