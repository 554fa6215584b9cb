// SPDX-License-Identifier: Apache-2.0
#include "feedback/detail/phrases.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "feedback/detail/spelling.h"
#include "text/utf8.h"
#include "text/words.h"

namespace assay::feedback::detail {
namespace {

constexpr std::array<std::pair<std::string_view, Role>, 43> kRoleNames = {{
    {"fake", Role::kFake},
    {"fake_alone", Role::kFakeAlone},
    {"genuine", Role::kGenuine},
    {"genuine_at_end", Role::kGenuineAtEnd},
    {"truth", Role::kTruth},
    {"claim", Role::kClaim},
    {"hint", Role::kHint},
    {"denial", Role::kDenial},
    {"not", Role::kNot},
    {"near_not", Role::kNearNot},
    {"unlike", Role::kUnlike},
    {"averts", Role::kAverts},
    {"unsure", Role::kUnsure},
    {"doubts", Role::kDoubts},
    {"disbelieves", Role::kDisbelieves},
    {"seems", Role::kSeems},
    {"opinion", Role::kOpinion},
    {"certain", Role::kCertain},
    {"fears", Role::kFears},
    {"mistaken", Role::kMistaken},
    {"pretended", Role::kPretended},
    {"told", Role::kTold},
    {"if", Role::kIf},
    {"hearsay", Role::kHearsay},
    {"elsewhere", Role::kElsewhere},
    {"before", Role::kBefore},
    {"other_thing", Role::kOtherThing},
    {"compared_with", Role::kComparedWith},
    {"differs", Role::kDiffers},
    {"alike", Role::kAlike},
    {"cannot", Role::kCannot},
    {"asks", Role::kAsks},
    {"softens", Role::kSoftens},
    {"mocks", Role::kMocks},
    {"people", Role::kPeople},
    {"contrast", Role::kContrast},
    {"price", Role::kPrice},
    {"refurbished", Role::kRefurbished},
    {"pirated", Role::kPirated},
    {"grey_import", Role::kGreyImport},
    {"plain", Role::kPlain},
    {"bait", Role::kBait},
    {"invites", Role::kInvites},
}};

std::optional<Role> FindRole(std::string_view name) {
  const auto found = std::ranges::find(kRoleNames, name, &std::pair<std::string_view, Role>::first);
  return found == kRoleNames.end() ? std::nullopt : std::optional(found->second);
}

// What sellers' friends and angry buyers alike put between the two characters of a word.
constexpr std::array<std::string_view, 10> kSeparators = {" ", ".", "。", "-", "*",
                                                          "·", "_", "、", "~", "/"};

// The word with each separator between its characters, where it is two Chinese characters.
std::vector<std::string> SplitForms(std::string_view folded) {
  std::vector<std::string> forms;
  const text::CodePoint first = text::DecodeAt(folded, 0);
  if (first.length < 3 || folded.size() <= first.length ||
      text::DecodeAt(folded, first.length).length + first.length != folded.size()) {
    return forms;
  }
  for (const std::string_view separator : kSeparators) {
    forms.push_back(fmt::format("{}{}{}", folded.substr(0, first.length), separator,
                                folded.substr(first.length)));
  }
  return forms;
}

bool IsSpokenLatin(char32_t value) {
  return (value >= U'a' && value <= U'z') || (value >= U'0' && value <= U'9') || value == U'\'';
}

// Where a clause ends: at punctuation, and at a space that is none between Latin words.
bool EndsClause(std::string_view folded, std::size_t at, char32_t value, char32_t before) {
  switch (value) {
    case U'.': {
      const std::size_t next = at + 1;
      const bool is_decimal = before >= U'0' && before <= U'9' && next < folded.size() &&
                              folded[next] >= '0' && folded[next] <= '9';
      return !is_decimal;
    }
    case U',':
    case U'!':
    case U'?':
    case U';':
    case U':':
    case U'\n':
    case U'~':
    case U'…':
    case U'。':
    case U'、':
    case U'(':
    case U')':
      return true;
    case U' ': {
      const char32_t after = at + 1 < folded.size() ? text::DecodeAt(folded, at + 1).value : U' ';
      return !IsSpokenLatin(before) && !IsSpokenLatin(after);
    }
    default:
      return false;
  }
}

struct Border {
  std::uint32_t end = 0;
  bool is_question = false;
};

std::vector<Border> BordersOf(std::string_view folded) {
  std::vector<Border> borders;
  char32_t before = U' ';
  for (std::size_t at = 0; at < folded.size();) {
    const text::CodePoint point = text::DecodeAt(folded, at);
    const std::size_t next = at + point.length;
    if (EndsClause(folded, at, point.value, before)) {
      const auto end = static_cast<std::uint32_t>(next);
      const bool is_question = point.value == U'?';
      // "?!" and "??" end one clause, and it is a question.
      if (!borders.empty() && borders.back().end == at) {
        borders.back() = {end, borders.back().is_question || is_question};
      } else {
        borders.push_back({end, is_question});
      }
    }
    before = point.value;
    at = next;
  }
  borders.push_back({static_cast<std::uint32_t>(folded.size()), false});
  return borders;
}

}  // namespace

std::vector<Row> RowsOf(std::string_view tsv) {
  std::vector<Row> rows;
  std::size_t number = 0;
  bool has_header = false;
  while (!tsv.empty()) {
    const std::size_t end = std::min(tsv.find('\n'), tsv.size());
    std::string_view line = tsv.substr(0, end);
    tsv.remove_prefix(std::min(end + 1, tsv.size()));
    ++number;
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    if (line.empty() || line.front() == '#') {
      continue;
    }
    if (!std::exchange(has_header, true)) {
      continue;
    }
    Row row{number, {}};
    for (std::size_t begin = 0; begin <= line.size();) {
      const std::size_t tab = std::min(line.find('\t', begin), line.size());
      row.fields.push_back(line.substr(begin, tab - begin));
      begin = tab + 1;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

tl::unexpected<Error> BadLexicon(std::string_view file, std::size_t line, std::string_view why) {
  return Fail(ErrorCode::kInvalidArgument, "feedback.bad_lexicon",
              fmt::format("{} line {}: {}", file, line, why));
}

Result<PhraseBook> PhraseBook::Parse(std::string_view tsv) {
  PhraseBook book;
  for (const Row& row : RowsOf(tsv)) {
    const auto role = row.fields.size() < 3 ? std::nullopt : FindRole(row.fields[2]);
    if (!role) {
      return BadLexicon("feedback.tsv", row.line, "expected phrase, language and a known role");
    }
    std::string folded = SpellTerm(row.fields[0]);
    if (folded.empty() || folded == " ") {
      return BadLexicon("feedback.tsv", row.line, "a phrase that folds to nothing");
    }
    if (*role == Role::kFake || *role == Role::kGenuine) {
      for (std::string& form : SplitForms(folded)) {
        book.phrases_.push_back({std::move(form), *role});
      }
    }
    if (const std::size_t apostrophe = folded.find('\''); apostrophe != std::string::npos) {
      book.phrases_.push_back(
          {fmt::format("{}’{}", folded.substr(0, apostrophe), folded.substr(apostrophe + 1)),
           *role});
    }
    book.phrases_.push_back({std::move(folded), *role});
  }
  std::vector<std::string> terms;
  terms.reserve(book.phrases_.size());
  for (const Phrase& phrase : book.phrases_) {
    terms.push_back(phrase.folded);
  }
  book.matcher_ = text::TermMatcher(terms);
  return book;
}

PhraseReading PhraseBook::Read(const text::FoldedText& folded) const {
  std::vector<Hit> all;
  matcher_.ForEachMatch(folded.bytes, [&](std::size_t term, std::size_t begin, std::size_t end) {
    if (text::StandsAlone(folded.bytes, begin, end, text::WordEnd::kStrict)) {
      all.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), 0,
                     phrases_[term].role});
    }
  });
  std::ranges::stable_sort(all, [](const Hit& a, const Hit& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  PhraseReading reading;
  std::uint32_t taken = 0;
  for (const Hit& hit : all) {
    if (hit.begin >= taken) {
      taken = hit.end;
      reading.hits.push_back(hit);
    }
  }

  // A word of contrast opens a clause of its own.
  std::vector<Border> borders = BordersOf(folded.bytes);
  for (const Hit& hit : reading.hits) {
    if (hit.role == Role::kContrast && hit.begin > 0) {
      borders.push_back({hit.begin, false});
    }
  }
  std::ranges::stable_sort(borders, {}, &Border::end);
  std::uint32_t hit = 0;
  const auto hit_count = static_cast<std::uint32_t>(reading.hits.size());
  for (const Border& border : borders) {
    if (!reading.clauses.empty() && reading.clauses.back().end == border.end) {
      reading.clauses.back().is_question |= border.is_question;
      continue;
    }
    Clause clause{border.end, border.is_question, hit, hit};
    for (; hit < hit_count && reading.hits[hit].begin < border.end; ++hit) {
      reading.hits[hit].clause = static_cast<std::uint32_t>(reading.clauses.size());
    }
    clause.hits_end = hit;
    reading.clauses.push_back(clause);
  }
  return reading;
}

}  // namespace assay::feedback::detail
