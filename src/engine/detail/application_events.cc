// SPDX-License-Identifier: Apache-2.0
// What most types of events change; listings are in application.cc, measures and identities in files of
// their own.
#include <algorithm>
#include <initializer_list>
#include <optional>

#include "engine/detail/application.h"

namespace assay::engine::detail {
namespace {

using screening::Band;

void Add(StoreState& store, std::int32_t day, Count kind) {
  const auto index = static_cast<std::size_t>(kind);
  ++store.totals[index];
  if (kind == Count::kLate) {
    return;
  }
  auto at = std::ranges::lower_bound(store.days, day, {}, &DayCounts::day);
  if (at == store.days.end() || at->day != day) {
    if (store.days.size() == kDaysKept) {
      if (at == store.days.begin()) {
        return;  // Older than every day kept: it remains in the totals.
      }
      store.days.erase(store.days.begin());
      at = std::ranges::lower_bound(store.days, day, {}, &DayCounts::day);
    }
    at = store.days.insert(at, DayCounts{.day = day, .counts = {}});
  }
  ++at->counts[index];
}

std::optional<reporting::DailyCount> DailyOf(Count kind) {
  switch (kind) {
    case Count::kOrders:
      return reporting::kOrders;
    case Count::kOrdersOfRedListings:
      return reporting::kOrdersRed;
    case Count::kRefunds:
      return reporting::kRefunds;
    case Count::kCounterfeitRefunds:
      return reporting::kRefundsCounterfeit;
    case Count::kParcels:
      return reporting::kParcels;
    case Count::kOther:
      return std::nullopt;
    case Count::kLate:
      return reporting::kLate;
  }
  return std::nullopt;
}

}  // namespace

std::int64_t VersionOf(std::int64_t version, const Event& event) {
  return version > 0 ? version : event.time.instant.ms;
}

Outcome Application::ApplyRemoval(const Prepared& prepared, const ListingRemovedData& data) {
  const ListingState* known = FindListing(*prepared.listing_key, prepared.bucket);
  if (known == nullptr) {
    return Outcome::kUnknownTarget;
  }
  const std::int64_t version = VersionOf(data.version, prepared.event);
  if (known->removed != 0 || version < known->version) {
    return Outcome::kStale;
  }
  ListingState& state = ListingToChange(*prepared.listing_key, prepared.bucket);
  StoreState& store = StoreToChange(prepared);
  state.version = version;
  state.removed = 1;
  --store.listings;
  store.red_listings -= state.band == Band::kRed ? 1U : 0U;
  return Outcome::kApplied;
}

Outcome Application::ApplyOrder(const Cause& cause, const Prepared& prepared) {
  const ListingState* listing = FindListing(*prepared.listing_key, prepared.bucket);
  const bool red = listing != nullptr && listing->band == Band::kRed;
  if (listing != nullptr && (listing->flags & kSoldFlag) == 0) {
    ListingToChange(*prepared.listing_key, prepared.bucket).flags |= kSoldFlag;
  }
  return red ? ApplyCount(cause, prepared, {Count::kOrders, Count::kOrdersOfRedListings})
             : ApplyCount(cause, prepared, {Count::kOrders});
}

Outcome Application::ApplyRefund(Cause& cause, const Prepared& prepared, const RefundData& data) {
  if (data.reason != RefundReason::kCounterfeit) {
    return ApplyCount(cause, prepared, {Count::kRefunds});
  }
  const Outcome outcome =
      ApplyCount(cause, prepared, {Count::kRefunds, Count::kCounterfeitRefunds});
  if (prepared.listing_key && FindListing(*prepared.listing_key, prepared.bucket) != nullptr) {
    ListingToChange(*prepared.listing_key, prepared.bucket).flags |= kComplainedFlag;
  }
  if (outcome == Outcome::kApplied) {
    EvaluateStore(cause, prepared, StoreToChange(prepared));
  }
  return outcome;
}

// An order is not looked for: orders are kept as counts alone, and the examiner had the goods in hand. A
// store that nothing was ever heard of cannot have sold any.
Outcome Application::ApplyTestBuy(const Cause& cause, const Prepared& prepared,
                                  const TestBuyData& data) {
  if (FindStore(prepared.store_key, prepared.bucket) == nullptr) {
    return Outcome::kUnknownTarget;
  }
  delta_.examinations.push_back(
      {cause.sequence, prepared.event.subject, prepared.event.time.instant, data});
  return ApplyCount(cause, prepared, {Count::kOther});
}

Outcome Application::ApplyCount(const Cause& cause, const Prepared& prepared,
                                std::initializer_list<Count> kinds) {
  const Event& event = prepared.event;
  StoreState& store = StoreToChange(prepared);
  const std::int32_t day = DayAt(event.time.instant.ms);
  if (IsLate(event)) {
    Add(store, day, Count::kLate);
    CountDaily(cause, reporting::kLate);
    return Outcome::kLate;
  }
  for (const Count kind : kinds) {
    Add(store, day, kind);
    if (const auto daily = DailyOf(kind)) {
      CountDaily(cause, *daily);
    }
  }
  return Outcome::kApplied;
}

void Application::CountDaily(const Cause& cause, reporting::DailyCount count) {
  const std::int32_t day = DayAt(cause.time.ms);
  if (day_tally_ == nullptr || day != tallied_day_) {
    day_tally_ = &delta_.daily[day];
    tallied_day_ = day;
  }
  ++(*day_tally_)[count.index];
}

Outcome Application::ApplyReference(const Event& event) {
  if (options_.recorded != nullptr) {
    return Outcome::kApplied;
  }
  if (const auto* activated = std::get_if<ConfigurationActivatedData>(&event.data)) {
    view_.shared.pending_configuration = activated->configuration;
    delta_.shared_changed = true;
    return Outcome::kApplied;
  }
  if (growing_ == nullptr) {
    growing_ = view_.shared.pending_registry != nullptr
                   ? std::make_shared<registry::Registry>(*view_.shared.pending_registry)
                   : std::make_shared<registry::Registry>();
  }
  bool changed = false;
  if (const auto* brand = std::get_if<BrandData>(&event.data)) {
    changed = growing_->Apply(*brand);
  } else if (const auto* authorisation = std::get_if<AuthorisationData>(&event.data)) {
    changed = growing_->Apply(*authorisation);
  }
  if (changed) {
    view_.shared.pending_registry = growing_;
    delta_.reference_changes.push_back(event.data);
  }
  return Outcome::kApplied;
}

}  // namespace assay::engine::detail
