// SPDX-License-Identifier: Apache-2.0
// The names a DisguiseMatcher looks for, under the keys that a disguise leaves alone.
#pragma once

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/detail/key_table.h"
#include "text/detail/names.h"

namespace assay::text::detail {

// Canonical beginnings of Latin names that a text's are checked against before any look-up.
inline constexpr std::array<std::size_t, 2> kPrefixes = {3, 6};
inline constexpr std::size_t kPrefixBits = std::size_t{1} << 18U;
// Of canonical letters: shorter names have too many neighbours to be looked for misspelt.
inline constexpr std::size_t kMisspeltLettersMin = 4;
// How far apart two characters of a name are looked for.
inline constexpr std::size_t kGapsOfPair = 4;

inline std::uint64_t KeyOfLetters(std::string_view letters) {
  std::uint64_t key = 0xCBF29CE484222325;
  for (const char letter : letters) {
    key = (key ^ static_cast<unsigned char>(letter)) * 0x100000001B3;
  }
  return key;
}

inline std::size_t BitOfPrefix(std::string_view letters) {
  return static_cast<std::size_t>(KeyOfLetters(letters) * 0x9E3779B97F4A7C15 >> 46U);
}

inline std::uint64_t KeyOfMask(std::size_t size, std::size_t at, char letter) {
  return (size * 64 + at) * 256 + static_cast<unsigned char>(letter);
}

inline std::uint64_t KeyOfPair(char32_t first, char32_t second, std::size_t distance) {
  return (std::uint64_t{first} << 32U) | (std::uint64_t{second} << 8U) | distance;
}

inline std::uint64_t KeyOfSounds(std::uint16_t first, std::uint16_t second) {
  return (std::uint64_t{first} << 16U) | second;
}

inline std::uint32_t Pack(std::size_t name, std::size_t at) {
  return static_cast<std::uint32_t>(name * kCharactersMax + at);
}

// Three canonical letters as a number below 32 to the third; each digit is taken for the same.
inline std::size_t BeginningOf(char a, char b, char c) {
  const auto rank = [](char letter) {
    return letter >= 'a' ? static_cast<std::size_t>(letter - 'a') : std::size_t{26};
  };
  return (rank(a) * 32 + rank(b)) * 32 + rank(c);
}

// What upside-down letters may be read as either way: n is u, p is d.
inline char TurnedClassOf(char letter) {
  switch (letter) {
    case 'u':
      return 'n';
    case 'p':
      return 'd';
    case 'q':
      return 'b';
    case 'w':
      return 'm';
    default:
      return letter;
  }
}

// The letters as they stand when the text is turned by half a circle.
inline std::string TurnedLetters(std::string_view letters) {
  std::string turned(letters.rbegin(), letters.rend());
  std::ranges::transform(turned, turned.begin(), TurnedClassOf);
  return turned;
}

// The one end of a name in Latin letters and the character of its Chinese name beside them.
inline std::uint64_t KeyOfMixed(char a, char b, char32_t character, bool latin_first) {
  return (std::uint64_t{character} << 17U) | (std::uint64_t{static_cast<unsigned char>(a)} << 9U) |
         (std::uint64_t{static_cast<unsigned char>(b)} << 1U) | (latin_first ? 1U : 0U);
}

// A Latin and a Chinese name of one thing.
struct MixedName {
  std::uint32_t latin = 0;
  std::uint32_t han = 0;
};

// Calls then(letters without the i-th) for each i but the first: people keep the first letter.
template <typename Then>
void ForEachWithout(std::string_view letters, Then&& then) {
  std::array<char, kLettersMax> buffer{};
  for (std::size_t without = 1; without < letters.size(); ++without) {
    std::copy(letters.begin(), letters.begin() + static_cast<std::ptrdiff_t>(without),
              buffer.begin());
    std::copy(letters.begin() + static_cast<std::ptrdiff_t>(without) + 1, letters.end(),
              buffer.begin() + static_cast<std::ptrdiff_t>(without));
    then(std::string_view(buffer.data(), letters.size() - 1));
  }
}

struct NameTables {
  std::vector<LatinName> latin;
  std::vector<HanName> han;
  KeyTable by_letters;     // Canonical letters: index into latin.
  KeyTable by_mask;        // Length and one letter.
  KeyTable by_near;        // Canonical letters but one.
  KeyTable by_consonants;  // The letters of a name of one word but a, e, i, o and u.
  KeyTable by_pair;        // Two exact characters and their distance: packed index into han.
  KeyTable by_sounds;      // The first two syllables.
  KeyTable by_turned;      // TurnedLetters, of the name.
  KeyTable by_mixed;  // KeyOfMixed: packed index into mixed, and the place in the Chinese name.
  std::vector<MixedName> mixed;
  KeyTable by_character;  // One exact character of a name of two.
  std::bitset<kPrefixBits> prefixes;
  std::bitset<32 * 32 * 32> beginnings;  // Of canonical letters, three; digits count as one letter.
  std::bitset<0x10000> characters;       // Of the names.

  void Add(std::uint32_t index, const std::string& name);
  void AddLatin(LatinName name);
  void AddHan(const HanName& name);
  // After all names.
  void AddMixed(std::span<const std::uint32_t> groups);
  void Build();

 private:
  void AddMixedName(std::uint32_t latin_index, std::uint32_t han_index);
};

}  // namespace assay::text::detail
