// SPDX-License-Identifier: Apache-2.0
// What the clauses of a review say about whether the goods are genuine.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/log_odds.h"
#include "feedback/detail/phrases.h"
#include "feedback/reading.h"

namespace assay::feedback::detail {

enum class Stance : std::uint8_t {
  kClaim,       // "是假货"
  kOpinion,     // "感觉是假的"
  kLean,        // "怀疑是假的"
  kAsked,       // "不知道是不是正品"
  kHint,        // "查不到防伪码"
  kFears,       // "怕买到假货"
  kHearsay,     // "有人说是假货"
  kBefore,      // "上次买到假货"
  kSetAside,    // Of something else, or only supposed: "假一赔十", "别家都是假货".
  kWeakDenial,  // "应该是正品"
  kDenial,      // "不是假货", "是正品"
};
inline constexpr std::size_t kStanceCount = 11;

struct Statement {
  Stance stance = Stance::kSetAside;
  std::uint32_t begin = 0;  // In folded bytes: the words about the goods.
  std::uint32_t end = 0;
};

// In text order. Cost: linear; at most 12 phrases before and 6 after each are looked at.
std::vector<Statement> StatementsOf(std::string_view folded, const PhraseReading& reading);

// Denials that come after a doubt settle it; nothing settles a claim.
TextClass ClassOf(const std::vector<Statement>& statements);

struct StanceNote {
  std::string_view kind;  // Of the finding.
  LogOdds weight;
  std::string_view text;
};
const StanceNote& NoteOf(Stance stance);

}  // namespace assay::feedback::detail
