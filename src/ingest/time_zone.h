// SPDX-License-Identifier: Apache-2.0
// Which offset a wall clock has at a place: a fixed one ("+08:00"), or that of a time zone of the IANA database by its
// name ("Europe/Berlin"), with daylight saving as this machine's database knows it.
//
// Clocks that are set back show an hour twice: the first one is meant. Clocks that are set forward leave one out: such
// a time is read as if they had not been set yet, so that 02:30 becomes 03:30 of summer time. (As RFC 5545 §3.3.5 has
// it.)
//
// A zone gives offsets, and events keep the offset they were written with: nothing is looked up in a replay.
//
// Threads: immutable. Lifetime: any; the database stays loaded. Cost: about 100 ns an offset of a named zone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.h"

namespace date {
class time_zone;  // NOLINT(readability-identifier-naming): the name is that of the library.
}

namespace assay::ingest {

class TimeZone {
 public:
  TimeZone() = default;  // UTC.
  // nullopt where it is neither an offset nor a zone of the database of this machine.
  static std::optional<TimeZone> Find(std::string_view name);

  const std::string& name() const { return name_; }
  bool is_fixed() const { return zone_ == nullptr; }
  // In minutes, local = UTC + offset; an offset with seconds (before 1972) is rounded down.
  std::int16_t OffsetAt(Instant instant) const;
  // What the clock on the wall shows, as milliseconds of a day in UTC, is which moment.
  OffsetInstant AtLocal(std::int64_t local_ms) const;
  // Without daylight saving, in the year that begins at `about`.
  std::int16_t StandardOffset(Instant about) const;

 private:
  std::string name_ = "+00:00";
  std::int16_t offset_minutes_ = 0;
  const date::time_zone* zone_ = nullptr;
};

}  // namespace assay::ingest
