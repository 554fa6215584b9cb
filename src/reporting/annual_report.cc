// SPDX-License-Identifier: Apache-2.0
#include "reporting/annual_report.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/check.h"

namespace assay::reporting {
namespace {

constexpr double kTenThousand = 10'000;

constexpr std::array kListingKinds = {CountedKind::kBlockPublish, CountedKind::kHold,
                                      CountedKind::kDelist};

std::int64_t At(const DailySums& sums, DailyCount count) {
  return sums[count.index];
}

// Measures about counterfeits, of all kinds.
std::int64_t SumOf(const DailySums& sums, CountedStatus status) {
  std::int64_t sum = 0;
  for (std::size_t kind = 0; kind < kCountedKinds; ++kind) {
    sum += At(sums, Measures(Claim::kCounterfeit, static_cast<CountedKind>(kind), status));
  }
  return sum;
}

// Of measures about counterfeits.
std::int64_t DecisionsIn(const DailySums& sums, std::size_t classes) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < classes; ++i) {
    sum += At(sums, HandledInClass(Claim::kCounterfeit, i));
  }
  return sum;
}

Reading CountReading(std::int64_t count) {
  return {.value = static_cast<double>(count), .numerator = count};
}

Reading RateReading(Unit unit, std::int64_t numerator, std::int64_t denominator) {
  Reading reading{.numerator = numerator, .denominator = denominator};
  if (denominator == 0) {
    reading.why_not = "nothing to divide by";
  } else {
    reading.value = static_cast<double>(numerator) / static_cast<double>(denominator) *
                    (unit == Unit::kPerTenThousand ? kTenThousand : 1.0);
  }
  return reading;
}

// The first class that holds `percent` of the decisions, or more.
Reading HandlingReading(const DailySums& sums, std::int64_t percent) {
  Reading reading{.denominator = DecisionsIn(sums, kWaitClasses)};
  if (reading.denominator == 0) {
    reading.why_not = "no person decided a measure";
    return reading;
  }
  for (std::size_t i = 0; i < kWaitClasses; ++i) {
    reading.numerator = DecisionsIn(sums, i + 1);
    if (reading.numerator * 100 >= reading.denominator * percent) {
      if (const auto hours = HoursMaxOf(i)) {
        reading.value = static_cast<double>(*hours);
      } else {
        reading.why_not = "more than 7 days";
      }
      break;
    }
  }
  return reading;
}

std::int64_t HandledWithin(const DailySums& sums, std::int64_t hours) {
  std::size_t classes = 0;
  while (classes < kWaitClasses && HoursMaxOf(classes).value_or(hours + 1) <= hours) {
    ++classes;
  }
  return DecisionsIn(sums, classes);
}

std::int64_t ListingMeasures(const DailySums& sums) {
  std::int64_t sum = 0;
  for (const CountedKind kind : kListingKinds) {
    sum += At(sums, Measures(Claim::kCounterfeit, kind, CountedStatus::kExecuted));
  }
  return sum;
}

// No examination is no count of 0: nobody looked.
Reading ConfirmedReading(const Examinations& examined) {
  if (examined.orders() == 0) {
    return {.why_not = "no examinations"};
  }
  Reading reading = CountReading(examined.counterfeit());
  reading.beside = fmt::format("of {} orders examined, {} undetermined", examined.orders(),
                               examined.undetermined());
  return reading;
}

Reading ConfirmedRateReading(const Examinations& examined, std::int64_t orders) {
  if (examined.orders() == 0) {
    return {.denominator = orders, .why_not = "no examinations"};
  }
  Reading reading = RateReading(Unit::kPerTenThousand, examined.counterfeit(), orders);
  // An examiner's own purchases need not be among the orders that were told.
  if (reading.value && reading.numerator <= orders) {
    const Rate rate{.hits = static_cast<std::uint64_t>(reading.numerator),
                    .of = static_cast<std::uint64_t>(orders)};
    reading.interval = {rate.low() * kTenThousand, rate.high() * kTenThousand};
  }
  return reading;
}

Reading PrevalenceReading(const Examinations& examined) {
  Reading reading{.numerator = examined.drawn_counterfeit(), .denominator = examined.drawn()};
  const std::int64_t undetermined = examined.drawn_undetermined();
  const std::int64_t unknown = examined.drawn_by_unknown_chance();
  const std::string left_out =
      unknown == 0 ? ""
                   : fmt::format("{} drawn by a chance that was not told are left out", unknown);
  if (const auto estimate = examined.EstimateShare()) {
    reading.value = estimate->share * kTenThousand;
    reading.interval = {estimate->interval.low * kTenThousand,
                        estimate->interval.high * kTenThousand};
    reading.beside = "drawn by chance";
    if (undetermined > 0) {
      reading.beside += fmt::format(
          "; {} more undetermined: {:.2f} were none of them counterfeit, {:.2f} were all",
          undetermined, estimate->undetermined.low * kTenThousand,
          estimate->undetermined.high * kTenThousand);
    }
    reading.beside += left_out.empty() ? "" : "; " + left_out;
    return reading;
  }
  reading.why_not = undetermined == 0
                        ? "no random examinations"
                        : fmt::format("{} random examinations, all undetermined", undetermined);
  reading.why_not += left_out.empty() ? "" : "; " + left_out;
  return reading;
}

