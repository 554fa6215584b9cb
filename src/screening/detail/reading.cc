// SPDX-License-Identifier: Apache-2.0
#include "screening/detail/reading.h"

#include <algorithm>

#include "screening/limits.h"
#include "text/ordinary_words.h"
#include "text/utf8.h"

namespace assay::screening::detail {
namespace {

// Cuts at a code-point border.
std::string_view CutTo(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) {
    return text;
  }
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return text.substr(0, end);
}

// A long name within a longer word that is none of the language: "newchanelbag", but not "conversely".
bool IsGlued(const Term& term, std::string_view folded, std::size_t begin, std::size_t end) {
  constexpr std::size_t kLettersMin = 6;
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  if (term.role != TermRole::kBrand || term.is_weak || term.folded.size() < kLettersMin ||
      !std::ranges::all_of(term.folded, is_letter)) {
    return false;
  }
  while (begin > 0 && is_letter(folded[begin - 1])) {
    --begin;
  }
  while (end < folded.size() && is_letter(folded[end])) {
    ++end;
  }
  // A letter or two more is an ending or another word, not a word glued on.
  return end - begin >= term.folded.size() + 3 &&
         !text::IsOrdinaryWord(folded.substr(begin, end - begin));
}

// A word of the trade or a way off the marketplace that was written so as not to be found.
void AddDisguisedWord(const Hit& hit, const text::DisguisedName& name, Reading& reading) {
  if (!name.IsWordInDisguise()) {
    return;
  }
  bool is_known = false;
  for (Hit& other : reading.words) {
    const bool is_same_place =
        other.field == hit.field && other.begin < hit.end && hit.begin < other.end;
    if (!is_same_place || !MayTakeBack(*other.term, *hit.term) ||
        (other.term->role != hit.term->role && other.term->role != TermRole::kOtherMeaning)) {
      continue;
    }
    is_known = true;
    // Folding drops what is not seen, so that the word was found as if it stood there plainly.
    if (other.term == hit.term) {
      other.how = name.how;
    }
  }
  if (!is_known) {
    reading.words.push_back(hit);
  }
}

// The names and words of a field that were written so as not to be found.
void AddDisguised(const Model::Parts& parts, Field field, Reading& reading) {
  const FieldText& text = reading.of(field);
  std::vector<text::DisguisedName> found;
  // A description is long, and its misspelt words are mostly just that.
  parts.disguises.Find(text.source,
                       field == Field::kDescription
                           ? text::DisguiseMatcher::Effort::kDisguises
                           : text::DisguiseMatcher::Effort::kMisspellingsToo,
                       found);
  if (found.empty()) {
    return;
  }
  const auto folded_at = [&text](std::uint32_t source_offset) {
    const auto& origins = text.folded.origins;
    return static_cast<std::uint32_t>(std::ranges::lower_bound(origins, source_offset) -
                                      origins.begin());
  };
  // Of the names of one brand at one place, the one that is least disguised: "Ray Ban" is Ray-Ban rather than
  // "rayban" in two.
  std::ranges::stable_sort(found, {}, [](const text::DisguisedName& name) {
    return std::pair(name.begin, name.how.IsDisguised());
  });
  const std::size_t plain = reading.brands.size();
  for (const text::DisguisedName& name : found) {
    const Term& term = parts.terms[parts.disguised_terms[name.name]];
    const Hit hit{
        &term,   field, folded_at(name.begin), folded_at(name.end), term.is_weak || name.is_weak,
        name.how};
    if (hit.begin == hit.end) {
      continue;
    }
    if (term.role != TermRole::kBrand) {
      AddDisguisedWord(hit, name, reading);
      continue;
    }
    bool is_known = false;
    for (std::size_t i = 0; i < plain; ++i) {
      Hit& other = reading.brands[i];
      if (other.field != field || other.end <= hit.begin || hit.end <= other.begin ||
          !MayHide(*other.term, term)) {
        continue;
      }
      // A name that stands there in plain words goes before one that is guessed.
      is_known = is_known || hit.is_weak || (other.term->owner == term.owner && !other.is_weak);
      if (other.term == &term) {
        other.how = hit.how;
      }
    }
    for (std::size_t i = plain; i < reading.brands.size(); ++i) {
      is_known = is_known || (reading.brands[i].field == field && reading.brands[i].Contains(hit) &&
                              reading.brands[i].term->owner == term.owner);
    }
    if (!is_known) {
      reading.brands.push_back(hit);
    }
  }
}

// Leaves out hits inside longer ones ("jordan" in "air jordan") and repeats of the same place.
void KeepLongest(std::vector<Hit>& hits) {
  std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
    if (a.field != b.field) {
      return a.field < b.field;
    }
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  // Hits come by begin, so whatever contains one was kept and is the last of its field. One place may name several
  // brands ("古*"): the goods tell which. Our own names are kept as if there were no packs.
  std::vector<Hit> kept;
  std::array<const Hit*, 2> last{};  // Of our own and of packs.
  kept.reserve(hits.size());
  for (const Hit& hit : hits) {
    const auto is_told_by = [&hit](const Hit* other) {
      return other != nullptr && other->Contains(hit) &&
             !(hit.Contains(*other) && hit.is_weak && hit.term->owner != other->term->owner);
    };
    const bool is_of_pack = hit.term->is_of_pack();
    if (!is_told_by(last[0]) && !(is_of_pack && is_told_by(last[1]))) {
      kept.push_back(hit);
      last[is_of_pack ? 1 : 0] = &kept.back();
    }
  }
  hits = std::move(kept);
}

}  // namespace

