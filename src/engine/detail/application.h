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
  Outcome ApplyRemoval(const Prepared& prepared, const ListingRemovedData& data);
  Outcome ApplyOrder(const Prepared& prepared);
  Outcome ApplyCount(const Prepared& prepared, std::initializer_list<Count> kinds);
  Outcome ApplyStoreOpened(const Cause& cause, const Prepared& prepared,
                           const StoreOpenedData& data);
  Outcome ApplyStoreUpdated(const Cause& cause, const Prepared& prepared,
                            const StoreUpdatedData& data);
  Outcome ApplyStoreClosed(const Prepared& prepared, const StoreClosedData& data);
  Outcome ApplyMeasureOutcome(Cause& cause, const Prepared& prepared,
                              const MeasureOutcomeData& data);
  Outcome ApplyDecision(Cause& cause, const Prepared& prepared, const DecisionData& data);
  Outcome ApplyReference(const Event& event);
  Outcome Dispatch(Cause& cause, const Prepared& prepared);
  // kDuplicate or kContradiction where the event was accepted before, within the horizon.
  std::optional<Outcome> FindSeen(const Hash128& key, std::uint16_t bucket,
                                  std::uint32_t fingerprint) const;
  void Remember(const Hash128& key, std::uint16_t bucket, std::uint32_t fingerprint,
                const Event& event);

  // A verdict and what FingerprintOf says of it.
  struct Judged {
    screening::Verdict verdict;
    std::uint64_t fingerprint = 0;
  };
  Judged Judge(const Event& event, const Listing& listing,
               const screening::ContentSignals& signals) const;
  // Writes a row where band or findings changed. A first verdict on a silent text has none.
  void WriteVerdict(Cause& cause, const Event& event, const std::string& listing,
                    ListingState& state, const Judged& judged, bool silent);
  void TakeStep(Cause& cause, const Prepared& prepared, const std::string& listing_id,
                ListingState& state, const screening::Verdict& verdict);
  // Moves a measure to its new status with its row; sets or removes the timer.
  void MoveMeasure(Cause& cause, const Hash128& listing_key, std::uint16_t bucket,
                   ListingState& state, enforcement::MeasureStatus status, std::string_view store,
                   std::string_view listing, std::string_view by);
  void Send(Cause& cause, std::string_view type, const Hash128& listing_key,
            const ListingState& state, std::string_view reason, std::string_view store,
            std::string_view listing, const screening::Verdict* verdict);

  // Null where it does not exist.
  const ListingState* FindListing(const Hash128& key) const;
  // To be changed; made where it does not exist. The references live until another is made.
  ListingState& ListingToChange(const Hash128& key, std::uint16_t bucket);
  StoreState& StoreToChange(const Prepared& prepared);
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
  // On every silent text, under the active configuration: without a brand neither price nor
  // authorisation counts (screening/screen.h), and most listings name none.
  std::optional<Judged> silence_;
  std::array<std::int64_t, kOutcomes> outcome_tally_{};
  std::array<std::int64_t, 256> type_tally_{};
  bool may_be_known_ = false;  // The current event may have been counted and forgotten.
  Delta delta_;
};

}  // namespace assay::engine::detail
