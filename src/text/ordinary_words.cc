// SPDX-License-Identifier: Apache-2.0
#include "text/ordinary_words.h"

#include <algorithm>
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

}  // namespace assay::text
