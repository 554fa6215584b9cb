// SPDX-License-Identifier: Apache-2.0
// Names that begin in one script and end in the other: Gu驰, 香nel, Louis威登.
#include <algorithm>

#include "text/detail/searches.h"

namespace assay::text::detail {
namespace {

class MixedSearch {
 public:
  MixedSearch(const NameTables& tables, const TextUnits& text, std::vector<DisguisedName>& found)
      : tables_(tables), text_(text), found_(found) {}

  void Run() {
    std::size_t unit = 0;
    const std::vector<Unit>& units = text_.units;
    for (const LatinWord& word : text_.words) {
      while (unit < units.size() && units[unit].begin < word.begin) {
        ++unit;
      }
      if (unit == units.size()) {
        return;
      }
      if (units[unit].begin != word.begin || word.letter_count < 2) {
        continue;
      }
      std::size_t after = unit;
      while (after < units.size() && units[after].begin == word.begin) {
        ++after;
      }
      const std::string_view letters = text_.LettersOf(word);
      if (after < units.size() && Touches(units[after]) && IsHan(units[after])) {
        TryBegun(word, letters, after);
      }
      if (unit > 0 && Touches(units[unit]) && IsHan(units[unit - 1])) {
        TryEnded(word, letters, unit - 1);
      }
    }
  }

 private:
  static bool IsHan(const Unit& unit) { return unit.kind == UnitKind::kHan; }
  static bool Touches(const Unit& unit) { return unit.gap_before == 0; }

  // The word begins the Latin name, and the characters from `first` on end the Chinese one.
  void TryBegun(const LatinWord& word, std::string_view letters, std::size_t first) {
    const std::vector<Unit>& units = text_.units;
    for (const std::uint32_t packed :
         tables_.by_mixed.Find(KeyOfMixed(letters[0], letters[1], units[first].point, true))) {
      const MixedName& names = tables_.mixed[packed / kCharactersMax];
      const LatinName& latin = tables_.latin[names.latin];
      const HanName& han = tables_.han[names.han];
      const std::size_t at = packed % kCharactersMax;
      const std::size_t count = std::size_t{han.size} - at;
      if (letters.size() >= latin.letters.size() || !latin.letters.starts_with(letters) ||
          first + count > units.size()) {
        continue;
      }
      bool fits = true;
      for (std::size_t i = 0; i < count && fits; ++i) {
        const Unit& unit = units[first + i];
        fits = IsHan(unit) && Touches(unit) && unit.point == han.characters[at + i];
      }
      if (fits) {
        Add(latin, han, letters.size(), count, word.begin, units[first + count - 1].end);
      }
    }
  }

  // The characters up to `last` begin the Chinese name, and the word ends the Latin one.
  void TryEnded(const LatinWord& word, std::string_view letters, std::size_t last) {
    const std::vector<Unit>& units = text_.units;
    for (const std::uint32_t packed : tables_.by_mixed.Find(
             KeyOfMixed(letters[letters.size() - 2], letters.back(), units[last].point, false))) {
      const MixedName& names = tables_.mixed[packed / kCharactersMax];
      const LatinName& latin = tables_.latin[names.latin];
      const HanName& han = tables_.han[names.han];
      const std::size_t count = packed % kCharactersMax + 1;
      if (letters.size() >= latin.letters.size() || !latin.letters.ends_with(letters) ||
          last + 1 < count) {
        continue;
      }
      bool fits = true;
      for (std::size_t i = 0; i < count && fits; ++i) {
        const Unit& unit = units[last + 1 - count + i];
        fits = IsHan(unit) && (i == 0 || Touches(unit)) && unit.point == han.characters[i];
      }
      if (fits) {
        Add(latin, han, letters.size(), count, units[last + 1 - count].begin, word.end);
      }
    }
  }

  void Add(const LatinName& latin, const HanName& han, std::size_t letters, std::size_t characters,
           std::uint32_t begin, std::uint32_t end) {
    // Together they must be most of a name: "L'Oreal" is not "欧l".
    const std::size_t whole = latin.letters.size() * std::size_t{han.size};
    const std::size_t there = letters * std::size_t{han.size} + characters * latin.letters.size();
    if (4 * there < 3 * whole) {
      return;
    }
    DisguiseSet how;
    how.Add(Disguise::kMixed);
    found_.push_back({.name = latin.name,
                      .begin = begin,
                      .end = end,
                      .how = how,
                      .is_weak = letters + characters < 3});
  }

  const NameTables& tables_;
  const TextUnits& text_;
  std::vector<DisguisedName>& found_;
};

}  // namespace

void SearchMixed(const NameTables& tables, const TextUnits& text,
                 std::vector<DisguisedName>& found) {
  MixedSearch(tables, text, found).Run();
}

}  // namespace assay::text::detail
