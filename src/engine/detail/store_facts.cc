// SPDX-License-Identifier: Apache-2.0
#include "engine/detail/store_facts.h"

#include <algorithm>

namespace assay::engine::detail {
namespace {

constexpr std::int32_t kConfirmedDays = 365;

std::uint64_t CountIn(const Counts& counts, Count kind) {
  return counts[static_cast<std::size_t>(kind)];
}

std::int64_t Signed(std::uint64_t count) {
  return static_cast<std::int64_t>(std::min<std::uint64_t>(count, INT64_MAX));
}

}  // namespace

Counts WindowOf(const StoreState& store, std::int32_t day) {
  Counts sum{};
  const auto first = static_cast<std::int32_t>(day - screening::kStoreWindowDays);
  for (auto at = std::ranges::lower_bound(store.days, first, {}, &DayCounts::day);
       at != store.days.end() && at->day < day; ++at) {
    for (std::size_t i = 0; i < sum.size(); ++i) {
      sum[i] += at->counts[i];
    }
  }
  return sum;
}

std::uint32_t ConfirmedListingsOf(const StoreState& store, std::int32_t day) {
  std::uint32_t confirmed = 0;
  for (const enforcement::PointsDay& row : store.points) {
    confirmed += row.day > day - kConfirmedDays && row.day <= day ? row.general + row.serious : 0;
  }
  return confirmed;
}

screening::StoreContext ContextOf(const StoreState& store, const FactsAt& at) {
  const Counts window = WindowOf(store, at.day);
  return {.age_days = store.opened_ms == 0 || at.time.ms < store.opened_ms
                          ? -1
                          : (at.time.ms - store.opened_ms) / kMillisecondsPerDay,
          .orders = CountIn(window, Count::kOrders),
          .parcels = CountIn(window, Count::kParcels),
          .counterfeit_refunds = CountIn(window, Count::kCounterfeitRefunds),
          .orders_ever = store.totals[static_cast<std::size_t>(Count::kOrders)],
          .parcels_ever = store.totals[static_cast<std::size_t>(Count::kParcels)],
          .confirmed_listings = ConfirmedListingsOf(store, at.day),
          .same_controller_as_closed = store.same_controller_confirmed};
}

enforcement::StoreFacts FactsOf(const StoreState& store, const FactsAt& at,
                                const enforcement::PointsScheme& scheme,
                                std::size_t links_to_closed) {
  const Counts window = WindowOf(store, at.day);
  const enforcement::Standing standing = enforcement::StandingOn(store.points, scheme, at.day);
  enforcement::StoreFacts facts;
  if (store.opened_ms != 0 && at.time.ms >= store.opened_ms) {
    facts.age_ms = at.time.ms - store.opened_ms;
  }
  facts.listings = store.listings;
  facts.red_listings = store.red_listings;
  facts.orders_30d = Signed(CountIn(window, Count::kOrders));
  facts.orders_total = Signed(store.totals[static_cast<std::size_t>(Count::kOrders)]);
  facts.refunds_30d = Signed(CountIn(window, Count::kRefunds));
  facts.counterfeit_refunds_30d = Signed(CountIn(window, Count::kCounterfeitRefunds));
  facts.parcels_30d = Signed(CountIn(window, Count::kParcels));
  facts.points = standing.points;
  facts.serious_strikes = standing.serious_strikes;
  facts.confirmed_listings_365d = ConfirmedListingsOf(store, at.day);
  facts.links_to_closed = Signed(links_to_closed);
  facts.is_closed = store.closed_ms != 0;
  facts.was_closed_for_counterfeit = store.was_closed_for_counterfeit;
  return facts;
}

}  // namespace assay::engine::detail
