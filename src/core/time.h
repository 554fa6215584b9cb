// SPDX-License-Identifier: Apache-2.0
// Instants are milliseconds of UTC since 1970-01-01T00:00:00Z. An event also keeps the offset it
// was written with, because "ten at night" is a fact of the place, not of Greenwich.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace assay {

struct Instant {
  std::int64_t ms = 0;
  friend auto operator<=>(const Instant&, const Instant&) = default;
};

inline constexpr std::int64_t kMillisecondsPerHour = 3'600'000;
inline constexpr std::int64_t kMillisecondsPerDay = 24 * kMillisecondsPerHour;

struct OffsetInstant {
  Instant instant;
  std::int16_t offset_minutes = 0;  // -1,439 to 1,439; local = UTC + offset.
  friend auto operator<=>(const OffsetInstant&, const OffsetInstant&) = default;
};

// Parses RFC 3339 ("2017-03-01T22:04:05.123+08:00"): years 0000 to 9999, "T" or "t" or a space
// between date and time, fractions cut to milliseconds, leap second :60 taken as :59.999. nullopt
// if it is not of that form or names a day that does not exist. O(length), allocates nothing.
std::optional<OffsetInstant> ParseRfc3339(std::string_view text);

// "2017-03-01T14:04:05.123Z"; the fraction is left out where it is zero. Years outside 0000 to 9999
// are clamped to that range.
std::string FormatRfc3339(Instant instant);
// The same moment as wall time at the offset: "2017-03-01T22:04:05.123+08:00".
std::string FormatRfc3339(OffsetInstant instant);

struct CivilDate {
  std::int32_t year = 1970;
  std::uint8_t month = 1;  // 1 to 12
  std::uint8_t day = 1;    // 1 to 31
  friend auto operator<=>(const CivilDate&, const CivilDate&) = default;
};
CivilDate CivilDateOf(Instant instant, std::int16_t offset_minutes);
std::int64_t DaysSinceEpoch(CivilDate date);

}  // namespace assay
