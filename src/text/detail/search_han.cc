// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <span>
#include <string>

#include "text/detail/searches.h"
#include "text/ordinary_words.h"

namespace assay::text::detail {
namespace {

bool IsHanUnit(const Unit& unit) {
  return unit.kind == UnitKind::kHan;
}

std::u32string Characters(const std::vector<Unit>& units, std::size_t first, std::size_t last) {
  std::u32string characters;
  for (std::size_t i = first; i <= last; ++i) {
    characters.push_back(units[i].point);
  }
  return characters;
}

// One text's search, Chinese characters and what stands for them.
class HanSearch {
 public:
  HanSearch(const NameTables& tables, const TextUnits& text, std::vector<DisguisedName>& found)
      : tables_(tables), units_(text.units), found_(found) {}

  void Run() {
    for (std::size_t i = 0; i < units_.size(); ++i) {
      if (i + 1 < units_.size() && units_[i].syllable != 0 && units_[i + 1].syllable != 0) {
        TryAllOfSounds(
            tables_.by_sounds.Find(KeyOfSounds(units_[i].syllable, units_[i + 1].syllable)), i);
      }
      if (!IsHanUnit(units_[i]) || !InNames(units_[i])) {
        continue;
      }
      TryAll(tables_.by_character.Find(units_[i].point), i);
      for (std::size_t distance = 1; distance <= kGapsOfPair && i + distance < units_.size();
           ++distance) {
        if (IsHanUnit(units_[i + distance]) && InNames(units_[i + distance])) {
          TryAll(tables_.by_pair.Find(
                     KeyOfPair(units_[i].point, units_[i + distance].point, distance)),
                 i);
        }
      }
    }
  }

 private:
  void TryAll(std::span<const std::uint32_t> candidates, std::size_t unit) {
    for (const std::uint32_t packed : candidates) {
      const HanName& name = tables_.han[packed / kCharactersMax];
      const std::size_t at = packed % kCharactersMax;
      if (name.size != 2 || MayStandBeside(unit, name, at)) {
        Try(name, unit, at);
      }
    }
  }

  // The names that begin with the sounds of two units.
  void TryAllOfSounds(std::span<const std::uint32_t> candidates, std::size_t unit) {
    const bool is_within_words =
        IsHanUnit(units_[unit]) && IsHanUnit(units_[unit + 1]) && TouchesBefore(unit);
    for (const std::uint32_t packed : candidates) {
      const HanName& name = tables_.han[packed / kCharactersMax];
      if (name.size == 2) {
        // Judge would turn two characters away that only sound like a name, where no word begins.
        const bool only_sounds = units_[unit].point != name.characters[0] &&
                                 units_[unit + 1].point != name.characters[1];
        if (!is_within_words || !only_sounds) {
          Try(name, unit, 0);
        }
        continue;
      }
      // The third character, or the fourth where one is left out. Who writes the first in parts does not hit the sounds.
      if (MayBe(unit + 2, name, 2) || (name.size > 3 && MayBe(unit + 2, name, 3))) {
        Try(name, unit, 0);
      }
    }
  }

  void Try(const HanName& name, std::size_t unit, std::size_t at) {
    HanAlignment alignment;
    if (AlignHan(units_, unit, name, at, alignment)) {
      Judge(name, alignment);
    }
  }

  // Looked at before a name is aligned: with thousands of names most characters of a text belong to some, and what
  // stands beside them to none.
  bool MayBe(std::size_t unit, const HanName& name, std::size_t at) const {
    if (unit >= units_.size()) {
      return false;
    }
    const Unit& there = units_[unit];
    return !IsHanUnit(there) || there.point == name.characters[at] ||
           MayStandFor(there.point, *name.traits[at]);
  }

  // Whether the other character of a name of two may stand beside `unit`; to the left it may stand in parts.
  bool MayStandBeside(std::size_t unit, const HanName& name, std::size_t at) const {
    if (at == 0) {
      return MayBe(unit + 1, name, 1);
    }
    if (unit == 0) {
      return false;
    }
    std::array<char32_t, kPartsMax> parts{};
    for (std::size_t count = 2; count <= kPartsMax && count <= unit; ++count) {
      for (std::size_t i = 0; i < count; ++i) {
        parts[i] = units_[unit - count + i].point;
      }
      if (AreParts(std::span(parts).first(count), *name.traits[0])) {
        return true;
      }
    }
    return MayBe(unit - 1, name, 0);
  }

