// SPDX-License-Identifier: Apache-2.0
#include "feedback/detail/views.h"

#include <string>

#include "core/check.h"
#include "core/hash.h"

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

}  // namespace

std::vector<learning::ViewSpec> SpecsFor(Purpose purpose) {
  switch (purpose) {
    case Purpose::kReview:
      return {{"covered", 1, 2}};
    case Purpose::kMessage:
      return {{"folded", 1, 2}};
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
      break;
  }
  return views;
}

std::uint64_t ReadingOf(Purpose purpose) {
  // Full width, capitals, an accent, a zero-width joiner, runs of space, traditional and simplified Chinese,
  // punctuation: what folding and views treat in ways of their own.
  static const std::string kProbe =
      "ＡB　Cé x\xE2\x80\x8Dy  萬万門门，。！？①㍿ fi 12 \xF0\x9F\x90\xA7";
  static const PhraseReading kNoPhrases;
  std::string seen;
  for (const learning::TextView& view : MakeViews(purpose, text::Fold(kProbe), kNoPhrases)) {
    for (std::size_t i = 0; i < view.units.size(); ++i) {
      seen += std::to_string(static_cast<std::uint32_t>(view.units[i])) + ' ';
    }
    seen += '\n';
  }
  return Hash64Of(seen);
}

}  // namespace assay::feedback::detail
