// SPDX-License-Identifier: Apache-2.0
// What the columns of each kind of table may mean, and by which names shop systems call them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/mapping_guess.h"

namespace assay::ingest::detail {

enum class Content : std::uint8_t {
  kId,
  kText,
  kTime,
  kMoney,
  kCount,
  kWord,
  kCurrency,
  kPersonal,  // Text that identifies somebody: never shown.
};

enum class Need : std::uint8_t {
  kRequired,
  kJoined,  // Taken from another table where it is missing.
  kOptional,
};

struct Role {
  std::string_view key;      // Where it stands for a field of the event as a path: "person.name".
  std::string_view meaning;  // "the id of the listing"
  Content content;
  Need need;
  // Folded, without anything but letters and digits; the most telling first.
  std::vector<std::string_view> names;
  std::string_view disables;  // A sentence: what is off without it; empty where nothing is.
};

std::span<const Role> RolesOf(TableKind kind);

// Words of reasons, folded: a cell that contains one means the word of the schema beside it. The first that matches.
using ReasonWords = std::vector<std::pair<std::string_view, std::string_view>>;
const ReasonWords& RefundReasonWords();
const ReasonWords& ClosureReasonWords();
const ReasonWords& ConditionWords();

}  // namespace assay::ingest::detail
