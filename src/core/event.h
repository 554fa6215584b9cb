// SPDX-License-Identifier: Apache-2.0
// An event: something that happened on the marketplace, outside it, or inside Assay, in a
// CloudEvents 1.0 envelope. Each type is described once, by api/events/<name>.schema.json;
// ingest/event_types.h is generated from there.
//
// Invariants
//  1. `line` is what the log keeps: one line of JSON without a newline, personal fields already
//  sealed.
//     Decoding `line` again gives the same event.
//  2. `subject` is the store for store-local types and decides the bucket. Reference and
//  configuration
//     events are shared: they belong to no bucket.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/hash.h"
#include "core/ids.h"
#include "core/listing.h"
#include "core/money.h"
#include "core/time.h"

namespace assay {

// In the order of design §4. The wire name is "assay.<name>.v1" with the name NameOf gives. Numbers
// are stored: append only.
enum class EventType : std::uint8_t {
  // reference
  kBrand = 1,
  kRight = 2,
  kProduct = 3,
  kAuthorisation = 4,
  // marketplace
  kStoreOpened = 10,
  kStoreUpdated = 11,
  kStoreClosed = 12,
  kListing = 13,
  kListingRemoved = 14,
  kOrder = 15,
  kRefund = 16,
  kReview = 17,
  kMessage = 18,
  kDispute = 19,
  kInventory = 20,
  kFunds = 21,
  kParcel = 22,
  kMeasureExecuted = 23,
  kMeasureFailed = 24,
  // outside
  kSighting = 30,
  kWatch = 31,
  kNotice = 32,
  kCounterNotice = 33,
  kConsumerReport = 34,
  // outcome
  kTestBuy = 40,
  kCapture = 41,
  kFieldObservation = 42,
  kSeizure = 43,
  kAuthorityRequest = 44,
  kAuthorityOrder = 45,
  kAuthorityCase = 46,
  kAuthorityOutcome = 47,
  kCourtResult = 48,
  kPaymentRecovered = 49,
  // people
  kDecision = 60,
  kAppeal = 61,
  kAppealDecision = 62,
  kCaseOpened = 63,
  kCaseAssigned = 64,
  kCaseNote = 65,
  kCaseClosed = 66,
  kConfigurationActivated = 67,
  // system: written by Assay into its own log, refused from outside
  kClockAdvanced = 80,
  kEpochStarted = 81,
};

enum class EventFamily : std::uint8_t {
  kReference,
  kMarketplace,
  kOutside,
  kOutcome,
  kPeople,
  kSystem,
};

struct EventTypeInfo {
  EventType type;
  EventFamily family;
  std::string_view name;  // "listing.removed"
  bool shared;            // Belongs to no bucket.
};

// All types in the order of the enumeration.
const std::vector<EventTypeInfo>& AllEventTypes();
const EventTypeInfo& InfoOf(EventType type);
// By wire type, "assay.listing.v1"; nullptr if there is no such type or version.
const EventTypeInfo* FindEventType(std::string_view wire_type);
std::string WireNameOf(EventType type);

struct ListingData {
  Listing listing;
  // The marketplace's version of this listing, rising; 0 where it sends none (then the event's time
  // orders the versions).
  std::int64_t version = 0;
  // Over title, description, brand, category and condition: equal means the text need not be read
  // again. Half of a SHA-256: a seller must not be able to make two texts that pass for one.
  Hash128 content_hash;
};

struct ListingRemovedData {
  ListingId listing;
  std::int64_t version = 0;
};

struct OrderData {
  std::string order;
  ListingId listing;
  std::int64_t listing_version = 0;
  std::int32_t quantity = 1;
  Money paid;
};

enum class RefundReason : std::uint8_t {
  kOther,
  kCounterfeit,
  kNotAsDescribed,
  kQuality,
  kChangedMind,
  kNotReceived,
};

struct RefundData {
  std::string order;
  ListingId listing;
  RefundReason reason = RefundReason::kOther;
  Money amount;
};

struct ParcelData {
  std::string parcel;
  std::string order;
};

// A keyed token that stands for an identifying value (docs/formats/personal-data.md).
struct IdentityToken {
  std::string kind;   // "document", "bank_account", "phone", "device", with a part: "phone.last8"
  std::string value;  // Lower-case hexadecimal.
  friend auto operator<=>(const IdentityToken&, const IdentityToken&) = default;
};

struct StoreOpenedData {
  std::string name;
  std::vector<IdentityToken> tokens;
};

struct StoreUpdatedData {
  std::string name;
  std::vector<IdentityToken> tokens;
};

enum class ClosureReason : std::uint8_t {
  kIpCounterfeit,
  kIpOther,
  kIdentity,
  kFraud,
  kVoluntary,
  kOther,
};

struct StoreClosedData {
  ClosureReason reason = ClosureReason::kOther;
  std::string measure;     // The measure that was executed, if it was one of ours.
  std::string actor;       // Who decided.
  bool indefinite = true;  // Not for a limited time.
};

struct MeasureOutcomeData {
  std::string measure;  // The measure's id as requested.
  std::string detail;
};

enum class DecisionKind : std::uint8_t {
  kConfirm,  // What is proposed is done; what stands, stays: its time limit ends.
  kLift,  // What is proposed is not done; what stands is undone. The machine may not ask for it again
          // on the same content.
};

struct DecisionData {
  std::string measure;
  DecisionKind kind = DecisionKind::kConfirm;
  std::string actor;
};

// How goods came to be examined. By chance are the last two: in a stratified plan the chance differs.
enum class Selection : std::uint8_t { kSuspicion, kComplaint, kRandom, kStratified };

enum class ExaminationResult : std::uint8_t {
  kUndetermined,  // The examiner cannot say, or another one disagrees.
  kCounterfeit,
  kNotCounterfeit,  // Genuine, or something else than counterfeit: parallel goods, another right.
};

struct TestBuyData {
  std::string test_buy;
  ListingId listing;  // May be empty, as the order: then the examiner bought the goods.
  std::string order;
  Selection selection = Selection::kSuspicion;
  // Of being chosen, in millionths of a millionth, 1 to 10^12; 0 where the source does not say.
  std::int64_t probability_trillionths = 0;
  ExaminationResult result = ExaminationResult::kUndetermined;
};

struct BrandData {
  std::string brand;  // Id
  std::string name;
  std::vector<std::string> names;  // Other scripts, aliases
  bool withdrawn = false;
};

struct AuthorisationData {
  std::string id;
  std::string brand;
  StoreId store;
  Instant from;
  Instant until;  // Exclusive; Instant max where it is open.
  bool withdrawn = false;
};

struct ConfigurationActivatedData {
  Sha256 configuration;  // Takes effect with the next epoch.
};

struct ClockAdvancedData {
  Instant to;
};

struct EpochStartedData {
  std::uint64_t epoch = 0;
  Sha256 configuration;
  Sha256 registry;
  Sha256 links;
};

// Types that the engine does not read yet: logged, counted, archived.
struct OtherData {};

using EventData =
    std::variant<OtherData, ListingData, ListingRemovedData, OrderData, RefundData, ParcelData,
                 StoreOpenedData, StoreUpdatedData, StoreClosedData, MeasureOutcomeData,
                 DecisionData, BrandData, AuthorisationData, ClockAdvancedData, EpochStartedData,
                 ConfigurationActivatedData, TestBuyData>;

struct Event {
  EventType type = EventType::kListing;
  std::string source;
  std::string id;
  std::string subject;
  OffsetInstant time;
  EventData data;
  // Fingerprint of the `data` member as it came, before sealing: tells a repeated id with the same
  // content (a duplicate) from one with other content (a contradiction).
  std::uint64_t content_fingerprint = 0;
  std::string line;

  Bucket bucket() const { return BucketOf(subject); }
};

}  // namespace assay
