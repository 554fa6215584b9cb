// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "text/detail/searches.h"
#include "text/nearest.h"
#include "text/ordinary_words.h"

namespace assay::text::detail {
namespace {

// "*" stands for a letter in at most so many words of a text: more is decoration.
constexpr std::size_t kMaskedWordsMax = 16;

// One text's search, Latin words.
class LatinSearch {
 public:
  LatinSearch(const NameTables& tables, const TextUnits& text, std::vector<DisguisedName>& found)
      : tables_(tables), text_(text), found_(found) {}

  void Run(DisguiseMatcher::Effort effort) {
    for (std::size_t i = 0; i < text_.words.size(); ++i) {
      if (text_.words[i].has_masks) {
        SearchMasked(i);
        continue;
      }
      SearchFrom(i);
      if (effort == DisguiseMatcher::Effort::kMisspellingsToo) {
        SearchMisspelt(text_.words[i]);
      }
    }
  }

 private:
  void SearchFrom(std::size_t i) {
    canonical_.clear();
    starts_.clear();
    const std::vector<LatinWord>& words = text_.words;
    const std::size_t base = words[i].letters;
    std::size_t checked = 0;
    for (std::size_t j = i; j < words.size(); ++j) {
      const LatinWord& word = words[j];
      const std::size_t size = word.letters + word.letter_count - base;
      if ((j > i && !word.follows) || word.has_masks || size > kLettersMax) {
        break;
      }
      if (j > i) {
        starts_.push_back(word.letters - base);
      }
      const std::string_view letters = text_.LettersOf(word);
      const char last = letters.back();
      const bool ends_in_sign = last == '!' || last == '@' || last == '$';
      if (ends_in_sign && letters.size() > 1) {
        CanonicalLetters without = canonical_;
        without.Append(letters.substr(0, letters.size() - 1));
        LookUp(i, j, size - 1, without.view());
      }
      canonical_.Append(letters);
      const std::string_view canonical = canonical_.view();
      for (; checked < kPrefixes.size() && canonical.size() >= kPrefixes[checked]; ++checked) {
        if (!tables_.prefixes.test(BitOfPrefix(canonical.substr(0, kPrefixes[checked])))) {
          return;
        }
      }
      LookUp(i, j, size, canonical_.view());
    }
  }

  void LookUp(std::size_t i, std::size_t j, std::size_t size, std::string_view canonical) {
    for (const std::uint32_t index : tables_.by_letters.Find(KeyOfLetters(canonical))) {
      const LatinName& name = tables_.latin[index];
      const std::string_view letters =
          std::string_view(text_.letters).substr(text_.words[i].letters, size);
      LatinComparison comparison;
      if (CompareLatin(letters, starts_, name, comparison)) {
        Judge(i, j, letters, name, comparison);
      }
    }
  }

  void Judge(std::size_t i, std::size_t j, std::string_view letters, const LatinName& name,
             LatinComparison& comparison) {
    const std::vector<LatinWord>& words = text_.words;
    bool all_single = true;
    bool by_spaces = true;
    for (std::size_t k = i; k <= j; ++k) {
      if (words[k].has_look_alikes) {
        comparison.how.Add(Disguise::kLookAlike);
      }
      if (words[k].has_hidden) {
        comparison.how.Add(Disguise::kHidden);
      }
      all_single = all_single && words[k].letter_count == 1;
      by_spaces = by_spaces && (k == i || words[k].after_space);
    }
    const std::size_t size = name.letters.size();
    if (comparison.spacing > 0 && by_spaces && !all_single) {
      comparison.how.Remove(Disguise::kSpacing);
      comparison.how.Add(Disguise::kPunctuation);
    }
    if (comparison.spacing > 0 && !IsSpacingMeant(i, j, size, all_single, by_spaces)) {
      return;
    }
    const bool has_foreign =
        comparison.how.Has(Disguise::kLookAlike) || comparison.how.Has(Disguise::kHidden);
    const auto real_letters = static_cast<std::size_t>(
        std::ranges::count_if(letters, [](char c) { return c >= 'a' && c <= 'z'; }));
    if (comparison.how.Has(Disguise::kDigits) && 2 * real_letters < size) {
      return;  // "8055" is a number, not BOSS, and "a10" a model.
    }
    const bool only_misspelt =
        !has_foreign && !comparison.how.Has(Disguise::kDigits) && comparison.spacing == 0;
    if (only_misspelt && comparison.how.IsDisguised() && (size < 4 || IsOrdinaryWord(letters))) {
      return;
    }
    found_.push_back({.name = name.name,
                      .begin = words[i].begin,
                      .end = words[j].end,
                      .how = comparison.how,
                      .is_weak = size < 4 || (only_misspelt && size < 6) ||
                                 (comparison.how.Has(Disguise::kDigits) &&
                                  comparison.how.Has(Disguise::kRepeated)) ||
                                 (comparison.spacing > 0 && !all_single && by_spaces)});
  }

