// SPDX-License-Identifier: Apache-2.0
#include "ingest/time_zone.h"

#include <algorithm>
#include <chrono>
#include <exception>

#include <date/tz.h>
#include <fmt/format.h>

namespace assay::ingest {
namespace {

using std::chrono::milliseconds;

std::int16_t MinutesOf(std::chrono::seconds offset) {
  return static_cast<std::int16_t>(
      std::chrono::duration_cast<std::chrono::minutes>(offset).count());
}

date::sys_time<milliseconds> SystemTime(Instant instant) {
  return date::sys_time<milliseconds>(milliseconds(instant.ms));
}

}  // namespace

std::optional<TimeZone> TimeZone::Find(std::string_view name) {
  TimeZone zone;
  zone.name_ = name;
  if (name.size() == 6) {
    if (const auto time = ParseRfc3339(fmt::format("2000-01-01T00:00:00{}", name))) {
      zone.offset_minutes_ = time->offset_minutes;
      return zone;
    }
  }
  try {
    zone.zone_ = date::locate_zone(zone.name_);
  } catch (const std::exception&) {  // No such zone, or no database.
    return std::nullopt;
  }
  return zone;
}

std::int16_t TimeZone::OffsetAt(Instant instant) const {
  return is_fixed() ? offset_minutes_ : MinutesOf(zone_->get_info(SystemTime(instant)).offset);
}

OffsetInstant TimeZone::AtLocal(std::int64_t local_ms) const {
  std::int16_t offset = offset_minutes_;
  if (!is_fixed()) {
    // Of a time that is there twice or not at all, `first` has the offset before the clocks were set.
    offset = MinutesOf(
        zone_->get_info(date::local_time<milliseconds>(milliseconds(local_ms))).first.offset);
  }
  const Instant instant{local_ms - std::int64_t{offset} * 60'000};
  return {instant, OffsetAt(instant)};
}

std::int16_t TimeZone::StandardOffset(Instant about) const {
  constexpr std::int64_t kHalfYearMs = 182 * kMillisecondsPerDay;
  return std::min(OffsetAt(about), OffsetAt({about.ms + kHalfYearMs}));
}

}  // namespace assay::ingest
