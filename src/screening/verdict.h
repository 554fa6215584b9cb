// SPDX-License-Identifier: Apache-2.0
// What screening says of a listing: log-odds, a rank score, a band, and reasons that add up.
//
// Invariants
//  1. The weights of the findings sum to `log_odds` exactly; one finding has kind "prior".
//  2. `log_odds` lies within +-kLogOddsLimit. Where the sum would pass it, a finding of kind
//  "limit"
//     carries the difference.
//  3. Spans are byte offsets into the field as the seller wrote it (UTF-8), end exclusive.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/log_odds.h"

namespace assay::screening {

enum class Band : std::uint8_t {
  kUnknown,  // Nothing to judge by: no brand claimed and no signal. Not the same as clear.
  kClear,
  kWatch,  // Worth a look; nothing is done by itself.
  kRed,    // Score 80 and above.
};
std::string_view NameOf(Band band);

// Scores at which the bands begin.
inline constexpr std::int32_t kRedScore = 80;
inline constexpr std::int32_t kWatchScore = 50;

enum class Field : std::uint8_t { kTitle, kDescription, kBrand, kCategory };
std::string_view NameOf(Field field);

struct Span {
  Field field = Field::kTitle;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend auto operator<=>(const Span&, const Span&) = default;
};

// One fact that speaks for (weight > 0) or against the listing being a counterfeit offer.
struct Finding {
  std::string
      kind;  // Stable: "prior", "lingo.counterfeit_grade", "price.below_genuine", "limit", ...
  LogOdds weight;
  std::string text;  // A sentence that a seller could be shown.
  std::optional<Span> span;
};

// A brand the listing claims as that of its own goods (not "compatible with", not a mere mention).
struct BrandClaim {
  std::string brand;    // Canonical name.
  std::string surface;  // The seller's own characters.
  Span span;
  std::string via;  // How it was read: "name", "alias", "nickname", "disguise", "brand_field".
};

struct Verdict {
  LogOdds log_odds;
  std::int32_t score = 0;  // 0 to 100, monotone in log_odds by the model's table.
  Band band = Band::kUnknown;
  std::vector<BrandClaim> brands;
  std::vector<Finding> findings;
};

}  // namespace assay::screening