  // Whether borders inside a name were put there, or words just happen to stand side by side: "pan dora".
  bool IsSpacingMeant(std::size_t i, std::size_t j, std::size_t size, bool all_single,
                      bool by_spaces) const {
    if (all_single) {
      const bool goes_on =
          j + 1 < text_.words.size() && text_.words[j + 1].follows && IsLetter(text_.words[j + 1]);
      const bool began = i > 0 && text_.words[i].follows && IsLetter(text_.words[i - 1]);
      return size >= 5 || (!goes_on && !began);
    }
    return by_spaces ? size >= 6 && j - i == 1 && text_.words[i].letter_count > 1 &&
                           text_.words[j].letter_count > 1
                     : size >= 4;
  }

  void SearchMisspelt(const LatinWord& word) {
    const std::string_view letters = text_.LettersOf(word);
    if (letters.size() < kMisspeltLettersMin || letters.size() >= kLettersMax ||
        !std::ranges::all_of(letters, [](char c) { return c >= 'a' && c <= 'z'; })) {
      return;
    }
    canonical_.clear();
    canonical_.Append(letters);
    const std::string_view canonical = canonical_.view();
    if (canonical.size() < kMisspeltLettersMin - 1) {
      return;
    }
    near_.clear();
    const auto take = [&](const KeyTable& table, std::string_view key) {
      const std::span<const std::uint32_t> names = table.Find(KeyOfLetters(key));
      near_.insert(near_.end(), names.begin(), names.end());
    };
    take(tables_.by_near, canonical);
    ForEachWithout(canonical, [&](std::string_view key) {
      take(tables_.by_near, key);
      take(tables_.by_letters, key);
    });
    for (const std::uint32_t index : near_) {
      const LatinName& name = tables_.latin[index];
      if (name.letters.size() > kMisspeltLettersMin && name.letters.front() == letters.front() &&
          name.letters != letters && TypingDistance(letters, name.letters) == 1) {
        AddWeak(word, letters, name, Disguise::kMisspelt);
      }
    }
    const std::string backwards(letters.rbegin(), letters.rend());
    canonical_.clear();
    canonical_.Append(backwards);
    for (const std::uint32_t index : tables_.by_letters.Find(KeyOfLetters(canonical_.view()))) {
      const LatinName& name = tables_.latin[index];
      if (name.letters == backwards && name.letters != letters) {
        AddWeak(word, letters, name, Disguise::kReversed);
      }
    }
  }

  void AddWeak(const LatinWord& word, std::string_view letters, const LatinName& name,
               Disguise disguise) {
    if (IsOrdinaryWord(letters)) {
      return;
    }
    DisguiseSet how;
    how.Add(disguise);
    found_.push_back({name.name, word.begin, word.end, how, true});
  }

  bool IsLetter(const LatinWord& word) const {
    return word.letter_count == 1 && text_.letters[word.letters] >= 'a';
  }

  // "g*u*c*c*i", "gu*ci".
  void SearchMasked(std::size_t i) {
    if (++masked_ > kMaskedWordsMax) {
      return;
    }
    const LatinWord& word = text_.words[i];
    const std::string_view letters = text_.LettersOf(word);
    std::string bare(letters);
    std::erase(bare, kMaskLetter);
    const std::size_t before = found_.size();
    const std::size_t at = letters.front() != kMaskLetter ? 0 : letters.size() - 1;
    for (const std::uint32_t index :
         tables_.by_mask.Find(KeyOfMask(letters.size(), at, letters[at]))) {
      const LatinName& name = tables_.latin[index];
      const bool fits = std::ranges::equal(
          letters, name.letters, [](char a, char b) { return a == kMaskLetter || a == b; });
      if (fits && bare.size() >= 3 && 2 * bare.size() >= letters.size()) {
        DisguiseSet how;
        how.Add(Disguise::kMask);
        AddMasked(word, name, how, bare.size() < 4);
      }
    }
    if (found_.size() > before) {
      return;
    }
    canonical_.clear();
    canonical_.Append(bare);
    starts_.clear();
    for (const std::uint32_t index : tables_.by_letters.Find(KeyOfLetters(canonical_.view()))) {
      LatinComparison comparison;
      if (CompareLatin(bare, starts_, tables_.latin[index], comparison)) {
        comparison.how.Add(Disguise::kSpacing);
        AddMasked(word, tables_.latin[index], comparison.how, bare.size() < 4);
      }
    }
  }

  void AddMasked(const LatinWord& word, const LatinName& name, DisguiseSet how, bool is_weak) {
    found_.push_back({name.name, word.begin, word.end, how, is_weak});
  }

  const NameTables& tables_;
  const TextUnits& text_;
  std::vector<DisguisedName>& found_;
  CanonicalLetters canonical_;
  std::vector<std::size_t> starts_;
  std::vector<std::uint32_t> near_;
  std::size_t masked_ = 0;
};

}  // namespace

void SearchLatin(const NameTables& tables, const TextUnits& text, DisguiseMatcher::Effort effort,
                 std::vector<DisguisedName>& found) {
  LatinSearch(tables, text, found).Run(effort);
}

}  // namespace assay::text::detail
