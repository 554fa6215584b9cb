// SPDX-License-Identifier: Apache-2.0
// The inside of a Model: what each term of the one matcher stands for, and the tables.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/log_odds.h"
#include "learning/linear_model.h"
#include "screening/detail/kinds.h"
#include "screening/price_table.h"
#include "screening/screen.h"
#include "text/disguise_matcher.h"
#include "text/term_matcher.h"
#include "text/words.h"

namespace assay::screening {
namespace detail {

enum class TermRole : std::uint8_t {
  kBrand,
  kLingo,
  kContact,
  kItem,
  kLine,       // Of a pack.
  kPriceLine,  // Of the price table.
  kCompatibleBefore,
  kCompatibleAfter,
  kAccessory,
  kInsert,
  kService,
  kHonestDisclosure,
  kSecondHand,
  kClaimOfAuthority,
  kReceipt,
  kOfficialTerm,
  kOtherMeaning,
  kJade,
  kDenial,
  kNegation,
  kAbout,
  kImitated,
};

// Words within which others do not count. They are no longer than kTakerBytesMax, folded, so that only those near a word
// are looked at.
constexpr bool TakesBack(TermRole role) {
  return role == TermRole::kOfficialTerm || role == TermRole::kOtherMeaning ||
         role == TermRole::kDenial;
}
inline constexpr std::uint32_t kTakerBytesMax = 96;

enum class Via : std::uint8_t { kName, kAlias, kNickname, kDisguise };

// Where a term was written: which of Model::Parts::files, and where in it.
struct Origin {
  std::uint16_t file = 0;
  std::uint32_t line = 0;  // 0: the file as a whole.
  std::uint32_t column = 0;
};

// The files of ModelSources that hold terms, in this order; those of packs follow.
inline constexpr std::array<std::string_view, 5> kOwnFiles = {
    "brands.tsv", "lingo.tsv", "contact.tsv", "safe_context.tsv", "prices.tsv"};

struct Term {
  std::string folded;
  TermRole role = TermRole::kBrand;
  text::WordEnd word_end = text::WordEnd::kStrict;
  // Brand: needs a partner. Lingo and contact: has an honest meaning too.
  bool is_weak = false;
  bool is_strong_beside_brand = false;  // Lingo that is weak: not where a brand is claimed.
  bool is_plain_copy = false;           // Lingo: an ordinary word for a copy of anything.
  bool is_bare_preposition = false;     // kCompatibleBefore: the brand must follow at once.
  Via via = Via::kName;
  Kind kind = Kind::kLingoHint;  // Lingo: the kind it gives where it is strong.
  // Brand, item or line: row of its table. Of a pack's lingo and other meanings: the brand they are about.
  std::uint32_t owner = 0;
  Origin origin;
  std::string lingo_class;  // "counterfeit_grade", "wechat", ...

  // Whether a rights owner brought it, and so what it may do is limited (screening/pack.h).
  bool is_of_pack() const { return origin.file >= kOwnFiles.size(); }
};

// Sectors as bits, by their row in Model::Parts::sectors.
using SectorSet = std::uint64_t;

struct Brand {
  std::string name;
  SectorSet sectors = 0;
  // Devices, watches, machines: words such as "case" or "strap" in the title make it what the goods
  // fit.
  bool has_accessories = false;
};

// A model line that a pack names, with the row of its list price in the price table, -1 for none.
struct Line {
  std::uint32_t brand = 0;
  std::int32_t price_row = -1;
};

struct ScoreStep {
  LogOdds log_odds;
  std::int32_t score = 0;
};

}  // namespace detail

struct Model::Parts {
  std::vector<detail::Term> terms;
  text::TermMatcher matcher;
  text::DisguiseMatcher disguises{{}};
  std::vector<std::uint32_t> disguised_terms;  // By name of `disguises`: row of `terms`.
  std::vector<detail::Brand> brands;
  std::vector<std::string> sectors;
  std::vector<detail::SectorSet> item_sectors;  // By item of the price table.
  std::vector<detail::Line> lines;
  std::vector<std::string> files;  // kOwnFiles, then those of packs.
  PriceTable prices;
  std::array<LogOdds, detail::kKindCount> weights{};
  std::vector<detail::ScoreStep> score_steps;    // Rising in both.
  std::optional<learning::LinearModel> wording;  // Of titles; nothing where the model is without.
  LogOdds wording_bound;                         // "words.pattern" stays within +- this.

  // Whether the item belongs to one of the brand's sectors.
  bool Fits(std::uint32_t item, std::uint32_t brand) const {
    return (item_sectors[item] & brands[brand].sectors) != 0;
  }
  // "brands.tsv line 12", "zephyrine.toml line 12, column 20".
  std::string Describe(const detail::Origin& origin) const;
  LogOdds WeightOf(detail::Kind kind) const { return weights[static_cast<std::size_t>(kind)]; }
  std::int32_t ScoreOf(LogOdds log_odds) const;
};

}  // namespace assay::screening
