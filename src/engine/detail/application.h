// SPDX-License-Identifier: Apache-2.0
// The application of one batch: a working copy of the state, moved forward event by event, and the
// Delta that grows with it.
#pragma once

#include <algorithm>
#include <array>
#include <initializer_list>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "enforcement/policy.h"
#include "engine/engine.h"
#include "engine/policy_trial.h"

namespace assay::engine::detail {

// Key of the listing an event is about, where it is about one.
std::optional<Hash128> ListingKeyIn(const Event& event);

// Adds the tokens that the event brings, and its store where its identity matters.
void AddIdentities(const Event& event, KeySet& keys);

// Of the `ordinal`-th thing that an event causes.
std::uint64_t IdOf(const Hash128& event_key, std::uint32_t ordinal);

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

  // What a measure is about.
  struct Place {
    enforcement::Target target = enforcement::Target::kListing;
    Hash128 key;
    std::uint16_t bucket = 0;
    std::string_view store;    // Empty where only the key is known.
    std::string_view listing;  // Likewise, and for stores.
  };
  // A measure against a listing or a store, as rows and messages tell it.
  struct MeasureSnapshot {
    std::uint64_t id = 0;
    enforcement::MeasureKind kind = enforcement::MeasureKind::kDelist;
    enforcement::MeasureStatus status = enforcement::MeasureStatus::kNone;
    enforcement::AllegationType allegation = enforcement::AllegationType::kCounterfeit;
    std::int64_t since_ms = 0;
    std::int64_t due_ms = 0;
    std::int32_t score = 0;
  };
  struct Message {
    std::string_view type;
    std::string_view reason;
    const enforcement::Rule* rule = nullptr;
    const screening::Verdict* verdict = nullptr;
  };

  Result<void> WriteSystemEventsBefore(Instant time);
  Result<void> WriteClock(Instant to);
  Result<void> WriteEpoch(Instant time);
  Result<void> ApplySystemEvent(Event event, Sequence logged_as);
  Result<void> StartEpoch(const Cause& cause, const EpochStartedData& started);
  Result<void> TakeInputs(const EpochStartedData& started);

  Outcome ApplyListing(Cause& cause, const Prepared& prepared, const ListingData& data);
  Outcome ApplyRemoval(const Prepared& prepared, const ListingRemovedData& data);
  Outcome ApplyOrder(const Cause& cause, const Prepared& prepared);
  Outcome ApplyRefund(Cause& cause, const Prepared& prepared, const RefundData& data);
  Outcome ApplyTestBuy(const Cause& cause, const Prepared& prepared, const TestBuyData& data);
  Outcome ApplyCount(const Cause& cause, const Prepared& prepared,
                     std::initializer_list<Count> kinds);
  Outcome ApplyReference(const Event& event);
  // application_links.cc
  Outcome ApplyStoreOpened(Cause& cause, const Prepared& prepared, const StoreOpenedData& data);
  Outcome ApplyStoreUpdated(Cause& cause, const Prepared& prepared, const StoreUpdatedData& data);
  Outcome ApplyStoreClosed(Cause& cause, const Prepared& prepared, const StoreClosedData& data);
  void AddTokens(Cause& cause, const Event& event, const std::vector<IdentityToken>& tokens);
  void TakeLinks(Cause& cause, const std::vector<linkage::LinkChange>& changes);
  std::size_t LinksToClosed(const Event& event) const;

