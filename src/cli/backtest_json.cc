// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "cli/backtest_text.h"
#include "cli/rate_text.h"

namespace assay::cli {
namespace {

using Json = nlohmann::ordered_json;
using engine::Course;
using flows::Change;

Json SideOf(const std::optional<flows::SidedRule>& side, const char* changed) {
  if (!side) {
    return nullptr;
  }
  return {{"measure", enforcement::NameOf(side->rule.measure)},
          {"shadow", side->rule.shadow},
          {"matched", side->rule.matched},
          {"decided", side->rule.decided},
          {"asked", side->asked},
          {"units", side->units},
          {"same", side->same},
          {changed, side->changed()},
          {"otherwise", side->otherwise}};
}

Json RulesOf(const flows::Comparison& comparison) {
  Json rules = Json::array();
  for (const flows::RuleChange& rule : comparison.rules) {
    const enforcement::Target scope = (rule.candidate ? rule.candidate : rule.recorded)->rule.scope;
    rules.push_back({{"rule", rule.id},
                     {"scope", enforcement::NameOf(scope)},
                     {"recorded", SideOf(rule.recorded, "gone")},
                     {"candidate", SideOf(rule.candidate, "new")}});
  }
  return rules;
}

Json MeasuresOf(const flows::Comparison& comparison) {
  Json measures = Json::array();
  for (const flows::MeasureChange& measure : comparison.measures) {
    measures.push_back(
        {{"measure", enforcement::NameOf(measure.kind)},
         {"asked_for_by", measure.proposed ? "person" : "machine"},
         {"recorded_asked", measure.asked[static_cast<std::size_t>(Course::kRecorded)]},
         {"candidate_asked", measure.asked[static_cast<std::size_t>(Course::kCandidate)]},
         {"same", measure.units[static_cast<std::size_t>(Change::kSame)]},
         {"gone", measure.units[static_cast<std::size_t>(Change::kGone)]},
         {"new", measure.units[static_cast<std::size_t>(Change::kAdded)]}});
  }
  return measures;
}

Json JudgedOf(const flows::Comparison& comparison, Change change) {
  const flows::Later& judged = comparison.later[static_cast<std::size_t>(change)];
  return {{"units", judged.units},
          {"confirmed", RateJson(judged.confirmed)},
          {"listings", judged.listings},
          {"complained", judged.complained}};
}

Json CasesOf(const BacktestFrame& frame, const flows::Comparison& comparison) {
  Json cases = Json::array();
  for (const flows::ChangedCase& one : comparison.cases) {
    const engine::TrialCase& found = one.found;
    cases.push_back({{"change", one.change == Change::kGone ? "gone" : "new"},
                     {"sequence", found.asked.sequence.number},
                     {"time", FormatRfc3339(OffsetInstant{
                                  found.time, frame.recorded.reporting_offset_minutes})},
                     {"store", found.store},
                     {"listing", found.listing.empty() ? Json() : Json(found.listing)},
                     {"rule", one.rule},
                     {"measure", enforcement::NameOf(found.asked.kind)},
                     {"asked_for_by", found.asked.proposed ? "person" : "machine"},
                     {"score", found.listing.empty() ? Json() : Json(found.score)},
                     {"points", found.points},
                     {"facts", found.facts},
                     {"otherwise", one.otherwise},
                     {"confirmed", one.confirmed ? Json(*one.confirmed) : Json()},
                     {"complained", one.complained}});
  }
  return cases;
}

}  // namespace

std::string BacktestJson(const BacktestFrame& frame, const flows::BacktestReport& report) {
  const std::int16_t offset = frame.recorded.reporting_offset_minutes;
  const flows::Comparison& comparison = report.comparison;
  Json recorded = Json::array();
  for (const Sha256& configuration : report.configurations) {
    recorded.push_back(ToHex(configuration));
  }
  const Json json = {{"since", FormatRfc3339(OffsetInstant{frame.since, offset})},
                     {"until", FormatRfc3339(OffsetInstant{frame.until, offset})},
                     {"candidate", ToHex(frame.candidate.sha256)},
                     {"recorded", std::move(recorded)},
                     {"not_tried", NotTried(frame.candidate, frame.recorded)},
                     {"shadow_live", frame.shadows_live},
                     {"snapshot", report.snapshot.empty() ? Json() : Json(report.snapshot)},
                     {"events_before", report.events_before},
                     {"events", report.events},
                     {"listing_evaluations", report.listing_evaluations},
                     {"listings", report.listings},
                     {"store_evaluations", report.store_evaluations},
                     {"stores", report.stores},
                     {"measures", MeasuresOf(comparison)},
                     {"rules", RulesOf(comparison)},
                     {"later",
                      {{"same", JudgedOf(comparison, Change::kSame)},
                       {"gone", JudgedOf(comparison, Change::kGone)},
                       {"new", JudgedOf(comparison, Change::kAdded)}}},
                     {"lifted", {{"recorded", report.lifted[0]}, {"candidate", report.lifted[1]}}},
                     {"seed", frame.seed},
                     {"cases", CasesOf(frame, comparison)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace assay::cli
