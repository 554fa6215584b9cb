// SPDX-License-Identifier: Apache-2.0
#include "screening/detail/reading.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "screening/limits.h"
#include "text/han.h"
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

// A word of the trade that is one Chinese character ("仿") is only that where no other character touches it.
bool TouchesOthers(const Term& term, std::string_view folded, std::size_t begin, std::size_t end) {
  constexpr std::size_t kOneCharacter = 3;
  if (term.role != TermRole::kLingo || term.folded.size() != kOneCharacter ||
      text::FindHan(text::DecodeAt(term.folded, 0).value) == nullptr) {
    return false;
  }
  const auto is_apart = [](char c) { return c == ' ' || (c > 0 && std::ispunct(c) != 0); };
  return (begin > 0 && !is_apart(folded[begin - 1])) ||
         (end < folded.size() && !is_apart(folded[end]));
}

// "cfbag", "hotxx": letters and then a word, or the other way round.
constexpr std::size_t kGluedWordMax = 9;
bool EndsInWord(std::string_view letters) {
  for (std::size_t size = 3; size < std::min(letters.size(), kGluedWordMax); ++size) {
    if (text::IsShortOrOrdinaryWord(letters.substr(letters.size() - size))) {
      return true;
    }
  }
  return false;
}
bool BeginsWithWord(std::string_view letters) {
  for (std::size_t size = 3; size < std::min(letters.size(), kGluedWordMax); ++size) {
    if (text::IsShortOrOrdinaryWord(letters.substr(0, size))) {
      return true;
    }
  }
  return false;
}

enum class Glued : std::uint8_t { kNot, kPerhaps, kSurely };

// A name within a longer word that is none of the language: "newchanelbag", but not "conversely". Surely so where all the
// rest of it is words.
Glued IsGlued(const Term& term, std::string_view folded, std::size_t begin, std::size_t end) {
  constexpr std::size_t kLettersMin = 4;
  constexpr std::size_t kLong = 6;
  constexpr std::size_t kGluedMax = 40;
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  if (term.role != TermRole::kBrand || term.is_weak || term.folded.size() < kLettersMin ||
      !std::ranges::all_of(term.folded, is_letter)) {
    return Glued::kNot;
  }
  std::size_t from = begin;
  std::size_t to = end;
  while (from > 0 && begin - from <= kGluedMax && is_letter(folded[from - 1])) {
    --from;
  }
  while (to < folded.size() && to - end <= kGluedMax && is_letter(folded[to])) {
    ++to;
  }
  // A letter or two more is an ending or another word, not a word glued on; endless ones are not looked at.
  if (to - from > kGluedMax || to - from < term.folded.size() + 3 ||
      text::IsOrdinaryWord(folded.substr(from, to - from))) {
    return Glued::kNot;
  }
  const std::string_view before = folded.substr(from, begin - from);
  const std::string_view after = folded.substr(end, to - end);
  if ((before.empty() || text::IsMadeOfWords(before)) &&
      (after.empty() || text::IsMadeOfWords(after)) &&
      !text::IsMadeOfWords(folded.substr(from, to - from))) {
    return Glued::kSurely;
  }
  if (term.folded.size() < kLong) {
    return Glued::kNot;
  }
  return EndsInWord(after) || BeginsWithWord(before) ? Glued::kSurely : Glued::kPerhaps;
}

