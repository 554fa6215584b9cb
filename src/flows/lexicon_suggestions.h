// SPDX-License-Identifier: Apache-2.0
// What a lexicon may lack, out of listings that people confirmed or the model found: spellings near the names of brands,
// and words that offers of copies hold far more often than others. Suggestions for an analyst, who puts them into a pack
// or does not; nothing is ever applied by itself, for sellers could teach the lexicon their competitors' names.
//
// A word is a Latin word of three letters and more, or two to four Chinese characters in a row, which the lexicon does not
// hold. What counts is its ratio, the share of copies that hold it over the share of others, with Katz's interval, half a
// listing added to each count. A word is suggested where the lower end of the interval at 99.9 % is above three, for
// thousands of words are looked at; a spelling near a name where that at 95 % is above one, for few words are near one.
//
// Only titles are read. Cost: linear in the titles; memory by the different words, of which the rarest are forgotten
// beyond kSuggestionWordsMax.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.h"
#include "flows/screen_listings.h"
#include "screening/screen.h"

namespace assay::flows {

inline constexpr std::size_t kSuggestionWordsMax = 2'000'000;
inline constexpr std::uint64_t kSuggestionListingsMin = 3;  // Of copies that hold the word.

struct Suggestion {
  std::string word;          // Folded.
  std::string brand;         // Whose name it is near; empty for a word of the trade.
  std::string name;          // The name that it is near.
  std::uint64_t copies = 0;  // Listings that hold it.
  std::uint64_t others = 0;
  double ratio = 0;
  double low = 0;  // At 95 % for a spelling, at 99.9 % for a word.
  double high = 0;
  std::vector<std::string> examples;  // Up to three titles of copies.
};

struct Suggestions {
  std::uint64_t copies = 0;  // Listings: labelled 1, or red where the file has no labels.
  std::uint64_t others = 0;
  std::uint64_t skipped = 0;  // Without a label, or watched: neither.
  std::uint64_t bad_lines = 0;
  std::vector<Suggestion> spellings;  // Near a name. By the lower end, the highest first.
  std::vector<Suggestion> words;
};

// With options.listing.label_column the labels tell; without, the model's own bands: red beside clear and unknown.
// Errors: those of the table.
Result<Suggestions> SuggestWords(const screening::Model& model, ingest::ByteSource& source,
                                 const ScreenOptions& options);

}  // namespace assay::flows
