// SPDX-License-Identifier: Apache-2.0
#include "screening/detail/wording.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/hash.h"
#include "screening/wording.h"
#include "text/utf8.h"

namespace assay::screening {
namespace detail {
namespace {

constexpr bool IsLetter(char c) {
  return c >= 'a' && c <= 'z';
}

constexpr bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// Goods ("hoodie", "leather"): no finding speaks of them, so they are left to the model.
constexpr bool NamesGoods(TermRole role) {
  return role == TermRole::kItem || role == TermRole::kImitated;
}

// Which folded bytes of the title say something by a finding of their own.
std::vector<bool> CoveredBytes(const Reading& reading) {
  std::vector<bool> covered(reading.of(Field::kTitle).folded.bytes.size());
  const auto cover = [&covered](const Hit& hit) {
    if (hit.field == Field::kTitle && !NamesGoods(hit.term->role)) {
      std::fill(covered.begin() + hit.begin, covered.begin() + hit.end, true);
    }
  };
  std::ranges::for_each(reading.brands, cover);
  std::ranges::for_each(reading.words, cover);
  return covered;
}

struct WordSum {
  text::SourceSpan span;
  std::int64_t fine = 0;
};

// The words of the view as they stand in the title.
std::vector<WordSum> WordsOf(const learning::TextView& view, std::string_view source) {
  std::vector<WordSum> words;
  for (std::size_t unit = 0; unit < view.units.size(); ++unit) {
    if (view.units[unit] == U' ') {
      continue;
    }
    const std::uint32_t begin = view.origins[unit];
    if (unit == 0 || view.units[unit - 1] == U' ') {
      words.push_back({{begin, begin}, 0});
    }
    words.back().span.end = begin + text::DecodeAt(source, begin).length;
  }
  return words;
}

// What each word adds. A space has the place of a letter beside it, so every share falls into a word.
void AddShares(std::span<const learning::Share> shares, std::vector<WordSum>& words) {
  std::size_t word = 0;
  for (const learning::Share& share : shares) {
    while (word + 1 < words.size() && words[word + 1].span.begin <= share.origin) {
      ++word;
    }
    words[word].fine += share.fine;
  }
}

}  // namespace

learning::TextView WordingOf(const Reading& reading) {
  const FieldText& title = reading.of(Field::kTitle);
  const std::string_view folded = title.folded.bytes;
  const std::vector<bool> covered = CoveredBytes(reading);
  learning::TextView view;
  for (std::size_t at = 0; at < folded.size() && view.units.size() < kWordingLettersMax;) {
    if (!IsLetter(folded[at]) && !IsDigit(folded[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    bool is_read = true;
    for (; at < folded.size() && (IsLetter(folded[at]) || IsDigit(folded[at])); ++at) {
      is_read = is_read && !covered[at] && IsLetter(folded[at]);
    }
    if (!is_read) {
      continue;
    }
    const std::size_t end = std::min(at, begin + kWordingLettersMax);
    if (view.units.empty()) {
      view.Append(U' ', title.folded.origins[begin]);
    }
    for (std::size_t letter = begin; letter < end; ++letter) {
      view.Append(static_cast<char32_t>(folded[letter]), title.folded.origins[letter]);
    }
    view.Append(U' ', title.folded.origins[end - 1]);
  }
  return view;
}

Result<learning::LinearModel> ParseWordingModel(std::string_view file) {
  ASSAY_ASSIGN(learning::LinearModel model, learning::LinearModel::Parse(file));
  const learning::ModelHead wanted = WordingHead();
  if (model.head().task != wanted.task || model.head().views != wanted.views ||
      model.head().reading != wanted.reading) {
    return Fail(ErrorCode::kConflict, "screening.stale_model",
                "the wording model was trained for another task or another way of reading titles; "
                "train it anew");
  }
  return model;
}

std::optional<Finding> WordingFinding(const Model::Parts& parts, const Reading& reading) {
  if (!parts.wording) {
    return std::nullopt;
  }
  const learning::TextView view = WordingOf(reading);
  if (view.units.empty()) {
    return std::nullopt;
  }
  const std::vector<learning::Share> shares = parts.wording->SharesOf(std::span(&view, 1));
  std::int64_t fine = 0;
  for (const learning::Share& share : shares) {
    fine += share.fine;
  }
  const LogOdds weight =
      std::clamp(parts.wording->head().bias + learning::LinearModel::Rounded(fine),
                 LogOdds{-parts.wording_bound.micros}, parts.wording_bound);
  if (weight.micros == 0 || shares.empty()) {
    return std::nullopt;
  }
  const bool is_for = weight.micros > 0;
  const std::string_view source = reading.of(Field::kTitle).source;
  std::vector<WordSum> words = WordsOf(view, source);
  AddShares(shares, words);
  std::erase_if(words, [is_for](const WordSum& word) { return (word.fine > 0) != is_for; });
  std::ranges::stable_sort(words, [is_for](const WordSum& a, const WordSum& b) {
    return is_for ? a.fine > b.fine : a.fine < b.fine;
  });
  constexpr std::size_t kShown = 3;
  words.resize(std::min(words.size(), kShown));
  std::string text = is_for ? "the goods and wording are more usual among known fakes:"
                            : "the goods and wording are more usual among genuine offers:";
  for (const WordSum& word : words) {
    const LogOdds part = learning::LinearModel::Rounded(word.fine);
    text +=
        fmt::format(" \"{}\" {:+.2f}",
                    source.substr(word.span.begin, word.span.end - word.span.begin), part.nats());
  }
  std::optional<Span> span;
  if (!words.empty()) {
    span = Span{Field::kTitle, words.front().span.begin, words.front().span.end};
  }
  return Finding{std::string(kWordsPattern), weight, std::move(text), span};
}

}  // namespace detail

learning::TextView WordingOf(const Model& model, const Listing& listing) {
  return detail::WordingOf(detail::ReadFields(model.parts(), listing));
}

learning::ModelHead WordingHead() {
  learning::ModelHead head;
  head.task = "listing";
  head.views = {{"title", 3, 4}};
  // Capitals, full width, accents, digits, other scripts and punctuation: what makes a view, in one word.
  const std::string probe = "ＡB Cé x\xE2\x80\x8Dy 12 a1 don't 耐克 hi-top Ж end";
  detail::Reading reading;
  detail::FieldText& title = reading.fields[static_cast<std::size_t>(Field::kTitle)];
  title.source = probe;
  title.folded = text::Fold(probe);
  std::string seen = fmt::format("{}:", kWordingLettersMax);
  for (const char32_t unit : detail::WordingOf(reading).units) {
    seen += fmt::format(" {}", static_cast<std::uint32_t>(unit));
  }
  head.reading = Hash64Of(seen);
  return head;
}

bool IsWordingRead(const ContentSignals& signals) {
  return !signals.brands.empty() ||
         std::ranges::any_of(signals.findings,
                             [](const Finding& finding) { return finding.weight.micros > 0; });
}

LogOdds WordingBound(const Model& model) {
  return model.parts().wording_bound;
}

}  // namespace assay::screening
