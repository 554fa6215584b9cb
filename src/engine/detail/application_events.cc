// SPDX-License-Identifier: Apache-2.0
// What each type of event changes, listings apart (application.cc).
#include <algorithm>
#include <initializer_list>

#include "engine/detail/application.h"

namespace assay::engine::detail {
namespace {

using enforcement::MeasureStatus;
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

}  // namespace

std::int64_t VersionOf(std::int64_t version, const Event& event) {
  return version > 0 ? version : event.time.instant.ms;
}

Outcome Application::ApplyRemoval(const Prepared& prepared, const ListingRemovedData& data) {
  const ListingState* known = FindListing(*prepared.listing_key);
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

Outcome Application::ApplyOrder(const Prepared& prepared) {
  const ListingState* listing = FindListing(*prepared.listing_key);
  return listing != nullptr && listing->band == Band::kRed
             ? ApplyCount(prepared, {Count::kOrders, Count::kOrdersOfRedListings})
             : ApplyCount(prepared, {Count::kOrders});
}

Outcome Application::ApplyCount(const Prepared& prepared, std::initializer_list<Count> kinds) {
  const Event& event = prepared.event;
  StoreState& store = StoreToChange(prepared);
  const std::int64_t local_ms =
      event.time.instant.ms + std::int64_t{configuration().reporting_offset_minutes} * 60'000;
  const auto day = static_cast<std::int32_t>(local_ms / kMillisecondsPerDay);
  if (IsLate(event)) {
    Add(store, day, Count::kLate);
    return Outcome::kLate;
  }
  for (const Count kind : kinds) {
    Add(store, day, kind);
  }
  return Outcome::kApplied;
}

Outcome Application::ApplyStoreOpened(const Cause& cause, const Prepared& prepared,
                                      const StoreOpenedData& data) {
  const Event& event = prepared.event;
  StoreState& store = StoreToChange(prepared);
  if (event.time.instant.ms < store.opened_ms) {
    return Outcome::kStale;  // Sent again after the store was opened once more.
  }
  store.opened_ms = event.time.instant.ms;
  if (store.closed_ms != 0 && store.closed_ms <= store.opened_ms) {
    store.closed_ms = 0;  // The marketplace opened the same store again.
  }
  AddTokens(cause, event, data.tokens);
  return Outcome::kApplied;
}

Outcome Application::ApplyStoreUpdated(const Cause& cause, const Prepared& prepared,
                                       const StoreUpdatedData& data) {
  AddTokens(cause, prepared.event, data.tokens);
  return ApplyCount(prepared, {Count::kOther});
}

Outcome Application::ApplyStoreClosed(const Prepared& prepared, const StoreClosedData& data) {
  const Event& event = prepared.event;
  StoreState& store = StoreToChange(prepared);
  if (event.time.instant.ms < store.opened_ms || event.time.instant.ms < store.closed_ms) {
    return Outcome::kStale;
  }
  store.closed_ms = event.time.instant.ms;
  store.closure_reason = data.reason;
  return Outcome::kApplied;
}

void Application::AddTokens(const Cause& cause, const Event& event,
                            const std::vector<IdentityToken>& tokens) {
  for (const IdentityToken& token : tokens) {
    delta_.tokens.push_back({cause.sequence, event.subject, token.kind, token.value});
  }
}

Outcome Application::ApplyMeasureOutcome(Cause& cause, const Prepared& prepared,
                                         const MeasureOutcomeData& data) {
  const auto name = ParseMeasureName(data.measure);
  const ListingState* known = name ? FindListing(name->listing) : nullptr;
  if (known == nullptr || known->measure != name->measure) {
    return Outcome::kUnknownTarget;
  }
  const Event& event = prepared.event;
  const MeasureStatus status = known->measure_status;
  const bool executed = event.type == EventType::kMeasureExecuted;
  // A second report of the same, and one that comes after the measure ended, change nothing.
  if (status != MeasureStatus::kRequested && !(executed && status == MeasureStatus::kFailed)) {
    return Outcome::kStale;
  }
  ListingState& state = ListingToChange(name->listing, prepared.bucket);
  if (status == MeasureStatus::kFailed) {
    // It is in force now after all, and the machine's word stands only for a limited time.
    state.measure_due_ms =
        std::max(cause.time.ms, view_.shared.clock.ms) + configuration().unconfirmed_measure_ms;
  }
  MoveMeasure(cause, name->listing, prepared.bucket, state,
              executed ? MeasureStatus::kExecuted : MeasureStatus::kFailed, event.subject, "",
              "marketplace");
  return Outcome::kApplied;
}

Outcome Application::ApplyDecision(Cause& cause, const Prepared& prepared,
                                   const DecisionData& data) {
  const auto name = ParseMeasureName(data.measure);
  const ListingState* known = name ? FindListing(name->listing) : nullptr;
  if (known == nullptr || known->measure != name->measure) {
    return Outcome::kUnknownTarget;
  }
  const bool confirmed = data.kind == DecisionKind::kConfirm;
  if (!enforcement::IsInForce(known->measure_status) ||
      (confirmed && known->measure_status == MeasureStatus::kConfirmed)) {
    return Outcome::kStale;
  }
  const Event& event = prepared.event;
  ListingState& state = ListingToChange(name->listing, prepared.bucket);
  MoveMeasure(cause, name->listing, prepared.bucket, state,
              confirmed ? MeasureStatus::kConfirmed : MeasureStatus::kLiftedByPerson, event.subject,
              "", data.actor);
  Send(cause, confirmed ? "measure.confirmed" : "measure.lift_requested", name->listing, state,
       "decision", event.subject, "", nullptr);
  return Outcome::kApplied;
}

Outcome Application::ApplyReference(const Event& event) {
  if (options_.find_registry) {
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
