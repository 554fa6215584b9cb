// SPDX-License-Identifier: Apache-2.0
// What the engine remembers between events. Store-local state lives in 1,024 buckets that never
// look at one another; shared state (clock, epoch, registry) is the same for all. All numbers are
// integers, so that the same log gives the same bytes on every machine.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/event.h"
#include "core/hash.h"
#include "core/ids.h"
#include "core/time.h"
#include "enforcement/allegation.h"
#include "enforcement/measure.h"
#include "enforcement/points.h"
#include "linkage/link_set.h"
#include "registry/registry.h"
#include "screening/verdict.h"

namespace assay::engine {

// What a listing's flags remember.
inline constexpr std::uint8_t kSoldFlag = 1;        // An order of it came.
inline constexpr std::uint8_t kComplainedFlag = 2;  // A buyer said it is counterfeit.
inline constexpr std::uint8_t kExecutedFlag = 4;    // The newest measure was reported as executed.
inline constexpr std::uint8_t kCountedFlag = 8;     // The newest measure counts as a violation.
inline constexpr std::uint8_t kMeasuredFlag = 16;   // A measure was asked for at some time.
inline constexpr std::uint8_t kWasRedFlag = 32;

// One listing as it stands now. 104 bytes with its key: ten million are 1 GB before the map's
// slack.
struct ListingState {
  std::int64_t version = 0;  // Rising; the event's time in ms where the source sends none.
  Hash128 content_hash;
  std::uint64_t silent_under = 0;  // Fingerprint of the model whose reading is silence; or 0.
  std::uint64_t findings = 0;      // Fingerprint of band and findings of the last verdict row.
  std::uint64_t last_verdict = 0;  // Sequence of the event whose verdict row is the newest; 0 none.
  std::uint64_t measure = 0;       // Id of the newest measure; 0 none.
  std::uint64_t measured_findings = 0;  // `findings` and content the measure was about.
  std::int64_t measure_due_ms = 0;      // When it ends by itself; 0 never.
  std::int32_t log_odds_micros = 0;
  // When the newest measure was asked for; once a person confirmed it, when that was. Minutes since
  // 1970.
  std::uint32_t measure_since_minutes = 0;
  screening::Band band = screening::Band::kUnknown;
  enforcement::MeasureStatus measure_status = enforcement::MeasureStatus::kNone;
  std::uint8_t score = 0;
  std::uint8_t removed = 0;  // 1 after listing.removed.
  enforcement::MeasureKind measure_kind = enforcement::MeasureKind::kBlockPublish;
  enforcement::AllegationType allegation = enforcement::AllegationType::kCounterfeit;
  std::uint8_t flags = 0;
  std::uint8_t unused = 0;  // Keeps the struct without padding: images are its bytes.
  friend bool operator==(const ListingState&, const ListingState&) = default;
};

enum class Count : std::uint8_t {
  kOrders,
  kOrdersOfRedListings,
  kRefunds,
  kCounterfeitRefunds,
  kParcels,
  kOther,  // Events of types that no counter of their own reads yet.
  kLate,   // Events that came after the allowed lateness: in reports only, marked.
};
inline constexpr std::size_t kCountKinds = 7;
using Counts = std::array<std::uint32_t, kCountKinds>;

// Counters of one whole UTC day.
struct DayCounts {
  std::int32_t day = 0;  // Days since 1970-01-01.
  Counts counts{};
  friend bool operator==(const DayCounts&, const DayCounts&) = default;
};

// Days kept for windows; older days remain in the totals.
inline constexpr std::size_t kDaysKept = 35;

// The newest measure of one kind against a store.
struct StoreMeasure {
  std::uint64_t id = 0;
  // What it was about: when it has ended, the same is not proposed again.
  std::uint64_t basis = 0;
  std::uint64_t first_person = 0;  // Hash of who gave the first of two approvals; else 0.
  std::int64_t since_ms = 0;       // When it was proposed.
  std::int64_t duration_ms = 0;    // How long it lasts once decided; 0: until a person lifts it.
  std::int64_t due_ms = 0;         // When it ends by itself; 0 never.
  enforcement::MeasureKind kind = enforcement::MeasureKind::kFreezeStore;
  enforcement::Tier tier = enforcement::Tier::kPerson;
  enforcement::MeasureStatus status = enforcement::MeasureStatus::kNone;
  enforcement::AllegationType allegation = enforcement::AllegationType::kCounterfeit;
  bool executed = false;       // The marketplace reported it.
  bool rests_on_link = false;  // Its rule reads links to shut stores.
  friend bool operator==(const StoreMeasure&, const StoreMeasure&) = default;
};

struct StoreState {
  std::string id;              // As the marketplace names it.
  std::int64_t opened_ms = 0;  // 0: never seen to open.
  std::int64_t closed_ms = 0;  // 0: open.
  ClosureReason closure_reason = ClosureReason::kOther;
  std::uint32_t listings = 0;      // Live ones.
  std::uint32_t red_listings = 0;  // Live and red.
  std::array<std::uint64_t, kCountKinds> totals{};
  std::vector<DayCounts> days;         // By day, at most kDaysKept, the newest kept.
  enforcement::PointsLedger points;    // Violations that people confirmed.
  std::vector<StoreMeasure> measures;  // At most one a kind.
  std::uint64_t shadows = 0;           // Hash of the shadow rules that matched last; 0 none.
  bool was_closed_for_counterfeit = false;
  bool same_controller_confirmed = false;  // A person confirmed a link to a shut store.
  friend bool operator==(const StoreState&, const StoreState&) = default;
};

// The end of a measure's time limit. Timers fire in (due, measure) order.
struct Timer {
  std::int64_t due_ms = 0;
  std::uint64_t measure = 0;
  std::uint16_t bucket = 0;
  enforcement::Target target = enforcement::Target::kListing;
  Hash128 key;  // Of the listing or store.
  friend auto operator<=>(const Timer&, const Timer&) = default;
};

// Ids of events accepted lately in one bucket, to tell duplicates and contradictions. Two
// generations: when the younger is full the older is dropped, so the horizon is the last
// kSeenPerGeneration to twice as many accepted events of the bucket. An entry keeps the 128-bit
// hash of source and id, and 32 bits of the content's.
inline constexpr std::size_t kSeenPerGeneration = 4'096;

// How new the orders, refunds and parcels are whose ids a bucket remembers or has forgotten. One that
// is not remembered, and not newer than the newest forgotten one of its kind, may have been counted
// before: it counts as late, so that nothing enters a window twice. By kind, because exports come
// one kind after the other. Times in ms; 0 none.
struct SeenTimes {
  using Times = std::array<std::int64_t, 3>;
  Times young{};
  Times old{};
  Times forgotten{};

