// SPDX-License-Identifier: Apache-2.0
#include "contact/detail/digits.h"

#include <array>
#include <string_view>
#include <vector>

#include "text/fold_table.h"
#include "text/han.h"

namespace assay::contact::detail {
namespace {

constexpr char32_t kTableEnd = 0x10000;
constexpr unsigned kStyleShift = 4;

// By digit: its numerals, then what is said for it where numbers are read out.
constexpr std::array<std::u32string_view, 10> kNumerals = {
    U"〇零洞", U"一壹幺", U"二贰貳两", U"三叁參", U"四肆",
    U"五伍",   U"六陆陸", U"七柒拐",   U"八捌",   U"九玖勾"};
constexpr std::array<std::string_view, 10> kSounds = {"ling", "yi",  "er", "san", "si",
                                                      "wu",   "liu", "qi", "ba",  "jiu"};

// The circled digits that do not fold to digits.
void AddDingbats(std::vector<std::uint8_t>& table, auto&& pack) {
  for (const char32_t first : {U'❶', U'➀', U'➊', U'⓵'}) {
    for (char32_t i = 0; i < 9; ++i) {
      table[first + i] = pack(DigitStyle::kStyled, '1' + static_cast<char>(i));
    }
  }
  table[U'⓿'] = pack(DigitStyle::kStyled, '0');
}

std::vector<std::uint8_t> MakeTable() {
  std::vector<std::uint8_t> table(kTableEnd, 0);
  const auto pack = [](DigitStyle style, char value) {
    return static_cast<std::uint8_t>((static_cast<unsigned>(style) << kStyleShift) |
                                     static_cast<unsigned>(value - '0'));
  };
  std::array<std::uint16_t, 10> syllables{};
  for (std::size_t digit = 0; digit < 10; ++digit) {
    syllables[digit] = text::SyllableOf(kSounds[digit]);
  }
  for (char32_t point = 0x80; point < kTableEnd; ++point) {
    if (const text::HanCharacter* const han = text::FindHan(point)) {
      for (std::size_t digit = 0; digit < 10 && han->syllable != 0; ++digit) {
        if (han->syllable == syllables[digit]) {
          table[point] = pack(DigitStyle::kSound, static_cast<char>('0' + digit));
        }
      }
      continue;
    }
    const text::FoldMapping mapping = text::FindFoldMapping(point);
    if (!mapping.is_identity && mapping.bytes.size() == 1 && mapping.bytes[0] >= '0' &&
        mapping.bytes[0] <= '9') {
      table[point] = pack(DigitStyle::kStyled, mapping.bytes[0]);
    }
  }
  AddDingbats(table, pack);
  for (std::size_t digit = 0; digit < 10; ++digit) {
    const char value = static_cast<char>('0' + digit);
    table['0' + digit] = pack(DigitStyle::kPlain, value);
    for (const char32_t numeral : kNumerals[digit]) {
      table[numeral] = pack(DigitStyle::kNumeral, value);
    }
  }
  for (const char32_t letter : std::u32string_view(U"oOОо")) {
    table[letter] = pack(DigitStyle::kLetter, '0');
  }
  for (const char32_t letter : std::u32string_view(U"lIi")) {
    table[letter] = pack(DigitStyle::kLetter, '1');
  }
  return table;
}

// Mathematical digits, five styles of ten.
constexpr char32_t kStyledFirst = 0x1D7CE;
constexpr char32_t kStyledLast = 0x1D7FF;

}  // namespace

Digit DigitOf(char32_t point) {
  static const std::vector<std::uint8_t> table = MakeTable();
  if (point >= kTableEnd) {
    return point >= kStyledFirst && point <= kStyledLast
               ? Digit{DigitStyle::kStyled, static_cast<char>('0' + (point - kStyledFirst) % 10)}
               : Digit{};
  }
  const std::uint8_t packed = table[point];
  return {static_cast<DigitStyle>(packed >> kStyleShift), static_cast<char>('0' + (packed & 0xFU))};
}

}  // namespace assay::contact::detail
