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
#include "text/words.h"

namespace assay::contact {
namespace {

using detail::Digit;
using detail::DigitStyle;

constexpr std::size_t kDigitsMin = 8;
constexpr std::size_t kDigitsMax = 15;  // E.164.
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

// Whether `before`, folded, ends in what numbers of things are called: "货号", "order no.:", "专利号为".
bool EndsInNameOfNumber(std::string_view before) {
  constexpr std::array<std::string_view, 29> kNames = {
      "货号",  "款号", "型号", "编号",     "单号", "条码",    "条形码", "专利", "证书", "序列号",
      "批号",  "卡号", "热线", "热线电话", "isbn", "ean",     "sku",    "s/n",  "sn",   "serial",
      "model", "ref",  "ref.", "item",     "art.", "article", "upc",    "imei", "order"};
  constexpr std::array<std::string_view, 14> kJoining = {
      " ", ":", "#", "(", "=", "码", "号", "为", "是", "no", "no.", "nr", "nr.", "number"};
  const auto end_of = [&before](std::string_view word) {
    return before.ends_with(word) && text::StandsAlone(before, before.size() - word.size(),
                                                       before.size(), text::WordEnd::kStrict);
  };
  if (before.ends_with('-')) {
    before.remove_suffix(1);
  }
  // "Order number: # ".
  constexpr int kJoiningMax = 6;
  for (int i = 0; i <= kJoiningMax; ++i) {
    if (std::ranges::any_of(kNames, end_of)) {
      return true;
    }
    const auto* const joining = std::ranges::find_if(kJoining, end_of);
    if (joining == kJoining.end()) {
      return false;
    }
    before.remove_suffix(joining->size());
  }
  return false;
}

struct RunDigit {
  Digit digit;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint64_t gap = 0;  // The characters between it and the digit before it, 0 for none.
  bool hides = false;     // What is not seen stands behind it.

  bool IsSound() const { return digit.style == DigitStyle::kSound; }
  bool IsLetter() const { return digit.style == DigitStyle::kLetter; }
};

// Reads digits in a row with separators between, and looks whether what ends at each gap is a telephone number.
class PhoneReader {
 public:
  explicit PhoneReader(std::string_view source) : source_(source) {}

  std::optional<Number> Read() {
    for (std::size_t at = 0; at < source_.size() && !IsDone();) {
      if (size_ == 0 && !MayBeginNumber(source_, at)) {
        ++at;
        continue;
      }
      const text::CodePoint point = text::DecodeAt(source_, at);
      const auto begin = static_cast<std::uint32_t>(at);
      at += point.length;
      if (const Digit digit = detail::DigitOf(point.value); digit.style != DigitStyle::kNone) {
        Push(digit, begin, static_cast<std::uint32_t>(at));
      } else if (size_ > 0 && IsHidden(point.value)) {
        Hide(static_cast<std::uint32_t>(at));
      } else if (size_ > 0 && (!IsSeparator(point.value) || !Separate(point.value))) {
        EndRun();
      }
    }
    EndRun();
    return found_;
  }

 private:
  // Digits [first, last) of the run, and what they stand between.
  struct Part {
    std::size_t first = 0;
    std::size_t last = 0;
    bool is_open_left = false;  // No other digit stands before it.
    bool is_open_right = false;
    std::uint64_t gap_right = 0;

    std::size_t size() const { return last - first; }
    bool IsWholeRun() const { return is_open_left && is_open_right; }
  };

  bool IsDone() const { return found_.has_value() || lookups_ == kPlanLookupsMax; }

  void Push(Digit digit, std::uint32_t begin, std::uint32_t end) {
    // Characters that merely sound like digits stand in any sentence: digits end before them, as they do at a gap.
    const bool is_sound = digit.style == DigitStyle::kSound;
    const bool ends_before_sound = size_ > 0 && is_sound && !digits_[size_ - 1].IsSound();
    if (gap_ != 0 || ends_before_sound) {
      ReadPartsEndingHere(ends_before_sound);
    }
    // Letters are digits only beside digits: "call 139".
    if (gap_ != 0 && has_letters_only_) {
      ClearRun();
    }
    if (size_ == digits_.size()) {
      std::copy(digits_.end() - kDigitsMax, digits_.end(), digits_.begin());
      size_ = kDigitsMax;
      is_cut_ = true;
    }
    digits_[size_] = {digit, begin, end, size_ == 0 ? 0 : gap_, false};
    ++size_;
    has_letters_only_ = has_letters_only_ && digit.style == DigitStyle::kLetter;
    gap_ = 0;
    gap_characters_ = 0;
  }

  // False where the run ends here.
  bool Separate(char32_t point) {
    gap_ = (gap_ << 32U) | point;
    return ++gap_characters_ <= kGapMax;
  }

