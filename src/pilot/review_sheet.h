// SPDX-License-Identifier: Apache-2.0
// A sheet of stores that people look at without knowing whether Assay found them, the team closed them, both, or
// neither; and what their answers bound.
//
// Which stores are drawn, and their order on the sheet, follow from the seed and the stores' names alone. Half of the
// sheet are stores that only Assay found (the claim that has to be proved), a quarter are found and closed (people who
// say no to many of these have another idea of counterfeits than the team), a quarter are not found (what is
// missed, and the reason a reviewer cannot answer yes throughout). Where a group has too few, the others fill up,
// those of Assay alone first.
//
// Pure. Cost: n log n in the stores.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/rate.h"
#include "pilot/comparison.h"

namespace assay::pilot {

inline constexpr std::size_t kSheetRowsMax = 2'000;
// One-sided, of every bound that a pilot states.
inline constexpr double kConfidence = 0.95;

// Indexes into `stores`, in the order of the sheet. At most `rows` of them, at most kSheetRowsMax.
std::vector<std::size_t> DrawSheet(std::span<const StoreHistory> stores, std::size_t rows,
                                   std::uint64_t seed);

enum class Answer : std::uint8_t { kOpen, kYes, kNo, kUnsure };
// "yes", "No ", "ja", "是", "1", ...; an empty cell is open. nullopt for anything else.
std::optional<Answer> ParseAnswer(std::string_view cell);

struct Answers {
  std::int64_t yes = 0;
  std::int64_t no = 0;
  std::int64_t unsure = 0;
  std::int64_t open = 0;
  void Count(Answer answer);
  Rate wrong() const;  // No, of yes and no.
  // Counting every unsure as a no: the side of caution.
  Rate wrong_at_most() const;
};

struct ReviewScore {
  std::array<Answers, kStandings> by_standing = {};
  // Stores of each standing in the comparison: the sheet took more of some than of others.
  std::array<std::int64_t, kStandings> stores = {};

  const Answers& Of(Standing standing) const {
    return by_standing[static_cast<std::size_t>(standing)];
  }
  // Share of the stores that Assay found which are none: both groups weighted by their sizes. The bound is that
  // of the two groups together (each at half the error, so that it holds whatever they have in common); nothing
  // where a group that exists has no answers.
  std::optional<double> false_discovery() const;
  std::optional<double> false_discovery_upper() const;
};

}  // namespace assay::pilot
