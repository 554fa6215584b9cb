// SPDX-License-Identifier: Apache-2.0
#include "engine/detail/measure_moves.h"

#include <algorithm>

#include "core/hash.h"

namespace assay::engine::detail {

using enforcement::Answer;
using enforcement::MeasureStatus;
using enforcement::Rule;
using enforcement::Tier;

namespace {

constexpr std::int64_t kMillisecondsPerMinute = 60'000;

// What a proposal against a store is about: the rule and the facts that lead there. Complaints count in
// powers of two, so that one more of many does not ask a person again.
std::uint64_t BasisOf(const Rule& rule, const enforcement::StoreFacts& facts) {
  std::uint64_t complaints = 0;
  for (auto rest = facts.counterfeit_refunds_30d; rest > 0; rest /= 2) {
    ++complaints;
  }
  const std::uint64_t parts[] = {Hash64Of(rule.id),
                                 static_cast<std::uint64_t>(facts.serious_strikes),
                                 static_cast<std::uint64_t>(facts.confirmed_listings_365d),
                                 static_cast<std::uint64_t>(facts.links_to_closed),
                                 static_cast<std::uint64_t>(facts.was_closed_for_counterfeit),
                                 complaints};
  return Hash64Of({reinterpret_cast<const char*>(parts), sizeof(parts)});
}

}  // namespace

bool KeepsTimer(MeasureStatus status) {
  return status == MeasureStatus::kRequested || status == MeasureStatus::kExecuted;
}

std::uint64_t MeasuredOf(const ListingState& state) {
  const std::uint64_t parts[] = {state.findings, state.content_hash.high, state.content_hash.low};
  return Hash64Of({reinterpret_cast<const char*>(parts), sizeof(parts)});
}

std::optional<enforcement::MeasureStep> NextListingStep(const ListingState& state, const Rule* rule,
                                                        std::uint64_t measured) {
  return enforcement::NextStep(
      {.wanted = rule != nullptr ? std::optional(rule->measure) : std::nullopt,
       .at_once = rule != nullptr && rule->decided_by == Tier::kMachine,
       .current = state.measure_kind,
       .status = state.measure_status,
       // What the machine asked for always has an end.
       .agreed = enforcement::IsInForce(state.measure_status) && state.measure_due_ms == 0,
       .same_as_measured = measured == state.measured_findings});
}

void Ask(ListingState& state, const Rule& rule, std::uint64_t measured, std::int64_t now_ms,
         bool waited) {
  state.measured_findings = measured;
  state.measure_kind = rule.measure;
  state.allegation = rule.allegation;
  state.flags &= static_cast<std::uint8_t>(~(kExecutedFlag | kCountedFlag));
  const bool sends = rule.decided_by == Tier::kMachine;
  state.measure_status = sends ? MeasureStatus::kRequested : MeasureStatus::kProposed;
  state.measure_due_ms = sends ? now_ms + *rule.duration_ms : 0;
  if (sends || !waited) {
    state.measure_since_minutes =
        static_cast<std::uint32_t>(std::max<std::int64_t>(now_ms, 0) / kMillisecondsPerMinute);
  }
}

std::optional<MeasureStatus> StatusAfterReport(const ListingState& state, bool executed) {
  const MeasureStatus status = state.measure_status;
  const bool was_executed = (state.flags & kExecutedFlag) != 0;
  if (!executed) {
    return status == MeasureStatus::kRequested ? std::optional(MeasureStatus::kFailed)
                                               : std::nullopt;
  }
  if (was_executed) {
    return std::nullopt;
  }
  if (status == MeasureStatus::kConfirmed) {
    return status;
  }
  return status == MeasureStatus::kRequested || status == MeasureStatus::kFailed
             ? std::optional(MeasureStatus::kExecuted)
             : std::nullopt;
}

bool TakesReport(const StoreMeasure& measure, bool executed) {
  return executed ? !measure.executed && (measure.status == MeasureStatus::kRequested ||
                                          measure.status == MeasureStatus::kFailed)
                  : measure.status == MeasureStatus::kRequested;
}

std::optional<StoreMeasure> NextProposal(const std::vector<StoreMeasure>& measures,
                                         const Rule& rule, const enforcement::StoreFacts& facts,
                                         std::int64_t now_ms) {
  const std::uint64_t basis = BasisOf(rule, facts);
  const auto known = std::ranges::find(measures, rule.measure, &StoreMeasure::kind);
  if (known != measures.end() && (enforcement::IsWaiting(known->status) ||
                                  enforcement::IsInForce(known->status) || known->basis == basis)) {
    return std::nullopt;
  }
  return StoreMeasure{.basis = basis,
                      .since_ms = now_ms,
                      .duration_ms = rule.duration_ms.value_or(0),
                      .kind = rule.measure,
                      .tier = rule.decided_by,
                      .status = MeasureStatus::kProposed,
                      .allegation = rule.allegation,
                      .rests_on_link = rule.rests_on_link};
}

std::optional<MeasureStatus> StatusAfterAnswer(const StoreMeasure& measure, Answer answer,
                                               std::uint64_t person) {
  if (answer == Answer::kApprove && !enforcement::IsWaiting(measure.status)) {
    return std::nullopt;  // It was decided; its time runs on.
  }
  return enforcement::StatusAfter(answer, measure.status, measure.tier,
                                  measure.first_person == person);
}

void TakeAnswer(StoreMeasure& measure, MeasureStatus next, std::uint64_t person,
                std::int64_t now_ms) {
  measure.first_person = next == MeasureStatus::kFirstApproval ? person : 0;
  if (next == MeasureStatus::kRequested && measure.duration_ms != 0) {
    measure.due_ms = now_ms + measure.duration_ms;
  }
}

}  // namespace assay::engine::detail
