// SPDX-License-Identifier: Apache-2.0
#include "feedback/detail/views.h"

#include <string>
#include <utility>

#include "core/check.h"
#include "core/hash.h"
#include "feedback/detail/spelling.h"
#include "text/han.h"
#include "text/utf8.h"

namespace assay::feedback::detail {
namespace {

// The folded characters with a space in place of every phrase that the rules read, so that the model learns what
// stands around the words and never the words.
learning::TextView CoveredView(const text::FoldedText& folded, const PhraseReading& phrases) {
  text::FoldedText covered;
  std::size_t at = 0;
  const auto append = [&](std::size_t end) {
    covered.bytes.append(folded.bytes, at, end - at);
    for (; at < end; ++at) {
      covered.origins.push_back(folded.origins[at]);
    }
  };
  for (const Hit& hit : phrases.hits) {
    append(hit.begin);
    if (covered.bytes.empty() || covered.bytes.back() != ' ') {
      covered.bytes.push_back(' ');
      covered.origins.push_back(folded.origins[hit.begin]);
    }
    at = hit.end;
  }
  append(folded.bytes.size());
  return learning::ViewOf(covered);
}

// A syllable as a unit: its letters, five bits each, behind a bit that no character has. Syllables have numbers too,
// but those are of a table that may change, and a model must not.
char32_t UnitOfSyllable(std::uint16_t syllable) {
  constexpr std::uint32_t kSyllable = 0x8000'0000;
  std::uint32_t letters = 0;
  for (const char letter : text::NameOfSyllable(syllable)) {
    letters = letters << 5 | static_cast<std::uint32_t>(letter - 'a' + 1);
  }
  return static_cast<char32_t>(kSyllable | (letters & ~kSyllable));
}

// How the text sounds: a syllable for each Chinese character and each Latin word that is one; other letters and
// digits as they are; nothing else, and nothing twice in a row.
class SoundView {
 public:
  learning::TextView Of(const text::FoldedText& folded) {
    for (std::size_t at = 0; at < folded.bytes.size();) {
      const text::CodePoint point = text::DecodeAt(folded.bytes, at);
      const std::size_t end =
          IsLatin(point.value) ? EndOfWord(folded.bytes, at) : at + point.length;
      if (IsLatin(point.value)) {
        AddWord(folded, at, end);
      } else if (const text::HanCharacter* han = text::FindHan(point.value);
                 han != nullptr && han->syllable != 0) {
        Add(UnitOfSyllable(han->syllable), folded.origins[at]);
      } else if (IsDigitOrOtherLetter(point.value)) {
        Add(point.value, folded.origins[at]);
      }
      at = end;
    }
    return std::move(view_);
  }

 private:
  static bool IsLatin(char32_t value) { return value >= U'a' && value <= U'z'; }
  // Past General Punctuation and the signs before Chinese, and not the wide punctuation that folding leaves.
  static bool IsDigitOrOtherLetter(char32_t value) {
    return (value >= U'0' && value <= U'9') || (value >= 0xC0 && value < 0x2000) ||
           (value >= 0x3040 && value < 0xFE00) || value >= 0x1'0000;
  }
  static std::size_t EndOfWord(std::string_view folded, std::size_t at) {
    while (at < folded.size() && folded[at] >= 'a' && folded[at] <= 'z') {
      ++at;
    }
    return at;
  }

  void AddWord(const text::FoldedText& folded, std::size_t begin, std::size_t end) {
    const auto word = std::string_view(folded.bytes).substr(begin, end - begin);
    if (const std::uint16_t syllable = word.size() > 1 ? text::SyllableOf(word) : std::uint16_t{0};
        syllable != 0) {
      Add(UnitOfSyllable(syllable), folded.origins[begin]);
      return;
    }
    for (std::size_t at = begin; at < end; ++at) {
      Add(static_cast<char32_t>(folded.bytes[at]), folded.origins[at]);
    }
  }

  void Add(char32_t unit, std::uint32_t origin) {
    if (view_.units.empty() || view_.units.back() != unit) {
      view_.Append(unit, origin);
    }
  }

  learning::TextView view_;
};

}  // namespace

std::vector<learning::ViewSpec> SpecsFor(Purpose purpose) {
  switch (purpose) {
    case Purpose::kReview:
      return {{"covered", 1, 2}};
    case Purpose::kMessage:
      return {{"spelled", 1, 2}, {"sound", 1, 2}};
  }
  CHECK_THAT(false, "a purpose is one of those above");
}

std::vector<learning::TextView> MakeViews(Purpose purpose, const text::FoldedText& folded,
                                          const PhraseReading& phrases) {
  std::vector<learning::TextView> views;
  switch (purpose) {
    case Purpose::kReview:
      views.push_back(CoveredView(folded, phrases));
      break;
    case Purpose::kMessage:
      views.push_back(learning::ViewOf(folded));
      views.push_back(SoundView().Of(folded));
      break;
  }
  return views;
}

std::uint64_t ReadingOf(Purpose purpose) {
  // Full width, capitals, an accent, a zero-width joiner, runs of space, traditional and simplified Chinese,
  // punctuation: what folding and views treat in ways of their own.
  static const std::string probe =
      "ＡB　Cé x\xE2\x80\x8Dy  萬万門门中张知行率女绿，。！？①㍿ fi 12 shi xian nvzi 哈哈哈 "
      "\xF0\x9F\x90\xA7";
  static const PhraseReading no_phrases;
  std::string seen;
  for (const learning::TextView& view : MakeViews(purpose, Spell(probe), no_phrases)) {
    for (std::size_t i = 0; i < view.units.size(); ++i) {
      seen += std::to_string(static_cast<std::uint32_t>(view.units[i])) + ' ';
    }
    seen += '\n';
  }
  return Hash64Of(seen);
}

}  // namespace assay::feedback::detail
