// SPDX-License-Identifier: Apache-2.0
#include "feedback/detail/contacts.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

#include <fmt/format.h>

#include "feedback/detail/spelling.h"
#include "text/utf8.h"
#include "text/words.h"

namespace assay::feedback::detail {
namespace {

// Beliefs, held against the folds of docs/quality.md: an honest review names WeChat about once in a thousand.
constexpr LogOdds kStrongContact{2'500'000};
constexpr LogOdds kWeakContact{700'000};
constexpr LogOdds kNumber{2'000'000};
constexpr LogOdds kInvitation{1'000'000};
constexpr LogOdds kFirstBait{1'500'000};
constexpr LogOdds kSecondBait{1'000'000};

// Account numbers have 5 digits (QQ) and more, telephone numbers up to 15 (E.164); a letter may lead an id.
constexpr std::size_t kIdCharsMin = 5;
constexpr std::size_t kIdCharsMax = 20;
// How far behind a channel or an invitation its number may begin, in characters.
constexpr std::size_t kIdReach = 12;

// The value of what may stand for a digit: ASCII (folding made the rest of them so) and Han numerals.
bool IsDigit(char32_t value) {
  constexpr std::u32string_view kHanDigits = U"〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖";
  return (value >= U'0' && value <= U'9') || kHanDigits.find(value) != std::u32string_view::npos;
}

// Whether a number or an account name begins within reach of `begin`: five or more digits and small letters, two
// of them digits at least, apart by no more than one other character each.
std::optional<std::pair<std::size_t, std::size_t>> FindId(std::string_view folded,
                                                          std::size_t begin) {
  std::size_t characters = 0;
  std::size_t digits = 0;
  std::size_t skipped = 0;
  std::size_t gap = 0;
  std::size_t id_begin = begin;
  std::size_t id_end = begin;
  for (std::size_t at = begin; at < folded.size() && characters < kIdCharsMax;) {
    const text::CodePoint point = text::DecodeAt(folded, at);
    const bool is_digit = IsDigit(point.value);
    if (is_digit || (point.value >= U'a' && point.value <= U'z')) {
      id_begin = characters == 0 ? at : id_begin;
      characters += 1;
      digits += is_digit ? 1U : 0U;
      gap = 0;
      id_end = at + point.length;
    } else if (characters == 0) {
      if (++skipped > kIdReach) {
        return std::nullopt;
      }
    } else if (++gap > 1) {
      if (characters >= kIdCharsMin && digits >= 2) {
        break;
      }
      skipped += characters + gap;
      if (skipped > kIdReach) {
        return std::nullopt;
      }
      characters = 0;
      digits = 0;
    }
    at += point.length;
  }
  if (characters < kIdCharsMin || digits < 2) {
    return std::nullopt;
  }
  return std::pair(id_begin, id_end);
}

constexpr std::u32string_view kDropped = U" .-_*~|/·。、";

// The folded text without what is put between the characters of a channel's name: "加 V 信", "微.信".
text::FoldedText Squeezed(const text::FoldedText& folded) {
  text::FoldedText squeezed;
  squeezed.bytes.reserve(folded.bytes.size());
  squeezed.origins.reserve(folded.origins.size());
  for (std::size_t at = 0; at < folded.bytes.size();) {
    const text::CodePoint point = text::DecodeAt(folded.bytes, at);
    if (kDropped.find(point.value) == std::u32string_view::npos) {
      squeezed.bytes.append(folded.bytes, at, point.length);
      squeezed.origins.insert(squeezed.origins.end(), point.length, folded.origins[at]);
    }
    at += point.length;
  }
  return squeezed;
}

bool HoldsSeparator(std::string_view source, text::SourceSpan span) {
  const std::string spelled = SpellTerm(source.substr(span.begin, span.end - span.begin));
  for (std::size_t at = 0; at < spelled.size();) {
    const text::CodePoint point = text::DecodeAt(spelled, at);
    if (kDropped.find(point.value) != std::u32string_view::npos) {
      return true;
    }
    at += point.length;
  }
  return false;
}

// "微信支付" pays and leads nowhere.
bool IsInPlainPhrase(const PhraseReading& phrases, std::size_t at) {
  const auto after = std::ranges::upper_bound(phrases.hits, at, {}, &Hit::begin);
  return after != phrases.hits.begin() && std::prev(after)->role == Role::kPlain &&
         at < std::prev(after)->end;
}

}  // namespace

Result<ContactBook> ContactBook::Parse(std::string_view tsv) {
  ContactBook book;
  for (const Row& row : RowsOf(tsv)) {
    if (row.fields.size() < 4 || (row.fields[3] != "strong" && row.fields[3] != "weak")) {
      return BadLexicon("contact.tsv", row.line,
                        "expected term, language, channel, strong or weak");
    }
    std::string folded = SpellTerm(row.fields[0]);
    if (folded.empty() || folded == " ") {
      return BadLexicon("contact.tsv", row.line, "a term that folds to nothing");
    }
    book.terms_.push_back(
        {std::move(folded), std::string(row.fields[2]), row.fields[3] == "strong"});
  }
  std::vector<std::string> terms;
  terms.reserve(book.terms_.size());
  for (const Term& term : book.terms_) {
    terms.push_back(term.folded);
  }
  book.matcher_ = text::TermMatcher(terms);
  return book;
}

ContactReading ContactBook::Read(std::string_view source, const text::FoldedText& folded,
                                 const PhraseReading& phrases) const {
  struct Place {
    text::SourceSpan span;
    const Term* term;
  };
  std::optional<Place> strong;
  std::optional<Place> weak;
  std::optional<text::SourceSpan> id;
  // Where numbers are looked for is bounded, so that a text full of channels costs no more than a long one.
  constexpr std::size_t kIdSearchesMax = 64;
  std::size_t searches = 0;
  const auto look_for_id = [&](const text::FoldedText& view, std::size_t end) {
    if (id || searches++ >= kIdSearchesMax) {
      return;
    }
    if (const auto found = FindId(view.bytes, end)) {
      id = view.SourceOf(source, found->first, found->second);
    }
  };
  const auto look_for_channels = [&](const text::FoldedText& view) {
    matcher_.ForEachMatch(view.bytes, [&](std::size_t index, std::size_t begin, std::size_t end) {
      if (!text::StandsAlone(view.bytes, begin, end, text::WordEnd::kDigitsJoin)) {
        return;
      }
      const Term& term = terms_[index];
      const text::SourceSpan span = view.SourceOf(source, begin, end);
      // What stands there unsqueezed was read before.
      if (&view == &folded ? IsInPlainPhrase(phrases, begin) : !HoldsSeparator(source, span)) {
        return;
      }
      auto& place = term.is_strong ? strong : weak;
      if (!place) {
        place = Place{span, &term};
      }
      look_for_id(view, end);
    });
  };
  look_for_channels(folded);
  if (!strong) {
    look_for_channels(Squeezed(folded));
  }

  std::vector<const Hit*> baits;
  const Hit* invitation = nullptr;
  for (const Hit& hit : phrases.hits) {
    if (hit.role == Role::kBait && baits.size() < 2) {
      baits.push_back(&hit);
    } else if (hit.role == Role::kInvites) {
      invitation = invitation == nullptr ? &hit : invitation;
      look_for_id(folded, hit.end);
    }
  }

  ContactReading reading;
  const auto add = [&](std::string_view kind, LogOdds weight, std::string text,
                       text::SourceSpan span) {
    reading.findings.push_back({std::string(kind), weight, std::move(text), span});
  };
  if (strong) {
    add("contact.off_platform", kStrongContact,
        fmt::format("names a way off the marketplace ({})", strong->term->channel), strong->span);
  } else if (weak) {
    add("contact.hint", kWeakContact,
        fmt::format("may name a way off the marketplace ({})", weak->term->channel), weak->span);
  }
  if (id) {
    add("contact.number", kNumber, "a number or account name beside it", *id);
  }
  if (invitation != nullptr) {
    add("contact.invites", kInvitation, "asks to be contacted",
        folded.SourceOf(source, invitation->begin, invitation->end));
  }
  for (std::size_t i = 0; i < baits.size(); ++i) {
    add("bait", i == 0 ? kFirstBait : kSecondBait, "offers what leads people off",
        folded.SourceOf(source, baits[i]->begin, baits[i]->end));
  }
  const bool invites = invitation != nullptr;
  reading.leads_off =
      strong.has_value() || (weak && (id || invites)) || (invites && (id || !baits.empty()));
  return reading;
}

}  // namespace assay::feedback::detail
