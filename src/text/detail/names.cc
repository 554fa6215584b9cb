// SPDX-License-Identifier: Apache-2.0
#include "text/detail/names.h"

#include <algorithm>
#include <optional>

namespace assay::text::detail {
namespace {

constexpr std::uint8_t kGapMax = 2;  // Separators between two characters of one name.

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

bool IsLetter(char c) {
  return c >= 'a' && c <= 'z';
}

// Aligns a name from one of its characters outwards. Where a character may be written in several ways (by one unit
// or by parts), each is tried: names are short and few places fit.
class Aligner {
 public:
  // From character `at` of the name.
  Aligner(const std::vector<Unit>& units, const HanName& name, std::size_t at)
      : units_(units), name_(name), start_(at) {}

  bool Align(std::size_t unit, HanAlignment& alignment) {
    alignment = {.first = unit, .last = unit};
    return Right(start_, unit, alignment);
  }

 private:
  // Character `at` and all after it from `unit` on, then all before the first.
  bool Right(std::size_t at, std::size_t unit, HanAlignment& alignment) {
    return TakeInTurn(at, unit, 1, alignment, [&](std::size_t taken, HanAlignment& next) {
      next.last = unit + taken - 1;
      if (at + 1 == name_.size) {
        return Left(next);
      }
      return CrossInTurn(next.last, 1, next, [&](std::size_t to, HanAlignment& crossed) {
        if (Right(at + 1, to, crossed)) {
          return true;
        }
        // One of four and more may be left out, but not the last: a longer name begins like a shorter word.
        if (name_.size < 4 || crossed.is_left_out || at + 2 >= name_.size) {
          return false;
        }
        HanAlignment without = crossed;
        without.is_left_out = true;
        without.how.Add(Disguise::kMisspelt);
        if (!Right(at + 2, to, without)) {
          return false;
        }
        crossed = without;
        return true;
      });
    });
  }

  bool Left(HanAlignment& alignment) {
    const std::size_t at = start_ - alignment.to_the_left;
    if (at == 0) {
      return true;
    }
    return CrossInTurn(alignment.first, -1, alignment, [&](std::size_t to, HanAlignment& crossed) {
      return TakeInTurn(at - 1, to, -1, crossed, [&](std::size_t taken, HanAlignment& next) {
        next.first = to + 1 - taken;
        ++next.to_the_left;
        return Left(next);
      });
    });
  }

  template <typename Then>
  bool TakeInTurn(std::size_t at, std::size_t unit, int direction, HanAlignment& alignment,
                  Then&& then) {
    const auto with = [&](std::size_t taken, std::optional<Disguise> how) {
      HanAlignment next = alignment;
      Count(at, how, next);
      if (!then(taken, next)) {
        return false;
      }
      alignment = next;
      return true;
    };
    const char32_t character = name_.characters[at];
    const HanCharacter& traits = *name_.traits[at];
    const Unit& here = units_[unit];
    if (here.point == character) {
      const bool is_picture = here.kind == UnitKind::kPicture;
      return with(1, is_picture            ? std::optional(Disguise::kPicture)
                     : here.is_traditional ? std::optional(Disguise::kTraditional)
                                           : std::nullopt);
    }
    switch (here.kind) {
      case UnitKind::kHan:
        break;
      case UnitKind::kPicture:
        return SoundAlike(*here.han, traits) && with(1, Disguise::kPicture);
      case UnitKind::kSyllable:
        return (here.syllable == traits.syllable || here.syllable == traits.other_syllable) &&
               with(1, Disguise::kPinyin);
      case UnitKind::kMask:
        return with(1, Disguise::kMask);
      case UnitKind::kOther:
        return false;
    }
    if (SoundAlike(*here.han, traits) && with(1, Disguise::kSound)) {
      return true;
    }
    for (std::size_t count = 2; count <= kPartsMax; ++count) {
      if (StandsInParts(unit, count, direction, traits) && with(count, Disguise::kParts)) {
        return true;
      }
    }
    if (LookAlike(*here.han, traits)) {
      return with(1, Disguise::kShape);
    }
    if (name_.size >= 3 && !alignment.is_loose && LookSimilar(*here.han, traits) &&
        with(1, Disguise::kShape)) {
      alignment.is_loose = true;
      alignment.loose_unit = unit;
      return true;
    }
    return false;
  }

  bool StandsInParts(std::size_t unit, std::size_t count, int direction,
                     const HanCharacter& traits) const {
    if (direction > 0 ? unit + count > units_.size() : unit + 1 < count) {
      return false;
    }
    const std::size_t first = direction > 0 ? unit : unit + 1 - count;
    std::array<char32_t, kPartsMax> parts{};
    for (std::size_t i = 0; i < count; ++i) {
      const Unit& part = units_[first + i];
      if (part.kind != UnitKind::kHan || (i > 0 && part.gap_before != 0)) {
        return false;
      }
      parts[i] = part.point;
    }
    return AreParts(std::span(parts).first(count), traits);
  }

  void Count(std::size_t at, std::optional<Disguise> how, HanAlignment& alignment) const {
    if (!how || *how == Disguise::kTraditional) {
      ++alignment.exact;
    }
    if (how) {
      alignment.how.Add(*how);
      alignment.sounds += *how == Disguise::kSound ? 1U : 0U;
      alignment.altered +=
          *how == Disguise::kShape || *how == Disguise::kParts || *how == Disguise::kMask ? 1U : 0U;
      alignment.mask_at_edge =
          alignment.mask_at_edge || (*how == Disguise::kMask && (at == 0 || at + 1 == name_.size));
    }
  }

