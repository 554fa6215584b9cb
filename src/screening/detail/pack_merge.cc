// SPDX-License-Identifier: Apache-2.0
#include "screening/detail/pack_merge.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "text/folding.h"
#include "text/nearest.h"

namespace assay::screening::detail {
namespace {

class Merger {
 public:
  Merger(Model::Parts& parts, std::span<const Pack> packs)
      : parts_(parts), packs_(packs), own_terms_(parts.terms.size()) {
    for (std::size_t row = 0; row < parts_.brands.size(); ++row) {
      row_of_brand_.emplace(FoldTrimmed(parts_.brands[row].name), row);
    }
    for (std::size_t i = 0; i < own_terms_; ++i) {
      const Term& term = parts_.terms[i];
      if (term.role == TermRole::kBrand) {
        surfaces_.emplace(std::pair(term.owner, term.folded), i);
      } else if (term.role == TermRole::kLingo) {
        lingo_classes_.insert(term.lingo_class);
      }
    }
  }

  std::vector<PackProblem> Merge() {
    std::map<std::string_view, Origin> known;
    for (const Pack& pack : packs_) {
      file_ = static_cast<std::uint16_t>(parts_.files.size());
      parts_.files.push_back(pack.file);
      const auto [other, is_new] = known.emplace(pack.name, At(pack.name_at));
      if (!is_new) {
        Wrong(pack.name_at, fmt::format("the pack \"{}\" is given twice ({})", pack.name,
                                        parts_.Describe(other->second)));
        continue;
      }
      for (const PackBrand& brand : pack.brands) {
        AddBrand(brand);
      }
    }
    for (Conflict& conflict : CheckPackTerms(parts_, own_terms_)) {
      conflicts_.push_back(std::move(conflict));
    }
    return Told();
  }

 private:
  Origin At(const PackPlace& place) const { return {file_, place.line, place.column}; }
  void Wrong(const PackPlace& place, std::string what) {
    conflicts_.push_back({At(place), true, std::move(what)});
  }
  void Warn(const PackPlace& place, std::string what) {
    conflicts_.push_back({At(place), false, std::move(what)});
  }

  std::vector<PackProblem> Told() {
    std::ranges::stable_sort(conflicts_, {}, [](const Conflict& conflict) {
      return std::tuple(conflict.at.file, conflict.at.line, conflict.at.column);
    });
    std::vector<PackProblem> problems;
    for (Conflict& conflict : conflicts_) {
      problems.push_back({.is_error = conflict.is_error,
                          .file = parts_.files[conflict.at.file],
                          .at = {conflict.at.line, conflict.at.column},
                          .what = std::move(conflict.what)});
    }
    return problems;
  }

  void AddBrand(const PackBrand& brand) {
    const std::uint32_t row = RowOf(brand);
    bool has_name = false;
    const std::string folded_name = FoldTrimmed(brand.name.text);
    for (std::size_t list = 0; list < brand.surfaces.size(); ++list) {
      for (const PackWord& word : brand.surfaces[list]) {
        has_name = has_name || FoldTrimmed(word.text) == folded_name;
        AddSurface(row, static_cast<Via>(list), word, false);
      }
    }
    if (!has_name) {
      AddSurface(row, Via::kName, brand.name, true);
    }
    for (const PackLine& line : brand.lines) {
      AddLine(row, line);
    }
    for (const PackLingo& lingo : brand.lingo) {
      AddLingo(row, lingo);
    }
    for (const PackWord& word : brand.other_meanings) {
      AddOtherMeaning(row, word);
    }
  }

  std::uint32_t RowOf(const PackBrand& brand) {
    const auto [known, is_new] =
        row_of_brand_.emplace(FoldTrimmed(brand.name.text), parts_.brands.size());
    const auto row = static_cast<std::uint32_t>(known->second);
    const auto [owner, is_first] = owners_.emplace(row, std::pair(brand.owner, At(brand.name.at)));
    if (!is_first && owner->second.first != brand.owner) {
      Wrong(brand.name.at,
            fmt::format("{} is owned by {} here and by {} in {}", brand.name.text, brand.owner,
                        owner->second.first, parts_.Describe(owner->second.second)));
    }
    SectorSet sectors = 0;
    std::vector<std::string_view> names;
    for (const PackWord& sector : brand.sectors) {
      const auto at = std::ranges::find(parts_.sectors, sector.text);
      if (at == parts_.sectors.end()) {
        const auto nearest = text::NearestWord(sector.text, parts_.sectors);
        Wrong(sector.at, fmt::format("\"{}\" is no sector{}; known: {}", sector.text,
                                     nearest ? fmt::format("; did you mean \"{}\"?", *nearest) : "",
                                     fmt::join(parts_.sectors, ", ")));
        continue;
      }
      sectors |= SectorSet{1} << static_cast<std::size_t>(at - parts_.sectors.begin());
      names.push_back(sector.text);
    }
    if (is_new) {
      parts_.brands.push_back({brand.name.text, sectors, HaveAccessories(names)});
    } else {
      parts_.brands[row].sectors |= sectors;
      parts_.brands[row].has_accessories =
          parts_.brands[row].has_accessories && HaveAccessories(names);
    }
    return row;
  }

