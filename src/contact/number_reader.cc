// SPDX-License-Identifier: Apache-2.0
#include "contact/number_reader.h"

#include <algorithm>
#include <array>
#include <string>

#include "contact/detail/digits.h"
#include "contact/phone_number.h"
#include "text/fold_table.h"
#include "text/folding.h"
#include "text/utf8.h"

namespace assay::contact {
namespace {

using detail::Digit;
using detail::DigitStyle;

constexpr std::size_t kDigitsMin = 7;
constexpr std::size_t kDigitsMax = 20;  // Kept of one run: five more than a number can have.
// What stands between two digits of one number, in characters.
constexpr unsigned kGapMax = 2;

// Account numbers have 5 digits (QQ) and more; a letter may lead an id.
constexpr std::size_t kAccountCharsMin = 5;
constexpr std::size_t kAccountCharsMax = 20;
constexpr std::size_t kAccountReach = 12;

// Stands between the digits of a number: spaces, most signs, pictures. Not ":" (times), "x" (sizes), "=" or "%".
bool IsSeparator(char32_t point) {
  if (point < 0x80) {
    return std::u32string_view(U" .,-_*~|/()'\"\t+").find(point) != std::u32string_view::npos;
  }
  return point == 0xA0 || point == U'·' || (point >= 0x2000 && point < 0x2E00 && point != U'×') ||
         (point >= 0x3000 && point < 0x3040 && point != U'〇') ||
         (point >= 0xFF08 && point <= 0xFF0F) || point >= 0x1F000;
}

// Most bytes begin no number, and are passed over unread.
bool MayBeginNumber(std::string_view source, std::size_t at) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const char byte = source[at];
  return is_digit(byte) || static_cast<unsigned char>(byte) >= 0xC0 ||
         (at + 1 < source.size() && is_digit(source[at + 1]));
}

// Not seen at all, or the box around a keycap.
bool IsHidden(char32_t point) {
  if (point < 0x80) {
    return false;
  }
  const text::FoldMapping mapping = text::FindFoldMapping(point);
  return point == 0x20E3 || (!mapping.is_identity && mapping.bytes.empty());
}

struct RunDigit {
  Digit digit;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool after_gap = false;
  bool after_space_only = false;
};

// Digits in a row, with separators between.
class Run {
 public:
  explicit Run(std::string_view source) : source_(source) {}

  bool empty() const { return size_ == 0; }
  void clear() {
    size_ = 0;
    gap_ = 0;
    gap_is_space_ = true;
    is_too_long_ = false;
    has_hidden_ = false;
  }

  void Push(Digit digit, std::uint32_t begin, std::uint32_t end) {
    if (size_ < kDigitsMax) {
      digits_[size_] = {digit, begin, end, gap_ > 0, gap_ > 0 && gap_is_space_};
      ++size_;
    } else {
      is_too_long_ = true;
    }
    gap_ = 0;
    gap_is_space_ = true;
  }
  // False where the run ends here.
  bool Separate(char32_t point) {
    gap_is_space_ = gap_is_space_ && point == ' ';
    return ++gap_ <= kGapMax;
  }
  // What is not seen belongs to the digit before it.
  void Hide(std::uint32_t end) {
    has_hidden_ = true;
    if (gap_ == 0) {
      digits_[size_ - 1].end = end;
    }
  }

  std::optional<Number> Read() const {
    if (size_ < kDigitsMin || is_too_long_) {
      return std::nullopt;
    }
    // Characters that merely sound like digits stand in any sentence: they are digits only among eleven of them.
    std::size_t first = 0;
    for (std::size_t i = 0; i <= size_; ++i) {
      if (i < size_ && digits_[i].digit.style != DigitStyle::kSound) {
        continue;
      }
      if (const auto number = ReadPart(first, i)) {
        return number;
      }
      first = i + 1;
    }
    return first > 1 ? ReadPart(0, size_) : std::nullopt;
  }

