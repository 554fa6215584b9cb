// SPDX-License-Identifier: Apache-2.0
// The period of a report: whole months of the reporting zone, at least one. The year before is the
// same months one year earlier, so that nothing is compared with a piece of another length.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"

namespace assay::reporting {

// Number of a day since 1970-01-01 on the wall calendar of the reporting zone.
struct Day {
  std::int64_t number = 0;
  friend auto operator<=>(const Day&, const Day&) = default;
};

// Days of a period: `end` is the first day that no longer belongs.
struct Days {
  Day first;
  Day end;
  std::int64_t size() const { return end.number - first.number; }
  bool Holds(Day day) const { return first <= day && day < end; }
};

class Period {
 public:
  // "2017", "2017-03" or "2017-03..2017-05": years 1971 to 9998, up to 120 months. Errors:
  // kInvalidArgument "report.not_a_period".
  static Result<Period> Parse(std::string_view text);

  // "2017" where it is a whole year, "2017-03", "2017-03..2017-05".
  std::string name() const;
  Days days() const;
  std::vector<Period> months() const;
  Period YearBefore() const { return Period(first_month_ - 12, months_); }
  friend bool operator==(const Period&, const Period&) = default;

 private:
  Period(std::int32_t first_month, std::int32_t months)
      : first_month_(first_month), months_(months) {}
  std::int32_t first_month_;  // year * 12 + month - 1
  std::int32_t months_;
};

Day DayOf(Instant instant, std::int16_t offset_minutes);
// The moment the day begins.
Instant BeginOf(Day day, std::int16_t offset_minutes);
std::string FormatDay(Day day);  // "2017-03-01"

}  // namespace assay::reporting