// Whether the last character of a short name belongs to the word behind it: 李宁|波 is 李|宁波.
bool EndsInOtherWord(const Term& term, std::string_view folded, std::size_t begin,
                     std::size_t end) {
  // Two or three Chinese characters.
  constexpr std::size_t kBytesMin = 6;
  constexpr std::size_t kBytesMax = 9;
  if (term.role != TermRole::kBrand || end - begin < kBytesMin || end - begin > kBytesMax ||
      end >= folded.size() || static_cast<unsigned char>(folded[end]) < 0x80) {
    return false;
  }
  const std::u32string name = text::ToCodePoints(folded.substr(begin, end - begin));
  if (name.size() < 2 || name.size() > 3 || text::FindHan(name.back()) == nullptr) {
    return false;
  }
  const text::CodePoint next = text::DecodeAt(folded, end);
  if (text::FindHan(next.value) == nullptr ||
      !text::IsOrdinaryWord(std::u32string{name.back(), next.value})) {
    return false;
  }
  // "香奈儿|童装": the next character begins a word of its own.
  const std::size_t then = end + next.length;
  const char32_t third = then < folded.size() ? text::DecodeAt(folded, then).value : U' ';
  return !text::IsOrdinaryWord(std::u32string{next.value, third});
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
    // Folding drops what is not seen, so that the word was found as if it stood there plainly.
    if (other.term == hit.term) {
      other.how = name.how;
    }
    const bool is_within = hit.Contains(other) && !other.Contains(hit);
    is_known = is_known || other.term == hit.term || !is_within;
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

// Brands and services within words that mean something else: "老花镜", "原瓶回收".
void DropOtherMeanings(Reading& reading) {
  std::vector<Hit> others;
  std::ranges::copy_if(reading.words, std::back_inserter(others),
                       [](const Hit& word) { return word.term->role == TermRole::kOtherMeaning; });
  if (others.empty()) {
    return;
  }
  const auto place = [](const Hit& hit) { return std::pair(hit.field, hit.begin); };
  std::ranges::sort(others, {}, place);
  const auto is_within = [&](const Hit& hit) {
    const std::uint32_t from = hit.begin - std::min(hit.begin, kTakerBytesMax);
    for (auto other = std::ranges::lower_bound(others, std::pair(hit.field, from), {}, place);
         other != others.end() && place(*other) <= place(hit); ++other) {
      if (other->Contains(hit) && MayTakeBack(*other->term, *hit.term)) {
        return true;
      }
    }
    return false;
  };
  std::erase_if(reading.brands, is_within);
  std::erase_if(reading.words, [&is_within](const Hit& hit) {
    return hit.term->role == TermRole::kService && is_within(hit);
  });
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

// How much a word of the trade or a contact needs beside it: nothing, a brand, another sign.
int NeedOf(const Term& term) {
  return term.is_weak ? (term.is_strong_beside_brand ? 1 : 2) : 0;
}

// One phrase is one fact: of words of a role the longest at a place is kept ("高仿货", not "高仿" too), of equally long ones
// the strongest. None hides a stronger one, and a pack's only those of its own brand.
void KeepLongestWords(Reading& reading, TermRole role) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < reading.words.size(); ++i) {
    if (reading.words[i].term->role == role) {
      order.push_back(i);
    }
  }
  const auto lengths_down = [&reading](std::size_t i) {
    const Hit& hit = reading.words[i];
    return std::tuple(hit.field, hit.begin, ~hit.end, NeedOf(*hit.term), hit.term->origin.file);
  };
  std::ranges::stable_sort(order, {}, lengths_down);
  constexpr std::uint32_t kOurs = UINT32_MAX;
  std::map<std::uint32_t, const Hit*>
      last;  // The last that was kept, ours and of each brand's packs.
  std::vector<bool> is_dropped(reading.words.size());
  for (const std::size_t i : order) {
    const Hit& hit = reading.words[i];
    const auto is_hidden_by = [&](std::uint32_t owner) {
      const auto other = last.find(owner);
      return other != last.end() && other->second->Contains(hit) &&
             NeedOf(*other->second->term) <= NeedOf(*hit.term);
    };
    const std::uint32_t owner = hit.term->is_of_pack() ? hit.term->owner : kOurs;
    is_dropped[i] = is_hidden_by(kOurs) || is_hidden_by(owner);
    if (!is_dropped[i]) {
      last[owner] = &hit;
    }
  }
  std::size_t at = 0;
  std::erase_if(reading.words, [&](const Hit&) { return is_dropped[at++]; });
}

