// SPDX-License-Identifier: Apache-2.0
// The lexicon of a model as people look at it, and packs as lists of entries: to show, to compare, to merge.
//
// Threads: pure. Cost: linear in the words, and their sorting.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "screening/pack.h"
#include "screening/screen.h"

namespace assay::screening {

struct LexiconWord {
  std::string word;   // Folded.
  std::string field;  // As in a pack: "names", "disguises", "line", "lingo", "other_meanings", ...
  bool is_weak = false;
  std::string place;  // "brands.tsv line 12".
};

struct LexiconBrand {
  std::string name;
  std::vector<std::string> sectors;
  std::vector<LexiconWord> words;  // By field, as they were written.
};

// By name. Those whose name, or a word of theirs, folds to what `word` does; all where it is empty.
std::vector<LexiconBrand> BrandsOf(const Model& model, std::string_view word);

struct LexiconCounts {
  std::size_t brands = 0;
  std::size_t names = 0;  // Words that name a brand, rearranged ones among them.
  std::size_t lines = 0;
  std::size_t other_words = 0;  // Of the trade, of honest sellers, of goods, contacts.
};
LexiconCounts CountsOf(const Model& model);

// Every term, folded; views into the model.
std::vector<std::string_view> TermsOf(const Model& model);
// The strong names of brands but disguises, each with its brand; views into the model.
struct BrandName {
  std::string_view name;
  std::string_view brand;
};
std::vector<BrandName> StrongNamesOf(const Model& model);

// One thing that a pack says: "Zephyrine", "names", "泽芙琳", "".
struct PackEntry {
  std::string brand;
  std::string field;
  std::string word;
  std::string
      value;  // "needs a partner", "1250.00 EUR", "batch, strong"; empty where the word says all.
  friend auto operator<=>(const PackEntry&, const PackEntry&) = default;
};
// Sorted, equal ones once.
std::vector<PackEntry> EntriesOf(const Pack& pack);

// The packs as one file of the same meaning, whatever their order: brands by name, words sorted and once, an owner
// with each brand. The packs are free of errors together. `head` names the result.
std::string MergedPackText(std::span<const Pack> packs, const Pack& head);

}  // namespace assay::screening
