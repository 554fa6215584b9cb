// SPDX-License-Identifier: Apache-2.0
#include "feedback/detail/contacts.h"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

#include "contact/contact_reader.h"
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
  book.disguises_ = text::DisguiseMatcher(terms);
  return book;
}

// Channels written so as not to be found: "加 V 信", "微.信".
void ContactBook::AddDisguised(std::string_view source, const text::FoldedText& folded,
                               contact::ContactReader& reader) const {
  std::vector<text::DisguisedName> found;
  disguises_.Find(source, text::DisguiseMatcher::Effort::kDisguises, found);
  for (const text::DisguisedName& name : found) {
    if (name.IsWordInDisguise()) {
      const Term& term = terms_[name.name];
      const auto end = std::ranges::lower_bound(folded.origins, name.end) - folded.origins.begin();
      reader.AddMention({.span = {name.begin, name.end},
                         .folded_end = static_cast<std::size_t>(end),
                         .channel = term.channel,
                         .is_strong = term.is_strong,
                         .how = name.how});
    }
  }
}

ContactReading ContactBook::Read(std::string_view source, const text::FoldedText& folded,
                                 const PhraseReading& phrases) const {
  contact::ContactReader reader(source, folded);
  bool has_strong = false;
  matcher_.ForEachMatch(folded.bytes, [&](std::size_t index, std::size_t begin, std::size_t end) {
    if (text::StandsAlone(folded.bytes, begin, end, text::WordEnd::kDigitsJoin) &&
        !IsInPlainPhrase(phrases, begin)) {
      const Term& term = terms_[index];
      has_strong = has_strong || term.is_strong;
      reader.AddMention({.span = folded.SourceOf(source, begin, end),
                         .folded_end = end,
                         .channel = term.channel,
                         .is_strong = term.is_strong});
    }
  });
  if (!has_strong) {
    AddDisguised(source, folded, reader);
  }

  std::vector<const Hit*> baits;
  const Hit* invitation = nullptr;
  for (const Hit& hit : phrases.hits) {
    if (hit.role == Role::kBait && baits.size() < 2) {
      baits.push_back(&hit);
    } else if (hit.role == Role::kInvites) {
      invitation = invitation == nullptr ? &hit : invitation;
      reader.AddInvitation(hit.end);
    }
  }

  const contact::ContactReading contacts = reader.Finish();
  ContactReading reading;
  const auto add = [&](std::string_view kind, LogOdds weight, std::string text,
                       text::SourceSpan span) {
    reading.findings.push_back({std::string(kind), weight, std::move(text), span});
  };
  if (contacts.strong) {
    add("contact.off_platform", kStrongContact, Describe(*contacts.strong), contacts.strong->span);
  } else if (contacts.weak) {
    add("contact.hint", kWeakContact, Describe(*contacts.weak), contacts.weak->span);
  }
  if (contacts.number) {
    add("contact.number", kNumber, Describe(*contacts.number), contacts.number->span);
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
  reading.leads_off = contacts.Channel() != nullptr || (contacts.weak && invites) ||
                      (invites && (contacts.number || !baits.empty()));
  return reading;
}

}  // namespace assay::feedback::detail
