// SPDX-License-Identifier: Apache-2.0
// What changed between the listings of two periods: bands, findings, brands and prices; and, where orders were drawn by
// chance and examined, how many counterfeits are found and how many accusations are right.
//
// Rules
//  1. A listing published or changed in a period counts once in it, as its newest version there.
//  2. Both periods are read with the model, lexicon and prior that are in effect at the end of the log, by the words and the
//     price alone. So what moved is what sellers write; a changed configuration or a store's history moves nothing.
//  3. Movers are told the surest first: those that chance explains in fewer than one of a hundred comparisons like this
//     (Bonferroni: 0.01 over the number of things compared), then by the index. Listings of one store resemble each other
//     and are not counted as independent: all are divided by the design effect of the stores of each period
//     (evaluation/design_effect.h), so that one store with 500 new listings is about one find.
//  4. Recall and precision are of orders that chance drew (OutcomeOrigin::kAudit), each weighing one over its chance, in the
//     period in which it was made. Goods that somebody suspected are no sample: there is no chance to weigh them by, and
//     what is hidden best is bought least.
//
// Threads: one caller. Cost: reads the log four times, 20 us a changed listing; memory in proportion to the listings of the two
// periods.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "evaluation/population_shift.h"
#include "evaluation/weighted_rate.h"
#include "flows/history.h"

namespace assay::flows {

struct DriftPeriod {
  Instant since;  // Inclusive.
  Instant until;  // Exclusive.
};

struct DriftOptions {
  DriftPeriod before;
  DriftPeriod after;
  std::size_t workers = 1;
  std::size_t examples_max = 3;  // Of each mover.
};

struct DriftCategory {
  std::string name;  // "red"; of what a listing has or has not, "with" and "without".
  evaluation::CategoryCount count;
};

enum class MoverKind : std::uint8_t { kBand, kPrice, kFinding, kBrandClaimed, kBrandDisguised };
std::string_view NameOf(MoverKind kind);  // "band", "price", "finding", "brand_claimed", ...

struct Mover {
  MoverKind kind = MoverKind::kBand;
  std::string name;  // The finding's kind, the brand, the currency of the prices; empty of bands.
  std::vector<DriftCategory> categories;
  double design_effect = 1;  // How many listings tell as much as one of a store of its own.
  evaluation::PopulationShift shift;
  bool is_sure = false;  // Rule 3.
  // Listings that have it: of the later period, or of the earlier one where it went away.
  std::vector<std::string> examples;
};

// Of drawn orders, as the model judges their listings (rule 4).
struct DriftOfOutcomes {
  evaluation::WeightedRate recall;     // Of the counterfeit ones, those in watch or red.
  evaluation::WeightedRate precision;  // Of those in watch or red, the counterfeit ones.
};

struct DriftReport {
  std::uint64_t listings_before = 0;
  std::uint64_t listings_after = 0;
  std::vector<Mover> movers;                // Everything compared.
  std::array<DriftOfOutcomes, 2> outcomes;  // Before and after.
};

// Errors: kInvalidArgument "drift.period" where a period ends before it begins or the two overlap, "drift.no_listings"
// where one has none; those of the history.
Result<DriftReport> CompareDrift(History& history, const DriftOptions& options,
                                 const std::function<void(double fraction)>& on_progress);

}  // namespace assay::flows