Reading AdjustedReading(const Examinations& examined) {
  Reading reading{.numerator = examined.drawn_counterfeit(), .denominator = examined.drawn()};
  const auto estimate = examined.EstimateAdjustedShare();
  if (!estimate) {
    reading.why_not =
        examined.drawn() + examined.drawn_undetermined() == 0 ? "no random examinations"
        : examined.examined_again() == 0 ? "no order was drawn to be examined again"
                                         : "examiners contradict each other as those who guess";
    return reading;
  }
  reading.value = estimate->share * kTenThousand;
  reading.interval = {estimate->interval.low * kTenThousand,
                      estimate->interval.high * kTenThousand};
  reading.beside =
      fmt::format("drawn by chance; {} of {} examined again contradicted, an error of {:.1f} %",
                  examined.contradicted(), examined.examined_again(), estimate->error * 100);
  return reading;
}

DailySums SumOver(const std::vector<DayCount>& counts, Days days) {
  DailySums sums{};
  for (const DayCount& count : counts) {
    if (days.Holds(count.day)) {
      sums[count.count.index] += count.number;
    }
  }
  return sums;
}

Change ChangeOf(Unit unit, const Reading& now, const Reading& before) {
  if (!now.value || !before.value) {
    return {std::nullopt, "no figure to compare"};
  }
  if (unit == Unit::kHoursAtMost) {
    return {std::nullopt, "classes are not subtracted"};
  }
  if (now.interval && before.interval && now.interval->low <= before.interval->high &&
      before.interval->low <= now.interval->high) {
    return {std::nullopt, "the intervals overlap"};
  }
  if (unit == Unit::kShare) {
    return {(*now.value - *before.value) * 100, ""};
  }
  if (*before.value == 0) {
    return {std::nullopt, "0 before"};
  }
  return {(*now.value / *before.value - 1) * 100, ""};
}

// What one period gives.
struct Measured {
  DailySums sums{};
  RowCounts counts;
  std::vector<MonthSums> months;
};

Result<Measured> Measure(ReportSource& source, const Period& period) {
  Measured measured;
  ASSAY_ASSIGN(const std::vector<DayCount> counts, source.LoadDailyCounts(period.days()));
  measured.sums = SumOver(counts, period.days());
  for (const Period& month : period.months()) {
    measured.months.push_back({month, SumOver(counts, month.days())});
  }
  ASSAY_ASSIGN(measured.counts.stores, source.CountStores(period.days()));
  ASSAY_ASSIGN(const std::vector<ExaminedOrder> examined, source.LoadExaminedOrders(period.days()));
  for (const ExaminedOrder& order : examined) {
    measured.counts.examinations.Add(order);
  }
  return measured;
}

Result<std::vector<Row>> FirstRows(ReportSource& source, const FigureDefinition& definition,
                                   Days days, std::size_t rows_max) {
  std::vector<Row> rows;
  if (definition.rows && rows_max > 0) {
    ASSAY_TRY(source.ForEachRow(*definition.rows, days, [&](const Row& row) -> Result<bool> {
      rows.push_back(row);
      return rows.size() < rows_max;
    }));
  }
  return rows;
}

// The moment from which on a figure of the period no longer changes.
Instant FinalFrom(const Report& report, std::int64_t more_days) {
  const Instant end = BeginOf(report.period.days().end, report.horizon.offset_minutes);
  return {end.ms + report.horizon.allowed_lateness_ms + more_days * kMillisecondsPerDay};
}

void DescribeCompleteness(Report& report) {
  const Horizon& horizon = report.horizon;
  const Days days = report.period.days();
  const Day today = DayOf(horizon.clock, horizon.offset_minutes);
  report.is_complete = horizon.clock >= FinalFrom(report, 0);
  if (today < days.first) {
    report.about_completeness =
        fmt::format("The log ends on {}, before the period begins.", FormatDay(today));
  } else if (days.end <= *horizon.first_day) {
    report.is_complete = false;
    report.about_completeness =
        fmt::format("The log begins on {}, after the period ended: nothing of it was counted.",
                    FormatDay(*horizon.first_day));
  } else if (!report.is_complete) {
    report.about_completeness = fmt::format(
        "Not complete: the log has reached {}. Figures are what was counted so far, and nothing "
        "is compared with the year before.",
        FormatDay(today));
  } else if (*horizon.first_day > days.first) {
    report.is_complete = false;
    report.about_completeness = fmt::format(
        "Not complete: the log begins on {}. Figures are what was counted since, and nothing is "
        "compared with the year before.",
        FormatDay(*horizon.first_day));
  }
}

}  // namespace

