// SPDX-License-Identifier: Apache-2.0
#include "cli/lexicon_text.h"

#include <algorithm>
#include <array>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace assay::cli {
namespace {

using Json = nlohmann::ordered_json;
using screening::Band;
using screening::PackEntry;

constexpr std::array<Band, 4> kBands = {Band::kUnknown, Band::kClear, Band::kWatch, Band::kRed};

std::string Examples(const std::vector<std::string>& titles) {
  std::string text;
  for (const std::string& title : titles) {
    text += fmt::format("      {}\n", title);
  }
  return text;
}

std::string WordsAsText(const std::vector<flows::TrialWord>& words, std::string_view verb) {
  std::string text;
  for (const flows::TrialWord& word : words) {
    text += word.brand.empty()
                ? fmt::format("  {} {}: {} listings\n", word.surface, verb, word.listings)
                : fmt::format("  \"{}\" {} a claim of {}: {} listings\n", word.surface, verb,
                              word.brand, word.listings);
    text += Examples(word.examples);
  }
  return text;
}

Json WordsAsJson(const std::vector<flows::TrialWord>& words) {
  Json json = Json::array();
  for (const flows::TrialWord& word : words) {
    json.push_back({{"brand", word.brand},
                    {"word", word.surface},
                    {"listings", word.listings},
                    {"examples", word.examples}});
  }
  return json;
}

std::string SuggestionText(const flows::Suggestion& each) {
  return fmt::format(
      "  {}{}: {} of the copies, {} of the others; {:.1f} times as often ({:.1f} to {:.1f})\n{}",
      each.word, each.brand.empty() ? "" : fmt::format(", near {} ({})", each.name, each.brand),
      each.copies, each.others, each.ratio, each.low, each.high, Examples(each.examples));
}

Json SuggestionsJson(const std::vector<flows::Suggestion>& all) {
  Json json = Json::array();
  for (const flows::Suggestion& each : all) {
    json.push_back({{"word", each.word},
                    {"brand", each.brand},
                    {"name", each.name},
                    {"copies", each.copies},
                    {"others", each.others},
                    {"ratio", each.ratio},
                    {"low", each.low},
                    {"high", each.high},
                    {"examples", each.examples}});
  }
  return json;
}

std::string EntryText(const PackEntry& entry) {
  return fmt::format("{} {} \"{}\"{}", entry.brand, entry.field, entry.word,
                     entry.value.empty() ? "" : fmt::format(": {}", entry.value));
}

auto KeyOf(const PackEntry& entry) {
  return std::tie(entry.brand, entry.field, entry.word);
}

}  // namespace

std::string TrialAsText(const flows::LexiconTrial& trial) {
  std::string text = fmt::format("{} listings, {} bad lines; {} read otherwise\n", trial.listings,
                                 trial.bad_lines, trial.changed);
  text += WordsAsText(trial.come, "becomes");
  text += WordsAsText(trial.gone, "is no longer");
  if (trial.words_left_out > 0) {
    text += fmt::format("  {} more in words that are not told apart\n", trial.words_left_out);
  }
  for (const Band from : kBands) {
    for (const Band to : kBands) {
      const auto count = trial.bands[static_cast<std::size_t>(from)][static_cast<std::size_t>(to)];
      if (from != to && count > 0) {
        text += fmt::format("  {} to {}: {} listings\n", NameOf(from), NameOf(to), count);
      }
    }
  }
  for (const flows::ChangedVerdict& each : trial.sample) {
    text += fmt::format("    {} {} -> {} {}: {} {}\n", NameOf(each.from), each.from_score,
                        NameOf(each.to), each.to_score, each.id, each.title);
  }
  return text;
}

Json TrialAsJson(const flows::LexiconTrial& trial) {
  Json bands = Json::array();
  for (const Band from : kBands) {
    for (const Band to : kBands) {
      const auto count = trial.bands[static_cast<std::size_t>(from)][static_cast<std::size_t>(to)];
      if (count > 0) {
        bands.push_back({{"from", NameOf(from)}, {"to", NameOf(to)}, {"listings", count}});
      }
    }
  }
  Json sample = Json::array();
  for (const flows::ChangedVerdict& each : trial.sample) {
    sample.push_back({{"id", each.id},
                      {"title", each.title},
                      {"from", NameOf(each.from)},
                      {"from_score", each.from_score},
                      {"to", NameOf(each.to)},
                      {"to_score", each.to_score}});
  }
  return {{"listings", trial.listings},      {"bad_lines", trial.bad_lines},
          {"changed", trial.changed},        {"come", WordsAsJson(trial.come)},
          {"gone", WordsAsJson(trial.gone)}, {"words_left_out", trial.words_left_out},
          {"bands", std::move(bands)},       {"sample", std::move(sample)}};
}

