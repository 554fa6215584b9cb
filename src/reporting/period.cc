// SPDX-License-Identifier: Apache-2.0
#include "reporting/period.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace assay::reporting {
namespace {

constexpr std::int32_t kMonthsMax = 120;
constexpr std::int32_t kYearFirst = 1971;
constexpr std::int32_t kYearLast = 9998;

std::optional<std::int32_t> ParseDigits(std::string_view text) {
  std::int32_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    number = number * 10 + (c - '0');
  }
  return number;
}

// year * 12 + month - 1 of "2017-03".
std::optional<std::int32_t> ParseMonth(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') {
    return std::nullopt;
  }
  const auto year = ParseDigits(text.substr(0, 4));
  const auto month = ParseDigits(text.substr(5));
  if (!year || !month || *year < kYearFirst || *year > kYearLast || *month < 1 || *month > 12) {
    return std::nullopt;
  }
  return *year * 12 + *month - 1;
}

std::string MonthName(std::int32_t month) {
  return fmt::format("{:04}-{:02}", month / 12, month % 12 + 1);
}

Day FirstDayOf(std::int32_t month) {
  return {DaysSinceEpoch({month / 12, static_cast<std::uint8_t>(month % 12 + 1), 1})};
}

}  // namespace

Result<Period> Period::Parse(std::string_view text) {
  const std::string what(text);
  const auto refuse = [&what](const char* why) {
    return Fail(ErrorCode::kInvalidArgument, "report.not_a_period",
                fmt::format("\"{}\" {}: write a year (2017), a month (2017-03) or a range of "
                            "months (2017-03..2017-05)",
                            what, why));
  };
  if (text.size() == 4) {
    const auto january = ParseMonth(what + "-01");
    return january ? Result<Period>(Period(*january, 12)) : refuse("is no year");
  }
  const std::size_t dots = text.find("..");
  const auto first = ParseMonth(text.substr(0, dots));
  const auto last = dots == std::string_view::npos ? first : ParseMonth(text.substr(dots + 2));
  if (!first || !last) {
    return refuse("is no period");
  }
  if (*last < *first || *last - *first >= kMonthsMax) {
    return refuse(*last < *first ? "ends before it begins" : "is longer than ten years");
  }
  return Period(*first, *last - *first + 1);
}

std::string Period::name() const {
  if (months_ == 12 && first_month_ % 12 == 0) {
    return fmt::format("{:04}", first_month_ / 12);
  }
  const std::string first = MonthName(first_month_);
  return months_ == 1 ? first : first + ".." + MonthName(first_month_ + months_ - 1);
}

Days Period::days() const {
  return {FirstDayOf(first_month_), FirstDayOf(first_month_ + months_)};
}

std::vector<Period> Period::months() const {
  std::vector<Period> months;
  months.reserve(static_cast<std::size_t>(months_));
  for (std::int32_t i = 0; i < months_; ++i) {
    months.push_back(Period(first_month_ + i, 1));
  }
  return months;
}

Day DayOf(Instant instant, std::int16_t offset_minutes) {
  return {DaysSinceEpoch(CivilDateOf(instant, offset_minutes))};
}

Instant BeginOf(Day day, std::int16_t offset_minutes) {
  return {day.number * kMillisecondsPerDay - std::int64_t{offset_minutes} * 60'000};
}

std::string FormatDay(Day day) {
  const CivilDate date = CivilDateOf({day.number * kMillisecondsPerDay}, 0);
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

}  // namespace assay::reporting
