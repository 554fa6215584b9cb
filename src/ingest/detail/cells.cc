// SPDX-License-Identifier: Apache-2.0
#include "ingest/detail/cells.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "core/time.h"

namespace assay::ingest::detail {
namespace {

bool IsDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::string_view Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool IsOffset(std::string_view text) {
  return text.size() == 6 && ParseRfc3339(fmt::format("2000-01-01T00:00:00{}", text)).has_value();
}

std::optional<std::string> TimeOf(std::string_view cell, const TimeRule& rule) {
  std::string text(cell);
  switch (rule.format) {
    case TimeFormat::kRfc3339:
      break;
    case TimeFormat::kCivil:
      std::ranges::replace(text, '/', '-');
      if (text.size() == 10) {
        text += " 00:00";
      }
      if (text.size() == 16) {
        text += ":00";
      }
      text += rule.offset;
      break;
    case TimeFormat::kUnixSeconds:
    case TimeFormat::kUnixMilliseconds: {
      std::int64_t number = 0;
      const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
      if (failed != std::errc() || end != text.data() + text.size() || number < 0 ||
          number > 253'402'300'799'999) {
        return std::nullopt;
      }
      const bool is_seconds = rule.format == TimeFormat::kUnixSeconds;
      if (is_seconds && number > 253'402'300'799) {
        return std::nullopt;
      }
      const auto zone = ParseRfc3339(fmt::format("2000-01-01T00:00:00{}", rule.offset));
      return FormatRfc3339(OffsetInstant{{is_seconds ? number * 1'000 : number},
                                         zone ? zone->offset_minutes : std::int16_t{0}});
    }
  }
  const auto time = ParseRfc3339(text);
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

}  // namespace assay::ingest::detail