const Hit* Reading::First(TermRole role) const {
  const auto hit = std::find_if(words.begin(), words.end(),
                                [role](const Hit& word) { return word.term->role == role; });
  return hit == words.end() ? nullptr : &*hit;
}

bool Reading::Has(TermRole role) const {
  return First(role) != nullptr;
}

Span Reading::SpanOf(const Hit& hit) const {
  const FieldText& text = of(hit.field);
  const text::SourceSpan span = text.folded.SourceOf(text.source, hit.begin, hit.end);
  return {hit.field, span.begin, span.end};
}

std::string_view Reading::SurfaceOf(const Hit& hit) const {
  const Span span = SpanOf(hit);
  return of(hit.field).source.substr(span.begin, span.end - span.begin);
}

Reading ReadFields(const Model::Parts& parts, const Listing& listing) {
  Reading reading;
  const std::array<std::string_view, kFieldCount> sources = {listing.title, listing.description,
                                                             listing.brand, listing.category};
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    FieldText& field = reading.fields[i];
    field.source = CutTo(sources[i], kFieldBytesMax);
    reading.was_cut = reading.was_cut || field.source.size() < sources[i].size();
    field.folded = text::Fold(field.source);
    const std::string_view folded = field.folded.bytes;
    parts.matcher.ForEachMatch(folded, [&](std::size_t index, std::size_t begin, std::size_t end) {
      const Term& term = parts.terms[index];
      if (!text::StandsAlone(folded, begin, end, term.word_end)) {
        if (static_cast<Field>(i) == Field::kTitle && IsGlued(term, folded, begin, end)) {
          reading.brands.push_back({&term, Field::kTitle, static_cast<std::uint32_t>(begin),
                                    static_cast<std::uint32_t>(end), true});
        }
        return;
      }
      const Hit hit{&term, static_cast<Field>(i), static_cast<std::uint32_t>(begin),
                    static_cast<std::uint32_t>(end), term.is_weak};
      (term.role == TermRole::kBrand ? reading.brands : reading.words).push_back(hit);
    });
  }
  for (const Field field : {Field::kTitle, Field::kDescription, Field::kBrand}) {
    AddDisguised(parts, field, reading);
  }
  std::erase_if(reading.brands, [&reading](const Hit& brand) {
    return std::ranges::any_of(reading.words, [&brand](const Hit& word) {
      return word.term->role == TermRole::kOtherMeaning && word.Contains(brand) &&
             MayTakeBack(*word.term, *brand.term);
    });
  });
  KeepLongest(reading.brands);
  return reading;
}

std::vector<std::uint32_t> ItemsOf(const Reading& reading) {
  std::vector<std::uint32_t> near;
  std::vector<std::uint32_t> far;
  for (const Hit& hit : reading.words) {
    if (hit.term->role == TermRole::kItem) {
      (hit.field == Field::kDescription ? far : near).push_back(hit.term->owner);
    }
  }
  return near.empty() ? far : near;
}

}  // namespace assay::screening::detail