  // From the unit `from` to its neighbour within the name; a mask between may be no more than a sign between.
  template <typename Then>
  bool CrossInTurn(std::size_t from, int direction, HanAlignment& alignment, Then&& then) {
    const auto step = static_cast<std::size_t>(direction);  // Wraps for -1, as unsigned does.
    if (direction > 0 ? from + 1 >= units_.size() : from == 0) {
      return false;
    }
    const std::size_t next = from + step;
    if (units_[next].kind == UnitKind::kMask &&
        (direction > 0 ? next + 1 < units_.size() : next > 0)) {
      HanAlignment spaced = alignment;
      spaced.how.Add(Disguise::kSpacing);
      spaced.gaps_are_spaces = false;
      const std::size_t beyond = next + step;
      const std::size_t right = std::max(from, beyond);
      if (units_[next].gap_before == 0 && units_[right].gap_before == 0 &&
          units_[beyond].kind == UnitKind::kHan && then(beyond, spaced)) {
        alignment = spaced;
        return true;
      }
    }
    HanAlignment crossed = alignment;
    if (!Cross(direction > 0 ? next : from, crossed) || !then(next, crossed)) {
      return false;
    }
    alignment = crossed;
    return true;
  }

  // The border before `unit`, which lies inside the name.
  bool Cross(std::size_t unit, HanAlignment& alignment) const {
    const Unit& right = units_[unit];
    const Unit& left = units_[unit - 1];
    if (right.after_hidden) {
      alignment.how.Add(Disguise::kHidden);
    }
    if (right.gap_before == 0) {
      return true;
    }
    // A mask touches what it masks. Syllables of pinyin stand apart as a matter of course.
    if (right.gap_before > kGapMax || right.kind == UnitKind::kMask ||
        left.kind == UnitKind::kMask) {
      return false;
    }
    if (right.kind != UnitKind::kSyllable || left.kind != UnitKind::kSyllable) {
      alignment.how.Add(Disguise::kSpacing);
    }
    alignment.gaps_are_spaces = alignment.gaps_are_spaces && right.gap_is_space;
    return true;
  }

  const std::vector<Unit>& units_;
  const HanName& name_;
  std::size_t start_;
};

}  // namespace

void CanonicalLetters::Append(std::string_view letters) {
  for (const char letter : letters) {
    const char c = LetterClassOf(letter);
    if (c == 0 || (size_ > 0 && letters_[size_ - 1] == c)) {
      continue;
    }
    if (c == 'n' && size_ > 0 && letters_[size_ - 1] == 'r') {
      letters_[size_ - 1] = 'm';
      if (size_ > 1 && letters_[size_ - 2] == 'm') {
        --size_;
      }
      continue;
    }
    if (is_full()) {
      return;
    }
    letters_[size_++] = c;
  }
}

bool CompareLatin(std::string_view text, const std::vector<std::size_t>& word_starts,
                  const LatinName& name, LatinComparison& comparison) {
  comparison = {};
  std::size_t p = 0;
  std::size_t q = 0;
  auto next_start = word_starts.begin();
  std::uint64_t starts_seen = 0;
  const std::string_view letters = name.letters;
  while (p < text.size() || q < letters.size()) {
    while (next_start != word_starts.end() && *next_start <= p) {
      if (*next_start == p && q < 64 && (name.word_starts >> q & 1U) != 0) {
        starts_seen |= std::uint64_t{1} << q;
      } else {
        ++comparison.spacing;
      }
      ++next_start;
    }
    const char a = p < text.size() ? text[p] : '\0';
    const char b = q < letters.size() ? letters[q] : '\0';
    if (a != 0 && b != 0 && LetterClassOf(a) == LetterClassOf(b)) {
      if (a == b) {
        ++comparison.plain_letters;
      } else if (!IsLetter(b)) {
        return false;  // A digit of the name is that digit.
      } else {
        comparison.how.Add(IsLetter(a) ? Disguise::kSwapped : Disguise::kDigits);
      }
      ++p;
      ++q;
    } else if (a != 0 && p > 0 && LetterClassOf(a) == LetterClassOf(text[p - 1]) && !IsDigit(a)) {
      comparison.how.Add(Disguise::kRepeated);
      ++p;
    } else if (b != 0 && q > 0 && LetterClassOf(b) == LetterClassOf(letters[q - 1]) &&
               !IsDigit(b)) {
      comparison.how.Add(Disguise::kRepeated);
      ++q;
    } else if (text.substr(p, 2) == "rn" && b == 'm') {
      comparison.how.Add(Disguise::kSwapped);
      p += 2;
      ++q;
    } else if (a == 'm' && letters.substr(q, 2) == "rn") {
      comparison.how.Add(Disguise::kSwapped);
      ++p;
      q += 2;
    } else {
      return false;
    }
  }
  if (comparison.spacing > 0) {
    comparison.how.Add(Disguise::kSpacing);
  }
  if (starts_seen != (name.word_starts & ~std::uint64_t{1})) {
    comparison.how.Add(Disguise::kPunctuation);
  }
  return true;
}

bool AlignHan(const std::vector<Unit>& units, std::size_t unit, const HanName& name, std::size_t at,
              HanAlignment& alignment) {
  return Aligner(units, name, at).Align(unit, alignment);
}

}  // namespace assay::text::detail
