// SPDX-License-Identifier: Apache-2.0
// The inside of a Model: what each term of the one matcher stands for, and the tables.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/log_odds.h"
#include "screening/detail/kinds.h"
#include "screening/detail/price_table.h"
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
};

enum class Via : std::uint8_t { kName, kAlias, kNickname, kDisguise };

struct Term {
  std::string folded;
  TermRole role = TermRole::kBrand;
  text::WordEnd word_end = text::WordEnd::kStrict;
  // Brand: needs a partner. Lingo and contact: has an honest meaning too.
  bool is_weak = false;
  bool is_bare_preposition = false;  // kCompatibleBefore: the brand must follow at once.
  Via via = Via::kName;
  Kind kind = Kind::kLingoHint;  // Lingo: the kind it gives where it is strong.
  std::uint32_t owner = 0;       // Brand or item: row of its table.
  std::string lingo_class;       // "counterfeit_grade", "wechat", ...
};

struct Brand {
  std::string name;
  std::vector<std::string> sectors;
  // Devices, watches, machines: words such as "case" or "strap" in the title make it what the goods
  // fit.
  bool has_accessories = false;
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
  // By brand, by item: whether the item belongs to one of the brand's sectors.
  std::vector<std::vector<bool>> item_fits_brand;
  detail::PriceTable prices;
  std::array<LogOdds, detail::kKindCount> weights{};
  std::vector<detail::ScoreStep> score_steps;  // Rising in both.

  LogOdds WeightOf(detail::Kind kind) const { return weights[static_cast<std::size_t>(kind)]; }
  std::int32_t ScoreOf(LogOdds log_odds) const;
};

}  // namespace assay::screening
