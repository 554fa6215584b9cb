// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "text/detail/searches.h"
#include "text/nearest.h"
#include "text/ordinary_words.h"

namespace assay::text::detail {
namespace {

constexpr std::size_t kMisspeltWordMin = 4;
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
      if (text_.words[i].has_look_alikes) {
        SearchTurned(text_.words[i]);
      }
      if (effort == DisguiseMatcher::Effort::kMisspellingsToo) {
        SearchMisspelt(text_.words[i]);
      }
    }
  }

 private:
  // Most words begin as no name does, which three letters tell where they fold to three.
  bool MayBegin(const LatinWord& word) const {
    if (word.letter_count < 3) {
      return true;
    }
    const char* const letters = text_.letters.data() + word.letters;
    const char a = LetterClassOf(letters[0]);
    const char b = LetterClassOf(letters[1]);
    const char c = LetterClassOf(letters[2]);
    const bool folds = a == b || b == c || (a == 'r' && b == 'n') || (b == 'r' && c == 'n') ||
                       c == 'r' || a == 0 || b == 0 || c == 0;
    return folds || tables_.beginnings.test(BeginningOf(a, b, c));
  }

  void SearchFrom(std::size_t i) {
    if (!MayBegin(text_.words[i])) {
      return;
    }
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
    constexpr std::size_t kShort = 5;
    if (comparison.spacing > 0 && comparison.how.Has(Disguise::kRepeated) && size < kShort) {
      return;
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
    found_.push_back(
        {.name = name.name,
         .begin = words[i].begin,
         .end = words[j].end,
         .how = comparison.how,
         .is_weak =
             size < 4 || (only_misspelt && size < 6) ||
             (comparison.how.Has(Disguise::kDigits) && comparison.how.Has(Disguise::kRepeated)) ||
             (comparison.spacing > 0 && !all_single && by_spaces && !IsCutInPieces(i, j, size)),
         .size = static_cast<std::uint8_t>(size),
         .plain = static_cast<std::uint8_t>(comparison.plain_letters)});
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
    if (!by_spaces) {
      return size >= 4;
    }
    return (IsCutInPieces(i, j, size) || (size >= 4 && j - i == 1)) &&
           text_.words[i].letter_count > 1 && text_.words[j].letter_count > 1 &&
           !IsCommon(text_.words[i]) && !IsCommon(text_.words[j]);
  }

  // "Swar ov ski": a long name in two or three pieces of which none is a word.
  bool IsCutInPieces(std::size_t i, std::size_t j, std::size_t size) const {
    constexpr std::size_t kSizeMin = 6;
    if (size < kSizeMin || j - i > 2) {
      return false;
    }
    for (std::size_t k = i; k <= j; ++k) {
      if (text_.words[k].letter_count < 2 || IsCommon(text_.words[k])) {
        return false;
      }
    }
    return true;
  }

  // "ıɔɔnƃ".
  void SearchTurned(const LatinWord& word) {
    const std::string_view letters = text_.LettersOf(word);
    if (letters.size() > kLettersMax) {
      return;
    }
    const std::string turned = TurnedLetters(letters);
    for (const std::uint32_t index : tables_.by_turned.Find(KeyOfLetters(turned))) {
      const LatinName& name = tables_.latin[index];
      if (std::ranges::equal(turned, name.letters, {}, {}, TurnedClassOf)) {
        DisguiseSet how;
        how.Add(Disguise::kTurned);
        Add(word, name, how, false);
      }
    }
  }

  void SearchMisspelt(const LatinWord& word) {
    const std::string_view letters = text_.LettersOf(word);
    if (letters.size() < kMisspeltWordMin || letters.size() >= kLettersMax ||
        !std::ranges::all_of(letters, [](char c) { return c >= 'a' && c <= 'z'; })) {
      return;
    }
    canonical_.clear();
    canonical_.Append(letters);
    const std::string_view canonical = canonical_.view();
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
      // Names of five letters have too many neighbours: of them, two letters may only have changed places.
      const bool is_long = name.letters.size() >= 6;
      if (name.letters.size() >= 5 && name.letters.front() == letters.front() &&
          (is_long || std::ranges::is_permutation(letters, name.letters)) &&
          name.letters != letters && TypingDistance(letters, name.letters) == 1) {
        AddMisspelt(word, letters, name, Disguise::kMisspelt, !IsClearlyMeant(letters, name));
      }
    }
    if (letters.find_first_of("aeiou") == std::string_view::npos) {
      for (const std::uint32_t index : tables_.by_consonants.Find(KeyOfLetters(letters))) {
        AddMisspelt(word, letters, tables_.latin[index], Disguise::kMisspelt);
      }
    }
    const std::string backwards(letters.rbegin(), letters.rend());
    canonical_.clear();
    canonical_.Append(backwards);
    for (const std::uint32_t index : tables_.by_letters.Find(KeyOfLetters(canonical_.view()))) {
      const LatinName& name = tables_.latin[index];
      if (name.letters == backwards && name.letters != letters) {
        AddMisspelt(word, letters, name, Disguise::kReversed);
      }
    }
  }

  // Two letters that changed places, or a long name with one letter wrong; not "Valentin", which is a name too.
  static bool IsClearlyMeant(std::string_view letters, const LatinName& name) {
    constexpr std::size_t kLong = 8;
    return std::ranges::is_permutation(letters, name.letters) ||
           (name.letters.size() >= kLong && !name.letters.starts_with(letters) &&
            !letters.starts_with(name.letters));
  }

  void AddMisspelt(const LatinWord& word, std::string_view letters, const LatinName& name,
                   Disguise disguise, bool is_weak = true) {
    if (IsOrdinaryWord(letters)) {
      return;
    }
    DisguiseSet how;
    how.Add(disguise);
    Add(word, name, how, is_weak);
  }

  void Add(const LatinWord& word, const LatinName& name, DisguiseSet how, bool is_weak,
           std::size_t plain = 0) {
    found_.push_back({.name = name.name,
                      .begin = word.begin,
                      .end = word.end,
                      .how = how,
                      .is_weak = is_weak,
                      .size = static_cast<std::uint8_t>(name.letters.size()),
                      .plain = static_cast<std::uint8_t>(plain)});
  }

  // "can on", "so ny": short words that stand beside anything.
  bool IsCommon(const LatinWord& word) const {
    static constexpr std::string_view kCommon =
        " all am an and any are as at be big but by can do for get go he her him his how if in is "
        "it its "
        "let me mr my new no not of off oh ok on one or our out own pan per pro red set she so the "
        "to top "
        "too two up us use was we who you ";
    const std::string_view letters = text_.LettersOf(word);
    return letters.size() <= 3 ? kCommon.find(std::string(" ").append(letters).append(" ")) !=
                                     std::string_view::npos
                               : IsOrdinaryWord(letters);
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
      const bool is_half_there = bare.size() >= 3 && 2 * bare.size() >= letters.size();
      const bool are_ends_there = letters.size() >= 5 && bare.size() >= 2 &&
                                  letters.front() != kMaskLetter && letters.back() != kMaskLetter;
      if (fits && (is_half_there || are_ends_there)) {
        DisguiseSet how;
        how.Add(Disguise::kMask);
        Add(word, name, how, bare.size() < 4);
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
        Add(word, tables_.latin[index], comparison.how, bare.size() < 4, bare.size());
      }
    }
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