  // What is not seen belongs to the digit before it.
  void Hide(std::uint32_t end) {
    digits_[size_ - 1].hides = true;
    if (gap_ == 0) {
      digits_[size_ - 1].end = end;
    }
  }

  void EndRun() {
    // "139 0000 1234 look".
    std::size_t last = size_;
    while (last > 0 && digits_[last - 1].IsLetter()) {
      --last;
      size_ = digits_[last].gap != 0 ? last : size_;
    }
    ReadPartsEndingHere(true);
    ClearRun();
  }

  void ClearRun() {
    size_ = 0;
    gap_ = 0;
    gap_characters_ = 0;
    is_cut_ = false;
    has_letters_only_ = true;
  }

  // The whole run goes before its parts, which begin at a gap, or behind what merely sounds like a digit.
  void ReadPartsEndingHere(bool is_open_right) {
    for (std::size_t first = size_ - std::min(size_, kDigitsMax);
         first + kDigitsMin <= size_ && !IsDone(); ++first) {
      const bool is_open_left =
          first == 0 ? !is_cut_ : digits_[first - 1].IsSound() && !digits_[first].IsSound();
      const Part part{first, size_, is_open_left, is_open_right, gap_};
      if ((is_open_left || digits_[first].gap != 0) && MayBePhone(part)) {
        found_ = ReadPart(part);
      }
    }
  }

  char ValueAt(std::size_t i) const { return digits_[i].digit.value; }

  // "+44 7400 123456"; between digits it is a sum: "12+256".
  bool FollowsPlus(std::size_t first) const {
    return digits_[first].gap != U'+' && source_.substr(0, digits_[first].begin).ends_with('+');
  }

  // By the number of digits and the first of them, so that little else is looked at.
  bool MayBePhone(const Part& part) const {
    const auto is_mobile = [this](std::size_t at) {
      return ValueAt(at) == '1' && ValueAt(at + 1) >= '3';
    };
    constexpr std::size_t kMobile = 11;
    const std::size_t first = part.first;
    switch (part.size()) {
      case 10:
        return IsAmerican(first) || FollowsPlus(first);
      case kMobile:
        return is_mobile(first) || ValueAt(first) == '0' ||
               (ValueAt(first) == '1' && IsAmerican(first + 1)) || FollowsPlus(first);
      case 12:
        return ValueAt(first) == '0' || FollowsPlus(first);
      case 13:
      case 15:
        return is_mobile(part.last - kMobile) || FollowsPlus(first);
      default:
        return FollowsPlus(first);
    }
  }

  // North American area codes and exchanges begin with 2 to 9.
  bool IsAmerican(std::size_t first) const {
    return ValueAt(first) >= '2' && ValueAt(first + 3) >= '2';
  }

  std::optional<Number> ReadPart(const Part& part) {
    std::string digits;
    bool is_plain = true;
    std::size_t letters = 0;
    for (std::size_t i = part.first; i < part.last; ++i) {
      digits.push_back(ValueAt(i));
      is_plain = is_plain && digits_[i].digit.style == DigitStyle::kPlain && !digits_[i].hides;
      letters += digits_[i].IsLetter() ? 1U : 0U;
    }
    if (2 * letters > digits.size() || IsOneOfARow(part) || (is_plain && IsPartOfWord(part)) ||
        FollowsName(part.first) || !IsPhone(part, digits, is_plain)) {
      return std::nullopt;
    }
    return Number{.kind = NumberKind::kPhone,
                  .span = {digits_[part.first].begin, digits_[part.last - 1].end},
                  .digits = static_cast<std::uint32_t>(digits.size()),
                  .is_disguised = !is_plain};
  }

  bool IsPhone(const Part& part, std::string_view digits, bool is_plain) {
    if (FollowsPlus(part.first) && IsPrivate(digits, Plan::kWorld)) {
      return true;
    }
    const std::string groups = GroupsOf(part);
    for (const std::string_view prefix : {"0086", "86", ""}) {
      const std::string_view rest =
          digits.starts_with(prefix) ? digits.substr(prefix.size()) : std::string_view();
      if (rest.size() == 11 && rest[0] == '1' && rest[1] >= '3' &&
          (part.IsWholeRun() ? !is_plain || IsMobileGrouping(part, groups)
                             : IsMobileGroupingInARow(groups)) &&
          IsPrivate(rest, Plan::kChina)) {
        return true;
      }
    }
    constexpr std::array<std::string_view, 4> kLandlines = {"3-8", "4-7", "4-8", "3-4-4"};
    if (digits[0] == '0' && std::ranges::find(kLandlines, groups) != kLandlines.end()) {
      return IsPrivate(digits, Plan::kChina);
    }
    const bool is_american = groups == "3-3-4" || groups == "1-3-3-4";
    return is_american && !IsSpaces(digits_[part.last - 4].gap) &&
           IsPrivate(digits, Plan::kNorthAmerica);
  }

