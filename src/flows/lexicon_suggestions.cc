// SPDX-License-Identifier: Apache-2.0
#include "flows/lexicon_suggestions.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "flows/record_rounds.h"
#include "screening/lexicon.h"
#include "text/folding.h"
#include "text/han.h"
#include "text/nearest.h"
#include "text/ordinary_words.h"
#include "text/utf8.h"

namespace assay::flows {
namespace {

constexpr std::size_t kExamplesMax = 3;
constexpr std::size_t kHanMin = 2;
constexpr std::size_t kHanMax = 4;
constexpr std::size_t kLettersMin = 3;
constexpr std::size_t kLettersMax = 32;

struct Row {
  bool is_listing = false;
  std::optional<bool> is_copy;
  std::string title;
  std::vector<std::string> words;  // Each once.
};

bool IsWordLetter(char32_t point) {
  return (point >= 'a' && point <= 'z') || (point >= '0' && point <= '9') ||
         (point >= 0xC0 && point < 0x590 && point != 0xD7 && point != 0xF7);
}

std::vector<std::string> WordsOf(std::string_view title) {
  const std::u32string points = text::ToCodePoints(text::FoldTerm(title));
  std::set<std::string> words;
  for (std::size_t begin = 0; begin < points.size();) {
    std::size_t end = begin;
    while (end < points.size() && text::FindHan(points[end]) != nullptr) {
      ++end;
    }
    if (end > begin) {
      for (std::size_t from = begin; from < end; ++from) {
        for (std::size_t size = kHanMin; size <= kHanMax && from + size <= end; ++size) {
          words.insert(text::ToUtf8(points.substr(from, size)));
        }
      }
      begin = end;
      continue;
    }
    bool has_letter = false;
    while (end < points.size() && IsWordLetter(points[end])) {
      has_letter = has_letter || points[end] > '9';
      ++end;
    }
    if (has_letter && end - begin >= kLettersMin && end - begin <= kLettersMax) {
      words.insert(text::ToUtf8(points.substr(begin, end - begin)));
    }
    begin = std::max(end, begin + 1);
  }
  return {words.begin(), words.end()};
}

bool IsChinese(std::u32string_view points) {
  return std::ranges::all_of(points,
                             [](char32_t point) { return text::FindHan(point) != nullptr; });
}

// Whether two words of Chinese of one length are one name, spelled otherwise.
bool IsNearHan(std::u32string_view word, std::u32string_view name) {
  if (word.size() != name.size()) {
    return false;
  }
  std::size_t equal = 0;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const text::HanCharacter& a = *text::FindHan(word[i]);
    const text::HanCharacter& b = *text::FindHan(name[i]);
    if (word[i] == name[i]) {
      ++equal;
    } else if (!text::SoundAlike(a, b) && !text::LookAlike(a, b) &&
               (name.size() == 2 || !text::LookSimilar(a, b))) {
      return false;
    }
  }
  return equal > 0 && equal < word.size();
}

bool IsNearLatin(std::string_view word, std::string_view name) {
  constexpr std::size_t kNameMin = 5;
  constexpr std::size_t kLongName = 8;
  if (name.size() < kNameMin || word.front() != name.front()) {
    return false;
  }
  const std::size_t distance_max = name.size() >= kLongName ? 2 : 1;
  return text::TypingDistance(word, name, distance_max + 1) <= distance_max;
}

// The term itself and, where it is several words, each of them.
template <typename Then>
void ForEachPart(std::string_view term, const Then& then) {
  then(term);
  for (std::size_t begin = 0; term.find(' ') != std::string_view::npos && begin < term.size();) {
    const std::size_t end = std::min(term.find(' ', begin), term.size());
    if (end > begin) {
      then(term.substr(begin, end - begin));
    }
    begin = end + 1;
  }
}

struct Counts {
  std::uint64_t copies = 0;
  std::uint64_t others = 0;
  std::vector<std::string> examples;
};

class Suggester {
 public:
  Suggester(const screening::Model& model, const ingest::ListingTable& table,
            const ScreenOptions& options)
      : model_(model), table_(table), options_(options) {
    for (const screening::BrandName& name : screening::StrongNamesOf(model)) {
      ForEachPart(name.name, [&](std::string_view part) {
        std::u32string points = text::ToCodePoints(part);
        const bool is_chinese = IsChinese(points);
        if (part == name.name || !text::IsOrdinaryWord(part)) {
          names_.push_back({{part, name.brand}, std::move(points), is_chinese});
        }
      });
    }
    for (const std::string_view term : screening::TermsOf(model)) {
      ForEachPart(term, [this](std::string_view part) { terms_.insert(part); });
    }
  }