std::string SuggestionsAsText(const flows::Suggestions& suggestions) {
  std::string text = fmt::format("{} copies beside {} other listings; {} neither, {} bad lines\n",
                                 suggestions.copies, suggestions.others, suggestions.skipped,
                                 suggestions.bad_lines);
  text += fmt::format("Spellings near a name: {}\n", suggestions.spellings.size());
  for (const flows::Suggestion& each : suggestions.spellings) {
    text += SuggestionText(each);
  }
  text += fmt::format("Words of copies: {}\n", suggestions.words.size());
  for (const flows::Suggestion& each : suggestions.words) {
    text += SuggestionText(each);
  }
  return text;
}

Json SuggestionsAsJson(const flows::Suggestions& suggestions) {
  return {{"copies", suggestions.copies},
          {"others", suggestions.others},
          {"skipped", suggestions.skipped},
          {"bad_lines", suggestions.bad_lines},
          {"spellings", SuggestionsJson(suggestions.spellings)},
          {"words", SuggestionsJson(suggestions.words)}};
}

std::string BrandsAsText(std::span<const screening::LexiconBrand> brands, bool with_words) {
  std::string text;
  for (const screening::LexiconBrand& brand : brands) {
    text += fmt::format("{} ({})\n", brand.name, fmt::join(brand.sectors, ", "));
    for (const screening::LexiconWord& word : brand.words) {
      if (with_words) {
        text += fmt::format("  {:<14} {}{}  [{}]\n", word.field, word.is_weak ? "?" : "", word.word,
                            word.place);
      }
    }
  }
  return text;
}

Json BrandsAsJson(std::span<const screening::LexiconBrand> brands) {
  Json json = Json::array();
  for (const screening::LexiconBrand& brand : brands) {
    Json words = Json::array();
    for (const screening::LexiconWord& word : brand.words) {
      words.push_back({{"field", word.field},
                       {"word", word.word},
                       {"needs_partner", word.is_weak},
                       {"place", word.place}});
    }
    json.push_back({{"name", brand.name}, {"sectors", brand.sectors}, {"words", std::move(words)}});
  }
  return json;
}

std::vector<EntryChange> ChangesOf(std::span<const PackEntry> before,
                                   std::span<const PackEntry> after) {
  std::vector<EntryChange> changes;
  auto a = before.begin();
  auto b = after.begin();
  while (a != before.end() || b != after.end()) {
    if (b == after.end() || (a != before.end() && KeyOf(*a) < KeyOf(*b))) {
      changes.push_back({.before = &*a++});
    } else if (a == before.end() || KeyOf(*b) < KeyOf(*a)) {
      changes.push_back({.after = &*b++});
    } else {
      if (a->value != b->value) {
        changes.push_back({&*a, &*b});
      }
      ++a;
      ++b;
    }
  }
  return changes;
}

std::string ChangesAsText(std::span<const EntryChange> changes) {
  std::string text;
  for (const EntryChange& change : changes) {
    if (change.before == nullptr || change.after == nullptr) {
      const PackEntry& entry = change.before != nullptr ? *change.before : *change.after;
      text += fmt::format("{} {}\n", change.before != nullptr ? '-' : '+', EntryText(entry));
    } else {
      text += fmt::format("~ {} {} \"{}\": {} -> {}\n", change.after->brand, change.after->field,
                          change.after->word,
                          change.before->value.empty() ? "plain" : change.before->value,
                          change.after->value.empty() ? "plain" : change.after->value);
    }
  }
  return text;
}

Json ChangesAsJson(std::span<const EntryChange> changes) {
  Json json = Json::array();
  for (const EntryChange& change : changes) {
    const PackEntry& entry = change.before != nullptr ? *change.before : *change.after;
    json.push_back(
        {{"change", change.before == nullptr  ? "added"
                    : change.after == nullptr ? "removed"
                                              : "changed"},
         {"brand", entry.brand},
         {"field", entry.field},
         {"word", entry.word},
         {"before", change.before != nullptr ? Json(change.before->value) : Json(nullptr)},
         {"after", change.after != nullptr ? Json(change.after->value) : Json(nullptr)}});
  }
  return json;
}

}  // namespace assay::cli