Reading ReadFigure(Figure figure, const DailySums& sums, const RowCounts& counts) {
  const StoreCounts& stores = counts.stores;
  const Unit unit = DefinitionOf(figure).unit;
  switch (figure) {
    case Figure::kStoresShut:
      return CountReading(stores.shut);
    case Figure::kStoresShutNet:
      return CountReading(stores.shut - stores.reversed);
    case Figure::kStoresReversed:
      return RateReading(unit, stores.reversed, stores.shut);
    case Figure::kOpened:
      return CountReading(stores.opened);
    case Figure::kRepeatStores:
      return RateReading(unit, stores.repeat, stores.opened);
    case Figure::kShutAgain:
      return RateReading(unit, stores.shut_again, stores.shut);
    case Figure::kFoundBeforeSale:
      return RateReading(unit, At(sums, kFirstMeasuresBeforeSale), At(sums, kFirstMeasures));
    case Figure::kFoundBeforeComplaint:
      return RateReading(unit, At(sums, kFirstMeasuresBeforeComplaint), At(sums, kFirstMeasures));
    case Figure::kFakeRefundsPerOrders:
      return RateReading(unit, At(sums, kRefundsCounterfeit), At(sums, kOrders));
    case Figure::kFakeRefundsPerRequests:
      return RateReading(unit, At(sums, kRefundsCounterfeit), At(sums, kRefunds));
    case Figure::kOrdersOfRed:
      return RateReading(unit, At(sums, kOrdersRed), At(sums, kOrders));
    case Figure::kOrdersConfirmedFake:
      return ConfirmedReading(counts.examinations);
    case Figure::kConfirmedFakePerOrders:
      return ConfirmedRateReading(counts.examinations, At(sums, kOrders));
    case Figure::kPrevalence:
      return PrevalenceReading(counts.examinations);
    case Figure::kPrevalenceAdjusted:
      return AdjustedReading(counts.examinations);
    case Figure::kPaidOrders:
      return CountReading(At(sums, kOrders));
    case Figure::kTurnedRed:
      return CountReading(At(sums, kListingsRed));
    case Figure::kListingMeasures:
      return CountReading(ListingMeasures(sums));
    case Figure::kMeasuresExpired:
      return CountReading(SumOf(sums, CountedStatus::kExpired));
    case Figure::kErrorsFound: {
      const std::int64_t lifted = SumOf(sums, CountedStatus::kLiftedByPerson);
      return RateReading(unit, lifted, lifted + SumOf(sums, CountedStatus::kConfirmed));
    }
    case Figure::kProposalsRejected:
      return RateReading(unit, SumOf(sums, CountedStatus::kRejected),
                         SumOf(sums, CountedStatus::kProposed));
    case Figure::kHandlingMedian:
      return HandlingReading(sums, 50);
    case Figure::kHandlingNinety:
      return HandlingReading(sums, 90);
    case Figure::kHandledInADay:
      return RateReading(unit, HandledWithin(sums, 24), DecisionsIn(sums, kWaitClasses));
    case Figure::kLateEvents:
      return CountReading(At(sums, kLate));
  }
  CHECK_THAT(false, "every figure is read");
  return {};
}

Result<Report> MakeReport(ReportSource& source, const ReportOptions& options) {
  Report report{.name = options.name, .period = options.period, .folder = options.folder};
  ASSAY_ASSIGN(report.horizon, source.LoadHorizon());
  if (!report.horizon.first_day) {
    return Fail(ErrorCode::kNotFound, "report.empty", "the log holds no events to report on");
  }
  DescribeCompleteness(report);
  const bool has_period = options.period.days().end > *report.horizon.first_day;
  const Period before = options.period.YearBefore();
  const bool has_before = before.days().end > *report.horizon.first_day;
  const bool has_all_before = before.days().first >= *report.horizon.first_day;
  if (!has_all_before) {
    report.about_the_year_before =
        fmt::format("The log begins on {}: {} is {}.", FormatDay(*report.horizon.first_day),
                    before.name(), has_before ? "only partly in it" : "not in it");
  }
  ASSAY_ASSIGN(Measured now, Measure(source, options.period));
  Measured then;
  if (has_before) {
    ASSAY_ASSIGN(then, Measure(source, before));
  }
  for (const FigureDefinition& definition : AllFigures()) {
    FigureReport figure{.figure = definition.figure};
    figure.now = has_period ? ReadFigure(definition.figure, now.sums, now.counts)
                            : Reading{.why_not = "not in the log"};
    figure.before = has_before ? ReadFigure(definition.figure, then.sums, then.counts)
                               : Reading{.why_not = "not in the log"};
    if (!report.is_complete || !has_all_before) {
      figure.change.why_not =
          !report.is_complete ? "period not complete" : "year before not complete";
    } else {
      figure.change = ChangeOf(definition.unit, figure.now, figure.before);
    }
    figure.is_final =
        report.is_complete && report.horizon.clock >= FinalFrom(report, definition.matures_days);
    ASSAY_ASSIGN(figure.rows,
                 FirstRows(source, definition, options.period.days(), options.rows_shown));
    report.figures.push_back(std::move(figure));
  }
  report.sums = now.sums;
  report.months = std::move(now.months);
  report.months_before = std::move(then.months);
  return report;
}

}  // namespace assay::reporting
