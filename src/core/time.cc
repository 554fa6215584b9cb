// SPDX-License-Identifier: Apache-2.0
#include "core/time.h"

#include <algorithm>

#include <fmt/format.h>

namespace assay {
namespace {

constexpr std::int64_t kMinMs = -62'167'219'200'000;  // 0000-01-01T00:00:00Z
constexpr std::int64_t kMaxMs = 253'402'300'799'999;  // 9999-12-31T23:59:59.999Z

// Reads exactly `digits` decimal digits at `at`; -1 if one of them is missing or is no digit.
int ReadDigits(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) {
    return -1;
  }
  int value = 0;
  for (std::size_t i = at; i < at + digits; ++i) {
    if (text[i] < '0' || text[i] > '9') {
      return -1;
    }
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

bool IsLeapYear(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int DaysInMonth(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeapYear(year) ? 29 : kDays[month - 1];
}

}  // namespace

// Days from the civil calendar and back: Howard Hinnant, "chrono-Compatible Low-Level Date
// Algorithms".
std::int64_t DaysSinceEpoch(CivilDate date) {
  const std::int64_t year = date.month <= 2 ? date.year - 1 : date.year;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t shifted_month = (date.month + 9) % 12;
  const std::int64_t day_of_year = (153 * shifted_month + 2) / 5 + date.day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

CivilDate CivilDateOf(Instant instant, std::int16_t offset_minutes) {
  const std::int64_t local_ms = instant.ms + std::int64_t{offset_minutes} * 60'000;
  std::int64_t days = local_ms / kMillisecondsPerDay;
  if (local_ms % kMillisecondsPerDay < 0) {
    --days;
  }
  days += 719'468;
  const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const std::int64_t day_of_era = days - era * 146'097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
  const std::int64_t day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  const std::int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  return CivilDate{static_cast<std::int32_t>(year), static_cast<std::uint8_t>(month),
                   static_cast<std::uint8_t>(day)};
}

std::optional<OffsetInstant> ParseRfc3339(std::string_view text) {
  // "YYYY-MM-DDThh:mm:ss" is 19 characters; a zone of at least one must follow.
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':' ||
      (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) {
    return std::nullopt;
  }
  const int year = ReadDigits(text, 0, 4);
  const int month = ReadDigits(text, 5, 2);
  const int day = ReadDigits(text, 8, 2);
  const int hour = ReadDigits(text, 11, 2);
  const int minute = ReadDigits(text, 14, 2);
  int second = ReadDigits(text, 17, 2);
  if (year < 0 || month < 1 || month > 12 || day < 1 || day > DaysInMonth(year, month) ||
      hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
    return std::nullopt;
  }
  std::size_t at = 19;
  int millisecond = 0;
  if (text[at] == '.') {
    ++at;
    const std::size_t first = at;
    int scale = 100;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
      millisecond += scale * (text[at] - '0');
      scale /= 10;
      ++at;
    }
    if (at == first) {
      return std::nullopt;
    }
  }
  if (second == 60) {
    second = 59;
    millisecond = 999;
  }
  int offset = 0;
  if (at + 1 == text.size() && (text[at] == 'Z' || text[at] == 'z')) {
    offset = 0;
  } else if (at + 6 == text.size() && (text[at] == '+' || text[at] == '-') && text[at + 3] == ':') {
    const int offset_hours = ReadDigits(text, at + 1, 2);
    const int offset_minutes = ReadDigits(text, at + 4, 2);
    if (offset_hours < 0 || offset_hours > 23 || offset_minutes < 0 || offset_minutes > 59) {
      return std::nullopt;
    }
    offset = (text[at] == '-' ? -1 : 1) * (offset_hours * 60 + offset_minutes);
  } else {
    return std::nullopt;
  }
  const std::int64_t days =
      DaysSinceEpoch({year, static_cast<std::uint8_t>(month), static_cast<std::uint8_t>(day)});
  const std::int64_t ms = days * kMillisecondsPerDay + hour * kMillisecondsPerHour +
                          std::int64_t{minute} * 60'000 + std::int64_t{second} * 1'000 +
                          millisecond - std::int64_t{offset} * 60'000;
  return OffsetInstant{Instant{ms}, static_cast<std::int16_t>(offset)};
}

std::string FormatRfc3339(OffsetInstant instant) {
  const std::int64_t utc_ms = std::clamp(instant.instant.ms, kMinMs, kMaxMs);
  const std::int64_t local_ms =
      std::clamp(utc_ms + std::int64_t{instant.offset_minutes} * 60'000, kMinMs, kMaxMs);
  const CivilDate date = CivilDateOf(Instant{local_ms}, 0);
  const std::int64_t of_day =
      ((local_ms % kMillisecondsPerDay) + kMillisecondsPerDay) % kMillisecondsPerDay;
  std::string text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", date.year, date.month, date.day,
                  of_day / kMillisecondsPerHour, of_day / 60'000 % 60, of_day / 1'000 % 60);
  if (of_day % 1'000 != 0) {
    text += fmt::format(".{:03}", of_day % 1'000);
  }
  if (instant.offset_minutes == 0) {
    return text + "Z";
  }
  const int minutes = std::abs(int{instant.offset_minutes});
  return text + fmt::format("{}{:02}:{:02}", instant.offset_minutes < 0 ? '-' : '+', minutes / 60,
                            minutes % 60);
}

std::string FormatRfc3339(Instant instant) {
  return FormatRfc3339(OffsetInstant{instant, 0});
}

}  // namespace assay
