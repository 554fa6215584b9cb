// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "screening/detail/pack_merge.h"
#include "text/han.h"
#include "text/ordinary_words.h"
#include "text/utf8.h"

namespace assay::screening::detail {
namespace {

// Words of every second title, which are no brand beside whatever goods. The kinds of goods themselves are in
// prices.tsv, words of the trade and of honest sellers in the other tables.
constexpr std::array<std::string_view, 64> kWordsOfEveryTitle = {
    "a",     "and",   "the",  "of",   "in",   "on",    "to",    "with", "by",     "or",
    "new",   "hot",   "sale", "set",  "kit",  "box",   "size",  "men",  "women",  "kids",
    "man",   "woman", "girl", "boy",  "baby", "free",  "best",  "top",  "high",   "low",
    "mini",  "max",   "pro",  "plus", "good", "style", "brand", "shop", "store",  "original",
    "black", "white", "red",  "blue", "size", "color", "新款",  "男",   "女",     "男士",
    "女士",  "儿童",  "正品", "品牌", "包邮", "现货",  "专柜",  "官方", "旗舰店", "同款",
    "时尚",  "新品",  "特价", "限量",
};

bool IsOfEveryTitle(std::string_view word) {
  return std::ranges::find(kWordsOfEveryTitle, word) != kWordsOfEveryTitle.end();
}

std::string_view MeaningOf(TermRole role) {
  switch (role) {
    case TermRole::kItem:
      return "a word for goods of every brand";
    case TermRole::kLingo:
      return "a word of the trade with copies";
    case TermRole::kContact:
      return "a word that leads off the marketplace";
    default:
      return "a word of honest sellers";
  }
}

bool IsSafe(TermRole role) {
  return role != TermRole::kBrand && role != TermRole::kLine && role != TermRole::kItem &&
         role != TermRole::kPriceLine && role != TermRole::kLingo && role != TermRole::kContact;
}

class Checker {
 public:
  Checker(const Model::Parts& parts, std::size_t first)
      : parts_(parts), first_(first), told_(parts.terms.size() - first) {}

  std::vector<Conflict> Check() {
    CheckEqualTerms();
    for (std::size_t i = first_; i < parts_.terms.size(); ++i) {
      // What another file says of a word says more than what kind of word it is.
      if (parts_.terms[i].role == TermRole::kBrand && !told_[i - first_]) {
        CheckSurface(parts_.terms[i]);
      }
    }
    CheckOwnNamesWithin();
    return std::move(conflicts_);
  }

 private:
  void Tell(const Term& at, bool is_error, std::string what) {
    conflicts_.push_back({at.origin, is_error, std::move(what)});
  }

