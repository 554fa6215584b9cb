// SPDX-License-Identifier: Apache-2.0
#include "text/han.h"

#include <algorithm>
#include <array>
#include <bit>
#include <iterator>
#include <string>
#include <utility>

namespace assay::text {
namespace {

#include "han_table.inc"

constexpr char32_t kFirst = 0x3400;
constexpr unsigned kLetterBits = 5;
constexpr std::uint32_t kLetterMask = 31;

// Up to six small letters as a number that sorts as they do; 0 for none, for more and for anything else.
constexpr std::uint32_t KeyOf(std::string_view letters) {
  constexpr std::size_t kLettersMax = 6;
  std::uint32_t key = 0;
  for (std::size_t i = 0; i < kLettersMax; ++i) {
    key <<= kLetterBits;
    if (i < letters.size()) {
      if (letters[i] < 'a' || letters[i] > 'z') {
        return 0;
      }
      key |= static_cast<std::uint32_t>(letters[i] - 'a') + 1;
    }
  }
  return letters.size() <= kLettersMax ? key : 0;
}

constexpr auto MakeSyllableKeys() {
  std::array<std::uint32_t, std::size(kSyllables)> keys{};
  std::ranges::transform(kSyllables, keys.begin(), KeyOf);
  return keys;
}
constexpr auto kSyllableKeys = MakeSyllableKeys();
static_assert(std::ranges::is_sorted(kSyllableKeys));

// The same confusions as where the table is made: zh and z, ch and c, sh and s, -ng and -n.
std::uint32_t KeyOfPinyin(std::string_view pinyin) {
  constexpr std::size_t kLettersMax = 8;
  std::array<char, kLettersMax> letters{};
  std::size_t size = 0;
  for (std::size_t i = 0; i < pinyin.size() && size < letters.size(); ++i) {
    if (i != 1 || pinyin[i] != 'h' || pinyin.size() == 2) {
      letters[size++] = pinyin[i];
    }
  }
  const bool ends_in_ng = size > 2 && letters[size - 1] == 'g' && letters[size - 2] == 'n';
  return KeyOf({letters.data(), size - (ends_in_ng ? 1U : 0U)});
}

struct Code {
  std::array<std::uint8_t, 16> letters{};
  std::size_t size = 0;