  void Judge(const HanName& name, const HanAlignment& alignment) {
    const std::size_t size = name.size;
    const DisguiseSet how = alignment.how;
    if (alignment.is_left_out && alignment.exact + 1 < size) {
      return;  // All others must stand.
    }
    if (how.empty() || alignment.altered > (size >= 4 ? 2U : 1U) ||
        alignment.exact + 1 < (alignment.altered > 0 ? size - alignment.altered : 1)) {
      return;
    }
    if (how.Has(Disguise::kSpacing) && alignment.exact == size && size == 2 &&
        alignment.gaps_are_spaces && !StandsApart(alignment)) {
      return;
    }
    if (IsOrdinary(alignment, size)) {
      return;
    }
    if (CutsAWord(alignment.first, alignment.last)) {
      return;
    }
    // Two characters that only sound like a name need at least to begin where a word can begin.
    if (size == 2 && alignment.sounds == 2 && TouchesBefore(alignment.first)) {
      return;
    }
    const bool replaced = alignment.exact < size;
    const bool only_traditional = alignment.exact == size && !how.IsDisguised();
    const bool is_weak =
        !only_traditional &&
        (size == 2 || alignment.mask_at_edge || alignment.is_loose || alignment.altered > 1 ||
         (size == 3 && replaced && alignment.exact < 2 && !how.Has(Disguise::kPinyin) &&
          !how.Has(Disguise::kPicture)));
    found_.push_back({.name = name.name,
                      .begin = units_[alignment.first].begin,
                      .end = units_[alignment.last].end,
                      .how = how,
                      .is_weak = is_weak,
                      .size = static_cast<std::uint8_t>(size),
                      .plain = static_cast<std::uint8_t>(alignment.exact)});
  }

  bool InNames(const Unit& unit) const {
    return unit.point < tables_.characters.size() && tables_.characters.test(unit.point);
  }

  bool TouchesBefore(std::size_t first) const {
    return first > 0 && IsHanUnit(units_[first - 1]) && units_[first].gap_before == 0;
  }
  bool TouchesAfter(std::size_t last) const {
    return last + 1 < units_.size() && IsHanUnit(units_[last + 1]) &&
           units_[last + 1].gap_before == 0;
  }

  // Whether a Latin word gives only some of its syllables.
  bool CutsAWord(std::size_t first, std::size_t last) const {
    const auto are_one_word = [&](std::size_t a, std::size_t b) {
      return units_[a].kind == UnitKind::kSyllable && units_[b].kind == UnitKind::kSyllable &&
             units_[a].begin == units_[b].begin;
    };
    return (first > 0 && are_one_word(first - 1, first)) ||
           (last + 1 < units_.size() && are_one_word(last, last + 1));
  }

  bool StandsApart(const HanAlignment& alignment) const {
    return !TouchesBefore(alignment.first) || !TouchesAfter(alignment.last);
  }

  // Whether the character that is only similar makes a word with its neighbour, in the name or beside it.
  bool HoldsOrdinaryWord(const HanAlignment& alignment) const {
    const std::size_t unit = alignment.loose_unit;
    return (TouchesBefore(unit) && IsOrdinaryWord(Characters(units_, unit - 1, unit))) ||
           (TouchesAfter(unit) && IsOrdinaryWord(Characters(units_, unit, unit + 1)));
  }

  // Everyday words that happen to sound or look like a name, or the ends of two words side by side.
  bool IsOrdinary(const HanAlignment& alignment, std::size_t size) const {
    const bool is_replaced =
        alignment.how.Has(Disguise::kSound) || alignment.how.Has(Disguise::kShape);
    if (alignment.is_loose && HoldsOrdinaryWord(alignment)) {
      return true;
    }
    if (!is_replaced || size > 3) {
      return false;
    }
    for (std::size_t i = alignment.first; i <= alignment.last; ++i) {
      if (!IsHanUnit(units_[i])) {
        return false;
      }
    }
    if (IsOrdinaryWord(Characters(units_, alignment.first, alignment.last))) {
      return true;
    }
    const bool begins_in_word =
        TouchesBefore(alignment.first) &&
        IsOrdinaryWord(Characters(units_, alignment.first - 1, alignment.first));
    const bool ends_in_word =
        TouchesAfter(alignment.last) &&
        IsOrdinaryWord(Characters(units_, alignment.last, alignment.last + 1));
    return size == 2 ? begins_in_word || ends_in_word : begins_in_word && ends_in_word;
  }

  const NameTables& tables_;
  const std::vector<Unit>& units_;
  std::vector<DisguisedName>& found_;
};

}  // namespace

void SearchHan(const NameTables& tables, const TextUnits& text, std::vector<DisguisedName>& found) {
  HanSearch(tables, text, found).Run();
}

}  // namespace assay::text::detail