 private:
  std::optional<Number> ReadPart(std::size_t first, std::size_t last) const {
    const auto is_letter = [&](std::size_t i) {
      return digits_[i].digit.style == DigitStyle::kLetter;
    };
    // Letters are digits only beside digits: "call 139".
    for (std::size_t end = first; end < last && is_letter(end);) {
      ++end;
      first = end < last && digits_[end].after_gap ? end : first;
    }
    for (std::size_t begin = last; begin > first && is_letter(begin - 1);) {
      --begin;
      last = digits_[begin].after_gap ? begin : last;
    }
    if (last - first < kDigitsMin) {
      return std::nullopt;
    }
    std::string digits;
    bool is_plain = !has_hidden_;
    std::size_t letters = 0;
    for (std::size_t i = first; i < last; ++i) {
      digits.push_back(digits_[i].digit.value);
      is_plain = is_plain && digits_[i].digit.style == DigitStyle::kPlain;
      letters += is_letter(i) ? 1U : 0U;
    }
    if (2 * letters > digits.size() || (is_plain && IsPartOfWord(first, last)) ||
        FollowsName(digits_[first].begin) || !IsPhone(first, last, digits, is_plain)) {
      return std::nullopt;
    }
    return Number{.kind = NumberKind::kPhone,
                  .span = {digits_[first].begin, digits_[last - 1].end},
                  .digits = static_cast<std::uint32_t>(digits.size()),
                  .is_disguised = !is_plain};
  }

  bool IsPhone(std::size_t first, std::size_t last, std::string_view digits, bool is_plain) const {
    if (source_.substr(0, digits_[first].begin).ends_with('+') && digits.size() > kDigitsMin) {
      return IsPrivatePhone(digits, Plan::kWorld);
    }
    const std::string groups = GroupsOf(first, last);
    for (const std::string_view prefix : {"0086", "86", ""}) {
      const std::string_view rest =
          digits.starts_with(prefix) ? digits.substr(prefix.size()) : std::string_view();
      if (rest.size() == 11 && rest[0] == '1' && rest[1] >= '3' &&
          (!is_plain || IsMobileGrouping(groups)) && IsPrivatePhone(rest, Plan::kChina)) {
        return true;
      }
    }
    constexpr std::array<std::string_view, 4> kLandlines = {"3-8", "4-7", "4-8", "3-4-4"};
    if (digits[0] == '0' && std::ranges::find(kLandlines, groups) != kLandlines.end()) {
      return IsPrivatePhone(digits, Plan::kChina);
    }
    const bool is_american = groups == "3-3-4" || groups == "1-3-3-4";
    return is_american && !digits_[last - 4].after_space_only &&
           IsPrivatePhone(digits, Plan::kNorthAmerica);
  }

  // "3-4-4": how many digits stand together each time.
  std::string GroupsOf(std::size_t first, std::size_t last) const {
    std::string groups;
    std::size_t count = 0;
    for (std::size_t i = first; i < last; ++i) {
      if (i > first && digits_[i].after_gap) {
        groups += std::to_string(count) + "-";
        count = 0;
      }
      ++count;
    }
    return groups + std::to_string(count);
  }

  // How people group eleven digits. A row of sizes is grouped otherwise.
  static bool IsMobileGrouping(std::string_view groups) {
    constexpr std::array<std::string_view, 13> kKnown = {"11",
                                                         "13",
                                                         "3-4-4",
                                                         "3-8",
                                                         "7-4",
                                                         "4-7",
                                                         "4-3-4",
                                                         "3-3-5",
                                                         "2-3-4-4",
                                                         "2-11",
                                                         "4-11",
                                                         "2-2-2-2-2-1",
                                                         "1-1-1-1-1-1-1-1-1-1-1"};
    return std::ranges::find(kKnown, groups) != kKnown.end();
  }

  // "SN13812345678" is no telephone number; "VX13812345678" may be one.
  bool IsPartOfWord(std::size_t first, std::size_t last) const {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const std::uint32_t begin = digits_[first].begin;
    const std::uint32_t end = digits_[last - 1].end;
    if (end < source_.size() && is_letter(source_[end])) {
      return true;
    }
    std::size_t word = begin;
    while (word > 0 && is_letter(source_[word - 1])) {
      --word;
    }
    const std::string before = text::FoldTerm(source_.substr(word, begin - word));
    constexpr std::array<std::string_view, 10> kChannels = {"",    "v",  "vx", "wx",    "vv",
                                                            "tel", "qq", "q",  "phone", "whatsapp"};
    return std::ranges::find(kChannels, before) == kChannels.end();
  }

