// SPDX-License-Identifier: Apache-2.0
#include "enforcement/points.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace assay::enforcement {
namespace {

const PointsScheme kScheme{
    .general_allegations = 1U << static_cast<unsigned>(AllegationType::kMisuseOfMark),
    .serious_allegations = 1U << static_cast<unsigned>(AllegationType::kCounterfeit)};

PointsLedger LedgerOf(const std::vector<std::pair<std::int32_t, Severity>>& violations) {
  PointsLedger ledger;
  for (const auto& [day, severity] : violations) {
    AddViolation(ledger, kScheme, day, severity);
  }
  return ledger;
}

TEST(Points, GeneralViolationsOfOneDayCostAtMostSixTogether) {
  const PointsLedger ledger = LedgerOf({{100, Severity::kGeneral},
                                        {100, Severity::kGeneral},
                                        {100, Severity::kGeneral},
                                        {100, Severity::kGeneral},
                                        {101, Severity::kGeneral}});
  EXPECT_EQ(StandingOn(ledger, kScheme, 101), (Standing{.points = 8, .serious_strikes = 0}));
}

TEST(Points, SeriousViolationsWithinThreeDaysAreOneStrike) {
  EXPECT_EQ(
      StandingOn(LedgerOf({{100, Severity::kSerious}, {102, Severity::kSerious}}), kScheme, 200)
          .serious_strikes,
      1);
  EXPECT_EQ(
      StandingOn(LedgerOf({{100, Severity::kSerious}, {103, Severity::kSerious}}), kScheme, 200)
          .serious_strikes,
      2);
  // A strike does not stretch by what is merged into it.
  EXPECT_EQ(StandingOn(LedgerOf({{100, Severity::kSerious},
                                 {102, Severity::kSerious},
                                 {104, Severity::kSerious}}),
                       kScheme, 200),
            (Standing{.points = 24, .serious_strikes = 2}));
}

TEST(Points, AViolationCountsFor365DaysFromItsDay) {
  const PointsLedger ledger = LedgerOf({{100, Severity::kSerious}});
  EXPECT_EQ(StandingOn(ledger, kScheme, 99).points, 0);
  EXPECT_EQ(StandingOn(ledger, kScheme, 100).points, 12);
  EXPECT_EQ(StandingOn(ledger, kScheme, 464).points, 12);
  EXPECT_EQ(StandingOn(ledger, kScheme, 465).points, 0);
  EXPECT_EQ(NextExpiryAfter(ledger, kScheme, 464), 465);
  EXPECT_EQ(NextExpiryAfter(ledger, kScheme, 465), std::nullopt);
}

TEST(Points, DaysBeginAtLocalMidnight) {
  EXPECT_EQ(DayOf({-1}, 0), -1);
  EXPECT_EQ(DayOf({16 * kMillisecondsPerHour - 1}, 480), 0);
  EXPECT_EQ(DayOf({16 * kMillisecondsPerHour}, 480), 1);
}

TEST(Points, AReversalTakesOneViolationBack) {
  PointsLedger ledger = LedgerOf({{100, Severity::kSerious}, {100, Severity::kGeneral}});
  EXPECT_TRUE(RemoveViolation(ledger, 100, Severity::kSerious));
  EXPECT_FALSE(RemoveViolation(ledger, 100, Severity::kSerious));
  EXPECT_FALSE(RemoveViolation(ledger, 101, Severity::kGeneral));
  EXPECT_EQ(StandingOn(ledger, kScheme, 100), (Standing{.points = 2, .serious_strikes = 0}));
  EXPECT_TRUE(RemoveViolation(ledger, 100, Severity::kGeneral));
  EXPECT_TRUE(ledger.empty());
}

TEST(Points, AnAllegationCostsWhatTheSchemeSaysOrNothing) {
  EXPECT_EQ(kScheme.SeverityOf(AllegationType::kCounterfeit), Severity::kSerious);
  EXPECT_EQ(kScheme.SeverityOf(AllegationType::kMisuseOfMark), Severity::kGeneral);
  EXPECT_EQ(kScheme.SeverityOf(AllegationType::kParallelGoods), std::nullopt);
}

using Violations = std::vector<std::pair<std::int32_t, Severity>>;

Violations SomeViolations(std::int32_t day_end = 800) {
  return *rc::gen::container<Violations>(rc::gen::pair(
      rc::gen::inRange(0, day_end), rc::gen::element(Severity::kGeneral, Severity::kSerious)));
}

// By trying: the fewest spans of three days, each beginning at some serious day, that cover the rest.
std::int64_t FewestSpans(const std::set<std::int32_t>& days) {
  if (days.empty()) {
    return 0;
  }
  std::int64_t fewest = INT64_MAX;
  // The span that covers the first day begins on it or up to two days before.
  for (std::int32_t begin = *days.begin() - 2; begin <= *days.begin(); ++begin) {
    fewest = std::min(fewest, 1 + FewestSpans({days.upper_bound(begin + 2), days.end()}));
  }
  return fewest;
}

RC_GTEST_PROP(Points, AreWhatASlowCountSays, ()) {
  // Few and near each other, so that spans can lie in more than one way.
  Violations violations = SomeViolations(30);
  violations.resize(std::min<std::size_t>(violations.size(), 8));
  std::int32_t newest = 0;
  for (const auto& [day, severity] : violations) {
    newest = std::max(newest, day);
  }
  // Around the day on which some expire; never before the newest, when it is not known yet.
  const auto today =
      *rc::gen::oneOf(rc::gen::inRange(newest, newest + 5), rc::gen::inRange(364, 400));
  std::set<std::int32_t> serious;
  std::int64_t points = 0;
  for (std::int32_t day = std::max(0, today - 364); day <= today; ++day) {
    const auto general = std::ranges::count(violations, std::pair(day, Severity::kGeneral));
    points += std::min<std::int64_t>(general * 2, 6);
    if (std::ranges::count(violations, std::pair(day, Severity::kSerious)) > 0) {
      serious.insert(day);
    }
  }
  const std::int64_t strikes = FewestSpans(serious);
  RC_ASSERT(StandingOn(LedgerOf(violations), kScheme, today) ==
            (Standing{.points = points + 12 * strikes, .serious_strikes = strikes}));
}

RC_GTEST_PROP(Points, DoNotDependOnTheOrderOfViolations, ()) {
  Violations violations = SomeViolations();
  const PointsLedger forwards = LedgerOf(violations);
  std::ranges::sort(violations);
  const PointsLedger sorted = LedgerOf(violations);
  std::ranges::reverse(violations);
  RC_ASSERT(LedgerOf(violations) == forwards);
  RC_ASSERT(sorted == forwards);
}

RC_GTEST_PROP(Points, OneMoreViolationNeverLowersThem, ()) {
  Violations violations = SomeViolations();
  const Standing before = StandingOn(LedgerOf(violations), kScheme, 800);
  violations.push_back({*rc::gen::inRange(0, 800), Severity::kSerious});
  const Standing after = StandingOn(LedgerOf(violations), kScheme, 800);
  RC_ASSERT(after.points >= before.points && after.serious_strikes >= before.serious_strikes);
}

RC_GTEST_PROP(Points, TheLedgerStaysBounded, ()) {
  const PointsLedger ledger = LedgerOf(SomeViolations());
  RC_ASSERT(ledger.size() <= 365U);
  RC_ASSERT(std::ranges::is_sorted(ledger, {}, &PointsDay::day));
  RC_ASSERT((ledger.empty() || ledger.back().day - ledger.front().day < 365));
}

TEST(Points, AThousandViolationsOfOneDayLeaveOldStrikesAlone) {
  PointsLedger ledger = LedgerOf({{100, Severity::kSerious}});
  for (int i = 0; i < 1'000; ++i) {
    AddViolation(ledger, kScheme, 300, Severity::kSerious);
  }
  EXPECT_EQ(StandingOn(ledger, kScheme, 300).serious_strikes, 2);
  EXPECT_EQ(ledger.size(), 2U);
}

}  // namespace
}  // namespace assay::enforcement