// "谨防高仿", "not a replica", "不是莆田高仿"; backwards "莆田高仿鉴别教程": marks the words of the trade and contacts that stand right
// behind a cue, and those right behind them in turn. A cue of Latin letters binds over spaces and a Chinese one not: "没有盒 高仿"
// has no box.
class NegationMarker {
 public:
  NegationMarker(Reading& reading, TermRole cue, bool is_backwards)
      : reading_(reading), cue_(cue), is_backwards_(is_backwards) {}

  void Mark() {
    Reach reach;
    for (Hit* const hit : Hits()) {
      const std::int64_t near = NearOf(*hit);
      const std::int64_t far = near + (hit->end - hit->begin);
      if (hit->field != reach.field) {
        reach = {.field = hit->field};
      }
      if (hit->term->role == cue_) {
        // "not" and "not a" are one cue.
        const bool is_same = near <= reach.far;
        reach = {.field = hit->field,
                 .near = is_same ? reach.near : far,
                 .far = is_same ? std::max(reach.far, far) : far,
                 .is_over_spaces = static_cast<unsigned char>(hit->term->folded[0]) < 0x80};
      } else if (near >= reach.near) {
        if (near <= reach.far || (reach.is_over_spaces && IsBlank(reach, near))) {
          hit->is_negated = true;
          reach.far = std::max(reach.far, far);
        } else {
          reach = {.field = hit->field};  // All others are farther still.
        }
      }
    }
  }

 private:
  // Offsets count up in the direction of reading.
  struct Reach {
    Field field = Field::kTitle;
    std::int64_t near = std::numeric_limits<std::int64_t>::max();  // Where the cue ends.
    // Where the cue and all that it takes back so far end.
    std::int64_t far = std::numeric_limits<std::int64_t>::min();
    bool is_over_spaces = false;
  };

  std::int64_t NearOf(const Hit& hit) const {
    return is_backwards_ ? -std::int64_t{hit.end} : std::int64_t{hit.begin};
  }

  bool IsBlank(const Reach& reach, std::int64_t near) const {
    const std::string_view folded = reading_.of(reach.field).folded.bytes;
    const auto begin = static_cast<std::size_t>(is_backwards_ ? -near : reach.far);
    const auto size = static_cast<std::size_t>(near - reach.far);
    return folded.substr(begin, size).find_first_not_of(' ') == std::string_view::npos;
  }

  // Cues and what they may take back, in the direction of reading.
  std::vector<Hit*> Hits() const {
    std::vector<Hit*> hits;
    for (Hit& hit : reading_.words) {
      const TermRole role = hit.term->role;
      if (role == cue_ || role == TermRole::kLingo || role == TermRole::kContact) {
        hits.push_back(&hit);
      }
    }
    std::ranges::sort(hits, {}, [this](const Hit* hit) {
      return std::tuple(hit->field, NearOf(*hit), hit->term->role != cue_, hit->end - hit->begin);
    });
    return hits;
  }

  Reading& reading_;
  TermRole cue_;
  bool is_backwards_;
};

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
        const Glued glued = static_cast<Field>(i) == Field::kTitle
                                ? IsGlued(term, folded, begin, end)
                                : Glued::kNot;
        if (glued != Glued::kNot) {
          reading.brands.push_back({&term, Field::kTitle, static_cast<std::uint32_t>(begin),
                                    static_cast<std::uint32_t>(end), glued == Glued::kPerhaps});
        }
        return;
      }
      if (TouchesOthers(term, folded, begin, end) || EndsInOtherWord(term, folded, begin, end)) {
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
  DropOtherMeanings(reading);
  KeepLongest(reading.brands);
  KeepLongestWords(reading, TermRole::kLingo);
  KeepLongestWords(reading, TermRole::kContact);
  NegationMarker(reading, TermRole::kNegation, false).Mark();
  NegationMarker(reading, TermRole::kAbout, true).Mark();
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
