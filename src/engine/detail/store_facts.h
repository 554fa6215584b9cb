// SPDX-License-Identifier: Apache-2.0
// What the state of a store says to a verdict and to a policy, as of one event.
#pragma once

#include "enforcement/facts.h"
#include "enforcement/points.h"
#include "engine/state.h"
#include "screening/store_context.h"

namespace assay::engine::detail {

// The moment of an event, and its local day.
struct FactsAt {
  Instant time;
  std::int32_t day = 0;  // Days since 1970-01-01 in the reporting zone.
};

// Sums over the 30 whole days before `day`.
Counts WindowOf(const StoreState& store, std::int32_t day);

// People's confirmations that still count.
std::uint32_t ConfirmedListingsOf(const StoreState& store, std::int32_t day);

screening::StoreContext ContextOf(const StoreState& store, const FactsAt& at);

enforcement::StoreFacts FactsOf(const StoreState& store, const FactsAt& at,
                                const enforcement::PointsScheme& scheme,
                                std::size_t links_to_closed);

}  // namespace assay::engine::detail