  void AddTerm(Term term, const PackWord& word) {
    term.folded = FoldTrimmed(word.text);
    term.origin = At(word.at);
    parts_.terms.push_back(std::move(term));
  }

  // `may_repeat`: words of lines are names too, and the brand's own name may be known.
  void AddSurface(std::uint32_t row, Via via, const PackWord& word, bool may_repeat) {
    std::string folded = FoldTrimmed(word.text);
    const auto [at, is_new] =
        surfaces_.emplace(std::pair(row, std::move(folded)), parts_.terms.size());
    if (is_new) {
      AddTerm(BrandTerm(row, via, word.text, word.is_weak), word);
      return;
    }
    Term& known = parts_.terms[at->second];
    if (known.origin.file == file_) {
      if (!may_repeat) {
        Wrong(word.at, fmt::format("\"{}\" is listed twice for {} ({})", word.text,
                                   parts_.brands[row].name, parts_.Describe(known.origin)));
      }
      return;
    }
    if (known.is_weak && !word.is_weak) {
      Warn(word.at,
           fmt::format("\"{}\" has other meanings by {}, and needs a partner there and here",
                       word.text, parts_.Describe(known.origin)));
    }
    if (known.is_of_pack()) {  // Whichever of the two packs came first.
      known.is_weak = known.is_weak || word.is_weak;
      known.via = std::min(known.via, via);
    }
  }

  void AddOtherMeaning(std::uint32_t row, const PackWord& word) {
    Term term;
    term.role = TermRole::kOtherMeaning;
    term.owner = row;
    // One character may fold to many.
    if (const std::size_t bytes = FoldTrimmed(word.text).size(); bytes > kTakerBytesMax) {
      return Wrong(word.at,
                   fmt::format("another meaning of {} bytes, as it is compared; at most {}", bytes,
                               kTakerBytesMax));
    }
    AddTerm(std::move(term), word);
  }

  void AddLine(std::uint32_t row, const PackLine& line) {
    const auto line_row = static_cast<std::uint32_t>(parts_.lines.size());
    parts_.lines.push_back({row, PriceRowOf(row, line)});
    for (const PackWord& word : line.words) {
      AddSurface(row, Via::kAlias, word, true);
      const auto [at, is_new] =
          line_words_.emplace(std::pair(row, FoldTrimmed(word.text)), LineWord{&line, At(word.at)});
      if (!is_new) {
        TellSecondLine(word, line, at->second);
      }
      Term term;
      term.role = TermRole::kLine;
      term.owner = line_row;
      AddTerm(std::move(term), word);
    }
  }

  struct LineWord {
    const PackLine* line = nullptr;
    Origin at;
  };

  void TellSecondLine(const PackWord& word, const PackLine& line, const LineWord& other) {
    for (const auto& [money, place] : line.list_prices) {
      for (const auto& [other_money, other_place] : other.line->list_prices) {
        if (money.currency == other_money.currency && money != other_money) {
          Wrong(place, fmt::format(
                           "\"{}\" costs {} {} here and {} in {}", word.text, FormatDecimal(money),
                           money.currency.code(), FormatDecimal(other_money),
                           parts_.Describe({other.at.file, other_place.line, other_place.column})));
          return;
        }
      }
    }
    if (other.at.file == file_) {
      Wrong(word.at,
            fmt::format("\"{}\" names two lines ({})", word.text, parts_.Describe(other.at)));
    }
  }

