// SPDX-License-Identifier: Apache-2.0
// Points of a store: what its confirmed violations add up to. They steer escalation (a third serious
// strike proposes closing) and are never an input of a score.
//
// A store's points are kept by day, so that they are bounded, do not depend on the order in which
// violations come, and can be taken back one by one after an appeal:
//  1. General violations of one day cost at most `general_points_a_day_max` together.
//  2. Serious violations within `serious_merge_days` days count once: the strikes are the fewest
//     spans of that many days that cover all serious days. One more violation never lowers them.
//  3. A day counts from its beginning, and for `expiry_days` days: it expires on the day that begins
//     `expiry_days` days later.
// Days are counted in the reporting time zone (DayOf).
//
// The default numbers are AliExpress' as reported by third parties: caps, merging, the limit of three
// and 365 days from a seller guide's copy, not from the marketplace itself; the points of one
// violation are Assay's own choice. Research read 2026-11; a weak source: set your own.
//
// Threads: pure functions. Cost: linear in the days kept, at most kPointsExpiryDaysMax.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "enforcement/allegation.h"

namespace assay::enforcement {

enum class Severity : std::uint8_t { kGeneral, kSerious };
std::string_view NameOf(Severity severity);  // "general", "serious"
std::optional<Severity> FindSeverity(std::string_view name);

struct PointsScheme {
  std::int32_t general_points = 2;            // Of one violation; 1 to 100.
  std::int32_t general_points_a_day_max = 6;  // 1 to 1,000.
  std::int32_t serious_points = 12;           // Of one strike; 1 to 100.
  std::int32_t serious_merge_days = 3;        // 1 to 31.
  std::int32_t expiry_days = 365;             // 1 to kPointsExpiryDaysMax.
  // Bit AllegationType: which allegations cost points of which severity; neither: none.
  std::uint8_t general_allegations = 0;
  std::uint8_t serious_allegations = 0;

  std::optional<Severity> SeverityOf(AllegationType type) const;
  friend bool operator==(const PointsScheme&, const PointsScheme&) = default;
};

// Violations of one day. Counts, not points: what a count costs is the scheme's business.
struct PointsDay {
  std::int32_t day = 0;  // Days since 1970-01-01, local.
  std::uint32_t general = 0;
  std::uint32_t serious = 0;
  friend auto operator<=>(const PointsDay&, const PointsDay&) = default;
};

// A store's ledger: sorted by day, one row a day, no row without a count.
using PointsLedger = std::vector<PointsDay>;

std::int32_t DayOf(Instant instant, std::int16_t offset_minutes);

// Adds one violation. Rows that have expired by the newest day of the ledger are dropped, so the
// ledger holds at most scheme.expiry_days rows, whatever comes.
void AddViolation(PointsLedger& ledger, const PointsScheme& scheme, std::int32_t day,
                  Severity severity);
// Takes one back (a reversal). False where that day holds none of the severity (it expired).
bool RemoveViolation(PointsLedger& ledger, std::int32_t day, Severity severity);

struct Standing {
  std::int64_t points = 0;
  std::int64_t serious_strikes = 0;
  friend bool operator==(const Standing&, const Standing&) = default;
};

// What counts on `today`: days after it do not count yet.
Standing StandingOn(std::span<const PointsDay> ledger, const PointsScheme& scheme,
                    std::int32_t today);
// The first day after `today` on which a row expires; none where nothing counts.
std::optional<std::int32_t> NextExpiryAfter(std::span<const PointsDay> ledger,
                                            const PointsScheme& scheme, std::int32_t today);

}  // namespace assay::enforcement
