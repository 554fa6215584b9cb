// SPDX-License-Identifier: Apache-2.0
// Writes what src/text/han.h knows of each Chinese character, from the Unihan database:
//   bzcat Unihan_Readings.txt.bz2 Unihan_Variants.txt.bz2 Unihan_DictionaryLikeData.txt.bz2 |
//     make_han_table OUTPUT
//
// Of each character: how it sounds (kMandarin, and the next reading of kHanyuPinlu), its simplified form
// (kSimplifiedVariant), and how it looks (kCangjie, kFourCornerCode).
#include <array>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr char32_t kFirst = 0x3400;
constexpr char32_t kLast = 0x9FFF;

struct Han {
  std::string sound;
  std::string other_sound;
  char32_t simplified = 0;
  std::string cangjie;
  unsigned four_corner = 0;
};

// A syllable without its tone, with the confusions of everyday speech taken as one: zh and z, ch and c, sh
// and s, -ng and -n.
std::string SyllableOf(std::string_view reading) {
  static const std::map<char32_t, char> kVowels = {
      {U'ā', 'a'}, {U'á', 'a'}, {U'ǎ', 'a'}, {U'à', 'a'}, {U'ē', 'e'}, {U'é', 'e'},
      {U'ě', 'e'}, {U'è', 'e'}, {U'ê', 'e'}, {U'ī', 'i'}, {U'í', 'i'}, {U'ǐ', 'i'},
      {U'ì', 'i'}, {U'ō', 'o'}, {U'ó', 'o'}, {U'ǒ', 'o'}, {U'ò', 'o'}, {U'ū', 'u'},
      {U'ú', 'u'}, {U'ǔ', 'u'}, {U'ù', 'u'}, {U'ǖ', 'v'}, {U'ǘ', 'v'}, {U'ǚ', 'v'},
      {U'ǜ', 'v'}, {U'ü', 'v'}, {U'ń', 'n'}, {U'ň', 'n'}, {U'ǹ', 'n'}, {U'ḿ', 'm'}};
  std::string syllable;
  for (std::size_t i = 0; i < reading.size();) {
    const auto lead = static_cast<unsigned char>(reading[i]);
    char32_t point = lead;
    std::size_t length = 1;
    if (lead >= 0xE0) {
      point = (lead & 0x0FU) << 12U | (static_cast<unsigned char>(reading[i + 1]) & 0x3FU) << 6U |
              (static_cast<unsigned char>(reading[i + 2]) & 0x3FU);
      length = 3;
    } else if (lead >= 0xC0) {
      point = (lead & 0x1FU) << 6U | (static_cast<unsigned char>(reading[i + 1]) & 0x3FU);
      length = 2;
    }
    i += length;
    if (point >= 'a' && point <= 'z') {
      syllable.push_back(static_cast<char>(point));
    } else if (const auto vowel = kVowels.find(point); vowel != kVowels.end()) {
      syllable.push_back(vowel->second);
    }
  }
  if (syllable.size() > 2 && syllable[1] == 'h') {
    syllable.erase(1, 1);
  }
  if (syllable.size() > 2 && syllable.ends_with("ng")) {
    syllable.pop_back();
  }
  return syllable;
}

void Take(const std::string& field, const std::string& value, char32_t point, Han& han) {
  if (field == "kMandarin") {
    han.sound = SyllableOf(value.substr(0, value.find(' ')));
  } else if (field == "kHanyuPinlu") {
    std::istringstream words(value);
    std::string word;
    while (words >> word) {
      const std::string syllable = SyllableOf(word.substr(0, word.find('(')));
      if (syllable != han.sound && han.other_sound.empty()) {
        han.other_sound = syllable;
      }
    }
  } else if (field == "kSimplifiedVariant") {
    std::istringstream words(value);
    std::string word;
    while (words >> word) {
      const auto variant =
          static_cast<char32_t>(std::stoul(word.substr(2, word.find('<') - 2), nullptr, 16));
      if (variant == point) {
        han.simplified = 0;  // It is in use in simplified texts as it is.
        return;
      }
      han.simplified = han.simplified == 0 ? variant : han.simplified;
    }
  } else if (field == "kCangjie") {
    han.cangjie = value;
  } else if (field == "kFourCornerCode") {
    han.four_corner = static_cast<unsigned>(std::stoul(value.substr(0, 4)));
  }
}

// Five letters of five bits, the first in the lowest.
std::uint32_t Pack(const std::string& cangjie) {
  std::uint32_t packed = 0;
  unsigned shift = 0;
  for (const char letter : cangjie.substr(0, 5)) {
    packed |= (static_cast<std::uint32_t>(letter - 'A') + 1) << shift;
    shift += 5;
  }
  return packed;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: make_han_table OUTPUT < Unihan\n";
    return 2;
  }
  std::vector<Han> table(kLast - kFirst + 1);
  std::map<char32_t, std::string> late;  // kHanyuPinlu comes before kMandarin in the file.
  std::string line;
  while (std::getline(std::cin, line)) {
    if (!line.starts_with("U+")) {
      continue;
    }
    const std::size_t first = line.find('\t');
    const std::size_t second = line.find('\t', first + 1);
    const auto point = static_cast<char32_t>(std::stoul(line.substr(2, first - 2), nullptr, 16));
    if (point < kFirst || point > kLast || second == std::string::npos) {
      continue;
    }
    const std::string field = line.substr(first + 1, second - first - 1);
    if (field == "kHanyuPinlu") {
      late[point] = line.substr(second + 1);
    } else {
      Take(field, line.substr(second + 1), point, table[point - kFirst]);
    }
  }
  for (const auto& [point, value] : late) {
    Take("kHanyuPinlu", value, point, table[point - kFirst]);
  }
  std::map<std::string, std::size_t> syllables = {{"", 0}};
  std::size_t known = 0;
  for (const Han& han : table) {
    syllables.emplace(han.sound, 0);
    syllables.emplace(han.other_sound, 0);
    known += han.sound.empty() ? 0U : 1U;
  }
  if (known < 20'000 || syllables.size() > 600) {
    std::cerr << "make_han_table: the Unihan files are missing or not complete\n";
    return 4;
  }
  std::ofstream out(argv[1]);
  out << "// Generated by tools/make_han_table.cc from the Unihan database. Do not edit.\n"
         "constexpr std::string_view kSyllables[] = {\n";
  std::size_t number = 0;
  for (auto& [syllable, id] : syllables) {
    id = number++;
    out << '"' << syllable << "\",\n";
  }
  out << "};\nconstexpr HanCharacter kHan[] = {\n";
  for (const Han& han : table) {
    out << "{" << static_cast<std::uint32_t>(han.simplified) << "," << Pack(han.cangjie) << ","
        << han.four_corner << "," << syllables[han.sound] << "," << syllables[han.other_sound]
        << "},\n";
  }
  out << "};\n";
  out.flush();
  return out ? 0 : 4;
}