  void Read(std::span<const ingest::RawRecord> raws, std::span<Row> outputs) const {
    ingest::ListingParser parser(table_);
    for (std::size_t i = 0; i < raws.size(); ++i) {
      const auto row = parser.Parse(raws[i]);
      if (!row) {
        continue;
      }
      Row& output = outputs[i];
      output.is_listing = true;
      output.is_copy = options_.listing.label_column.empty() ? ByBand(*row) : row->label;
      if (output.is_copy) {
        output.words = WordsOf(row->listing.title);
        output.title = row->listing.title;
      }
    }
  }

  void Take(const Row& row) {
    if (!row.is_listing || !row.is_copy) {
      (row.is_listing ? result_.skipped : result_.bad_lines) += 1;
      return;
    }
    (*row.is_copy ? result_.copies : result_.others) += 1;
    for (const std::string& word : row.words) {
      Counts& counts = counts_[word];
      (*row.is_copy ? counts.copies : counts.others) += 1;
      if (*row.is_copy && counts.examples.size() < kExamplesMax) {
        counts.examples.push_back(row.title);
      }
    }
    if (counts_.size() > kSuggestionWordsMax) {
      std::erase_if(
          counts_, [](const auto& entry) { return entry.second.copies + entry.second.others < 2; });
    }
  }

  Suggestions Finish() && {
    for (auto& [word, counts] : counts_) {
      if (counts.copies >= kSuggestionListingsMin && !IsKnown(word)) {
        Consider(word, counts);
      }
    }
    const auto by_low = [](const Suggestion& a, const Suggestion& b) {
      return a.low != b.low ? a.low > b.low : a.word < b.word;
    };
    std::ranges::sort(result_.spellings, by_low);
    std::ranges::sort(result_.words, by_low);
    KeepOneOfNested(result_.words);
    KeepOneOfNested(result_.spellings);
    return std::move(result_);
  }

 private:
  std::optional<bool> ByBand(const ingest::LabelledListing& row) const {
    switch (Judge(model_, row.listing, ReadContent(model_, row.listing),
                  {.prior = options_.prior, .authorised_brands = row.authorised_brands})
                .band) {
      case screening::Band::kRed:
        return true;
      case screening::Band::kWatch:
        return std::nullopt;
      case screening::Band::kClear:
      case screening::Band::kUnknown:
        break;
    }
    return false;
  }

  // A term of the lexicon or a word of one, or characters around one.
  bool IsKnown(std::string_view word) const {
    if (terms_.contains(word)) {
      return true;
    }
    constexpr std::size_t kBytes = 3;  // Of a Chinese character.
    if (static_cast<unsigned char>(word.front()) < 0x80 || word.size() % kBytes != 0) {
      return false;
    }
    for (std::size_t from = 0; from < word.size(); from += kBytes) {
      for (std::size_t size = kHanMin * kBytes; from + size <= word.size(); size += kBytes) {
        if (terms_.contains(word.substr(from, size))) {
          return true;
        }
      }
    }
    return false;
  }

  void Consider(const std::string& word, Counts& counts) {
    constexpr double kZ95 = 1.959964;
    constexpr double kZ999 = 3.290527;
    constexpr double kRatioMin = 3;
    const auto near = NameNear(word);
    Suggestion suggestion{.word = word,
                          .brand = {},
                          .name = {},
                          .copies = counts.copies,
                          .others = counts.others,
                          .examples = counts.examples};
    SetRatio(suggestion, near ? kZ95 : kZ999);
    if (near) {
      suggestion.brand = near->brand;
      suggestion.name = near->name;
      if (suggestion.low > 1 && !IsFoundAlready(suggestion)) {
        result_.spellings.push_back(std::move(suggestion));
      }
    } else if (suggestion.low > kRatioMin) {
      result_.words.push_back(std::move(suggestion));
    }
  }

