// SPDX-License-Identifier: Apache-2.0
#include "screening/pack.h"

#include <algorithm>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "strict_toml/strict_toml.h"
#include "text/folding.h"

namespace assay::screening {
namespace {

constexpr std::string_view kReason = "screening.bad_pack";

PackPlace PlaceOf(const toml::source_region& at) {
  return {at.begin.line, at.begin.column};
}

class PackReader {
 public:
  explicit PackReader(const PackSource& source) : source_(source) {}

  Result<Pack> Read() {
    if (source_.text.size() > kPackBytesMax) {
      return Fail(ErrorCode::kLimitExceeded, "screening.pack_too_large",
                  fmt::format("{} holds more than {} bytes", source_.file, kPackBytesMax));
    }
    if (source_.text.starts_with("\xFF\xFE") || source_.text.starts_with("\xFE\xFF")) {
      return Named(Fail(ErrorCode::kInvalidArgument, std::string(kReason),
                        "line 1, column 1: the file is UTF-16; save it as UTF-8"));
    }
    auto root = strict_toml::Parse(source_.text, kReason);
    if (!root) {
      return Named(Fail(std::move(root).error()));
    }
    auto pack = ReadRoot(*root);
    if (!pack) {
      return Named(Fail(std::move(pack).error()));
    }
    return pack;
  }

 private:
  tl::unexpected<Error> Named(tl::unexpected<Error> error) const {
    Error named = std::move(error).value();
    named.message = fmt::format("{} {}", source_.file, named.message);
    return Fail(std::move(named));
  }

  static tl::unexpected<Error> Wrong(const toml::source_region& at, const std::string& what) {
    return strict_toml::InvalidAt(at, what, kReason);
  }

  static Result<void> CheckKeys(const toml::table& table, std::string_view where,
                                std::initializer_list<std::string_view> known) {
    return strict_toml::CheckKeys(table, where, std::span(known.begin(), known.size()), kReason);
  }

  Result<Pack> ReadRoot(const toml::table& root) {
    if (root.empty()) {
      return Wrong({.begin = {1, 1}, .end = {1, 1}, .path = {}},
                   "the pack is empty; it begins with [pack] and holds [[brand]] sections");
    }
    ASSAY_TRY(CheckKeys(root, "", {"pack", "brand"}));
    const toml::table* head = root["pack"].as_table();
    if (head == nullptr) {
      return Wrong(root.source(), "a pack begins with [pack]: name, version, owner and date");
    }
    ASSAY_TRY(CheckKeys(*head, " in [pack]", {"name", "version", "owner", "date"}));
    Pack pack;
    pack.file = source_.file;
    ASSAY_ASSIGN(pack.name, Text(*head, "name", "[pack]"));
    pack.name_at = PlaceOf(head->get("name")->source());
    if (pack.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") !=
        std::string::npos) {
      return Wrong(head->get("name")->source(),
                   "a pack's name is made of a to z, 0 to 9, \"-\" and \".\"");
    }
    ASSAY_ASSIGN(pack.version, Text(*head, "version", "[pack]"));
    ASSAY_ASSIGN(pack.owner, Text(*head, "owner", "[pack]"));
    ASSAY_ASSIGN(pack.date, DateOf(*head));
    ASSAY_ASSIGN(const auto brands, Tables(root, "brand", "[[brand]]"));
    if (brands.empty()) {
      return Wrong(head->source(), "the pack holds no [[brand]]");
    }
    for (const toml::table* table : brands) {
      ASSAY_ASSIGN(PackBrand brand, ReadBrand(*table, pack.owner));
      pack.brands.push_back(std::move(brand));
    }
    return pack;
  }

  Result<PackBrand> ReadBrand(const toml::table& table, const std::string& pack_owner) {
    ASSAY_TRY(CheckKeys(table, " in [[brand]]",
                        {"name", "owner", "names", "aliases", "nicknames", "disguises",
                         "other_meanings", "sectors", "line", "lingo"}));
    PackBrand brand;
    ASSAY_ASSIGN(const std::string name, Text(table, "name", "[[brand]]"));
    ASSAY_ASSIGN(brand.name, Word(name, table.get("name")->source()));
    if (brand.name.is_weak) {
      return Wrong(
          table.get("name")->source(),
          "the name of a brand takes no \"?\"; write it in names as well, with \"?\" there");
    }
    brand.owner = pack_owner;
    if (table.contains("owner")) {
      ASSAY_ASSIGN(brand.owner, Text(table, "owner", "[[brand]]"));
    }
    for (std::size_t list = 0; list < kSurfaceKeys.size(); ++list) {
      ASSAY_ASSIGN(brand.surfaces[list], Words(table, kSurfaceKeys[list]));
    }
    ASSAY_ASSIGN(brand.other_meanings, Words(table, "other_meanings"));
    ASSAY_ASSIGN(brand.sectors, Words(table, "sectors"));
    if (brand.sectors.empty()) {
      return Wrong(table.source(),
                   fmt::format("{} needs sectors, such as [\"shoes\", \"bags\"]", brand.name.text));
    }
    ASSAY_ASSIGN(const auto lines, Tables(table, "line", "[[brand.line]]"));
    for (const toml::table* line : lines) {
      ASSAY_ASSIGN(PackLine read, ReadLine(*line));
      brand.lines.push_back(std::move(read));
    }
    ASSAY_ASSIGN(const auto lingo, Tables(table, "lingo", "[[brand.lingo]]"));
    for (const toml::table* words : lingo) {
      ASSAY_ASSIGN(PackLingo read, ReadLingo(*words));
      brand.lingo.push_back(std::move(read));
    }
    return brand;
  }

