// SPDX-License-Identifier: Apache-2.0
#include "text/detail/name_tables.h"

#include <algorithm>
#include <span>
#include <unordered_map>
#include <utility>

#include "text/disguise_matcher.h"
#include "text/emoji_words.h"
#include "text/folding.h"
#include "text/utf8.h"

namespace assay::text::detail {

void NameTables::Add(std::uint32_t index, const std::string& name) {
  static constexpr HanCharacter kLetter{};
  const std::string folded = FoldTerm(name);
  LatinName as_latin{.name = index};
  HanName as_han{.name = index};
  bool has_han = false;
  std::size_t characters_seen = 0;
  const auto add_to_han = [&](char32_t point, const HanCharacter* traits) {
    if (characters_seen < kCharactersMax) {
      as_han.characters[as_han.size] = point;
      as_han.traits[as_han.size] = traits;
      ++as_han.size;
    }
    ++characters_seen;
  };
  bool at_word_start = true;
  for (std::size_t offset = 0; offset < folded.size();) {
    const CodePoint point = DecodeAt(folded, offset);
    offset += point.length;
    const char c = point.value < 0x80 ? static_cast<char>(point.value) : '\0';
    if (const HanCharacter* const character = FindHan(point.value)) {
      const char32_t simplified = SimplifiedOf(point.value);
      const HanCharacter* const traits = FindHan(simplified);
      add_to_han(simplified, traits != nullptr ? traits : character);
      has_han = true;
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '@' || c == '$') {
      if (at_word_start && as_latin.letters.size() < 64) {
        as_latin.word_starts |= std::uint64_t{1} << as_latin.letters.size();
      }
      at_word_start = false;

      as_latin.letters.push_back(c);  // Signs within, as in "be@rbrick", too.
      add_to_han(point.value, &kLetter);
    } else if (const std::u32string_view word = WordOfEmoji(point.value); !word.empty()) {
      for (const char32_t drawn : word) {
        add_to_han(drawn, FindHan(drawn));
      }
      has_han = true;
    } else if (point.value >= 0x80 && point.value != 0xFE0F) {
      return;  // Another script.
    } else {
      at_word_start = true;
    }
  }
  if (has_han && characters_seen >= 2 && characters_seen <= kCharactersMax) {
    AddHan(as_han);
  } else if (!has_han && as_latin.letters.size() >= 2 && as_latin.letters.size() <= kLettersMax) {
    AddLatin(std::move(as_latin));
  }
}

void NameTables::AddLatin(LatinName name) {
  const auto index = static_cast<std::uint32_t>(latin.size());
  CanonicalLetters canonical;
  canonical.Append(name.letters);
  by_letters.Add(KeyOfLetters(canonical.view()), index);
  if (const std::string_view letters_of = canonical.view(); letters_of.size() >= 3) {
    beginnings.set(BeginningOf(letters_of[0], letters_of[1], letters_of[2]));
  }
  for (const std::size_t size : kPrefixes) {
    if (canonical.view().size() >= size) {
      prefixes.set(BitOfPrefix(canonical.view().substr(0, size)));
    }
  }
  constexpr std::size_t kConsonantsMin = 4;
  std::string consonants = name.letters;
  std::erase_if(consonants,
                [](char c) { return std::string_view("aeiou").find(c) != std::string_view::npos; });
  if (name.word_starts == 1 && consonants.size() >= kConsonantsMin &&
      consonants.size() < name.letters.size()) {
    by_consonants.Add(KeyOfLetters(consonants), index);
  }
  if (canonical.view().size() >= kMisspeltLettersMin) {
    ForEachWithout(canonical.view(),
                   [&](std::string_view letters) { by_near.Add(KeyOfLetters(letters), index); });
  }
  if (name.letters.size() >= 4) {
    for (const std::size_t at : {std::size_t{0}, name.letters.size() - 1}) {
      by_mask.Add(KeyOfMask(name.letters.size(), at, name.letters[at]), index);
    }
  }
  constexpr std::size_t kTurnedMin = 4;
  if (name.letters.size() >= kTurnedMin) {
    std::string turned = name.letters;
    std::ranges::transform(turned, turned.begin(), TurnedClassOf);
    by_turned.Add(KeyOfLetters(turned), index);
  }
  latin.push_back(std::move(name));
}

void NameTables::AddMixedName(std::uint32_t latin_index, std::uint32_t han_index) {
  const std::string& letters = latin[latin_index].letters;
  const HanName& name = han[han_index];
  for (std::size_t at = 0; at < name.size; ++at) {
    const std::uint32_t packed = Pack(mixed.size(), at);
    if (at > 0) {
      by_mixed.Add(KeyOfMixed(letters[0], letters[1], name.characters[at], true), packed);
    }
    if (at + 1 < name.size) {
      by_mixed.Add(
          KeyOfMixed(letters[letters.size() - 2], letters.back(), name.characters[at], false),
          packed);
    }
  }
  mixed.push_back({latin_index, han_index});
}

void NameTables::AddMixed(std::span<const std::uint32_t> groups) {
  struct Group {
    std::vector<std::uint32_t> latin;
    std::vector<std::uint32_t> han;
    std::size_t pairs = 0;
  };
  std::unordered_map<std::uint32_t, Group> by_group;
  const auto add = [&](std::uint32_t name, std::uint32_t at, bool is_latin) {
    if (groups.empty() || groups[name] == kNoGroup) {
      return;
    }
    Group& group = by_group[groups[name]];
    for (const std::uint32_t other : is_latin ? group.han : group.latin) {
      if (group.pairs == kMixedPairsMax) {
        return;
      }
      ++group.pairs;
      is_latin ? AddMixedName(at, other) : AddMixedName(other, at);
    }
    (is_latin ? group.latin : group.han).push_back(at);
  };
  constexpr std::size_t kLatinMin = 4;
  const auto is_chinese = [](const HanName& name) {
    return std::ranges::all_of(std::span(name.characters.data(), name.size),
                               [](char32_t character) { return character >= 0x80; });
  };
  // Both in the order of the names, each with those before it: what is added later takes no pair from others.
  std::uint32_t i = 0;
  for (std::uint32_t j = 0; j <= han.size(); ++j) {
    const bool is_last = j == han.size();
    for (; i < latin.size() && (is_last || latin[i].name < han[j].name); ++i) {
      if (latin[i].letters.size() >= kLatinMin) {
        add(latin[i].name, i, true);
      }
    }
    if (!is_last && is_chinese(han[j])) {
      add(han[j].name, j, false);
    }
  }
}

void NameTables::AddHan(const HanName& name) {
  const std::size_t index = han.size();
  const std::span points(name.characters.data(), name.size);
  for (const char32_t character : points) {
    if (character < characters.size()) {
      characters.set(character);
    }
  }
  const HanCharacter& first = *name.traits[0];
  const HanCharacter& second = *name.traits[1];
  for (const std::uint16_t a : {first.syllable, first.other_syllable}) {
    for (const std::uint16_t b : {second.syllable, second.other_syllable}) {
      if (a != 0 && b != 0) {
        by_sounds.Add(KeyOfSounds(a, b), Pack(index, 0));
      }
    }
  }
  if (points.size() == 2) {
    by_character.Add(points[0], Pack(index, 0));
    by_character.Add(points[1], Pack(index, 1));
  } else {
    for (std::size_t at = 0; at + 1 < points.size(); ++at) {
      by_pair.Add(KeyOfPair(points[at], points[at + 1], 1), Pack(index, at));
    }
    // One of four and more left out.
    for (std::size_t at = 0; points.size() >= 4 && at + 2 < points.size(); ++at) {
      by_pair.Add(KeyOfPair(points[at], points[at + 2], 1), Pack(index, at));
    }
    // The middle one of three replaced by one sign, or by up to three parts.
    if (points.size() == 3) {
      for (std::size_t distance = 2; distance <= kGapsOfPair; ++distance) {
        by_pair.Add(KeyOfPair(points[0], points[2], distance), Pack(index, 0));
      }
    }
  }
  han.push_back(name);
}

void NameTables::Build() {
  for (KeyTable* table : {&by_letters, &by_near, &by_consonants, &by_mask, &by_pair, &by_sounds,
                          &by_character, &by_turned, &by_mixed}) {
    table->Build();
  }
}

}  // namespace assay::text::detail