  void Append(std::uint32_t packed) {
    // X and Z only tell apart characters whose codes would be equal.
    constexpr std::uint32_t kX = 'X' - 'A' + 1;
    constexpr std::uint32_t kZ = 'Z' - 'A' + 1;
    for (; packed != 0 && size < letters.size(); packed >>= kLetterBits) {
      const std::uint32_t letter = packed & kLetterMask;
      if (letter != kX && letter != kZ) {
        letters[size++] = static_cast<std::uint8_t>(letter);
      }
    }
  }
};

Code CodeOf(const HanCharacter& character) {
  Code code;
  code.Append(character.cangjie);
  return code;
}

// Whether the first or the last letters of two codes may be equal: what is alike shares one of them. Codes with a
// letter that only tells apart are not looked into.
bool MayShareAnEnd(std::uint32_t a, std::uint32_t b) {
  constexpr std::uint32_t kX = 'X' - 'A' + 1;
  const auto last = [](std::uint32_t code) {
    return code >> (static_cast<unsigned>(std::bit_width(code) - 1) / kLetterBits * kLetterBits);
  };
  if (a == 0 || b == 0) {
    return false;
  }
  return (a & kLetterMask) == (b & kLetterMask) || last(a) == last(b) || (a & kLetterMask) >= kX ||
         (b & kLetterMask) >= kX || last(a) >= kX || last(b) >= kX;
}

// Characters that are coded in another way where they are the left or upper part of one.
constexpr std::pair<char32_t, std::string_view> kParts[] = {
    {U'丷', "T"},  {U'亻', "O"},  {U'刂', "LN"}, {U'廿', "T"},  {U'彐', "SM"}, {U'彳', "HO"},
    {U'心', "P"},  {U'忄', "P"},  {U'手', "Q"},  {U'扌', "Q"},  {U'水', "E"},  {U'氵', "E"},
    {U'牜', "HQ"}, {U'犬', "KH"}, {U'犭', "KH"}, {U'示', "IF"}, {U'礻', "IF"}, {U'糸', "VM"},
    {U'纟', "VM"}, {U'艸', "T"},  {U'艹', "T"},  {U'草', "T"},  {U'虫', "LI"}, {U'衣', "L"},
    {U'衤', "L"},  {U'言', "IV"}, {U'讠', "IV"}, {U'走', "GO"}, {U'足', "RM"}, {U'辵', "Y"},
    {U'辶', "Y"},  {U'邑', "NL"}, {U'金', "C"},  {U'钅', "C"},  {U'阜', "NL"}, {U'阝', "NL"},
    {U'食', "NV"}, {U'饣', "NV"}, {U'马', "NM"}, {U'鱼', "NM"}, {U'鸟', "PM"}};
static_assert(std::ranges::is_sorted(kParts, {}, &std::pair<char32_t, std::string_view>::first));

// By the last bits of a code point: whether it may be one of them. Few others have the same.
constexpr std::size_t kMarks = 2'048;
constexpr auto kMayBePart = [] {
  std::array<bool, kMarks> marks{};
  for (const auto& [point, letters] : kParts) {
    marks[point % kMarks] = true;
  }
  return marks;
}();

Code OtherCodeOf(char32_t point) {
  if (!kMayBePart[point % kMarks]) {
    return {};
  }
  const auto* const found =
      std::ranges::lower_bound(kParts, point, {}, &std::pair<char32_t, std::string_view>::first);
  if (found == std::end(kParts) || found->first != point) {
    return {};
  }
  Code code;
  for (const char letter : found->second) {
    code.letters[code.size++] = static_cast<std::uint8_t>(letter - 'A' + 1);
  }
  return code;
}

// Whether one insertion, deletion or replacement makes the codes equal.
bool IsOneChangeApart(const Code& a, const Code& b) {
  const Code& longer = a.size >= b.size ? a : b;
  const Code& shorter = a.size >= b.size ? b : a;
  if (longer.size - shorter.size > 1) {
    return false;
  }
  std::size_t same = 0;
  while (same < shorter.size && longer.letters[same] == shorter.letters[same]) {
    ++same;
  }
  if (same == longer.size) {
    return true;
  }
  const std::size_t skip = longer.size == shorter.size ? same + 1 : same;
  return std::equal(longer.letters.begin() + static_cast<std::ptrdiff_t>(same + 1),
                    longer.letters.begin() + static_cast<std::ptrdiff_t>(longer.size),
                    shorter.letters.begin() + static_cast<std::ptrdiff_t>(skip),
                    shorter.letters.begin() + static_cast<std::ptrdiff_t>(shorter.size));
}

// Whether the letters of `whole` from `at` on are letters of `parts`, in order, each part giving its first. Codes
// are cut to five letters, and shorten a part of many to its first and last; `surplus` counts what was left out.
bool AreLettersOf(const Code& whole, std::size_t at, std::span<const char32_t> parts,
                  std::size_t surplus) {
  constexpr std::size_t kSurplusMax = 4;
  if (parts.empty()) {
    return at == whole.size && surplus <= kSurplusMax;
  }
  const HanCharacter* const part = FindHan(parts.front());
  if (part == nullptr || at == whole.size) {
    return false;
  }
  for (const Code& code : {CodeOf(*part), OtherCodeOf(parts.front())}) {
    if (code.size == 0 || whole.letters[at] != code.letters[0]) {
      continue;
    }
    std::size_t next = at + 1;
    for (std::size_t i = 1; i < code.size && next < whole.size; ++i) {
      next += whole.letters[next] == code.letters[i] ? 1U : 0U;
    }
    if (AreLettersOf(whole, next, parts.subspan(1), surplus + code.size - (next - at))) {
      return true;
    }
  }
  return false;
}

}  // namespace

const HanCharacter* FindHan(char32_t code_point) {
  return code_point >= kFirst && code_point - kFirst < std::size(kHan) ? &kHan[code_point - kFirst]
                                                                       : nullptr;
}

char32_t SimplifiedOf(char32_t code_point) {
  const HanCharacter* const found = FindHan(code_point);
  return found != nullptr && found->simplified != 0 ? found->simplified : code_point;
}

std::uint16_t SyllableOf(std::string_view pinyin) {
  const std::uint32_t key = KeyOfPinyin(pinyin);
  const auto* const found = std::ranges::lower_bound(kSyllableKeys, key);
  return key != 0 && found != std::end(kSyllableKeys) && *found == key
             ? static_cast<std::uint16_t>(found - std::begin(kSyllableKeys))
             : std::uint16_t{0};
}

std::string_view NameOfSyllable(std::uint16_t syllable) {
  return syllable < std::size(kSyllables) ? kSyllables[syllable] : std::string_view();
}

bool SoundAlike(const HanCharacter& a, const HanCharacter& b) {
  const auto is_read_as = [&b](std::uint16_t syllable) {
    return syllable != 0 && (syllable == b.syllable || syllable == b.other_syllable);
  };
  return is_read_as(a.syllable) || is_read_as(a.other_syllable);
}

bool LookAlike(const HanCharacter& a, const HanCharacter& b) {
  if (!MayShareAnEnd(a.cangjie, b.cangjie)) {
    return false;
  }
  const Code code_a = CodeOf(a);
  const Code code_b = CodeOf(b);
  if (code_a.size == 0 || code_b.size == 0) {
    return false;
  }
  if (a.four_corner != 0 && a.four_corner == b.four_corner &&
      (code_a.letters[0] == code_b.letters[0] ||
       code_a.letters[code_a.size - 1] == code_b.letters[code_b.size - 1])) {
    return true;
  }
  return std::max(code_a.size, code_b.size) >= 3 && IsOneChangeApart(code_a, code_b);
}

bool LookSimilar(const HanCharacter& a, const HanCharacter& b) {
  if (!MayShareAnEnd(a.cangjie, b.cangjie)) {
    return false;
  }
  const Code code_a = CodeOf(a);
  const Code code_b = CodeOf(b);
  if (code_a.size < 2 || code_b.size < 2) {
    return false;
  }
  const auto share = [&](std::size_t at_a, std::size_t at_b) {
    return code_a.letters[at_a] == code_b.letters[at_b] &&
           code_a.letters[at_a + 1] == code_b.letters[at_b + 1];
  };
  if (std::min(code_a.size, code_b.size) >= 3 &&
      (share(0, 0) || share(code_a.size - 2, code_b.size - 2))) {
    return true;
  }
  if (a.four_corner == 0 || b.four_corner == 0) {
    return false;
  }
  unsigned different = 0;
  for (unsigned place = 1; place <= 1'000; place *= 10) {
    different += a.four_corner / place % 10 != b.four_corner / place % 10 ? 1U : 0U;
  }
  return different <= 1 && code_a.letters[0] == code_b.letters[0];
}

bool MayStandFor(char32_t written, const HanCharacter& meant) {
  const HanCharacter* const character = FindHan(written);
  return character != nullptr &&
         (kMayBePart[written % kMarks] || MayShareAnEnd(character->cangjie, meant.cangjie) ||
          SoundAlike(*character, meant));
}

bool AreParts(std::span<const char32_t> parts, const HanCharacter& whole) {
  const HanCharacter* const first = FindHan(parts.front());
  if (first == nullptr ||
      ((first->cangjie & kLetterMask) != (whole.cangjie & kLetterMask) &&
       OtherCodeOf(parts.front()).size == 0 && (first->cangjie & kLetterMask) < 'X' - 'A' + 1)) {
    return false;
  }
  const Code code = CodeOf(whole);
  return code.size >= 2 && AreLettersOf(code, 0, parts, 0);
}

}  // namespace assay::text
