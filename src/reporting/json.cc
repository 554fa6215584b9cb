// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "core/check.h"
#include "reporting/detail/wording.h"
#include "reporting/render.h"

namespace assay::reporting {
namespace {

using Json = nlohmann::ordered_json;

std::string_view UnitName(Unit unit) {
  switch (unit) {
    case Unit::kCount:
      return "count";
    case Unit::kPerTenThousand:
      return "per_10000";
    case Unit::kShare:
      return "share";
    case Unit::kHoursAtMost:
      return "hours_at_most";
  }
  return "count";
}

Json ReadingJson(const FigureDefinition& definition, const Reading& reading) {
  Json json = {{"value", reading.value ? Json(*reading.value) : Json(nullptr)}};
  if (definition.unit == Unit::kCount && reading.value) {
    json["value"] = reading.numerator;
  }
  if (!definition.denominator.empty()) {
    json["numerator"] = reading.numerator;
    json["denominator"] = reading.denominator;
  }
  if (reading.interval) {
    json["low"] = reading.interval->low;
    json["high"] = reading.interval->high;
  }
  if (!reading.beside.empty()) {
    json["beside"] = reading.beside;
  }
  if (!reading.why_not.empty()) {
    json["why_not"] = reading.why_not;
  }
  return json;
}

Json ChangeJson(Unit unit, const Change& change) {
  if (!change.amount) {
    return {{"amount", nullptr}, {"why_not", change.why_not}};
  }
  return {{"amount", *change.amount}, {"unit", unit == Unit::kShare ? "points" : "percent"}};
}

Json FiguresJson(const Report& report) {
  Json figures = Json::array();
  for (const FigureReport& figure : report.figures) {
    const FigureDefinition& definition = DefinitionOf(figure.figure);
    const std::string command = detail::RowsCommand(report, definition);
    figures.push_back({{"id", definition.id},
                       {"title", definition.title},
                       {"unit", UnitName(definition.unit)},
                       {"standing", NameOf(definition.standing)},
                       {"now", ReadingJson(definition, figure.now)},
                       {"before", ReadingJson(definition, figure.before)},
                       {"change", ChangeJson(definition.unit, figure.change)},
                       {"final", figure.is_final},
                       {"rows", command}});
  }
  return figures;
}

Json MonthsJson(const std::vector<MonthSums>& months) {
  Json json = Json::array();
  for (const MonthSums& month : months) {
    Json counts = Json::object();
    for (std::uint16_t index = 0; index < kDailyCounts; ++index) {
      if (month.sums[index] != 0) {
        counts[NameOf(DailyCount{index})] = month.sums[index];
      }
    }
    json.push_back({{"month", month.month.name()}, {"counts", std::move(counts)}});
  }
  return json;
}

Json HandlingJson(const Report& report) {
  Json classes = Json::array();
  for (std::size_t i = 0; i < kWaitClasses; ++i) {
    const auto hours = HoursMaxOf(i);
    classes.push_back({{"hours_max", hours ? Json(*hours) : Json(nullptr)},
                       {"decisions", report.sums[HandledInClass(Claim::kCounterfeit, i).index]}});
  }
  return classes;
}

Json RateJson(const Rate& rate) {
  Json json = {{"hits", rate.hits}, {"of", rate.of}, {"value", nullptr}};
  if (rate.value()) {
    json["value"] = *rate.value();
    json["low"] = rate.low();
    json["high"] = rate.high();
  }
  return json;
}

Json TruthJson(const TruthReport& truth) {
  Json figures = Json::array();
  for (const TrueValue& value : truth.figures) {
    figures.push_back({{"id", DefinitionOf(value.figure).id},
                       {"truth", value.truth},
                       {"error", value.error},
                       {"meaning", value.meaning}});
  }
  Json innocents = Json::object();
  for (const AccusedGroup& group : truth.innocents) {
    innocents[group.group] = RateJson(group.accused);
  }
  return {{"figures", std::move(figures)},
          {"shut_rightly", RateJson(truth.shut_rightly)},
          {"offenders_shut", RateJson(truth.offenders_shut)},
          {"measured_rightly", RateJson(truth.measured_rightly)},
          {"listings_found", RateJson(truth.listings_found)},
          {"repeats_rightly", RateJson(truth.repeats_rightly)},
          {"repeats_found", RateJson(truth.repeats_found)},
          {"innocents_accused", std::move(innocents)},
          {"orders_are_of_all_time", truth.orders_are_of_all_time},
          {"unknown_stores", truth.unknown_stores}};
}

Json ReportJson(const ReportWithTruth& arm) {
  const Report& report = arm.report;
  return {
      {"name", report.name},
      {"as_of", FormatRfc3339(OffsetInstant{report.horizon.clock, report.horizon.offset_minutes})},
      {"last_sequence", report.horizon.last_sequence},
      {"complete", report.is_complete},
      {"notes", detail::Notes(report)},
      {"figures", FiguresJson(report)},
      {"months", MonthsJson(report.months)},
      {"months_before", MonthsJson(report.months_before)},
      {"handling", HandlingJson(report)},
      {"truth", arm.truth ? TruthJson(*arm.truth) : Json(nullptr)}};
}

}  // namespace

std::string AsJson(std::span<const ReportWithTruth> reports) {
  CHECK_THAT(!reports.empty(), "there is a report to write");
  const Period& period = reports.front().report.period;
  Json json = {{"format", "assay.report"},
               {"version", 1},
               {"period", period.name()},
               {"first_day", FormatDay(period.days().first)},
               {"end_day", FormatDay(period.days().end)},
               {"year_before", period.YearBefore().name()},
               {"reports", Json::array()}};
  for (const ReportWithTruth& arm : reports) {
    json["reports"].push_back(ReportJson(arm));
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace assay::reporting
