// SPDX-License-Identifier: Apache-2.0
// How measures move, without the rows and messages that tell of it: one set of moves for the policy in
// effect (Application) and for one that is tried beside it (policy_trial.h), so that the two cannot differ.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "enforcement/facts.h"
#include "enforcement/measure.h"
#include "enforcement/policy.h"
#include "engine/state.h"

namespace assay::engine::detail {

// Whether a measure of this status still ends by itself.
bool KeepsTimer(enforcement::MeasureStatus status);

// What a measure against a listing is about: the findings, and the text they were found in.
std::uint64_t MeasuredOf(const ListingState& state);

// What comes next for a listing of which the policy now wants `rule` (null: nothing).
std::optional<enforcement::MeasureStep> NextListingStep(const ListingState& state,
                                                        const enforcement::Rule* rule,
                                                        std::uint64_t measured);
// The measure that the rule asks for, but for its id: requested or proposed from `now_ms` on. A proposal that
// takes the place of one that waited (`waited`) waits since then, so that no edit moves it back in the queue.
void Ask(ListingState& state, const enforcement::Rule& rule, std::uint64_t measured,
         std::int64_t now_ms, bool waited);

// What the marketplace's report makes of it: nothing where it is a second one, comes before anything was
// requested or after the measure ended. kConfirmed: it is in force, and stays as the person left it.
std::optional<enforcement::MeasureStatus> StatusAfterReport(const ListingState& state,
                                                            bool executed);
bool TakesReport(const StoreMeasure& measure, bool executed);

// The measure that the rule proposes against the store, but for its id; nothing where one of its kind
// waits or is in force, or was proposed on the same grounds before.
std::optional<StoreMeasure> NextProposal(const std::vector<StoreMeasure>& measures,
                                         const enforcement::Rule& rule,
                                         const enforcement::StoreFacts& facts, std::int64_t now_ms);

// A person's answer to a store's measure. Nothing where it changes nothing: it ended, was decided, or the
// same person approved it already. `person` is the hash of who answers.
std::optional<enforcement::MeasureStatus> StatusAfterAnswer(const StoreMeasure& measure,
                                                            enforcement::Answer answer,
                                                            std::uint64_t person);
// Takes the answer, but for the status.
void TakeAnswer(StoreMeasure& measure, enforcement::MeasureStatus next, std::uint64_t person,
                std::int64_t now_ms);

}  // namespace assay::engine::detail