  // Numbers of things stand behind their name.
  bool FollowsName(std::uint32_t begin) const {
    constexpr std::array<std::string_view, 24> kNames = {
        "货号",   "款号",   "型号", "编号", "单号", "条码", "条形码", "专利",
        "证书",   "序列号", "批号", "卡号", "isbn", "ean",  "sku",    "s/n",
        "serial", "model",  "ref",  "item", "art.", "upc",  "order ", "热线"};
    constexpr std::uint32_t kReach = 24;
    std::uint32_t from = begin > kReach ? begin - kReach : 0;
    while (from < begin && (static_cast<unsigned char>(source_[from]) & 0xC0U) == 0x80U) {
      ++from;
    }
    const std::string before = text::FoldTerm(source_.substr(from, begin - from));
    return std::ranges::any_of(
        kNames, [&](std::string_view name) { return before.find(name) != std::string::npos; });
  }

  std::string_view source_;
  std::array<RunDigit, kDigitsMax> digits_{};
  std::size_t size_ = 0;
  unsigned gap_ = 0;
  bool gap_is_space_ = true;
  bool is_too_long_ = false;
  bool has_hidden_ = false;
};

// Whether the word that begins here has a digit.
bool HoldsDigit(std::string_view folded) {
  const auto is_word = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const auto* const end = std::ranges::find_if_not(folded.substr(0, kAccountCharsMax), is_word);
  return std::any_of(folded.begin(), end, [](char c) { return c <= '9'; });
}

}  // namespace

std::optional<Number> FindPhone(std::string_view source) {
  Run run(source);
  for (std::size_t at = 0; at < source.size();) {
    if (run.empty() && !MayBeginNumber(source, at)) {
      ++at;
      continue;
    }
    const text::CodePoint point = text::DecodeAt(source, at);
    const auto begin = static_cast<std::uint32_t>(at);
    at += point.length;
    if (const Digit digit = detail::DigitOf(point.value); digit.style != DigitStyle::kNone) {
      run.Push(digit, begin, static_cast<std::uint32_t>(at));
      continue;
    }
    if (run.empty()) {
      continue;
    }
    if (IsHidden(point.value)) {
      run.Hide(static_cast<std::uint32_t>(at));
    } else if (!IsSeparator(point.value) || !run.Separate(point.value)) {
      if (const auto number = run.Read()) {
        return number;
      }
      run.clear();
    }
  }
  return run.Read();
}

std::optional<Number> FindAccount(std::string_view source, const text::FoldedText& folded,
                                  std::size_t begin) {
  const std::string_view bytes = folded.bytes;
  std::size_t characters = 0;
  std::size_t digits = 0;
  std::size_t skipped = 0;
  std::size_t gap = 0;
  std::size_t first = begin;
  std::size_t last = begin;
  bool is_plain = true;
  const auto is_account = [&] { return characters >= kAccountCharsMin && digits >= 2; };
  for (std::size_t at = begin; at < bytes.size() && characters < kAccountCharsMax;) {
    const text::CodePoint point = text::DecodeAt(bytes, at);
    const DigitStyle style = detail::DigitOf(point.value).style;
    const bool is_digit = style == DigitStyle::kPlain || style == DigitStyle::kStyled ||
                          style == DigitStyle::kNumeral;
    const bool is_letter = point.value >= U'a' && point.value <= U'z';
    // "304 tempered glass": words behind a number are none of it.
    const bool is_word_behind = is_letter && gap > 0 && digits > 0 && !HoldsDigit(bytes.substr(at));
    if ((is_digit || is_letter) && !is_word_behind) {
      first = characters == 0 ? at : first;
      characters += 1;
      digits += is_digit ? 1U : 0U;
      is_plain = is_plain && (!is_digit || style == DigitStyle::kPlain);
      gap = 0;
      last = at + point.length;
    } else if (characters == 0) {
      if (++skipped > kAccountReach) {
        return std::nullopt;
      }
    } else if (++gap > 1) {
      if (is_account()) {
        break;
      }
      skipped += characters + gap;
      if (skipped > kAccountReach) {
        return std::nullopt;
      }
      characters = 0;
      digits = 0;
    }
    at += point.length;
  }
  if (!is_account()) {
    return std::nullopt;
  }
  return Number{.kind = NumberKind::kAccount,
                .span = folded.SourceOf(source, first, last),
                .digits = static_cast<std::uint32_t>(digits),
                .is_disguised = !is_plain};
}

}  // namespace assay::contact