  // The place of a type that is watched.
  static std::optional<std::size_t> KindOf(EventType type);
  void Note(EventType type, Instant time);
  // The old generation is forgotten, the young one becomes old.
  void Turn();
  bool MayHaveForgotten(EventType type, Instant time) const;
};

// State that is the same for all buckets.
struct SharedState {
  Instant clock;  // Last clock.advanced; 0 before the first.
  std::uint64_t epoch = 0;
  Sha256 configuration;          // Active since the epoch's start.
  Sha256 pending_configuration;  // Becomes active with the next epoch.
  Sha256 registry_sha256;
  std::shared_ptr<const registry::Registry>
      registry;  // Active; shared because verdicts of a batch and
                 // the store read the same immutable copy.
  std::shared_ptr<const registry::Registry> pending_registry;  // With all reference events so far.
  Sha256 links_sha256;
  std::shared_ptr<const linkage::LinkSet> links;          // Active; null while there are none.
  std::shared_ptr<const linkage::LinkSet> pending_links;  // With all found so far.
};

Hash128 StoreKeyOf(std::string_view store);
Hash128 ListingKeyOf(std::string_view store, std::string_view listing);
// Of bucket, source and id: an id that comes again in another bucket is another event, in one batch as
// in two.
Hash128 EventKeyOf(const Event& event, std::uint16_t bucket);

}  // namespace assay::engine
