// SPDX-License-Identifier: Apache-2.0
#include "ingest/column_profile.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/hash.h"
#include "core/money.h"
#include "core/time.h"
#include "ingest/detail/cells.h"
#include "ingest/limits.h"
#include "text/utf8.h"

namespace assay::ingest {
namespace {

using detail::TimeFormat;

constexpr std::size_t kTimeBytesMax = 40;
constexpr std::size_t kAmountBytesMax = 40;

constexpr std::array<std::pair<TimeReading, TimeFormat>, kTimeReadings> kReadings = {{
    {TimeReading::kRfc3339, TimeFormat::kRfc3339},
    {TimeReading::kCivil, TimeFormat::kCivil},
    {TimeReading::kDayFirst, TimeFormat::kDayFirst},
    {TimeReading::kMonthFirst, TimeFormat::kMonthFirst},
    {TimeReading::kUnixSeconds, TimeFormat::kUnixSeconds},
    {TimeReading::kUnixMilliseconds, TimeFormat::kUnixMilliseconds},
}};

// The signs that shops draw. "$" and "¥" belong to several currencies: the guess is shown, and can be corrected.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kSigns = {{
    {"€", "EUR"},
    {"£", "GBP"},
    {"$", "USD"},
    {"¥", "CNY"},
    {"￥", "CNY"},
    {"元", "CNY"},
    {"RMB", "CNY"},
    {"zł", "PLN"},
    {"₽", "RUB"},
}};

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

std::string Cut(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) {
    return text::ToValidUtf8(text);
  }
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return text::ToValidUtf8(text.substr(0, end)) + "…";
}

// Numbers of 1970 to 2001 as seconds are rather counters and prices than times.
bool IsTimeOfTrade(std::string_view cell, TimeFormat format) {
  const auto time = detail::TimeOf(cell, {.format = format, .zone = {}});
  const auto instant = time ? ParseRfc3339(*time) : std::nullopt;
  return instant && instant->instant >= kEarliestTime && instant->instant < kTimeEnd;
}

}  // namespace

std::string_view NameOf(TimeReading reading) {
  switch (reading) {
    case TimeReading::kRfc3339:
      return "rfc3339";
    case TimeReading::kCivil:
      return "civil";
    case TimeReading::kDayFirst:
      return "day_first";
    case TimeReading::kMonthFirst:
      return "month_first";
    case TimeReading::kUnixSeconds:
      return "unix_seconds";
    case TimeReading::kUnixMilliseconds:
      return "unix_milliseconds";
  }
  return "";
}

void RepeatSample::Add(std::string_view value) {
  const std::uint64_t hash = Hash64Of(value);
  if (hash > hash_max_) {
    return;
  }
  ++count_of_[hash];
  while (count_of_.size() > kSampledMax) {
    hash_max_ /= 2;
    std::erase_if(count_of_, [this](const auto& entry) { return entry.first > hash_max_; });
  }
}

double RepeatSample::RepeatedShare() const {
  const auto repeated =
      std::ranges::count_if(count_of_, [](const auto& entry) { return entry.second > 1; });
  return count_of_.empty() ? 0.0
                           : static_cast<double>(repeated) / static_cast<double>(count_of_.size());
}

void ColumnProfile::Add(std::string_view raw) {
  const std::string_view cell = detail::Trimmed(raw);
  if (cell.empty()) {
    return;
  }
  ++filled_;
  repeats_.Add(cell);
  if (examples_.size() < kExamplesMax) {
    std::string example = Cut(cell, kExampleBytesMax);
    if (std::ranges::find(examples_, example) == examples_.end()) {
      examples_.push_back(std::move(example));
    }
  }
  if (!has_many_words_) {
    // Cells as they stand: a mapping's values are compared with them.
    if (raw.size() > kWordBytesMax || !text::IsValidUtf8(raw) ||
        (words_.size() == kWordsMax && !words_.contains(std::string(raw)))) {
      has_many_words_ = true;
      words_.clear();
    } else {
      ++words_[std::string(raw)];
    }
  }
  CountOrder(cell);
  if (tried_ < kCellsTriedMax) {
    ++tried_;
    TryTimes(cell);
    TryAmounts(cell);
  }
}

void ColumnProfile::TryTimes(std::string_view cell) {
  if (cell.size() > kTimeBytesMax || !IsDigit(cell.front())) {
    return;
  }
  for (std::size_t i = 0; i < kReadings.size(); ++i) {
    times_[i] += IsTimeOfTrade(cell, kReadings[i].second) ? 1U : 0U;
  }
}

void ColumnProfile::TryAmounts(std::string_view cell) {
  if (cell.size() > kAmountBytesMax) {
    return;
  }
  whole_numbers_ += detail::NumberOf(cell, FieldKind::kInteger) ? 1U : 0U;
  const bool as_point = detail::AmountOf(cell, '.').has_value();
  const bool as_comma = detail::AmountOf(cell, ',').has_value();
  point_ += as_point ? 1U : 0U;
  comma_ += as_comma ? 1U : 0U;
  point_only_ += as_point && !as_comma ? 1U : 0U;
  comma_only_ += as_comma && !as_point ? 1U : 0U;
  for (const auto& [sign, code] : kSigns) {
    if (cell.find(sign) != std::string_view::npos) {
      ++currencies_[std::string(code)];
      return;
    }
  }
  for (const std::string_view end :
       {cell.substr(0, 3), cell.substr(cell.size() - std::min<std::size_t>(3, cell.size()))}) {
    if (const auto currency = Currency::Find(end); currency && !currency->is_none()) {
      ++currencies_[std::string(currency->code())];
      return;
    }
  }
}

// Two numbers of one or two digits and a third behind them: which of the first two can be a month.
void ColumnProfile::CountOrder(std::string_view cell) {
  if (cell.size() < 6 || cell.size() > kTimeBytesMax || !IsDigit(cell.front())) {
    return;
  }
  std::array<int, 2> numbers = {};
  std::size_t at = 0;
  char separator = '\0';
  for (int& number : numbers) {
    std::size_t digits = 0;
    for (; at < cell.size() && IsDigit(cell[at]) && digits < 3; ++at, ++digits) {
      number = number * 10 + (cell[at] - '0');
    }
    if (digits == 0 || digits > 2 || at == cell.size() ||
        (cell[at] != '/' && cell[at] != '.' && cell[at] != '-') ||
        (separator != '\0' && cell[at] != separator)) {
      return;
    }
    separator = cell[at++];
  }
  if (at == cell.size() || !IsDigit(cell[at])) {
    return;
  }
  dotted_ += separator == '.' ? 1U : 0U;
  const auto [first, second] = numbers;
  day_first_only_ += first > 12 && first <= 31 && second >= 1 && second <= 12 ? 1U : 0U;
  month_first_only_ += second > 12 && second <= 31 && first >= 1 && first <= 12 ? 1U : 0U;
  if (ambiguous_.empty() && first <= 12 && second <= 12 && first != second) {
    ambiguous_ = Cut(cell, kTimeBytesMax);
  }
}

double ColumnProfile::ShareOf(std::uint64_t count) const {
  return tried_ == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(tried_);
}

double ColumnProfile::TimeShare(TimeReading reading) const {
  return ShareOf(times_[static_cast<std::size_t>(reading)]);
}

std::string ColumnProfile::currency() const {
  const auto most =
      std::ranges::max_element(currencies_, {}, [](const auto& entry) { return entry.second; });
  return most == currencies_.end() || most->second * 2 < tried_ ? "" : most->first;
}

}  // namespace assay::ingest
