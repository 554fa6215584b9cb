// SPDX-License-Identifier: Apache-2.0
#include "screening/lexicon.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "screening/detail/pack_merge.h"
#include "screening/detail/parts.h"

namespace assay::screening {
namespace {

using detail::Term;
using detail::TermRole;

std::string_view FieldOf(const Term& term) {
  switch (term.role) {
    case TermRole::kBrand:
      return kSurfaceKeys[static_cast<std::size_t>(term.via)];
    case TermRole::kLine:
      return "line";
    case TermRole::kLingo:
      return "lingo";
    default:
      return "other_meanings";
  }
}

// TOML's basic string; words hold no control characters that are seen, but may hold quotes.
std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      quoted += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

struct MergedWord {
  std::size_t list = 0;  // Of the surfaces: the first that any pack has it in.
  std::string text;
  bool is_weak = false;
};
using WordSet = std::map<std::string, MergedWord>;  // By folded word.

struct MergedLine {
  WordSet words;
  std::map<std::string, std::string> prices;  // By currency.
};

// A brand as all packs together describe it, which does not depend on their order.
struct MergedBrand {
  std::string name;
  std::string owner;
  WordSet surfaces;
  WordSet sectors;
  WordSet other_meanings;
  std::vector<MergedLine> lines;
  std::map<std::pair<std::string, std::string>, WordSet> lingo;
};

std::string ListOf(const WordSet& words, std::size_t list = 0) {
  std::string text;
  for (const auto& [folded, word] : words) {
    if (word.list == list) {
      text += (text.empty() ? "" : ", ") + Quoted((word.is_weak ? "?" : "") + word.text);
    }
  }
  return text;
}

std::string TextOf(const MergedBrand& brand) {
  std::string text = fmt::format("\n[[brand]]\nname = {}\nowner = {}\nsectors = [{}]\n",
                                 Quoted(brand.name), Quoted(brand.owner), ListOf(brand.sectors));
  for (std::size_t list = 0; list < kSurfaceKeys.size(); ++list) {
    if (const std::string words = ListOf(brand.surfaces, list); !words.empty()) {
      text += fmt::format("{} = [{}]\n", kSurfaceKeys[list], words);
    }
  }
  if (!brand.other_meanings.empty()) {
    text += fmt::format("other_meanings = [{}]\n", ListOf(brand.other_meanings));
  }
  for (const MergedLine& line : brand.lines) {
    text += fmt::format("\n[[brand.line]]\nwords = [{}]\n", ListOf(line.words));
    if (!line.prices.empty()) {
      std::string table;
      for (const auto& [currency, price] : line.prices) {
        table += fmt::format("{}{} = \"{}\"", table.empty() ? "" : ", ", currency, price);
      }
      text += fmt::format("list_price = {{ {} }}\n", table);
    }
  }
  for (const auto& [kind, words] : brand.lingo) {
    text += fmt::format("\n[[brand.lingo]]\nwords = [{}]\nclass = {}\nstrength = {}\n",
                        ListOf(words), Quoted(kind.first), Quoted(kind.second));
  }
  return text;
}

void AddWords(WordSet& to, const std::vector<PackWord>& words, std::size_t list = 0) {
  for (const PackWord& word : words) {
    const auto [known, is_new] =
        to.emplace(detail::FoldTrimmed(word.text), MergedWord{list, word.text, word.is_weak});
    if (!is_new) {
      known->second.list = std::min(known->second.list, list);
      known->second.text = std::min(known->second.text, word.text);
      // A word that needs a partner in one pack needs it in both.
      known->second.is_weak = known->second.is_weak || word.is_weak;
    }
  }
}

// Lines that share a word are one.
void AddLine(std::vector<MergedLine>& lines, const PackLine& line) {
  MergedLine merged;
  AddWords(merged.words, line.words);
  for (const auto& [money, place] : line.list_prices) {
    merged.prices.emplace(money.currency.code(), FormatDecimal(money));
  }
  std::erase_if(lines, [&merged](const MergedLine& other) {
    const bool is_same = std::ranges::any_of(
        other.words, [&](const auto& word) { return merged.words.contains(word.first); });
    if (is_same) {
      merged.words.insert(other.words.begin(), other.words.end());
      merged.prices.insert(other.prices.begin(), other.prices.end());
    }
    return is_same;
  });
  lines.push_back(std::move(merged));
}

void Add(MergedBrand& merged, const PackBrand& brand) {
  for (std::size_t list = 0; list < brand.surfaces.size(); ++list) {
    AddWords(merged.surfaces, brand.surfaces[list], list);
  }
  AddWords(merged.sectors, brand.sectors);
  AddWords(merged.other_meanings, brand.other_meanings);
  for (const PackLine& line : brand.lines) {
    AddLine(merged.lines, line);
  }
  for (const PackLingo& lingo : brand.lingo) {
    AddWords(merged.lingo[{lingo.lingo_class, lingo.is_strong ? "strong" : "weak"}], lingo.words);
  }
}

}  // namespace

std::vector<LexiconBrand> BrandsOf(const Model& model, std::string_view word) {
  const Model::Parts& parts = model.parts();
  const std::string folded = detail::FoldTrimmed(word);
  std::set<std::uint32_t> wanted;
  for (std::uint32_t row = 0; row < parts.brands.size(); ++row) {
    if (word.empty() || detail::FoldTrimmed(parts.brands[row].name) == folded) {
      wanted.insert(row);
    }
  }
  for (const Term& term : parts.terms) {
    if (term.role == TermRole::kBrand && term.folded == folded) {
      wanted.insert(term.owner);
    }
  }
  std::map<std::uint32_t, LexiconBrand> found;
  for (const std::uint32_t row : wanted) {
    LexiconBrand& brand = found[row];
    brand.name = parts.brands[row].name;
    for (std::size_t sector = 0; sector < parts.sectors.size(); ++sector) {
      if ((parts.brands[row].sectors >> sector & 1U) != 0) {
        brand.sectors.push_back(parts.sectors[sector]);
      }
    }
  }
  for (const Term& term : parts.terms) {
    const bool is_of_brand =
        term.role == TermRole::kBrand || term.role == TermRole::kLine || term.is_of_pack();
    const std::uint32_t row =
        term.role == TermRole::kLine ? parts.lines[term.owner].brand : term.owner;
    const auto brand = is_of_brand ? found.find(row) : found.end();
    if (brand != found.end()) {
      brand->second.words.push_back(
          {term.folded, std::string(FieldOf(term)), term.is_weak, parts.Describe(term.origin)});
    }
  }
  std::vector<LexiconBrand> brands;
  for (auto& [row, brand] : found) {
    std::ranges::stable_sort(brand.words, {}, [](const LexiconWord& each) {
      return std::ranges::find(kSurfaceKeys, each.field) - kSurfaceKeys.begin();
    });
    brands.push_back(std::move(brand));
  }
  std::ranges::stable_sort(brands, {}, &LexiconBrand::name);
  return brands;
}

LexiconCounts CountsOf(const Model& model) {
  const Model::Parts& parts = model.parts();
  LexiconCounts counts;
  counts.brands = parts.brands.size();
  counts.lines = parts.lines.size();
  for (const Term& term : parts.terms) {
    if (term.role == TermRole::kBrand) {
      ++counts.names;
    } else if (term.role != TermRole::kLine) {  // The words of lines are names as well.
      ++counts.other_words;
    }
  }
  return counts;
}

std::vector<std::string_view> TermsOf(const Model& model) {
  std::vector<std::string_view> terms;
  for (const Term& term : model.parts().terms) {
    terms.emplace_back(term.folded);
  }
  return terms;
}

std::vector<BrandName> StrongNamesOf(const Model& model) {
  std::vector<BrandName> names;
  for (const Term& term : model.parts().terms) {
    if (term.role == TermRole::kBrand && !term.is_weak && term.via != detail::Via::kDisguise) {
      names.push_back({term.folded, model.parts().brands[term.owner].name});
    }
  }
  return names;
}

std::vector<PackEntry> EntriesOf(const Pack& pack) {
  std::vector<PackEntry> entries;
  const auto add = [&](const PackBrand& brand, std::string_view field, const PackWord& word,
                       std::string value) {
    if (word.is_weak) {
      value += value.empty() ? "needs a partner" : ", needs a partner";
    }
    entries.push_back({brand.name.text, std::string(field), word.text, std::move(value)});
  };
  for (const PackBrand& brand : pack.brands) {
    add(brand, "owner", {brand.owner, false, {}}, "");
    for (std::size_t list = 0; list < brand.surfaces.size(); ++list) {
      for (const PackWord& word : brand.surfaces[list]) {
        add(brand, kSurfaceKeys[list], word, "");
      }
    }
    for (const PackWord& word : brand.other_meanings) {
      add(brand, "other_meanings", word, "");
    }
    for (const PackWord& word : brand.sectors) {
      add(brand, "sectors", word, "");
    }
    for (const PackLine& line : brand.lines) {
      std::set<std::string> prices;
      for (const auto& [money, place] : line.list_prices) {
        prices.insert(fmt::format("{} {}", FormatDecimal(money), money.currency.code()));
      }
      for (const PackWord& word : line.words) {
        add(brand, "line", word, fmt::format("{}", fmt::join(prices, ", ")));
      }
    }
    for (const PackLingo& lingo : brand.lingo) {
      for (const PackWord& word : lingo.words) {
        add(brand, "lingo", word,
            fmt::format("{}, {}", lingo.lingo_class, lingo.is_strong ? "strong" : "weak"));
      }
    }
  }
  std::ranges::sort(entries);
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
  return entries;
}

std::string MergedPackText(std::span<const Pack> packs, const Pack& head) {
  std::map<std::string, MergedBrand> brands;
  for (const Pack& pack : packs) {
    for (const PackBrand& brand : pack.brands) {
      MergedBrand& merged = brands[detail::FoldTrimmed(brand.name.text)];
      // Of two spellings of one name, always the same.
      if (merged.name.empty() || brand.name.text < merged.name) {
        merged.name = brand.name.text;
      }
      merged.owner = brand.owner;
      Add(merged, brand);
    }
  }
  std::string text =
      fmt::format("[pack]\nname = {}\nversion = {}\nowner = {}\ndate = {}\n", Quoted(head.name),
                  Quoted(head.version), Quoted(head.owner), head.date);
  for (auto& [folded, brand] : brands) {
    std::ranges::sort(brand.lines, {},
                      [](const MergedLine& line) { return line.words.begin()->first; });
    text += TextOf(brand);
  }
  return text;
}

}  // namespace assay::screening
