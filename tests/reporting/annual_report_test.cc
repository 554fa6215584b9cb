// SPDX-License-Identifier: Apache-2.0
#include "reporting/annual_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "reporting/memory_source.h"
#include "reporting/render.h"

namespace assay::reporting {
namespace {

using testing::HasSubstr;
using testing::Not;

Report ReportOf(MemorySource& source, const char* period = "2017") {
  auto report = MakeReport(source, {.period = *Period::Parse(period)});
  EXPECT_TRUE(report.has_value());
  return *report;
}

// The report must outlive what is returned.
const FigureReport& Of(const Report& report, Figure figure) {
  return report.figures[static_cast<std::size_t>(figure)];
}

// Two whole years in the log, and the lateness after them.
MemorySource TwoYears() {
  MemorySource source;
  source.horizon.allowed_lateness_ms = 72 * kMillisecondsPerHour;
  source.LogFrom("2016-01-01", "2018-06-01T00:00:00+08:00");
  return source;
}

// The published pair (docs/measures.md): 2.1 in 2016, 1.49 in 2017 is the fall of 29 %.
TEST(Report, GivesClaimedRefundsPerTenThousandOrdersAndTheirFall) {
  MemorySource source = TwoYears();
  source.Count("2016-05-01", kOrders, 1'000'000);
  source.Count("2016-05-02", kRefundsCounterfeit, 210);
  source.Count("2017-05-01", kOrders, 2'000'000);
  source.Count("2017-12-31", kRefundsCounterfeit, 298);
  source.Count("2018-01-01", kRefundsCounterfeit, 5'000);
  const Report report = ReportOf(source);
  const FigureReport& refunds = Of(report, Figure::kFakeRefundsPerOrders);
  EXPECT_DOUBLE_EQ(*refunds.now.value, 1.49);
  EXPECT_EQ(refunds.now.numerator, 298);
  EXPECT_EQ(refunds.now.denominator, 2'000'000);
  EXPECT_DOUBLE_EQ(*refunds.before.value, 2.1);
  EXPECT_NEAR(*refunds.change.amount, -29.05, 0.01);
}

TEST(Report, KeepsTheSameClaimsPerRequestApart) {
  MemorySource source = TwoYears();
  source.Count("2017-05-01", kOrders, 2'000'000);
  source.Count("2017-05-01", kRefunds, 50'000);
  source.Count("2017-05-01", kRefundsCounterfeit, 298);
  const Report report = ReportOf(source);
  EXPECT_DOUBLE_EQ(*Of(report, Figure::kFakeRefundsPerOrders).now.value, 1.49);
  EXPECT_DOUBLE_EQ(*Of(report, Figure::kFakeRefundsPerRequests).now.value, 59.6);
}

TEST(Report, GivesStoresShutGrossAndNetAndTheYearBefore) {
  MemorySource source = TwoYears();
  source.Stores("2016",
                {.opened = 900, .shut = 180'000, .reversed = 0, .repeat = 9, .shut_again = 0});
  source.Stores(
      "2017",
      {.opened = 1'000, .shut = 240'000, .reversed = 600, .repeat = 100, .shut_again = 24'000});
  const Report report = ReportOf(source);
  EXPECT_EQ(*Of(report, Figure::kStoresShut).now.value, 240'000);
  EXPECT_EQ(*Of(report, Figure::kStoresShut).before.value, 180'000);
  EXPECT_NEAR(*Of(report, Figure::kStoresShut).change.amount, 33.33, 0.01);
  EXPECT_EQ(*Of(report, Figure::kStoresShutNet).now.value, 239'400);
  EXPECT_DOUBLE_EQ(*Of(report, Figure::kRepeatStores).now.value, 0.1);
  EXPECT_NEAR(*Of(report, Figure::kRepeatStores).change.amount, 9.0, 1e-9) << "percentage points";
  EXPECT_DOUBLE_EQ(*Of(report, Figure::kShutAgain).now.value, 0.1);
}

TEST(Report, SaysThatThereIsNothingToDivideBy) {
  MemorySource source = TwoYears();
  source.Count("2017-05-01", kRefundsCounterfeit, 3);
  const Report report = ReportOf(source);
  const FigureReport& refunds = Of(report, Figure::kFakeRefundsPerOrders);
  EXPECT_EQ(refunds.now.value, std::nullopt);
  EXPECT_EQ(refunds.now.why_not, "nothing to divide by");
  EXPECT_EQ(refunds.change.amount, std::nullopt);
}

TEST(Report, GivesNoChangeFromNothing) {
  MemorySource source = TwoYears();
  source.Stores("2017", {.shut = 5});
  const Change change = Of(ReportOf(source), Figure::kStoresShut).change;
  EXPECT_EQ(change.amount, std::nullopt);
  EXPECT_EQ(change.why_not, "0 before");
}

TEST(Report, ComparesNothingBeforeThePeriodAndTheLatenessAreOver) {
  MemorySource source = TwoYears();
  source.Stores("2016", {.shut = 10});
  source.Stores("2017", {.shut = 5});
  source.LogFrom("2016-01-01", "2018-01-03T23:59:59+08:00");
  Report report = ReportOf(source);
  EXPECT_FALSE(report.is_complete);
  EXPECT_THAT(report.about_completeness, HasSubstr("the log has reached 2018-01-03"));
  EXPECT_EQ(Of(report, Figure::kStoresShut).change.why_not, "period not complete");
  EXPECT_FALSE(Of(report, Figure::kStoresShut).is_final);

  source.LogFrom("2016-01-01", "2018-01-04T00:00:00+08:00");
  report = ReportOf(source);
  EXPECT_TRUE(report.is_complete);
  EXPECT_DOUBLE_EQ(*Of(report, Figure::kStoresShut).change.amount, -50.0);
  EXPECT_TRUE(Of(report, Figure::kStoresShut).is_final);
  EXPECT_FALSE(Of(report, Figure::kStoresShutNet).is_final) << "closings may still be reversed";
}

TEST(Report, SaysWhereTheYearBeforeIsNotInTheLog) {
  MemorySource source = TwoYears();
  source.LogFrom("2016-07-01", "2018-06-01T00:00:00+08:00");
  source.Stores("2017", {.shut = 5});
  source.Stores("2016", {.shut = 5});
  const Report partly = ReportOf(source);
  EXPECT_THAT(partly.about_the_year_before, HasSubstr("only partly"));
  EXPECT_EQ(Of(partly, Figure::kStoresShut).change.amount, std::nullopt);

  source.LogFrom("2017-01-01", "2018-06-01T00:00:00+08:00");
  const Report not_at_all = ReportOf(source);
  EXPECT_TRUE(not_at_all.is_complete);
  EXPECT_EQ(Of(not_at_all, Figure::kStoresShut).before.why_not, "not in the log");
}

TEST(Report, SaysThatTheLogBeginsWithinThePeriod) {
  MemorySource source = TwoYears();
  source.LogFrom("2017-03-05", "2018-06-01T00:00:00+08:00");
  const Report report = ReportOf(source);
  EXPECT_FALSE(report.is_complete);
  EXPECT_THAT(report.about_completeness, HasSubstr("the log begins on 2017-03-05"));
}

TEST(Report, GivesNothingForAPeriodBeforeTheLog) {
  MemorySource source = TwoYears();
  source.LogFrom("2018-03-05", "2019-06-01T00:00:00+08:00");
  const Report report = ReportOf(source);
  EXPECT_FALSE(report.is_complete);
  EXPECT_THAT(report.about_completeness,
              HasSubstr("The log begins on 2018-03-05, after the period ended"));
  EXPECT_EQ(Of(report, Figure::kStoresShut).now.value, std::nullopt);
  EXPECT_EQ(Of(report, Figure::kStoresShut).now.why_not, "not in the log");
  EXPECT_FALSE(Of(report, Figure::kStoresShut).is_final);
}

TEST(Report, IsCompleteForAYearWithoutEventsWithinTheLog) {
  MemorySource source;
  source.LogFrom("2015-01-01", "2019-06-01T00:00:00+08:00");
  const Report report = ReportOf(source);
  EXPECT_TRUE(report.is_complete);
  EXPECT_EQ(Of(report, Figure::kStoresShut).now.value, 0);
  EXPECT_EQ(Of(report, Figure::kFakeRefundsPerOrders).now.why_not, "nothing to divide by");
}

TEST(Report, FailsWhereTheLogIsEmpty) {
  MemorySource source;
  const auto report = MakeReport(source, {.period = *Period::Parse("2017")});
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().reason, "report.empty");
}

TEST(Report, BoundsHandlingTimesByTheClassesThatAreKept) {
  MemorySource source = TwoYears();
  source.Count("2017-05-01", HandledInClass(Claim::kCounterfeit, 0), 2);  // Within 1 h.
  source.Count("2017-05-01", HandledInClass(Claim::kCounterfeit, 1), 3);  // 4 h
  source.Count("2017-05-02", HandledInClass(Claim::kCounterfeit, 4), 4);  // 48 h
  source.Count("2017-05-03", HandledInClass(Claim::kCounterfeit, 7), 1);  // more than 7 days
  const Report report = ReportOf(source);
  EXPECT_EQ(*Of(report, Figure::kHandlingMedian).now.value, 4);
  EXPECT_EQ(Of(report, Figure::kHandlingMedian).now.numerator, 5);
  EXPECT_EQ(*Of(report, Figure::kHandlingNinety).now.value, 48);
  EXPECT_DOUBLE_EQ(*Of(report, Figure::kHandledInADay).now.value, 0.5);
}

TEST(Report, DoesNotBoundWhatTookLongerThanTheLastClass) {
  MemorySource source = TwoYears();
  source.Count("2017-05-01", HandledInClass(Claim::kCounterfeit, 0), 1);
  source.Count("2017-05-01", HandledInClass(Claim::kCounterfeit, 7), 9);
  const Report report = ReportOf(source);
  const Reading& median = Of(report, Figure::kHandlingMedian).now;
  EXPECT_EQ(median.value, std::nullopt);
  EXPECT_EQ(median.why_not, "more than 7 days");
}

TEST(Report, CountsErrorsAmongWhatPersonsDecided) {
  MemorySource source = TwoYears();
  const auto count = [&](CountedKind kind, CountedStatus status, std::int64_t number) {
    source.Count("2017-05-01", Measures(Claim::kCounterfeit, kind, status), number);
  };
  count(CountedKind::kDelist, CountedStatus::kConfirmed, 90);
  count(CountedKind::kDelist, CountedStatus::kLiftedByPerson, 6);
  count(CountedKind::kCloseStore, CountedStatus::kLiftedByPerson, 4);
  count(CountedKind::kDelist, CountedStatus::kExecuted, 500);
  source.Count("2017-05-01",
               Measures(Claim::kOther, CountedKind::kDelist, CountedStatus::kLiftedByPerson), 77);
  const Report report = ReportOf(source);
  EXPECT_DOUBLE_EQ(*Of(report, Figure::kErrorsFound).now.value, 0.1);
  EXPECT_EQ(*Of(report, Figure::kListingMeasures).now.value, 500);
}

constexpr std::int64_t kOneInAHundred = 10'000'000'000;  // In trillionths.

TEST(Report, EstimatesTheShareOfCounterfeitOrdersFromThoseDrawnByChance) {
  MemorySource source = TwoYears();
  source.Count("2017-05-01", kOrders, 50'000);
  source.Examine(
      "2017", 4,
      {.found_counterfeit = true, .by_chance = true, .probability_trillionths = kOneInAHundred});
  source.Examine(
      "2017", 396,
      {.found_otherwise = true, .by_chance = true, .probability_trillionths = kOneInAHundred});
  source.Examine("2017", 2, {.by_chance = true, .probability_trillionths = kOneInAHundred});
  source.Examine("2017", 3, {.found_otherwise = true, .by_chance = true});
  source.Examine("2017", 70, {.found_counterfeit = true});
  const Report report = ReportOf(source);
  const Reading& prevalence = Of(report, Figure::kPrevalence).now;
  EXPECT_NEAR(*prevalence.value, 100.0, 1e-9);
  EXPECT_EQ(prevalence.numerator, 4);
  EXPECT_EQ(prevalence.denominator, 400);
  const Rate rate{4, 400};
  EXPECT_NEAR(prevalence.interval->low, rate.low() * 10'000, 1e-6);
  EXPECT_NEAR(prevalence.interval->high, rate.high() * 10'000, 1e-6);
  EXPECT_EQ(
      prevalence.beside,
      "drawn by chance; 2 more undetermined: 99.50 were none of them counterfeit, 149.25 were "
      "all; 3 drawn by a chance that was not told are left out");
  const std::vector<ReportWithTruth> reports = {{report, std::nullopt}};
  EXPECT_THAT(AsMarkdown(reports),
              HasSubstr("| 100.00 [38.95, 254.27] (4 of 400 drawn by chance;"));
  EXPECT_THAT(AsHtml(reports), HasSubstr("100.00 [38.95, 254.27]"));
  EXPECT_THAT(AsJson(reports), HasSubstr("\"low\": 38.95"));
}

TEST(Report, StatesPrevalenceAsExaminedAndWithoutTheirErrors) {
  MemorySource source = TwoYears();
  const auto examine = [&](std::int64_t orders, std::int64_t counterfeit, std::int64_t otherwise) {
    source.Examine("2017", orders,
                   {.found_counterfeit = counterfeit > 0,
                    .found_otherwise = otherwise > 0,
                    .by_chance = true,
                    .probability_trillionths = kOneInAHundred,
                    .drawn_counterfeit = counterfeit,
                    .drawn_otherwise = otherwise});
  };
  examine(49, 1, 0);
  examine(951, 0, 1);
  const Report once = ReportOf(source);
  EXPECT_NEAR(*Of(once, Figure::kPrevalence).now.value, 490, 1e-9);
  EXPECT_EQ(Of(once, Figure::kPrevalenceAdjusted).now.value, std::nullopt);
  EXPECT_EQ(Of(once, Figure::kPrevalenceAdjusted).now.why_not,
            "no order was drawn to be examined again");
  examine(58, 1, 1);
  examine(21, 2, 0);
  examine(921, 0, 2);
  const Report report = ReportOf(source);
  EXPECT_NEAR(*Of(report, Figure::kPrevalence).now.value, 10'000 * 70.0 / 1942, 1e-6);
  const Reading& adjusted = Of(report, Figure::kPrevalenceAdjusted).now;
  EXPECT_NEAR(*adjusted.value, 10'000 * (0.0495 - 0.02989) / (1 - 2 * 0.02989), 0.1);
  EXPECT_GT(adjusted.interval->low, 50);
  EXPECT_LT(adjusted.interval->high, 400);
  EXPECT_EQ(adjusted.beside,
            "drawn by chance; 58 of 1000 examined again contradicted, an error of 3.0 %");
}

TEST(Report, CountsOrdersConfirmedFakeWithTheirRate) {
  MemorySource source = TwoYears();
  source.Count("2017-05-01", kOrders, 100'000);
  source.Examine("2017", 25, {.found_counterfeit = true});
  source.Examine("2017", 4, {.found_otherwise = true});
  source.Examine("2017", 1, {.found_counterfeit = true, .found_otherwise = true});
  const Report report = ReportOf(source);
  const Reading& confirmed = Of(report, Figure::kOrdersConfirmedFake).now;
  EXPECT_EQ(*confirmed.value, 25);
  EXPECT_EQ(confirmed.beside, "of 30 orders examined, 1 undetermined");
  const Reading& rate = Of(report, Figure::kConfirmedFakePerOrders).now;
  EXPECT_DOUBLE_EQ(*rate.value, 2.5);
  EXPECT_EQ(rate.denominator, 100'000);
  EXPECT_NEAR(rate.interval->low, 1.69, 0.01);
  EXPECT_NEAR(rate.interval->high, 3.69, 0.01);
  EXPECT_FALSE(Of(report, Figure::kPrevalence).now.value) << "all were examined on suspicion";
}

TEST(Report, SaysThatNobodyExaminedAnythingAndNotNought) {
  MemorySource source = TwoYears();
  source.Count("2017-05-01", kOrders, 100);
  const Report report = ReportOf(source);
  EXPECT_EQ(Of(report, Figure::kOrdersConfirmedFake).now.value, std::nullopt);
  EXPECT_EQ(Of(report, Figure::kOrdersConfirmedFake).now.why_not, "no examinations");
  EXPECT_EQ(Of(report, Figure::kConfirmedFakePerOrders).now.value, std::nullopt);
  EXPECT_EQ(Of(report, Figure::kPrevalence).now.value, std::nullopt);
  EXPECT_EQ(Of(report, Figure::kPrevalence).now.why_not, "no random examinations");
  EXPECT_EQ(Of(report, Figure::kPrevalenceAdjusted).now.why_not, "no random examinations");
  EXPECT_THAT(AsMarkdown(std::vector<ReportWithTruth>{{report, std::nullopt}}),
              HasSubstr("– (no random examinations)"));
}

TEST(Report, EstimatesNothingFromDrawsThatNobodyCouldJudge) {
  MemorySource source = TwoYears();
  source.Examine("2017", 3, {.by_chance = true, .probability_trillionths = kOneInAHundred});
  source.Examine("2017", 2, {.found_counterfeit = true, .by_chance = true});
  const Report report = ReportOf(source);
  EXPECT_EQ(Of(report, Figure::kPrevalence).now.why_not,
            "3 random examinations, all undetermined; 2 drawn by a chance that was not told are "
            "left out");
}

TEST(Report, ComparesNoEstimatesWhoseIntervalsOverlap) {
  MemorySource source = TwoYears();
  const auto draw = [&](const char* period, std::int64_t fakes, std::int64_t others) {
    source.Examine(period, fakes,
                   {.found_counterfeit = true, .by_chance = true, .probability_trillionths = 1});
    source.Examine(period, others,
                   {.found_otherwise = true, .by_chance = true, .probability_trillionths = 1});
  };
  draw("2016", 12, 388);
  draw("2017", 6, 394);
  Change change = Of(ReportOf(source), Figure::kPrevalence).change;
  EXPECT_EQ(change.amount, std::nullopt);
  EXPECT_EQ(change.why_not, "the intervals overlap");
  draw("2016", 388, 12);
  change = Of(ReportOf(source), Figure::kPrevalence).change;
  EXPECT_NEAR(*change.amount, -97.0, 0.01);
}

TEST(Report, ExaminedOrdersAreFinalWhenTheyAreNotExaminedAgain) {
  MemorySource source = TwoYears();
  source.Examine("2017", 1, {.found_counterfeit = true});
  source.LogFrom("2016-01-01", "2018-04-03T23:59:59+08:00");
  EXPECT_FALSE(Of(ReportOf(source), Figure::kOrdersConfirmedFake).is_final);
  source.LogFrom("2016-01-01", "2018-04-04T00:00:00+08:00");
  EXPECT_TRUE(Of(ReportOf(source), Figure::kOrdersConfirmedFake).is_final);
}

TEST(Report, KeepsLateEventsApart) {
  MemorySource source = TwoYears();
  source.Count("2017-05-01", kOrders, 10);
  source.Count("2017-05-01", kLate, 3);
  const Report report = ReportOf(source);
  EXPECT_EQ(*Of(report, Figure::kPaidOrders).now.value, 10);
  EXPECT_EQ(*Of(report, Figure::kLateEvents).now.value, 3);
}

// Totals are the sums of their rows: of days, and of months.
RC_GTEST_PROP(Report, AddsUpFromItsMonths, ()) {
  MemorySource source = TwoYears();
  const auto days = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(0, 365), rc::gen::inRange(0, 1'000)));
  std::int64_t sum = 0;
  for (const auto& [day, number] : days) {
    source.counts.push_back({{MemorySource::On("2017-01-01").number + day}, kOrders, number});
    sum += number;
  }
  const auto report = MakeReport(source, {.period = *Period::Parse("2017")});
  RC_ASSERT(report.has_value());
  std::int64_t of_months = 0;
  for (const MonthSums& month : report->months) {
    of_months += month.sums[kOrders.index];
  }
  RC_ASSERT(of_months == sum);
  RC_ASSERT(Of(*report, Figure::kPaidOrders).now.numerator == sum);
}

TEST(Rendering, ShowsTheSameNumbersInEveryForm) {
  MemorySource source = TwoYears();
  source.Count("2017-05-01", kOrders, 2'000'000);
  source.Count("2017-05-01", kRefundsCounterfeit, 298);
  source.Stores("2017", {.opened = 10, .shut = 240'000});
  source.Stores("2016", {.opened = 10, .shut = 180'000});
  const std::vector<ReportWithTruth> reports = {{ReportOf(source), std::nullopt}};
  const std::string markdown = AsMarkdown(reports);
  EXPECT_THAT(markdown, HasSubstr("| Stores shut | 240,000 | 180,000 | +33.3 % | executed | "
                                  "`assay report 2017 --rows stores_shut` |"));
  EXPECT_THAT(markdown, HasSubstr("1.49 (298 of 2,000,000)"));
  const std::string json = AsJson(reports);
  EXPECT_THAT(json, HasSubstr("\"format\": \"assay.report\""));
  EXPECT_THAT(json, HasSubstr("\"value\": 240000"));
  EXPECT_THAT(json, HasSubstr("\"denominator\": 2000000"));
  const std::string html = AsHtml(reports);
  EXPECT_THAT(html, HasSubstr("240,000"));
  EXPECT_THAT(html, HasSubstr("298 of 2,000,000"));
  EXPECT_THAT(html, HasSubstr("assay report 2017 --rows stores_shut"));
}

TEST(Rendering, LetsNoStoreWriteIntoThePage) {
  MemorySource source = TwoYears();
  source.rows[RowSet::kStoresShut] = {{.sequence = {7},
                                       .time = ParseRfc3339("2017-05-01T00:00:00Z")->instant,
                                       .store = "<script>alert(1)</script>"}};
  const auto report = MakeReport(source, {.period = *Period::Parse("2017"), .rows_shown = 5});
  const std::string html = AsHtml(std::vector<ReportWithTruth>{{*report, std::nullopt}});
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr(" style=")));
  EXPECT_THAT(html, HasSubstr("assay show event 7"));
}

TEST(Rendering, PutsInstallationsSideBySide) {
  MemorySource with = TwoYears();
  with.Stores("2017", {.shut = 40});
  MemorySource without = TwoYears();
  without.Stores("2017", {.shut = 0});
  Report first = ReportOf(with);
  first.name = "full";
  Report second = ReportOf(without);
  second.name = "no | linkage";
  const std::string markdown =
      AsMarkdown(std::vector<ReportWithTruth>{{first, std::nullopt}, {second, std::nullopt}});
  EXPECT_THAT(markdown, HasSubstr("| figure | full | no \\| linkage |"));
  EXPECT_THAT(markdown, HasSubstr("| Stores shut | 40 | 0 |"));
  EXPECT_THAT(markdown, Not(HasSubstr("precision"))) << "without truth there is none to show";
}

}  // namespace
}  // namespace assay::reporting