  // application_measures.cc
  enforcement::ListingFacts ListingFactsOf(const ListingState& state, const ListingData& data,
                                           const screening::Verdict& verdict, bool is_new,
                                           bool second_hand) const;
  enforcement::StoreFacts StoreFactsOf(const Event& event, const StoreState& store) const;
  void OnListingVerdict(Cause& cause, const Prepared& prepared, ListingState& state,
                        const StoreState& store, const enforcement::ListingFacts& listing,
                        const screening::Verdict& verdict);
  // Proposes what the rules about stores say now, where the same was not proposed before.
  void EvaluateStore(Cause& cause, const Prepared& prepared, StoreState& store);
  // A store that was shut needs no decision about it any more.
  void EndWaitingMeasures(Cause& cause, const Prepared& prepared, StoreState& store);
  Outcome ApplyMeasureOutcome(Cause& cause, const Prepared& prepared,
                              const MeasureOutcomeData& data);
  Outcome ReportStoreMeasure(Cause& cause, const Place& place, StoreMeasure& measure,
                             bool executed);
  Outcome ApplyDecision(Cause& cause, const Prepared& prepared, const DecisionData& data);
  Outcome DecideStoreMeasure(Cause& cause, const Prepared& prepared, const Place& place,
                             StoreMeasure& measure, StoreState& store, enforcement::Answer answer);
  void CountViolation(const Cause& cause, ListingState& state, StoreState& store,
                      enforcement::Answer answer);
  void CountFirstMeasure(const Cause& cause, ListingState& state);
  void FireTimers(Cause& cause, Instant now);
  // To a new status, with its row; sets or removes the timer.
  void MoveListingMeasure(Cause& cause, const Place& place, ListingState& state,
                          enforcement::MeasureStatus status, std::string_view by,
                          const enforcement::Rule* rule = nullptr);
  void MoveStoreMeasure(Cause& cause, const Place& place, StoreMeasure& measure,
                        enforcement::MeasureStatus status, std::string_view by,
                        const enforcement::Rule* rule = nullptr);
  void MoveTimer(const Place& place, std::uint64_t measure, std::int64_t& due_ms, bool keep);
  void Record(Cause& cause, const Place& place, const MeasureSnapshot& measure, std::string_view by,
              const enforcement::Rule* rule);
  void RecordShadows(Cause& cause, const Place& place, const enforcement::RuleSet& shadows);
  void Send(Cause& cause, const Place& place, const MeasureSnapshot& measure,
            const Message& message);
  static MeasureSnapshot SnapshotOf(const ListingState& state);
  static MeasureSnapshot SnapshotOf(const StoreMeasure& measure);
  static StoreMeasure* FindStoreMeasure(StoreState& store, enforcement::MeasureKind kind);
  static StoreMeasure* FindStoreMeasure(StoreState& store, std::uint64_t id);
  static Place PlaceOf(const MeasureName& name, const Prepared& prepared);
  TrialMoment MomentOf(const Cause& cause, const Place& place) const;

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
  Judged Judge(const Event& event, const Listing& listing, const StoreState& store,
               const screening::ContentSignals& signals) const;
  // Writes a row where band or findings changed, and where a listing with a measure has other content than the
  // state, so that people are shown what is there. A first verdict on a silent text has none.
  void WriteVerdict(Cause& cause, const Event& event, const ListingData& data, ListingState& state,
                    const Judged& judged, bool silent);
  // Null where the bucket holds none: another bucket's state is not to be seen, whether or not
  // another event of the batch brought it into view.
  const ListingState* FindListing(const Hash128& key, std::uint16_t bucket) const;
  const StoreState* FindStore(const Hash128& key, std::uint16_t bucket) const;
  // To be changed; made where it does not exist. The references live until another is made.
  ListingState& ListingToChange(const Hash128& key, std::uint16_t bucket);
  StoreState& StoreToChange(const Prepared& prepared);
  StoreState& StoreToChange(const Hash128& key, std::uint16_t bucket);
  // Older than the allowed lateness, or not surely new (SeenTimes).
  bool IsLate(const Event& event) const;
  Sequence Log(std::string line, Sequence logged_as);
  const configuration::Configuration& configuration() const { return *active_->configuration; }
  const enforcement::Policy& policy() const { return *configuration().policy; }
  // The moment a time limit begins: a late event must not shorten it.
  std::int64_t Now(const Cause& cause) const {
    return std::max(cause.time.ms, view_.shared.clock.ms);
  }
  std::int32_t DayAt(std::int64_t ms) const {
    return enforcement::DayOf({ms}, configuration().reporting_offset_minutes);
  }
  void CountDaily(const Cause& cause, reporting::DailyCount count);
  void CountHandled(const Cause& cause, enforcement::AllegationType allegation,
                    std::int64_t since_ms);

  StateView view_;
  const SettingsByHash& settings_;
  const ApplyOptions& options_;
  const Settings* active_ = nullptr;
  std::shared_ptr<registry::Registry> growing_;  // Set while pending_registry is ours to change.
  std::shared_ptr<linkage::LinkSet> growing_links_;  // Likewise pending_links.
  DayTally* day_tally_ = nullptr;                    // Of `tallied_day_`, within delta_.daily.
  std::int32_t tallied_day_ = 0;
  // On every silent text, under the active configuration: without a brand neither price nor
  // authorisation counts (screening/screen.h), and most listings name none.
  std::optional<Judged> silence_;
  std::array<std::int64_t, kOutcomes> outcome_tally_{};
  std::array<std::int64_t, 256> type_tally_{};
  bool may_be_known_ = false;  // The current event may have been counted and forgotten.
  Delta delta_;
};

}  // namespace assay::engine::detail
