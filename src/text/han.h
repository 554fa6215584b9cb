// SPDX-License-Identifier: Apache-2.0
// What is known of a Chinese character: how it sounds, how it looks, its simplified form. From the Unihan
// database, made into a table at build (tools/make_han_table.cc).
//
// Threads: pure. Cost: one table look-up a character unless said otherwise.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace assay::text {

struct HanCharacter {
  char32_t simplified;  // 0 where it is written as it is.
  std::uint32_t
      cangjie;  // Up to five letters of the Cangjie code, five bits each, the first lowest; 0: none.
  std::uint16_t four_corner;     // The first four digits; 0: none.
  std::uint16_t syllable;        // 0: not known.
  std::uint16_t other_syllable;  // A second reading in common use; 0: none.
};

// Null for what is no Chinese character of the Basic Multilingual Plane.
const HanCharacter* FindHan(char32_t code_point);

// The character's simplified form; itself where it has no other or is no Chinese character.
char32_t SimplifiedOf(char32_t code_point);

// Syllables are numbered, without tones, and with zh and z, ch and c, sh and s, -ng and -n taken as one: what
// people confuse in speech, sellers swap in writing. 0 where `pinyin` (small letters, "v" for "ü") is no
// syllable. Cost: a binary search.
std::uint16_t SyllableOf(std::string_view pinyin);
std::string_view NameOfSyllable(std::uint16_t syllable);

// Whether one may be read as the other.
bool SoundAlike(const HanCharacter& a, const HanCharacter& b);
// Whether one passes for the other at a glance: one stroke group apart in the Cangjie code, or equal corners.
bool LookAlike(const HanCharacter& a, const HanCharacter& b);
// Whether they have a part in common, or all corners but one: to be believed only within a longer name.
bool LookSimilar(const HanCharacter& a, const HanCharacter& b);
// Whether a character, `written` in a text, may stand for `meant` alone or as the first of its parts: false only where
// SoundAlike, LookAlike, LookSimilar and AreParts are. Cost: some comparisons, and so worth asking first.
bool MayStandFor(char32_t written, const HanCharacter& meant);
// Whether `parts`, two or three characters or components, written side by side, make `whole` by the Cangjie
// code: 牛寺 for 特. Approximate: to be asked only where the rest of a name stands around them.
bool AreParts(std::span<const char32_t> parts, const HanCharacter& whole);

}  // namespace assay::text
