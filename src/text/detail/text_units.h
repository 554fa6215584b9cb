// SPDX-License-Identifier: Apache-2.0
// A text as names are compared with it: Latin words letter by letter, Chinese characters and what may stand for
// them. Made once for a text; offsets are the source's own.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/han.h"

namespace assay::text::detail {

// A run of letters, digits and signs that serve as letters ("n!k3").
struct LatinWord {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t letters = 0;  // Its letters in TextUnits::letters; as many as `letter_count`.
  std::uint16_t letter_count = 0;
  bool has_look_alikes = false;
  bool has_hidden = false;
  bool has_masks = false;
  bool after_space =
      false;             // Nothing but white space, and some, lies between it and the word before.
  bool follows = false;  // At most a few separators lie between it and the word before.
};

enum class UnitKind : std::uint8_t {
  kHan,
  kPicture,   // A character that an emoji is read as.
  kSyllable,  // Of pinyin.
  kMask,      // * x 某 ...: may stand for a character, or apart.
  kOther,
};

// What may stand for one character of a Chinese name. Separators are no units.
struct Unit {
  UnitKind kind = UnitKind::kOther;
  bool is_traditional = false;
  bool after_hidden = false;
  std::uint8_t gap_before = 0;  // Separators before it, spaces among them; at most 255.
  bool gap_is_space = false;
  std::uint16_t syllable = 0;
  char32_t point = 0;  // Simplified; of a word of one letter, that letter.
  const HanCharacter* han = nullptr;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

struct TextUnits {
  std::vector<LatinWord> words;
  std::string letters;  // Small letters, digits, signs; look-alikes as the letters they pass for.
  std::vector<Unit> units;  // Empty where the text holds no Chinese character and no picture.

  std::string_view LettersOf(const LatinWord& word) const {
    return std::string_view(letters).substr(word.letters, word.letter_count);
  }
};

inline constexpr char kMaskLetter = '*';

// Linear in the text.
void ReadUnits(std::string_view source, TextUnits& out);

constexpr std::array<char, 128> MakeLetterClasses() {
  std::array<char, 128> classes{};
  for (char c = 'a'; c <= 'z'; ++c) {
    classes[static_cast<unsigned char>(c)] = c;
  }
  for (char c = '0'; c <= '9'; ++c) {
    classes[static_cast<unsigned char>(c)] = c;
  }
  constexpr std::array<std::array<char, 2>, 14> kPairs = {{{'0', 'o'},
                                                           {'1', 'i'},
                                                           {'l', 'i'},
                                                           {'!', 'i'},
                                                           {'3', 'e'},
                                                           {'4', 'a'},
                                                           {'5', 's'},
                                                           {'6', 'g'},
                                                           {'7', 't'},
                                                           {'8', 'b'},
                                                           {'9', 'g'},
                                                           {'2', 'z'},
                                                           {'@', 'a'},
                                                           {'$', 's'}}};
  for (const auto& pair : kPairs) {
    classes[static_cast<unsigned char>(pair[0])] = pair[1];
  }
  return classes;
}
inline constexpr std::array<char, 128> kLetterClasses = MakeLetterClasses();

// The class of letters that pass for one another: "i" for i, l, 1, ! and |. 0 for what is neither letter nor digit
// nor a sign that serves as one.
inline char LetterClassOf(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return byte < kLetterClasses.size() ? kLetterClasses[byte] : '\0';
}

// Small ASCII letters cut into syllables of pinyin, as few as there can be; empty where they are none. At most 24
// letters.
std::vector<std::string_view> CutSyllables(std::string_view letters);

}  // namespace assay::text::detail
