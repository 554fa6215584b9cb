// SPDX-License-Identifier: Apache-2.0
#include "ingest/detail/cells.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <initializer_list>

#include <fmt/format.h>

#include "core/time.h"

namespace assay::ingest::detail {
namespace {

bool IsDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Takes the digits at the front of `text`, 1 to `digits_max` of them.
std::optional<int> TakeNumber(std::string_view& text, std::size_t digits_max) {
  std::size_t count = 0;
  int number = 0;
  while (count < text.size() && count < digits_max && text[count] >= '0' && text[count] <= '9') {
    number = number * 10 + (text[count] - '0');
    ++count;
  }
  if (count == 0) {
    return std::nullopt;
  }
  text.remove_prefix(count);
  return number;
}

bool TakeAny(std::string_view& text, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    if (text.starts_with(word)) {
      text.remove_prefix(word.size());
      return true;
    }
  }
  return false;
}

struct Clock {
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::string fraction;  // ".123"
};

// What stands behind the date: nothing, or "22:04", "22:04:05.123", "10:04 PM".
std::optional<Clock> ClockOf(std::string_view text) {
  Clock clock;
  text = Trimmed(text);
  if (text.empty()) {
    return clock;
  }
  const auto hour = TakeNumber(text, 2);
  if (!hour || !TakeAny(text, {":", "."})) {
    return std::nullopt;
  }
  const auto minute = TakeNumber(text, 2);
  if (!minute) {
    return std::nullopt;
  }
  clock.hour = *hour;
  clock.minute = *minute;
  if (TakeAny(text, {":"})) {
    const auto second = TakeNumber(text, 2);
    if (!second) {
      return std::nullopt;
    }
    clock.second = *second;
    if (TakeAny(text, {".", ","})) {
      const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
      if (digits == 0 || digits > 9) {
        return std::nullopt;
      }
      clock.fraction = fmt::format(".{}", text.substr(0, digits));
      text.remove_prefix(digits);
    }
  }
  text = Trimmed(text);
  if (TakeAny(text, {"PM", "pm", "p.m."})) {
    clock.hour += clock.hour < 12 ? 12 : 0;
  } else if (TakeAny(text, {"AM", "am", "a.m."})) {
    clock.hour -= clock.hour == 12 ? 12 : 0;
  } else {
    TakeAny(text, {"Uhr"});
  }
  return Trimmed(text).empty() ? std::optional(clock) : std::nullopt;
}

}  // namespace

std::string_view Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<std::string> CivilOf(std::string_view cell, TimeFormat format) {
  std::string_view text = Trimmed(cell);
  const bool is_year_first = format == TimeFormat::kCivil;
  const auto first = TakeNumber(text, is_year_first ? 4 : 2);
  if (!first || !TakeAny(text, {"-", "/", ".", "年"})) {
    return std::nullopt;
  }
  const auto second = TakeNumber(text, 2);
  if (!second || !TakeAny(text, {"-", "/", ".", "月"})) {
    return std::nullopt;
  }
  const std::size_t before = text.size();
  const auto third = TakeNumber(text, is_year_first ? 2 : 4);
  if (!third) {
    return std::nullopt;
  }
  const std::size_t year_digits = is_year_first ? 4 : before - text.size();
  if (TakeAny(text, {"日"}) || TakeAny(text, {"T", " ", ", "}) || text.empty()) {
    const auto clock = ClockOf(text);
    int year = is_year_first ? *first : *third;
    if (!clock || (is_year_first ? year < 1'000 : year_digits == 3 || year_digits == 1)) {
      return std::nullopt;
    }
    year += year_digits == 2 ? 2'000 : 0;
    const int month = format == TimeFormat::kMonthFirst ? *first : *second;
    const int day = is_year_first ? *third : format == TimeFormat::kMonthFirst ? *second : *first;
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}", year, month, day, clock->hour,
                       clock->minute, clock->second, clock->fraction);
  }
  return std::nullopt;
}