  Result<PackLine> ReadLine(const toml::table& table) {
    ASSAY_TRY(CheckKeys(table, " in [[brand.line]]", {"words", "list_price"}));
    PackLine line;
    ASSAY_ASSIGN(line.words, Words(table, "words"));
    if (line.words.empty()) {
      return Wrong(table.source(), "a line needs words, such as [\"aurora tote\"]");
    }
    const toml::node* node = table.get("list_price");
    if (node == nullptr) {
      return line;
    }
    const toml::table* prices = node->as_table();
    if (prices == nullptr) {
      return Wrong(node->source(), "list_price is written { EUR = \"1250\", CNY = \"9800\" }");
    }
    for (const auto& [code, amount] : *prices) {
      const auto currency = Currency::Find(code.str());
      if (!currency) {
        return Wrong(code.source(), fmt::format("\"{}\" is no ISO 4217 currency", code.str()));
      }
      const auto text = amount.value_exact<std::string>();
      const auto money = text ? ParseMoney(*text, *currency)
                              : Result<Money>(Fail(ErrorCode::kInvalidArgument, "", ""));
      if (!money || money->minor_units <= 0) {
        return Wrong(amount.source(), "a list price is a decimal in quotes above 0, as \"1250\"");
      }
      line.list_prices.emplace_back(*money, PlaceOf(amount.source()));
    }
    return line;
  }

  Result<PackLingo> ReadLingo(const toml::table& table) {
    ASSAY_TRY(CheckKeys(table, " in [[brand.lingo]]", {"words", "class", "strength"}));
    PackLingo lingo;
    ASSAY_ASSIGN(lingo.words, Words(table, "words"));
    if (lingo.words.empty()) {
      return Wrong(table.source(), "[[brand.lingo]] needs words");
    }
    ASSAY_ASSIGN(lingo.lingo_class, Text(table, "class", "[[brand.lingo]]"));
    lingo.class_at = PlaceOf(table.get("class")->source());
    ASSAY_ASSIGN(const std::string strength, Text(table, "strength", "[[brand.lingo]]"));
    if (strength != "strong" && strength != "weak") {
      return Wrong(table.get("strength")->source(), "strength is \"strong\" or \"weak\"");
    }
    lingo.is_strong = strength == "strong";
    return lingo;
  }

  static Result<std::string> Text(const toml::table& table, std::string_view key,
                                  std::string_view where) {
    const toml::node* node = table.get(key);
    if (node == nullptr) {
      return Wrong(table.source(), fmt::format("{} needs {} = \"...\"", where, key));
    }
    auto text = node->value_exact<std::string>();
    if (!text || text->empty() || text->size() > kPackWordBytesMax) {
      return Wrong(node->source(),
                   fmt::format("{} is a text in quotes of 1 to {} bytes", key, kPackWordBytesMax));
    }
    return std::move(*text);
  }

  static Result<std::string> DateOf(const toml::table& head) {
    const toml::node* node = head.get("date");
    if (node != nullptr) {
      if (const auto date = node->value_exact<toml::date>()) {
        return fmt::format("{:04}-{:02}-{:02}", date->year, date->month, date->day);
      }
    }
    return Wrong(node == nullptr ? head.source() : node->source(),
                 "[pack] needs a date without quotes, as date = 2026-11-20");
  }

  static Result<std::vector<const toml::table*>> Tables(const toml::table& table,
                                                        std::string_view key,
                                                        std::string_view form) {
    std::vector<const toml::table*> tables;
    const toml::node* node = table.get(key);
    if (node == nullptr) {
      return tables;
    }
    if (const toml::array* array = node->as_array()) {
      for (const toml::node& item : *array) {
        tables.push_back(item.as_table());
      }
    }
    if (tables.empty() || std::ranges::find(tables, nullptr) != tables.end()) {
      return Wrong(node->source(), fmt::format("write each one as {}", form));
    }
    return tables;
  }

  Result<std::vector<PackWord>> Words(const toml::table& table, std::string_view key) {
    std::vector<PackWord> words;
    const toml::node* node = table.get(key);
    if (node == nullptr) {
      return words;
    }
    const toml::array* array = node->as_array();
    if (array == nullptr) {
      return Wrong(node->source(), fmt::format("{} is a list, as [\"one\", \"two\"]", key));
    }
    for (const toml::node& item : *array) {
      const auto text = item.value_exact<std::string>();
      if (!text) {
        return Wrong(item.source(), fmt::format("{} holds texts in quotes", key));
      }
      ASSAY_ASSIGN(PackWord word, Word(*text, item.source()));
      words.push_back(std::move(word));
    }
    return words;
  }

  Result<PackWord> Word(std::string_view text, const toml::source_region& at) {
    PackWord word{.text = {}, .is_weak = text.starts_with('?'), .at = PlaceOf(at)};
    word.text = text.substr(word.is_weak ? 1 : 0);
    if (word.text.size() > kPackWordBytesMax) {
      return Wrong(at, fmt::format("a word of more than {} bytes", kPackWordBytesMax));
    }
    if (text::FoldTerm(word.text).find_first_not_of(' ') == std::string::npos) {
      return Wrong(at, fmt::format("\"{}\" holds nothing that is seen", text));
    }
    if (++words_ > kPackWordsMax) {
      return Fail(ErrorCode::kLimitExceeded, "screening.pack_too_large",
                  fmt::format("holds more than {} words", kPackWordsMax));
    }
    return word;
  }

  const PackSource& source_;
  std::size_t words_ = 0;
};

}  // namespace

std::string Describe(const PackProblem& problem) {
  return fmt::format("{} line {}, column {}: {}", problem.file, problem.at.line, problem.at.column,
                     problem.what);
}

Result<Pack> ParsePack(const PackSource& source) {
  return PackReader(source).Read();
}

}  // namespace assay::screening
