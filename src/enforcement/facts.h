// SPDX-License-Identifier: Apache-2.0
// What a rule may look at: plain values that the engine fills without allocating. The names and
// types that the language gives them are in docs/formats/policy.md, generated from expression.h's
// table of fields and held against it by a test.
//
// Everything is a whole number, a yes or no, a text or an enumeration: no floating point, so that
// two machines decide alike. What is not known is an empty optional, never a made-up number: a
// comparison with it is neither true nor false, and a rule that hangs on it does not match.
//
// Lifetime: views point into the verdict and event they were filled from; a Facts value is used for
// one evaluation and dropped.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "screening/verdict.h"

namespace assay::enforcement {

struct ListingFacts {
  screening::Band band = screening::Band::kUnknown;
  std::int32_t score = 0;            // 0 to 100.
  std::int64_t log_odds_micros = 0;  // Millionths of a nat.
  std::span<const screening::BrandClaim> brands = {};
  std::span<const screening::Finding> findings = {};
  bool authorised = false;  // At least one brand is claimed, and the store may sell all of them.
  bool is_new = false;      // The first version of this listing that we see.
  bool second_hand = false;
  std::optional<std::int64_t> price_minor = {};  // Minor units; only with a currency.
  std::string_view currency = {};                // ISO 4217; empty where there is no price.
};

// Windows of 30 and 365 days end before the event that is decided. Counts are 0 or more.
struct StoreFacts {
  std::optional<std::int64_t> age_ms = {};  // Since it opened; unknown where we saw no opening.
  std::int64_t listings = 0;                // On sale.
  std::int64_t red_listings = 0;            // Of those, red.
  std::int64_t orders_30d = 0;              // Paid.
  std::int64_t orders_total = 0;
  std::int64_t refunds_30d = 0;              // Requested, any reason.
  std::int64_t counterfeit_refunds_30d = 0;  // With the buyer's reason "counterfeit".
  std::int64_t parcels_30d = 0;
  std::int64_t points = 0;                   // Live (points.h).
  std::int64_t serious_strikes = 0;          // Live, merged (points.h).
  std::int64_t confirmed_listings_365d = 0;  // Measures against listings that a person confirmed.
  std::int64_t links_to_closed = 0;          // Links in effect to stores closed for counterfeits.
  bool is_closed = false;
  bool was_closed_for_counterfeit = false;
};

// A rule of scope "store" reads `store` alone; `listing` is then nullptr.
struct Facts {
  const StoreFacts& store;
  const ListingFacts* listing = nullptr;
};

}  // namespace assay::enforcement
