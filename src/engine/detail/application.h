// SPDX-License-Identifier: Apache-2.0
// The application of one batch: a working copy of the state, moved forward event by event, and the
// Delta that grows with it.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/engine.h"

namespace assay::engine::detail {

// Key of the listing an event is about, where it is about one.
std::optional<Hash128> ListingKeyIn(const Event& event);

// Whether the listing's text is the one the state remembers as silent under this model.
bool IsKnownSilent(const ListingState& state, const ListingData& data,
                   const screening::Model& model);

// The version an event gives a listing: the source's own, or the event's time where it sends none.
std::int64_t VersionOf(std::int64_t version, const Event& event);

class Application {
 public:
  Application(StateView view, const SettingsByHash& settings, const ApplyOptions& options);

  Result<void> Step(Prepared prepared);
  Result<Delta> Finish() &&;

 private:
  // Where the current event stands; every row it causes takes the next ordinal.
  struct Cause {
    Sequence sequence;
    Hash128 event_key;
    std::uint32_t next_ordinal = 0;
    Instant time;
  };

  Result<void> WriteSystemEventsBefore(Instant time);
  Result<void> WriteClock(Instant to);
  Result<void> WriteEpoch(Instant time);
  Result<void> ApplySystemEvent(Event event, Sequence logged_as);
  void FireTimers(Cause& cause, Instant now);
  Result<void> StartEpoch(const Cause& cause, const EpochStartedData& started);

  Outcome ApplyListing(Cause& cause, const Prepared& prepared, const ListingData& data);
  Outcome ApplyRemoval(const Event& event, const ListingRemovedData& data);
  Outcome ApplyOrder(const Event& event, const OrderData& data);
  Outcome ApplyCount(const Event& event, std::initializer_list<Count> kinds);
  Outcome ApplyStoreOpened(const Cause& cause, const Event& event, const StoreOpenedData& data);
  Outcome ApplyStoreUpdated(const Cause& cause, const Event& event, const StoreUpdatedData& data);
  Outcome ApplyStoreClosed(const Event& event, const StoreClosedData& data);
  Outcome ApplyMeasureOutcome(Cause& cause, const Event& event, const MeasureOutcomeData& data);
  Outcome ApplyDecision(Cause& cause, const Event& event, const DecisionData& data);
  Outcome ApplyReference(const Event& event);
  Outcome Dispatch(Cause& cause, const Prepared& prepared);
  // kDuplicate or kContradiction where the event was accepted before, within the horizon.
  std::optional<Outcome> FindSeen(const Hash128& key, std::uint16_t bucket,
                                  std::uint32_t fingerprint) const;
  void Remember(const Hash128& key, std::uint16_t bucket, std::uint32_t fingerprint,
                const Event& event);

  // Writes a row where band or findings changed. A first verdict on a silent text has none.
  void WriteVerdict(Cause& cause, const Event& event, const std::string& listing,
                    ListingState& state, const screening::Verdict& verdict, bool silent);
  void TakeStep(Cause& cause, const Event& event, const std::string& listing_id,
                ListingState& state, const screening::Verdict& verdict);
  // Moves a measure to its new status with its row; sets or removes the timer.
  void MoveMeasure(Cause& cause, const Hash128& listing_key, std::uint16_t bucket,
                   ListingState& state, enforcement::MeasureStatus status, std::string_view store,
                   std::string_view listing, std::string_view by);
  void Send(Cause& cause, std::string_view type, const Hash128& listing_key,
            const ListingState& state, std::string_view reason, std::string_view store,
            std::string_view listing, const screening::Verdict* verdict);

  ListingState& Listing(const Hash128& key, std::uint16_t bucket);
  bool HasListing(const Hash128& key) const;
  StoreState& Store(const Event& event);
  void AddTokens(const Cause& cause, const Event& event, const std::vector<IdentityToken>& tokens);
  // Older than the allowed lateness, or not surely new (SeenTimes).
  bool IsLate(const Event& event) const;
  Sequence Log(std::string line, Sequence logged_as);
  const configuration::Configuration& configuration() const { return *active_->configuration; }

  StateView view_;
  const SettingsByHash& settings_;
  const ApplyOptions& options_;
  const Settings* active_ = nullptr;
  std::shared_ptr<registry::Registry> growing_;  // Set while pending_registry is ours to change.
  std::unordered_map<Hash128, std::uint16_t, HashOfKey> changed_listings_;
  std::unordered_map<Hash128, std::uint16_t, HashOfKey> changed_stores_;
  std::array<std::int64_t, kOutcomes> outcome_tally_{};
  std::array<std::int64_t, 256> type_tally_{};
  bool may_be_known_ = false;  // The current event may have been counted and forgotten.
  Delta delta_;
};

}  // namespace assay::engine::detail