  std::int32_t PriceRowOf(std::uint32_t row, const PackLine& line) {
    // The same goods cost more in one place than in another, but hardly this much more.
    constexpr std::int64_t kSpreadMax = 3;
    // A list price and what genuine offers of the brand ask: a line is dearer than others, but not by two
    // orders; a wrong unit is.
    constexpr std::int64_t kFactorMax = 50;
    std::optional<MilliUsd> least;
    std::optional<MilliUsd> most;
    for (const auto& [money, place] : line.list_prices) {
      const auto usd = parts_.prices.ToUsd(money);
      if (!usd || usd->amount <= 0) {
        Wrong(place, fmt::format("no rate for {} in prices.tsv, or too small a price",
                                 money.currency.code()));
        continue;
      }
      least = least ? std::min(*least, *usd) : *usd;
      most = most ? std::max(*most, *usd) : *usd;
    }
    if (!least) {
      return -1;
    }
    const PackPlace& at = line.list_prices.front().second;
    if (most->amount > kSpreadMax * least->amount) {
      Warn(at, fmt::format("the list prices of \"{}\" are far apart: {} and {} US dollars",
                           line.words.front().text, least->amount / 1'000, most->amount / 1'000));
    }
    const std::int32_t own =
        parts_.prices.FindRow({parts_.brands[row].name, "*", "", PriceCondition::kAny});
    if (own >= 0) {
      const std::int64_t usual =
          parts_.prices.cell(static_cast<std::size_t>(own)).genuine.middle.amount;
      if (least->amount > kFactorMax * usual || usual > kFactorMax * least->amount) {
        Warn(at, fmt::format("a list price of {} US dollars, where genuine offers of {} ask {}",
                             least->amount / 1'000, parts_.brands[row].name, usual / 1'000));
      }
    }
    // The lowest: what is cheap in one place is not cheap everywhere.
    return parts_.prices.AddListPrice(parts_.brands[row].name, line.words.front().text, *least);
  }

  void AddLingo(std::uint32_t row, const PackLingo& lingo) {
    if (!lingo_classes_.contains(lingo.lingo_class)) {
      const std::vector<std::string> known(lingo_classes_.begin(), lingo_classes_.end());
      const auto nearest = text::NearestWord(lingo.lingo_class, known);
      Wrong(lingo.class_at,
            fmt::format("\"{}\" is no class of trade words{}; known: {}", lingo.lingo_class,
                        nearest ? fmt::format("; did you mean \"{}\"?", *nearest) : "",
                        fmt::join(known, ", ")));
      return;
    }
    for (const PackWord& word : lingo.words) {
      Term term;
      term.role = TermRole::kLingo;
      term.owner = row;
      term.is_weak = !lingo.is_strong || word.is_weak;
      term.lingo_class = lingo.lingo_class;
      term.kind = KindOfLingo(lingo.lingo_class);
      AddTerm(std::move(term), word);
    }
  }

  using RowAndWord = std::pair<std::uint32_t, std::string>;
  struct HashOfRowAndWord {
    std::size_t operator()(const RowAndWord& key) const {
      return std::hash<std::string>()(key.second) ^ (std::size_t{key.first} * 0x9E3779B97F4A7C15);
    }
  };

  Model::Parts& parts_;
  std::span<const Pack> packs_;
  std::size_t own_terms_;
  std::uint16_t file_ = 0;
  std::unordered_map<std::string, std::size_t> row_of_brand_;
  std::unordered_map<std::uint32_t, std::pair<std::string, Origin>> owners_;
  std::unordered_map<RowAndWord, std::size_t, HashOfRowAndWord> surfaces_;
  std::unordered_map<RowAndWord, LineWord, HashOfRowAndWord> line_words_;
  std::set<std::string> lingo_classes_;
  std::vector<Conflict> conflicts_;
};

}  // namespace

std::string FoldTrimmed(std::string_view term) {
  std::string folded = text::FoldTerm(term);
  while (!folded.empty() && folded.back() == ' ') {
    folded.pop_back();
  }
  folded.erase(0, std::min(folded.find_first_not_of(' '), folded.size()));
  return folded;
}

Term BrandTerm(std::uint32_t owner, Via via, std::string_view surface, bool is_weak) {
  Term term;
  term.is_weak = is_weak;
  term.via = via;
  term.owner = owner;
  term.word_end = surface.size() >= 4 ? text::WordEnd::kDigitsJoin : text::WordEnd::kStrict;
  return term;
}

bool HaveAccessories(std::span<const std::string_view> sectors) {
  constexpr std::array<std::string_view, 6> kDeviceSectors = {
      "electronics", "appliances", "watches", "toys", "automotive", "tools"};
  return std::ranges::all_of(sectors, [&](std::string_view sector) {
    return std::ranges::find(kDeviceSectors, sector) != kDeviceSectors.end();
  });
}

Kind KindOfLingo(std::string_view lingo_class) {
  return FindKind(fmt::format("lingo.{}", lingo_class)).value_or(Kind::kLingoHint);
}

std::vector<PackProblem> MergePacks(Model::Parts& parts, std::span<const Pack> packs) {
  return Merger(parts, packs).Merge();
}

}  // namespace assay::screening::detail
