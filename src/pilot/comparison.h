// SPDX-License-Identifier: Apache-2.0
// What Assay would have found, store by store, beside what the team closed in the same time.
//
// A store is *found* at the first moment a rule of the policy about counterfeits would have asked for a measure
// against it or one of its listings. It is *closed* at the team's first closing of it for counterfeits. Only stores
// with a listing or an order in the export can be compared: others are counted apart.
//
// Two readings of "found". An export holds a listing as it is at the end, not as it was on its first day. The early
// reading takes the text as it stands for the text of the first day. The strict one counts a listing's finding from
// its last change on, when it surely read so. The truth lies between the two.
//
// Pure. Cost: n log n in the stores.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/rate.h"
#include "core/time.h"

namespace assay::pilot {

struct StoreHistory {
  std::string store;
  std::int64_t listings = 0;
  std::int64_t orders = 0;
  std::int64_t red_listings = 0;
  std::optional<Instant> found = std::nullopt;         // The early reading.
  std::optional<Instant> found_strict = std::nullopt;  // Not before `found`.
  std::string rule = {};                               // That found it.
  std::string listing = {};  // Where it was found; empty where complaints did it.
  std::optional<Instant> closed = std::nullopt;  // For counterfeits.
  bool closed_otherwise = false;                 // For another reason, and never for counterfeits.
  // From `found` (not strict) to `closed`, or to the end of the export.
  std::int64_t orders_after_found = 0;
  std::map<std::string, std::int64_t> paid_after_found = {};  // Minor units by currency.
};

enum class Standing : std::uint8_t { kBoth, kMissed, kOnlyOurs, kNeither };
inline constexpr std::size_t kStandings = 4;
std::string_view NameOf(Standing standing);  // "both", "missed", "only_ours", "neither"
Standing StandingOf(const StoreHistory& store);

// Days from our finding to the team's closing, in classes. The first: found on the day of the closing or after it.
inline constexpr std::array<std::string_view, 7> kLeadClasses = {
    "same day or later", "1–6 days",     "7–29 days",     "30–89 days",
    "90–179 days",       "180–364 days", "a year or more"};

struct Lead {
  Rate earlier;  // Found before the closing, of all comparable closings.
  std::array<std::int64_t, kLeadClasses.size()> classes = {};  // Of stores found and closed.
  // Of those found earlier; nothing where there are none. In days.
  std::optional<double> lower_quartile;
  std::optional<double> median;
  std::optional<double> upper_quartile;
};

struct Comparison {
  std::int64_t stores = 0;
  std::array<std::int64_t, kStandings> standings = {};
  std::int64_t only_ours_closed_otherwise = 0;
  std::int64_t later = 0;  // Found, but not before the closing (early reading).
  Lead early;
  Lead strict;
  // Of stores found before the closing: what was sold meanwhile.
  std::int64_t orders_before_closing = 0;
  std::map<std::string, std::int64_t> paid_before_closing;
  // Of stores that only we found: what was sold behind our finding, until the export ends.
  std::int64_t orders_of_only_ours = 0;
  std::map<std::string, std::int64_t> paid_of_only_ours;

  std::int64_t Of(Standing standing) const { return standings[static_cast<std::size_t>(standing)]; }
  std::int64_t found() const { return Of(Standing::kBoth) + Of(Standing::kOnlyOurs); }
  std::int64_t closed() const { return Of(Standing::kBoth) + Of(Standing::kMissed); }
};

Comparison Compare(std::span<const StoreHistory> stores);

}  // namespace assay::pilot
