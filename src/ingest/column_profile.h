// SPDX-License-Identifier: Apache-2.0
// What the cells of one column look like, so that a mapping can be guessed: which kinds of time, number and word
// they can be read as, with examples.
//
// Every cell is looked at, because one 25/12/2017 among a million dates decides which number is the month. The
// costlier readings are tried on the first kCellsTriedMax alone.
//
// Any bytes. Memory is bounded: kExamplesMax examples, kWordsMax words, kSampledMax hashes. Cost: linear in the cells.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay::ingest {

inline constexpr std::uint64_t kCellsTriedMax = 20'000;
inline constexpr std::size_t kExamplesMax = 3;
inline constexpr std::size_t kExampleBytesMax = 60;
inline constexpr std::size_t kWordsMax = 64;
inline constexpr std::size_t kWordBytesMax = 80;
inline constexpr std::size_t kSampledMax = 4'096;

// As a mapping file names them.
enum class TimeReading : std::uint8_t {
  kRfc3339,
  kCivil,
  kDayFirst,
  kMonthFirst,
  kUnixSeconds,
  kUnixMilliseconds,
};
inline constexpr std::size_t kTimeReadings = 6;
std::string_view NameOf(TimeReading reading);

// How many of the different values of a column stand in it more than once. Values are chosen by their hash alone, and
// of those chosen every cell is counted, wherever it stands (P. Gibbons, "Distinct sampling", VLDB 2001): exact up to
// kSampledMax different values, an estimate with about 1.6 % standard error beyond.
class RepeatSample {
 public:
  void Add(std::string_view value);
  double RepeatedShare() const;  // 0 to 1; 0 where there is none.

 private:
  std::unordered_map<std::uint64_t, std::uint32_t> count_of_;
  std::uint64_t hash_max_ = UINT64_MAX;
};

class ColumnProfile {
 public:
  explicit ColumnProfile(std::string name) : name_(std::move(name)) {}
  void Add(std::string_view cell);

  const std::string& name() const { return name_; }
  std::uint64_t filled() const { return filled_; }
  // The first different ones, cut to whole characters.
  const std::vector<std::string>& examples() const { return examples_; }
  // How often each word stands there; empty where there are more than kWordsMax different ones.
  const std::map<std::string, std::uint64_t>& words() const { return words_; }

  // Shares of the cells tried, 0 to 1; 0 where there were none.
  double TimeShare(TimeReading reading) const;
  double WholeNumberShare() const { return ShareOf(whole_numbers_); }
  // With '.' or with ',' before the cents.
  double AmountShare(char decimal) const { return ShareOf(decimal == ',' ? comma_ : point_); }

  // Of the different values, how many stand in several rows.
  double RepeatedShare() const { return repeats_.RepeatedShare(); }

  // Dates such as 25/12/2017 and 12/25/2017, among all cells.
  std::uint64_t day_first_only() const { return day_first_only_; }
  std::uint64_t month_first_only() const { return month_first_only_; }
  // A date of these two readings that both allow; empty where there is none.
  const std::string& ambiguous() const { return ambiguous_; }
  // Most dates are written with points, as where the day comes first.
  bool has_dotted_dates() const { return dotted_ * 2 > filled_; }
  // Amounts that only one of the two readings allows ("12,99", "12.99").
  std::uint64_t comma_only() const { return comma_only_; }
  std::uint64_t point_only() const { return point_only_; }
  // ISO code of the currency most cells name or draw ("€" is EUR, "¥" and "元" CNY); empty where none does.
  std::string currency() const;

 private:
  double ShareOf(std::uint64_t count) const;
  void TryTimes(std::string_view cell);
  void TryAmounts(std::string_view cell);
  void CountOrder(std::string_view cell);

  std::string name_;
  std::uint64_t filled_ = 0;
  std::uint64_t tried_ = 0;
  std::vector<std::string> examples_;
  std::map<std::string, std::uint64_t> words_;
  bool has_many_words_ = false;
  std::array<std::uint64_t, kTimeReadings> times_ = {};
  std::uint64_t whole_numbers_ = 0;
  std::uint64_t point_ = 0;
  std::uint64_t comma_ = 0;
  std::uint64_t point_only_ = 0;
  std::uint64_t comma_only_ = 0;
  std::uint64_t day_first_only_ = 0;
  std::uint64_t month_first_only_ = 0;
  std::uint64_t dotted_ = 0;
  std::string ambiguous_;
  std::map<std::string, std::uint64_t> currencies_;
  RepeatSample repeats_;
};

}  // namespace assay::ingest
