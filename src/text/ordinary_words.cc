// SPDX-License-Identifier: Apache-2.0
#include "text/ordinary_words.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "text/word_hash.h"

namespace assay::text {
namespace {

#include "word_table.inc"

}  // namespace

bool IsOrdinaryWord(std::u32string_view word) {
  return (word.size() == 2 || word.size() == 3) &&
         std::ranges::binary_search(kWordHashes, WordHash(word));
}

bool IsOrdinaryWord(std::string_view word) {
  constexpr std::size_t kLettersMax = 32;
  if (word.size() < 4 || word.size() > kLettersMax) {
    return false;
  }
  const std::u32string letters(word.begin(), word.end());
  return std::ranges::binary_search(kWordHashes, WordHash(letters));
}

bool IsShortOrOrdinaryWord(std::string_view word) {
  static constexpr std::string_view kShort =
      " bag box bra cap hat men kid new hot top low mid pro max set tee sub red big boy for man "
      "old "
      "fit gym ski tan gel lip eye ink pen pod mens womens kids ";
  constexpr std::size_t kShortMax = 6;
  return (word.size() <= kShortMax &&
          kShort.find(std::string(" ").append(word).append(" ")) != std::string_view::npos) ||
         IsOrdinaryWord(word);
}

bool IsMadeOfWords(std::string_view letters) {
  constexpr std::size_t kLettersMax = 32;
  constexpr std::size_t kShortest = 3;
  if (letters.empty() || letters.size() > kLettersMax) {
    return false;
  }
  std::array<bool, kLettersMax + 1> ends{};
  ends[0] = true;
  for (std::size_t begin = 0; begin < letters.size(); ++begin) {
    for (std::size_t size = kShortest; ends[begin] && begin + size <= letters.size(); ++size) {
      ends[begin + size] = ends[begin + size] || IsShortOrOrdinaryWord(letters.substr(begin, size));
    }
  }
  return ends[letters.size()];
}

}  // namespace assay::text
