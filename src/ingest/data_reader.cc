// SPDX-License-Identifier: Apache-2.0
#include "ingest/detail/data_reader.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

#include "core/hash.h"
#include "ingest/limits.h"

namespace assay::ingest::detail {
namespace {

std::string_view ViewOf(const Members& members, std::string_view name) {
  const Element* element = members.Find(name);
  return element == nullptr ? std::string_view() : element->get_string().value_unsafe();
}

std::string TextOf(const Members& members, std::string_view name) {
  return std::string(ViewOf(members, name));
}

std::int64_t IntegerOf(const Members& members, std::string_view name, std::int64_t otherwise) {
  const Element* element = members.Find(name);
  return element == nullptr ? otherwise : element->get_int64().value_unsafe();
}

bool FlagOf(const Members& members, std::string_view name) {
  const Element* element = members.Find(name);
  return element != nullptr && element->get_bool().value_unsafe();
}

// Nothing where there is no currency.
std::optional<Money> MoneyOf(const Element& element) {
  std::string_view code;
  std::int64_t amount = 0;
  if (element.at_key("currency").get_string().get(code) != simdjson::SUCCESS ||
      element.at_key("amount").get_int64().get(amount) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  const auto currency = Currency::Find(code);
  return currency ? std::optional<Money>({amount, *currency}) : std::nullopt;
}

Money MoneyOf(const Members& members, std::string_view name) {
  const Element* element = members.Find(name);
  return element == nullptr ? Money{} : MoneyOf(*element).value_or(Money{});
}

Instant InstantOf(const Members& members, std::string_view name, Instant otherwise) {
  const Element* element = members.Find(name);
  if (element == nullptr) {
    return otherwise;
  }
  const auto time = ParseRfc3339(element->get_string().value_unsafe());
  return time ? time->instant : otherwise;
}

Condition ConditionOf(std::string_view text) {
  return text == "new"           ? Condition::kNew
         : text == "used"        ? Condition::kUsed
         : text == "refurbished" ? Condition::kRefurbished
                                 : Condition::kUnknown;
}

RefundReason RefundReasonOf(std::string_view text) {
  return text == "counterfeit"        ? RefundReason::kCounterfeit
         : text == "not_as_described" ? RefundReason::kNotAsDescribed
         : text == "quality"          ? RefundReason::kQuality
         : text == "changed_mind"     ? RefundReason::kChangedMind
         : text == "not_received"     ? RefundReason::kNotReceived
                                      : RefundReason::kOther;
}

ClosureReason ClosureReasonOf(std::string_view text) {
  return text == "ip_counterfeit" ? ClosureReason::kIpCounterfeit
         : text == "ip_other"     ? ClosureReason::kIpOther
         : text == "identity"     ? ClosureReason::kIdentity
         : text == "fraud"        ? ClosureReason::kFraud
         : text == "voluntary"    ? ClosureReason::kVoluntary
                                  : ClosureReason::kOther;
}

Selection SelectionOf(std::string_view text) {
  return text == "random"       ? Selection::kRandom
         : text == "stratified" ? Selection::kStratified
         : text == "complaint"  ? Selection::kComplaint
                                : Selection::kSuspicion;
}

ExaminationResult ResultOf(std::string_view verdict, std::string_view second_opinion) {
  return verdict == "cannot_say" || second_opinion == "disagrees" ? ExaminationResult::kUndetermined
         : verdict == "counterfeit"                               ? ExaminationResult::kCounterfeit
                                    : ExaminationResult::kNotCounterfeit;
}

TestBuyData ReadTestBuy(const Members& members) {
  TestBuyData data{
      .test_buy = TextOf(members, "test_buy"),
      .listing = ListingId(TextOf(members, "listing")),
      .order = TextOf(members, "order"),
      .selection = SelectionOf(ViewOf(members, "selection")),
      .result = ResultOf(ViewOf(members, "verdict"), ViewOf(members, "second_opinion"))};
  if (const Element* probability = members.Find("selection_probability")) {
    // Multiplying and rounding to the nearest are the same on every machine.
    data.probability_trillionths = std::llround(probability->get_double().value_unsafe() * 1e12);
  }
  return data;
}

// Each part with its length before it, so that text moved from one field to the next changes the
// hash.
Hash128 ContentHashOf(const Listing& listing, std::string& scratch) {
  scratch.clear();
  for (const std::string* part :
       {&listing.title, &listing.description, &listing.brand, &listing.category}) {
    std::uint64_t length = part->size();
    for (int i = 0; i < 8; ++i, length >>= 8) {
      scratch.push_back(static_cast<char>(length & 0xFF));
    }
    scratch.append(*part);
  }
  scratch.push_back(static_cast<char>(listing.condition));
  const Sha256 digest = Sha256Of(scratch);
  Hash128 half;
  std::memcpy(&half, digest.bytes.data(), sizeof(half));
  return half;
}

ListingData ReadListing(const Members& members, CheckContext& context) {
  ListingData data;
  Listing& listing = data.listing;
  listing.id = TextOf(members, "listing");
  listing.title = TextOf(members, "title");
  listing.description = TextOf(members, "description");
  listing.brand = TextOf(members, "brand");
  listing.category = TextOf(members, "category");
  listing.condition = ConditionOf(ViewOf(members, "condition"));
  if (const Element* price = members.Find("price")) {
    listing.price = MoneyOf(*price);
    listing.has_price_without_currency = !listing.price;
  }
  data.version = IntegerOf(members, "version", 0);
  data.content_hash = ContentHashOf(listing, context.scratch);
  return data;
}

BrandData ReadBrand(const Members& members, std::string_view subject) {
  BrandData data;
  data.brand = std::string(subject);
  data.name = TextOf(members, "name");
  simdjson::dom::array names;
  if (const Element* element = members.Find("names");
      element != nullptr && element->get_array().get(names) == simdjson::SUCCESS) {
    for (const Element name : names) {
      data.names.emplace_back(name.get_string().value_unsafe());
    }
  }
  data.withdrawn = FlagOf(members, "withdrawn");
  return data;
}

int DigitOf(char c) {
  return c <= '9' ? c - '0' : c - 'a' + 10;
}

// 64 hexadecimal digits, as the schema demands.
Sha256 DigestOf(std::string_view text) {
  Sha256 digest;
  for (std::size_t i = 0; i < digest.bytes.size() && 2 * i + 1 < text.size(); ++i) {
    digest.bytes[i] =
        static_cast<std::uint8_t>(DigitOf(text[2 * i]) * 16 + DigitOf(text[2 * i + 1]));
  }
  return digest;
}

constexpr Instant kOpenEnd{std::numeric_limits<std::int64_t>::max()};

}  // namespace

Result<EventData> ReadData(EventType type, const Members& members, std::string_view subject,
                           CheckContext& context) {
  switch (type) {
    case EventType::kListing:
      return ReadListing(members, context);
    case EventType::kListingRemoved:
      return ListingRemovedData{ListingId(TextOf(members, "listing")),
                                IntegerOf(members, "version", 0)};
    case EventType::kOrder:
      return OrderData{TextOf(members, "order"), ListingId(TextOf(members, "listing")),
                       IntegerOf(members, "listing_version", 0),
                       static_cast<std::int32_t>(IntegerOf(members, "quantity", 1)),
                       MoneyOf(members, "paid")};
    case EventType::kRefund:
      return RefundData{TextOf(members, "order"), ListingId(TextOf(members, "listing")),
                        RefundReasonOf(ViewOf(members, "reason")), MoneyOf(members, "amount")};
    case EventType::kParcel:
      return ParcelData{TextOf(members, "parcel"), TextOf(members, "order")};
    case EventType::kStoreOpened:
      return StoreOpenedData{TextOf(members, "name"), std::move(context.tokens)};
    case EventType::kStoreUpdated:
      return StoreUpdatedData{TextOf(members, "name"), std::move(context.tokens)};
    case EventType::kStoreClosed:
      // Where the source does not say how long, an end it names makes it a limited one.
      return StoreClosedData{ClosureReasonOf(ViewOf(members, "reason")), TextOf(members, "measure"),
                             TextOf(members, "actor"),
                             members.Find("indefinite") != nullptr
                                 ? FlagOf(members, "indefinite")
                                 : members.Find("until") == nullptr};
    case EventType::kMeasureExecuted:
    case EventType::kMeasureFailed:
      return MeasureOutcomeData{TextOf(members, "measure"), TextOf(members, "detail")};
    case EventType::kDecision:
      return DecisionData{
          TextOf(members, "measure"),
          ViewOf(members, "kind") == "lift" ? DecisionKind::kLift : DecisionKind::kConfirm,
          TextOf(members, "actor")};
    case EventType::kTestBuy:
      return ReadTestBuy(members);
    case EventType::kBrand:
      return ReadBrand(members, subject);
    case EventType::kAuthorisation: {
      AuthorisationData data{
          TextOf(members, "authorisation"),      TextOf(members, "brand"),
          StoreId(TextOf(members, "store")),     InstantOf(members, "from", kEarliestTime),
          InstantOf(members, "until", kOpenEnd), FlagOf(members, "withdrawn")};
      if (data.until < data.from) {
        return Fail(Refusal("ingest.empty_period", "/data/until", "lies before /data/from"));
      }
      return data;
    }
    case EventType::kConfigurationActivated:
      return ConfigurationActivatedData{DigestOf(ViewOf(members, "configuration"))};
    case EventType::kClockAdvanced:
      return ClockAdvancedData{InstantOf(members, "to", kEarliestTime)};
    case EventType::kEpochStarted:
      return EpochStartedData{static_cast<std::uint64_t>(IntegerOf(members, "epoch", 0)),
                              DigestOf(ViewOf(members, "configuration")),
                              DigestOf(ViewOf(members, "registry")),
                              DigestOf(ViewOf(members, "links"))};
    default:
      // Described and checked, but nothing in the engine reads them yet.
      return OtherData{};
  }
}

}  // namespace assay::ingest::detail