  bool IsPrivate(std::string_view digits, Plan plan) {
    if (lookups_ == kPlanLookupsMax) {
      return false;
    }
    ++lookups_;
    return IsPrivatePhone(digits, plan);
  }

  // "38 39 40 138 0000 1234": groups that are apart from each other as from what stands beside them are a row of numbers.
  bool IsOneOfARow(const Part& part) const {
    const std::uint64_t left = part.is_open_left ? 0 : digits_[part.first].gap;
    const std::uint64_t right = part.is_open_right ? 0 : part.gap_right;
    for (std::size_t i = part.first + 1; i < part.last; ++i) {
      if (digits_[i].gap != 0 && (digits_[i].gap == left || digits_[i].gap == right)) {
        return true;
      }
    }
    return false;
  }

  static bool IsSpaces(std::uint64_t gap) {
    return gap == U' ' || gap == ((std::uint64_t{U' '} << 32U) | U' ');
  }

  // "3-4-4": how many digits stand together each time.
  std::string GroupsOf(const Part& part) const {
    std::string groups;
    std::size_t count = 0;
    for (std::size_t i = part.first; i < part.last; ++i) {
      if (i > part.first && digits_[i].gap != 0) {
        groups += std::to_string(count) + "-";
        count = 0;
      }
      ++count;
    }
    return groups + std::to_string(count);
  }

  // How people group eleven digits. A row of sizes is grouped otherwise; "1800*900*1200" are millimetres, and only with
  // spaces a telephone number.
  bool IsMobileGrouping(const Part& part, std::string_view groups) const {
    constexpr std::size_t kFirstOfFour = 4;
    return groups == "3-3-5" || groups == "2-2-2-2-2-1" || IsMobileGroupingInARow(groups) ||
           (groups == "4-3-4" && IsSpaces(digits_[part.first + kFirstOfFour].gap));
  }
  // The same beside other numbers, where sizes and prices are grouped in more ways.
  static bool IsMobileGroupingInARow(std::string_view groups) {
    constexpr std::array<std::string_view, 10> kKnown = {
        "11",  "13",      "3-4-4", "3-8",  "7-4",
        "4-7", "2-3-4-4", "2-11",  "4-11", "1-1-1-1-1-1-1-1-1-1-1"};
    return std::ranges::find(kKnown, groups) != kKnown.end();
  }

  // "SN13812345678" is no telephone number; "VX13812345678" may be one.
  bool IsPartOfWord(const Part& part) const {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const std::uint32_t begin = digits_[part.first].begin;
    const std::uint32_t end = digits_[part.last - 1].end;
    if (end < source_.size() && is_letter(source_[end])) {
      return true;
    }
    constexpr std::array<std::string_view, 10> kChannels = {"",    "v",  "vx", "wx",    "vv",
                                                            "tel", "qq", "q",  "phone", "whatsapp"};
    constexpr std::size_t kLongerThanAny = 9;
    std::size_t word = begin;
    while (word > 0 && begin - word < kLongerThanAny && is_letter(source_[word - 1])) {
      --word;
    }
    const std::string before = text::FoldTerm(source_.substr(word, begin - word));
    return std::ranges::find(kChannels, before) == kChannels.end();
  }

  // Numbers of things stand right behind their name.
  bool FollowsName(std::size_t first) const {
    // "型号 4711-13812345678": what goes on behind a hyphen is one number.
    while (first > 0 && (digits_[first].gap == 0 || digits_[first].gap == U'-' ||
                         digits_[first].gap == U'_' || digits_[first].gap == U'.')) {
      --first;
    }
    constexpr std::uint32_t kReach = 32;
    const std::uint32_t begin = digits_[first].begin;
    std::uint32_t from = begin > kReach ? begin - kReach : 0;
    while (from < begin && (static_cast<unsigned char>(source_[from]) & 0xC0U) == 0x80U) {
      ++from;
    }
    return EndsInNameOfNumber(text::FoldTerm(source_.substr(from, begin - from)));
  }

  std::string_view source_;
  // The last digits of the run: the longest number, and as many again so that they are seldom moved.
  std::array<RunDigit, 2 * kDigitsMax> digits_{};
  std::size_t size_ = 0;
  std::uint64_t gap_ = 0;  // Behind the last digit, as in RunDigit.
  std::size_t gap_characters_ = 0;
  bool is_cut_ = false;  // The run has digits before those.
  bool has_letters_only_ = true;
  std::size_t lookups_ = 0;
  std::optional<Number> found_;
};

// Whether the word that begins here has a digit.
bool HoldsDigit(std::string_view folded) {
  const auto is_word = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const auto* const end = std::ranges::find_if_not(folded.substr(0, kAccountCharsMax), is_word);
  return std::any_of(folded.begin(), end, [](char c) { return c <= '9'; });
}

}  // namespace

std::optional<Number> FindPhone(std::string_view source) {
  return PhoneReader(source).Read();
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
      is_plain = true;
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