std::optional<std::string> TimeOf(std::string_view cell, const TimeRule& rule) {
  std::optional<OffsetInstant> time;
  switch (rule.format) {
    case TimeFormat::kRfc3339:
      time = ParseRfc3339(cell);
      break;
    case TimeFormat::kCivil:
    case TimeFormat::kDayFirst:
    case TimeFormat::kMonthFirst:
      if (const std::optional<std::string> civil = CivilOf(cell, rule.format)) {
        time = ParseRfc3339(*civil + "Z");
      }
      if (time) {
        time = rule.zone.AtLocal(time->instant.ms);
      }
      break;
    case TimeFormat::kUnixSeconds:
    case TimeFormat::kUnixMilliseconds: {
      std::int64_t number = 0;
      const auto [end, failed] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
      const std::int64_t unit = rule.format == TimeFormat::kUnixSeconds ? 1'000 : 1;
      if (failed == std::errc() && end == cell.data() + cell.size() && number >= 0 &&
          number <= 253'402'300'799'999 / unit) {
        const Instant instant{number * unit};
        time = OffsetInstant{instant, rule.zone.OffsetAt(instant)};
      }
      break;
    }
  }
  return time ? std::optional<std::string>(FormatRfc3339(*time)) : std::nullopt;
}

// An integer as digits, a number in the one spelling that JSON and the table share.
std::optional<std::string> NumberOf(std::string_view cell, FieldKind kind) {
  if (kind == FieldKind::kInteger) {
    const std::string_view digits = cell.starts_with('-') ? cell.substr(1) : cell;
    if (!IsDigits(digits) || digits.size() > 18) {
      return std::nullopt;
    }
    std::int64_t number = 0;
    std::from_chars(cell.data(), cell.data() + cell.size(), number);
    return fmt::format("{}", number);
  }
  double number = 0;
  const auto [end, failed] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  if (failed != std::errc() || end != cell.data() + cell.size() || !std::isfinite(number)) {
    return std::nullopt;
  }
  return fmt::format("{}", number);
}

std::optional<std::string> FlagOf(std::string_view cell) {
  for (const std::string_view yes : {"true", "yes", "1", "Y", "是"}) {
    if (cell == yes) {
      return "true";
    }
  }
  for (const std::string_view no : {"false", "no", "0", "N", "否"}) {
    if (cell == no) {
      return "false";
    }
  }
  return std::nullopt;
}

std::optional<std::string> AmountOf(std::string_view cell, char decimal) {
  // A sign such as "¥", "EUR", "kr." or "元": whatever is short and has no digit.
  constexpr std::size_t kSignBytesMax = 12;
  const std::size_t first = cell.find_first_of("0123456789");
  if (first > kSignBytesMax) {  // No digit at all is farthest.
    return std::nullopt;
  }
  const std::size_t last = cell.find_last_of("0123456789");
  if (cell.size() - last - 1 > kSignBytesMax) {
    return std::nullopt;
  }
  const bool is_negative = cell.substr(0, first).find('-') != std::string_view::npos;
  std::string plain(is_negative ? "-" : "");
  std::string_view rest = cell.substr(first, last - first + 1);
  bool has_decimal = false;
  while (!rest.empty()) {
    if (rest.front() >= '0' && rest.front() <= '9') {
      plain += rest.front();
      rest.remove_prefix(1);
    } else if (rest.front() == decimal && !has_decimal) {
      has_decimal = true;
      plain += '.';
      rest.remove_prefix(1);
    } else if (!has_decimal &&
               TakeAny(rest, {decimal == ',' ? "." : ",", " ", "'", "\u00A0", "\u202F", "’"})) {
      const std::size_t group = std::min(rest.find_first_not_of("0123456789"), rest.size());
      if (group != 3) {
        return std::nullopt;
      }
    } else {
      return std::nullopt;
    }
  }
  return plain;
}

}  // namespace assay::ingest::detail