  // What a name is by itself.
  void CheckSurface(const Term& term) {
    const std::u32string points = text::ToCodePoints(term.folded);
    const bool is_latin = std::ranges::all_of(
        term.folded, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (IsOfEveryTitle(term.folded)) {
      return Tell(term, true, fmt::format("\"{}\" stands in every second title", term.folded));
    }
    if (points.size() < 2) {
      return Tell(
          term, true,
          fmt::format("\"{}\" is one character: it would be found everywhere", term.folded));
    }
    if (term.is_weak) {
      return;
    }
    const bool has_letter = std::ranges::any_of(term.folded, [](char c) {
      return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
    });
    if (is_latin && (points.size() < 3 || !has_letter)) {
      return Tell(
          term, true,
          fmt::format("\"{0}\" is {1}: write \"?{0}\", and it counts beside a product word of "
                      "the brand's sectors or another of its names",
                      term.folded, has_letter ? "two letters" : "a number"));
    }
    if (text::IsOrdinaryWord(points) || text::IsOrdinaryWord(std::string_view(term.folded))) {
      // An owner's first name is told, and loaded: Timberland is in the dictionary as well.
      Tell(
          term, term.via != Via::kName,
          fmt::format("\"{0}\" is an ordinary word: write \"?{0}\", and it counts beside a product "
                      "word of the brand's sectors or another of its names",
                      term.folded));
    }
  }

  // Terms that are matched at the same places.
  void CheckEqualTerms() {
    std::vector<std::uint32_t> rows(parts_.terms.size());
    std::iota(rows.begin(), rows.end(), 0U);
    std::ranges::stable_sort(rows, {}, [this](std::uint32_t row) -> const std::string& {
      return parts_.terms[row].folded;
    });
    for (std::size_t begin = 0; begin < rows.size();) {
      std::size_t end = begin + 1;
      while (end < rows.size() &&
             parts_.terms[rows[end]].folded == parts_.terms[rows[begin]].folded) {
        ++end;
      }
      CheckGroup(std::span(rows).subspan(begin, end - begin));
      begin = end;
    }
  }

  // Rows of equal terms, rising: the later one is told of the earlier. Many brands may have the same word of the trade, so
  // what packs say is compared with our own terms and with the first of each role and brand alone.
  void CheckGroup(std::span<const std::uint32_t> rows) {
    std::vector<std::uint32_t> firsts;
    std::set<TermRole> roles;
    std::map<std::uint32_t, std::uint32_t> lingo_of_brand;
    for (const std::uint32_t row : rows) {
      const Term& term = parts_.terms[row];
      if (row < first_) {
        firsts.push_back(row);
        continue;
      }
      bool is_told = std::ranges::any_of(
          firsts, [&](std::uint32_t earlier) { return CheckPair(term, parts_.terms[earlier]); });
      if (term.role == TermRole::kLingo) {
        const auto [same, is_new] = lingo_of_brand.emplace(term.owner, row);
        is_told = is_told || (!is_new && CheckPair(term, parts_.terms[same->second]));
      }
      told_[row - first_] = is_told;
      if (roles.insert(term.role).second) {
        firsts.push_back(row);
      }
    }
  }

  // Whether something was told.
  bool CheckPair(const Term& term, const Term& other) {
    const auto is_line = [](const Term& each) {
      return each.role == TermRole::kLine || each.role == TermRole::kPriceLine;
    };
    if (is_line(term) || is_line(other)) {
      return false;  // Its words are names as well.
    }
    const auto place = [&] { return parts_.Describe(other.origin); };
    if (term.role == TermRole::kBrand && other.role == TermRole::kBrand) {
      if (term.owner == other.owner) {
        return false;
      }
      Tell(term, !term.is_weak || !other.is_weak,
           fmt::format("\"{}\" names {} here and {} in {}", term.folded, NameOf(term),
                       NameOf(other), place()));
      return true;
    }
    if (term.role == TermRole::kBrand || other.role == TermRole::kBrand) {
      const bool takes_itself_back =
          term.role == TermRole::kOtherMeaning && term.owner == other.owner;
      Tell(term, true,
           takes_itself_back
               ? fmt::format("\"{}\" as another meaning would take back the name itself ({})",
                             term.folded, place())
               : fmt::format("\"{}\" is a name and {} ({})", term.folded,
                             MeaningOf(term.role == TermRole::kBrand ? other.role : term.role),
                             place()));
      return true;
    }
    if (term.role == TermRole::kLingo || other.role == TermRole::kLingo) {
      const TermRole role = term.role == TermRole::kLingo ? other.role : term.role;
      if (role == TermRole::kLingo) {
        if (term.owner != other.owner && other.is_of_pack()) {
          return false;  // Each counts beside its own brand.
        }
        Tell(term, false, fmt::format("\"{}\" is known already ({})", term.folded, place()));
        return true;
      }
      if (IsSafe(role) || role == TermRole::kItem) {
        Tell(term, true,
             fmt::format("\"{}\" is a word of the trade and {} ({})", term.folded, MeaningOf(role),
                         place()));
        return true;
      }
    }
    return false;
  }

  // Names of others that stand within a pack's, or that it reads as.
  void CheckOwnNamesWithin() {
    std::vector<std::string> names;
    std::vector<std::uint32_t> rows;
    for (std::size_t i = 0; i < first_; ++i) {
      const Term& term = parts_.terms[i];
      if (term.role == TermRole::kBrand && !term.is_weak && term.via != Via::kDisguise) {
        names.push_back(term.folded);
        rows.push_back(static_cast<std::uint32_t>(i));
      }
    }
    const text::TermMatcher matcher(names);
    const text::DisguiseMatcher disguises(names);
    std::vector<text::DisguisedName> found;
    for (std::size_t i = first_; i < parts_.terms.size(); ++i) {
      const Term& term = parts_.terms[i];
      if (term.role != TermRole::kBrand) {
        continue;
      }
      const Term* within = nullptr;
      matcher.ForEachMatch(term.folded, [&](std::size_t name, std::size_t begin, std::size_t end) {
        const Term& other = parts_.terms[rows[name]];
        if (other.owner != term.owner && end - begin < term.folded.size() &&
            text::StandsAlone(term.folded, begin, end, other.word_end)) {
          within = &other;
        }
      });
      if (within != nullptr) {
        Tell(term, false,
             fmt::format(
                 "\"{}\" holds \"{}\", a name of {} ({}): listings that write it claim both",
                 term.folded, within->folded, NameOf(*within), parts_.Describe(within->origin)));
        continue;
      }
      found.clear();
      disguises.Find(term.folded, text::DisguiseMatcher::Effort::kMisspellingsToo, found);
      for (const text::DisguisedName& name : found) {
        const Term& other = parts_.terms[rows[name.name]];
        if (other.owner != term.owner && name.how.IsDisguised() && !name.is_weak) {
          Tell(term, false,
               fmt::format("\"{}\" reads as a spelling of {} as well ({})", term.folded,
                           NameOf(other), parts_.Describe(other.origin)));
          break;
        }
      }
    }
  }

  const std::string& NameOf(const Term& brand_term) const {
    return parts_.brands[brand_term.owner].name;
  }

  const Model::Parts& parts_;
  std::size_t first_;
  std::vector<bool> told_;  // By row from the first: an equal term of another meaning was.
  std::vector<Conflict> conflicts_;
};

}  // namespace

std::vector<Conflict> CheckPackTerms(const Model::Parts& parts, std::size_t first) {
  return Checker(parts, first).Check();
}

}  // namespace assay::screening::detail
