// SPDX-License-Identifier: Apache-2.0
// Writes the table of letters that look like Latin ones (src/text/look_alikes.h):
//   make_look_alike_table UnicodeData.txt OUTPUT
//
// Two sources. The names of the Unicode Character Database: "LATIN LETTER SMALL CAPITAL R", "... TURNED E",
// "... L WITH STROKE", "REGIONAL INDICATOR SYMBOL LETTER G", "NEGATIVE SQUARED LATIN CAPITAL LETTER A".
// Then the skeletons of UTS 39 (Unicode Security Mechanisms) as ICU computes them, where they are plain
// Latin letters or digits: Greek, Cyrillic, Armenian, Cherokee, Lisu and the rest. And a list of our own.
#include <algorithm>
#include <cctype>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <unicode/unistr.h>
#include <unicode/uspoof.h>

namespace {

using Letters = std::map<char32_t, std::string>;

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// The rest of `text` behind `prefix`, where it begins so.
std::optional<std::string_view> After(std::string_view text, std::string_view prefix) {
  return text.starts_with(prefix) ? std::optional(text.substr(prefix.size())) : std::nullopt;
}

// The letter that a character's name names; nothing where it names none of the Latin ones.
std::optional<char> LetterNamedBy(std::string_view name) {
  std::optional<std::string_view> rest;
  for (const std::string_view kind :
       {"LATIN SMALL LETTER ", "LATIN CAPITAL LETTER ", "LATIN LETTER SMALL CAPITAL ",
        "REGIONAL INDICATOR SYMBOL LETTER ", "NEGATIVE SQUARED LATIN CAPITAL LETTER ",
        "CROSSED NEGATIVE SQUARED LATIN CAPITAL LETTER ",
        "NEGATIVE CIRCLED LATIN CAPITAL LETTER "}) {
    rest = rest ? rest : After(name, kind);
  }
  if (!rest) {
    return std::nullopt;
  }
  for (const std::string_view manner : {"TURNED ", "REVERSED ", "INVERTED ", "SIDEWAYS ",
                                        "DOTLESS ", "SCRIPT ", "OPEN ", "LONG "}) {
    rest = After(*rest, manner).value_or(*rest);
  }
  const bool is_letter = !rest->empty() && rest->front() >= 'A' && rest->front() <= 'Z' &&
                         (rest->size() == 1 || rest->substr(1).starts_with(" WITH "));
  return is_letter ? std::optional(static_cast<char>(rest->front() + ('a' - 'A'))) : std::nullopt;
}

void AddByName(const char* path, Letters& letters) {
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line)) {
    const std::size_t first = line.find(';');
    const std::size_t second = line.find(';', first + 1);
    if (second == std::string::npos) {
      continue;
    }
    const auto point = static_cast<char32_t>(std::stoul(line.substr(0, first), nullptr, 16));
    const auto letter = LetterNamedBy(std::string_view(line).substr(first + 1, second - first - 1));
    if (letter && point >= 0x80) {
      letters.emplace(point, std::string(1, *letter));
    }
  }
}

// Letters that sellers use for Latin ones though UTS 39 tells them apart.
void AddByHand(Letters& letters) {
  static const std::pair<char32_t, const char*> kLetters[] = {
      {U'в', "b"}, {U'г', "r"}, {U'з', "e"}, {U'и', "u"},   {U'й', "u"}, {U'к', "k"}, {U'л', "n"},
      {U'м', "m"}, {U'н', "h"}, {U'п', "n"}, {U'т', "t"},   {U'у', "y"}, {U'ц', "u"}, {U'ч', "y"},
      {U'ш', "w"}, {U'щ', "w"}, {U'ь', "b"}, {U'я', "r"},   {U'В', "b"}, {U'Г', "r"}, {U'И', "n"},
      {U'К', "k"}, {U'М', "m"}, {U'Н', "h"}, {U'П', "n"},   {U'Т', "t"}, {U'У', "y"}, {U'Ш', "w"},
      {U'Я', "r"}, {U'ё', "e"}, {U'є', "e"}, {U'ї', "i"},   {U'α', "a"}, {U'β', "b"}, {U'γ', "y"},
      {U'ε', "e"}, {U'η', "n"}, {U'κ', "k"}, {U'λ', "a"},   {U'μ', "u"}, {U'π', "n"}, {U'σ', "o"},
      {U'τ', "t"}, {U'ω', "w"}, {U'Λ', "a"}, {U'Σ', "e"},   {U'Δ', "a"}, {U'θ', "o"}, {U'ø', "o"},
      {U'ð', "d"}, {U'þ', "p"}, {U'ß', "b"}, {U'€', "e"},   {U'£', "l"}, {U'¥', "y"}, {U'¢', "c"},
      {U'₩', "w"}, {U'₦', "n"}, {U'₱', "p"}, {U'₿', "b"}, {U'©', "c"}, {U'®', "r"}, {U'∈', "e"},
      {U'Є', "e"}, {U'ς', "c"}, {U'ђ', "h"}, {U'ค', "a"},   {U'Ց', "g"}, {U'ⲁ', "a"}, {U'ⲃ', "b"},
      {U'ⲅ', "r"}, {U'ⲇ', "a"}, {U'ⲉ', "e"}, {U'ⲓ', "i"},   {U'ⲕ', "k"}, {U'ⲙ', "m"}, {U'ⲛ', "n"},
      {U'ⲟ', "o"}, {U'ⲣ', "p"}, {U'ⲥ', "c"}, {U'ⲧ', "t"},   {U'ⲩ', "y"}, {U'ⲭ', "x"}, {U'ⲱ', "w"}};
  for (const auto& [point, text] : kLetters) {
    letters.insert_or_assign(point, text);
  }
}

bool IsHan(char32_t point) {
  return (point >= 0x2E80 && point <= 0xA4CF) || (point >= 0xF900 && point <= 0xFAFF) ||
         point >= 0x20000;
}

bool AddBySkeleton(Letters& letters) {
  UErrorCode error = U_ZERO_ERROR;
  USpoofChecker* checker = uspoof_open(&error);
  if (U_FAILURE(error)) {
    return false;
  }
  for (char32_t point = 0x80; point < 0x20000; ++point) {
    if ((point >= 0xD800 && point < 0xE000) || IsHan(point)) {
      continue;
    }
    const icu::UnicodeString source(static_cast<UChar32>(point));
    icu::UnicodeString skeleton;
    error = U_ZERO_ERROR;
    uspoof_getSkeletonUnicodeString(checker, 0, source, skeleton, &error);
    std::string text;
    skeleton.toUTF8String(text);
    const bool is_plain = std::all_of(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x80 && std::isalnum(c) != 0; });
    if (U_SUCCESS(error) && is_plain && !text.empty() && text.size() <= 2) {
      letters.emplace(point, Lower(text));
    }
  }
  uspoof_close(checker);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: make_look_alike_table UnicodeData.txt OUTPUT\n";
    return 2;
  }
  Letters letters;
  AddByName(argv[1], letters);
  AddByHand(letters);
  if (!AddBySkeleton(letters) || letters.size() < 1'500) {
    std::cerr << "make_look_alike_table: the Unicode data is missing or not complete\n";
    return 4;
  }
  std::ofstream out(argv[2]);
  out << "// Generated by tools/make_look_alike_table.cc. Do not edit.\n"
         "constexpr LookAlike kLookAlikes[] = {\n";
  for (const auto& [point, text] : letters) {
    out << "{" << static_cast<std::uint32_t>(point) << ",\"" << text << "\"},\n";
  }
  out << "};\n";
  out.flush();
  return out ? 0 : 4;
}