  void SetRatio(Suggestion& suggestion, double z) const {
    const auto count = [](std::uint64_t number) { return static_cast<double>(number); };
    const double a = count(suggestion.copies) + 0.5;
    const double b = count(suggestion.others) + 0.5;
    const double copies = count(result_.copies) + 1;
    const double others = count(result_.others) + 1;
    suggestion.ratio = (a / copies) / (b / others);
    const double spread = z * std::sqrt(std::max(0.0, 1 / a - 1 / copies + 1 / b - 1 / others));
    suggestion.low = suggestion.ratio * std::exp(-spread);
    suggestion.high = suggestion.ratio * std::exp(spread);
  }

  struct Name {
    screening::BrandName as_written;
    std::u32string points;
    bool is_chinese = false;
  };

  const screening::BrandName* NameNear(std::string_view word) const {
    const std::u32string points = text::ToCodePoints(word);
    const bool is_chinese = IsChinese(points);
    if (is_chinese ? text::IsOrdinaryWord(points) : text::IsOrdinaryWord(word)) {
      return nullptr;
    }
    const auto near = std::ranges::find_if(names_, [&](const Name& name) {
      return is_chinese == name.is_chinese &&
             (is_chinese ? IsNearHan(points, name.points)
                         : IsNearLatin(word, name.as_written.name));
    });
    if (near != names_.end()) {
      return &near->as_written;
    }
    return nullptr;
  }

  // Whether the brand is claimed already where the spelling stands.
  bool IsFoundAlready(const Suggestion& suggestion) const {
    return std::ranges::all_of(suggestion.examples, [&](const std::string& title) {
      Listing listing;
      listing.title = title;
      const screening::ContentSignals signals = ReadContent(model_, listing);
      return std::ranges::find(signals.brands, suggestion.brand, &screening::BrandClaim::brand) !=
             signals.brands.end();
    });
  }

  // Of pieces of one phrase the longest that nearly as many listings hold; `all` comes in order of their worth.
  static void KeepOneOfNested(std::vector<Suggestion>& all) {
    constexpr double kNearlyAll = 0.8;
    const auto is_told = [&all](const Suggestion& each) {
      return std::ranges::any_of(all, [&](const Suggestion& other) {
        if (other.word == each.word) {
          return false;
        }
        const auto share = static_cast<double>(other.copies) / static_cast<double>(each.copies);
        return (other.word.find(each.word) != std::string::npos && share >= kNearlyAll) ||
               (each.word.find(other.word) != std::string::npos && 1 / share < kNearlyAll);
      });
    };
    std::vector<Suggestion> kept;
    std::ranges::copy_if(all, std::back_inserter(kept),
                         [&](const Suggestion& each) { return !is_told(each); });
    all = std::move(kept);
  }

  const screening::Model& model_;
  const ingest::ListingTable& table_;
  const ScreenOptions& options_;
  std::vector<Name> names_;
  std::unordered_set<std::string_view> terms_;
  std::unordered_map<std::string, Counts> counts_;
  Suggestions result_;
};

}  // namespace

Result<Suggestions> SuggestWords(const screening::Model& model, ingest::ByteSource& source,
                                 const ScreenOptions& options) {
  ASSAY_ASSIGN(ingest::ListingTable table, ingest::ListingTable::Open(source, options.listing));
  Suggester suggester(model, table, options);
  ASSAY_TRY(ForEachRecord<Row>(
      table, options.threads,
      [&](std::span<const ingest::RawRecord> raws, std::span<Row> outputs) {
        suggester.Read(raws, outputs);
      },
      [&](const Row& row) -> Result<void> {
        suggester.Take(row);
        return {};
      }));
  return std::move(suggester).Finish();
}

}  // namespace assay::flows
