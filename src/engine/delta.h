// SPDX-License-Identifier: Apache-2.0
// What the engine asks storage for, and what it gives back. Values only.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/event.h"
#include "core/ids.h"
#include "engine/flat_map.h"
#include "engine/state.h"
#include "linkage/identity_index.h"
#include "linkage/link.h"
#include "reporting/daily_count.h"

namespace assay::engine {

// Bucket index of shared events (reference, configuration) where duplicates are told.
inline constexpr std::uint16_t kSharedBucket = static_cast<std::uint16_t>(kBucketCount);

struct BucketKey {
  std::uint16_t bucket = 0;
  Hash128 key;
};

// The state a batch of events may read. Computed from the events alone.
struct KeySet {
  std::vector<BucketKey> listings;
  std::vector<BucketKey> stores;
  std::vector<BucketKey> events;
  // Tokens that stores bring, and stores whose tokens matter: those that open, change or are shut.
  std::vector<Hash128> tokens;
  std::vector<StoreId> identities;
  Instant timers_due_by;  // The latest moment the clock may reach within the batch.
};

// A state as it was loaded, then as the batch leaves it.
template <typename State>
struct Viewed {
  State state;
  std::uint16_t bucket = 0;
  bool changed = false;
};

// The states of a KeySet that exist, and the engine's working copy of them.
struct StateView {
  SharedState shared;
  Sequence last;  // Of the newest event in the log.
  FlatMap<Viewed<ListingState>> listings;
  FlatMap<Viewed<StoreState>> stores;
  // Events already accepted, with the generation that remembers them (0 is the young one at load,
  // -1 the old one), and how full each bucket's young generation is: so that the horizon within
  // which duplicates are told ends at the same event whatever the batch size.
  struct Seen {
    std::uint32_t fingerprint = 0;
    std::int64_t generation = 0;
  };
  struct Generation {
    std::int64_t number = 0;
    std::size_t size = 0;
    SeenTimes times = {};
  };
  FlatMap<Seen> seen;
  std::vector<Generation> generations = std::vector<Generation>(kBucketCount + 1);  // By bucket.
  std::set<Timer> timers;             // All that are due by KeySet::timers_due_by.
  linkage::IdentityIndex identities;  // Around KeySet::tokens and KeySet::identities.
};

struct LogEntry {
  Sequence sequence;
  std::string line;
};

// Why an event of the batch did not enter the log, or entered without effect.
enum class Outcome : std::uint8_t {
  kApplied,
  kDuplicate,      // Same source and id, same content: not logged again.
  kContradiction,  // Same source and id, other content: to quarantine.
  kStale,          // Logged; the listing's known version is not older.
  kLate,           // Logged, counted as late: too old, or not surely new (SeenTimes).
  kUnknownTarget,  // Logged; names a measure that is not there.
  kNotAllowed,     // The source is not registered for this type: to quarantine.
  kNeedsAnother,   // Logged; the second of two approvals must come from another person.
};
inline constexpr std::size_t kOutcomes = 8;
std::string_view NameOf(Outcome outcome);

struct VerdictRow {
  Sequence sequence;
  std::uint64_t id = 0;  // Hash of event id and ordinal.
  std::string store;
  std::string listing;
  Instant time;
  std::uint64_t epoch = 0;
  std::uint64_t previous = 0;  // Sequence of the verdict row before this one; 0 none.
  std::int64_t log_odds_micros = 0;
  std::int32_t score = 0;
  screening::Band band = screening::Band::kUnknown;
  std::string findings_json;  // Array, as in docs/formats/verdict.md.
  std::string brands_json;
};

struct MeasureRow {
  Sequence sequence;
  std::uint32_t ordinal = 0;
  std::uint64_t measure = 0;
  std::string store;  // Empty where a timer fired: the request's row names them.
  std::string listing;
  Instant time;
  enforcement::MeasureStatus status = enforcement::MeasureStatus::kNone;
  std::string by;  // "machine", "marketplace", "clock", or the actor of a decision.
  enforcement::MeasureKind kind = enforcement::MeasureKind::kDelist;
  enforcement::AllegationType allegation = enforcement::AllegationType::kCounterfeit;
  std::string rule;  // Of the request or proposal; empty in the rows after it.
  std::int64_t until_ms = 0;
};

// A measure that waits for a person, or stops waiting.
struct QueueItem {
  std::string name;  // As in actions and decisions.
  enforcement::MeasureKind kind = enforcement::MeasureKind::kDelist;
  std::string store;
  std::string listing;  // Empty for measures against a store.
  std::string rule;
  enforcement::AllegationType allegation = enforcement::AllegationType::kCounterfeit;
  std::int64_t since_ms = 0;
  std::int32_t score = 0;  // Of the listing; 0 for stores.
  Sequence sequence;       // Of the event that led to it.
};
struct QueueChange {
  std::uint64_t measure = 0;
  enforcement::MeasureStatus status = enforcement::MeasureStatus::kNone;
  std::int64_t due_ms = 0;
  bool is_open = false;
  std::optional<QueueItem> item;  // Where it begins to wait.
};

// A shadow rule that matched: counted, never acted on.
struct ShadowRow {
  Sequence sequence;
  std::uint32_t ordinal = 0;
  std::string rule;
  std::string store;
  std::string listing;
  Instant time;
};

struct OpeningRow {
  Sequence sequence;
  std::string store;
  Instant time;
  bool reopened = false;  // It had been shut.
};

struct ClosureRow {
  Sequence sequence;
  std::string store;
  Instant time;
  ClosureReason reason = ClosureReason::kOther;
  bool indefinite = true;
  std::string measure;
  std::string actor;
};

// Goods that were examined, as one examiner tells it.
struct ExaminationRow {
  Sequence sequence;
  std::string store;
  Instant time;
  TestBuyData data;
};

struct LinkRow {
  Sequence sequence;
  std::uint32_t ordinal = 0;
  linkage::LinkChange change;
};

using DayTally = std::array<std::int64_t, reporting::kDailyCounts>;

// A message for the outside, sent in (sequence, ordinal) order.
struct OutboxRow {
  Sequence sequence;
  std::uint32_t ordinal = 0;
  std::uint64_t id = 0;
  std::string body;  // One line of JSON, as in docs/formats/actions.md.
};

struct TokenRow {
  Sequence sequence;
  std::string store;
  std::string kind;
  std::string value;
};

struct ListingChange {
  BucketKey key;
  ListingState state;
};
struct StoreChange {
  BucketKey key;
  StoreState state;
};
struct SeenEvent {
  BucketKey key;
  std::uint32_t fingerprint = 0;
  Sequence sequence;
  EventType type = EventType::kOrder;
  Instant time;
};
struct EpochStart {
  Sequence sequence;
  std::uint64_t epoch = 0;
  Sha256 configuration;
  Sha256 registry;
  Sha256 links;
  // Contents to keep under those names; null where they are kept already.
  std::shared_ptr<const registry::Registry> contents;
  std::shared_ptr<const linkage::LinkSet> link_contents;
};

// Everything that changes when a batch is applied. Order within the vectors is the order of the
// log.
struct Delta {
  Sequence first;  // Of the new log entries; last is first + log.size() - 1.
  std::vector<LogEntry> log;
  std::vector<Outcome> outcomes;  // One per event of the batch.
  std::vector<ListingChange> listings;
  std::vector<StoreChange> stores;
  std::vector<SeenEvent> seen;
  std::vector<Timer> timers_set;
  std::vector<Timer> timers_gone;
  SharedState shared;  // After the batch.
  bool shared_changed = false;
  std::vector<EventData>
      reference_changes;  // BrandData and AuthorisationData that changed the registry.
  std::vector<EpochStart> epochs;
  std::vector<VerdictRow> verdicts;
  std::vector<MeasureRow> measures;
  std::vector<OutboxRow> outbox;
  std::vector<TokenRow> tokens;
  std::vector<OpeningRow> openings;
  std::vector<ClosureRow> closures;
  std::vector<ExaminationRow> examinations;
  std::vector<LinkRow> links;
  std::vector<QueueChange> queue;
  std::vector<ShadowRow> shadows;
  std::map<std::int32_t, DayTally> daily;       // By local day.
  std::map<std::string, std::int64_t> tallies;  // "outcome.stale", "type.listing", "band.red", ...
};

}  // namespace assay::engine
