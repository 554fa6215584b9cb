// SPDX-License-Identifier: Apache-2.0
// What a text that a person wrote says: how likely it is what is looked for, of which class, and why.
//
// Invariants
//  1. The weights of the findings sum to `log_odds` exactly; one finding has kind "prior".
//  2. `log_odds` lies within +-kLogOddsLimit; where the sum would pass it, a finding of kind "limit" carries
//     the difference.
//  3. Spans are byte offsets into the text as it was written (UTF-8), end exclusive.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/log_odds.h"
#include "text/folding.h"

namespace assay::feedback {

enum class TextClass : std::uint8_t {
  kNone,
  kSuspicion,  // A review that doubts that the goods are genuine.
  kClaim,      // A review that says they are not.
  kSpam,       // A message of abuse or bait.
  kDiversion,  // A message that leads off the marketplace.
};
std::string_view NameOf(TextClass text_class);  // "none", "suspicion", ...

struct Finding {
  std::string kind;  // Stable dotted word: docs/formats/feedback.md.
  LogOdds weight;
  std::string text;  // For a person.
  std::optional<text::SourceSpan> span;
};

struct Reading {
  TextClass text_class = TextClass::kNone;
  LogOdds log_odds;
  std::vector<Finding> findings;
};

}  // namespace assay::feedback
