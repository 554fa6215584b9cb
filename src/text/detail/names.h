// SPDX-License-Identifier: Apache-2.0
// The names a DisguiseMatcher looks for, taken apart once.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/detail/text_units.h"
#include "text/disguise_matcher.h"

namespace assay::text::detail {

inline constexpr std::size_t kLettersMax = 40;  // Of a Latin name; longer ones are not looked for.
inline constexpr std::size_t kCharactersMax = 8;  // Of a Chinese name.
inline constexpr std::size_t kPartsMax = 3;       // That a character is written in.

struct LatinName {
  std::uint32_t name = 0;
  std::string letters{};          // Small letters and digits, without spaces and signs.
  std::uint64_t word_starts = 0;  // Bit i: a word begins at letter i.
};

// Kept in one piece: a text is compared with thousands of them, each far from the last.
struct HanName {
  std::uint32_t name = 0;
  std::uint32_t size = 0;                             // At most kCharactersMax.
  std::array<char32_t, kCharactersMax> characters{};  // Simplified.
  std::array<const HanCharacter*, kCharactersMax> traits{};
};

// What a Latin word is looked up by: its letters by class, doubled ones once, "rn" as "m".
class CanonicalLetters {
 public:
  void Append(std::string_view letters);
  void clear() { size_ = 0; }
  std::string_view view() const { return {letters_.data(), size_}; }
  bool is_full() const { return size_ == letters_.size(); }

 private:
  std::array<char, kLettersMax> letters_{};
  std::size_t size_ = 0;
};

// How `text` (letters as in TextUnits) writes `name`; nullopt where it does not. `word_starts` lists where words
// of the text begin in `text`, rising, without 0. `spacing` counts borders that the name does not have.
struct LatinComparison {
  DisguiseSet how;
  std::size_t plain_letters = 0;  // Letters of the name that stand as themselves.
  std::size_t spacing = 0;
};
bool CompareLatin(std::string_view text, const std::vector<std::size_t>& word_starts,
                  const LatinName& name, LatinComparison& comparison);

// How the units around an anchor write a Chinese name.
struct HanAlignment {
  std::size_t first = 0;  // Units, inclusive.
  std::size_t last = 0;
  DisguiseSet how{};
  unsigned exact = 0;
  unsigned sounds = 0;          // Characters replaced by one of the same sound.
  unsigned altered = 0;         // By one of like shape, by parts, by a sign.
  std::size_t to_the_left = 0;  // Characters found left of the anchor.
  bool mask_at_edge = false;
  bool is_loose = false;  // A character is only similar: the one at `loose_unit`.
  std::size_t loose_unit = 0;
  bool is_left_out = false;  // One character is missing.
  bool gaps_are_spaces = true;
};
// Aligns the whole name so that its character `at` falls on `unit`. False where it does not fit.
bool AlignHan(const std::vector<Unit>& units, std::size_t unit, const HanName& name, std::size_t at,
              HanAlignment& alignment);

}  // namespace assay::text::detail
