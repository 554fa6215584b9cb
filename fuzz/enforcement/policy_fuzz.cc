// SPDX-License-Identifier: Apache-2.0
// Any bytes as a condition, as a policy of one rule a line, and as a text with escapes. What loads is
// evaluated over facts that are known, unknown and extreme: it must end, say the same twice, never be
// both true and false, and a machine's measure must end.
#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/check.h"
#include "core/time.h"
#include "enforcement/policy.h"

namespace {

using namespace assay::enforcement;
using assay::screening::Band;

constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();

const std::vector<assay::screening::BrandClaim>& Brands() {
  static const std::vector<assay::screening::BrandClaim> brands = [] {
    std::vector<assay::screening::BrandClaim> made(2);
    made[0].brand = "Nike";
    made[1].brand = "Adidas";
    return made;
  }();
  return brands;
}

const std::vector<assay::screening::Finding>& Findings() {
  static const std::vector<assay::screening::Finding> findings = [] {
    std::vector<assay::screening::Finding> made(3);  // The kind of the last one is empty.
    made[0].kind = "prior";
    made[1].kind = "lingo.counterfeit_grade";
    return made;
  }();
  return findings;
}

ListingFacts Listing(Band band, std::int64_t number) {
  return {.band = band,
          .score = static_cast<std::int32_t>(number),
          .log_odds_micros = number,
          .brands = Brands(),
          .findings = Findings(),
          .authorised = number > 0,
          .is_new = number <= 0,
          .second_hand = number > 0,
          .price_minor = number == 0 ? std::nullopt : std::optional(number),
          .currency = number == 0 ? "" : "CNY"};
}

StoreFacts Store(std::int64_t number) {
  return {.age_ms = number == 0 ? std::nullopt : std::optional(number),
          .listings = number,
          .red_listings = number,
          .orders_30d = number,
          .orders_total = number,
          .refunds_30d = number,
          .counterfeit_refunds_30d = number,
          .parcels_30d = number,
          .points = number,
          .serious_strikes = number,
          .confirmed_listings_365d = number,
          .links_to_closed = number,
          .is_closed = number > 0,
          .was_closed_for_counterfeit = number > 0};
}

void EvaluateCondition(std::string_view bytes, Target scope) {
  const auto parsed =
      Expression::Parse({.text = std::string(bytes), .place = {}, .raw = {}}, scope);
  if (!parsed) {
    CHECK_THAT(parsed.error().message.starts_with("line "), "an error says where");
    return;
  }
  // Something that cannot be true together with the condition.
  const auto denied =
      Expression::Parse({.text = "!(" + std::string(bytes) + ")", .place = {}, .raw = {}}, scope);
  for (const std::int64_t number :
       {kLowest, std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}, std::int64_t{80}, kHighest}) {
    for (const Band band : {Band::kUnknown, Band::kRed}) {
      const StoreFacts store = Store(number);
      const ListingFacts listing = Listing(band, number);
      const Facts facts{.store = store, .listing = scope == Target::kListing ? &listing : nullptr};
      const bool matches = parsed->Matches(facts);
      CHECK_THAT(matches == parsed->Matches(facts), "evaluation is a function of the facts");
      CHECK_THAT(!denied || !matches || !denied->Matches(facts), "nothing is true and false");
    }
  }
}

JurisdictionProfile Profile() {
  JurisdictionProfile profile;
  profile.name = "fuzz";
  for (const MeasureKind kind : AllMeasureKinds()) {
    profile.machine_ms_max.at(static_cast<std::size_t>(kind)).value =
        72 * assay::kMillisecondsPerHour;
    profile.tier.at(static_cast<std::size_t>(kind)) = TierOf(kind);
  }
  return profile;
}

// One rule a line, its texts parted by "|"; one that is empty is not there.
PolicyText TextOf(std::string_view bytes) {
  PolicyText policy;
  while (!bytes.empty()) {
    const std::string_view line = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(std::min(bytes.size(), line.size() + 1));
    RuleText& rule = policy.rules.emplace_back();
    rule.shadow = line.size() % 2 == 1;
    std::size_t begin = 0;
    for (std::optional<TextAt>* text :
         {&rule.id, &rule.scope, &rule.measure, &rule.duration, &rule.decided_by, &rule.allegation,
          &rule.because, &rule.when}) {
      // The condition comes last, because it may hold "|" itself.
      const std::size_t end =
          text == &rule.when ? line.size() : std::min(line.find('|', begin), line.size());
      if (begin < end) {
        *text =
            TextAt{.text = std::string(line.substr(begin, end - begin)), .place = {}, .raw = {}};
      }
      begin = std::min(end + 1, line.size());
    }
  }
  return policy;
}

void EvaluatePolicy(std::string_view bytes) {
  static const JurisdictionProfile profile = Profile();
  const auto compiled = Policy::Compile(TextOf(bytes), profile);
  if (!compiled) {
    CHECK_THAT(compiled.error().message.starts_with("line "), "an error says where");
    return;
  }
  const Policy& policy = **compiled;
  for (const Rule& rule : policy.rules()) {
    CHECK_THAT(rule.decided_by != Tier::kMachine || rule.duration_ms, "a machine's word ends");
    CHECK_THAT(rule.decided_by >= TierOf(rule.measure), "a person's measure needs a person");
  }
  for (const std::int64_t number : {std::int64_t{0}, std::int64_t{1}, kHighest}) {
    const StoreFacts store = Store(number);
    const ListingFacts listing = Listing(Band::kRed, number);
    const RuleSet matches = policy.AllMatches(listing, store);
    const ListingOutcome outcome = policy.OnListing(listing, store);
    CHECK_THAT(!outcome.decides || matches.test(*outcome.decides), "a rule that decides matches");
    CHECK_THAT((outcome.shadows & ~matches).none(), "a shadow that is told matches");
    for (const auto& decides : policy.OnStore(store).decides) {
      CHECK_THAT(!decides || policy.AllMatches(store).test(*decides),
                 "a rule that decides matches");
    }
  }
}

// The place of every byte of a text can be told, whatever stands between the quotes in its file.
void Locate(std::string_view bytes) {
  const std::size_t half = bytes.size() / 2;
  const TextAt at{.text = std::string(bytes.substr(0, half)),
                  .place = {},
                  .raw = std::string(bytes.substr(half))};
  for (std::size_t i = 0; i <= std::min<std::size_t>(half, 64); ++i) {
    const Place place = PlaceOf(at, i);
    CHECK_THAT(place.line >= 1 && place.column >= 1, "places begin with 1");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  EvaluateCondition(bytes, Target::kListing);
  EvaluateCondition(bytes, Target::kStore);
  EvaluatePolicy(bytes);
  Locate(bytes);
  return 0;
}
