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

Outcome Application::ApplyRemoval(const Event& event, const ListingRemovedData& data) {
  const Hash128 key = ListingKeyOf(event.subject, data.listing.value());
  if (!HasListing(key)) {
    return Outcome::kUnknownTarget;
  }
  if (view_.listings[key]->removed != 0 ||
      VersionOf(data.version, event) < view_.listings[key]->version) {
    return Outcome::kStale;
  }
  ListingState& state = Listing(key, event.bucket().index);
  StoreState& store = Store(event);
  state.version = VersionOf(data.version, event);
  state.removed = 1;
  --store.listings;
  store.red_listings -= state.band == Band::kRed ? 1U : 0U;
  return Outcome::kApplied;
}

Outcome Application::ApplyOrder(const Event& event, const OrderData& data) {
  const Hash128 key = ListingKeyOf(event.subject, data.listing.value());
  const bool red = HasListing(key) && view_.listings[key]->band == Band::kRed;
  return red ? ApplyCount(event, {Count::kOrders, Count::kOrdersOfRedListings})
             : ApplyCount(event, {Count::kOrders});
}

Outcome Application::ApplyCount(const Event& event, std::initializer_list<Count> kinds) {
  StoreState& store = Store(event);
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

Outcome Application::ApplyStoreOpened(const Cause& cause, const Event& event,
                                      const StoreOpenedData& data) {
  StoreState& store = Store(event);
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

Outcome Application::ApplyStoreUpdated(const Cause& cause, const Event& event,
                                       const StoreUpdatedData& data) {
  AddTokens(cause, event, data.tokens);
  return ApplyCount(event, {Count::kOther});
}

Outcome Application::ApplyStoreClosed(const Event& event, const StoreClosedData& data) {
  StoreState& store = Store(event);
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

Outcome Application::ApplyMeasureOutcome(Cause& cause, const Event& event,
                                         const MeasureOutcomeData& data) {
  const auto name = ParseMeasureName(data.measure);
  if (!name || !HasListing(name->listing) ||
      view_.listings[name->listing]->measure != name->measure) {
    return Outcome::kUnknownTarget;
  }
  const MeasureStatus status = view_.listings[name->listing]->measure_status;
  const bool executed = event.type == EventType::kMeasureExecuted;
  // A second report of the same, and one that comes after the measure ended, change nothing.
  if (status != MeasureStatus::kRequested && !(executed && status == MeasureStatus::kFailed)) {
    return Outcome::kStale;
  }
  ListingState& state = Listing(name->listing, event.bucket().index);
  if (status == MeasureStatus::kFailed) {
    // It is in force now after all, and the machine's word stands only for a limited time.
    state.measure_due_ms =
        std::max(cause.time.ms, view_.shared.clock.ms) + configuration().unconfirmed_measure_ms;
  }
  MoveMeasure(cause, name->listing, event.bucket().index, state,
              executed ? MeasureStatus::kExecuted : MeasureStatus::kFailed, event.subject, "",
              "marketplace");
  return Outcome::kApplied;
}

Outcome Application::ApplyDecision(Cause& cause, const Event& event, const DecisionData& data) {
  const auto name = ParseMeasureName(data.measure);
  if (!name || !HasListing(name->listing) ||
      view_.listings[name->listing]->measure != name->measure) {
    return Outcome::kUnknownTarget;
  }
  const MeasureStatus status = view_.listings[name->listing]->measure_status;
  const bool confirmed = data.kind == DecisionKind::kConfirm;
  if (!enforcement::IsInForce(status) || (confirmed && status == MeasureStatus::kConfirmed)) {
    return Outcome::kStale;
  }
  ListingState& state = Listing(name->listing, event.bucket().index);
  MoveMeasure(cause, name->listing, event.bucket().index, state,
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
