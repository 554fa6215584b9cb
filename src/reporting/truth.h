// SPDX-License-Identifier: Apache-2.0
// A report held against the truth of a simulation: what was rightly and wrongly done, and by how
// much figures miss what was so. Nothing of a real marketplace has a truth; nothing here is used by
// any decision.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/rate.h"
#include "core/result.h"
#include "reporting/annual_report.h"

namespace assay::reporting {

struct TrueStore {
  bool offender = false;
  // Its kind, traits that innocents and offenders share, and what befell an innocent store.
  std::vector<std::string> groups = {};
  bool reopened = false;  // Follows a shut store.
  std::optional<Instant> opened = std::nullopt;
};

// What truth files hold (docs/formats/truth.md).
struct Truth {
  std::unordered_map<std::string, TrueStore> stores;
  // Listings that offer counterfeit goods, by store and listing, and since when where the files say it.
  std::map<std::pair<std::string, std::string>, std::optional<Instant>> counterfeit_listings;
  // What was sent, counterfeit or not, of orders that were examined: by store and order, as
  // RowSet::kConfirmedFakes names them. Empty where the files do not say.
  std::map<std::pair<std::string, std::string>, bool> examined_orders;
  // Orders that were really made: how many of them were sent counterfeit goods. By month ("2017-03")
  // where the files say when; under "" where they do not.
  std::map<std::string, Rate> orders_by_month;
};

// What is so, in the unit of the figure, and how far the figure is from it.
struct TrueValue {
  Figure figure = Figure::kStoresShut;
  double truth = 0;
  double error = 0;  // Figure less truth, in the unit of the figure.
  std::string meaning;
};

struct AccusedGroup {
  std::string group;
  Rate
      accused;  // Stores of innocents that were shut or measured, of all innocent stores of the group.
};

// Intervals (Rate) treat the simulated stores as a sample of their world.
struct TruthReport {
  Rate shut_rightly;      // Offenders among the stores shut: precision.
  Rate offenders_shut;    // Shut stores among offenders not shut before the period: recall.
  Rate measured_rightly;  // Counterfeit offers among the listings measured.
  Rate listings_found;    // Measured ones among the counterfeit offers first listed in the period.
  Rate repeats_rightly;   // Stores that do follow a shut one among those with a link.
  Rate repeats_found;     // Stores with a link among those that follow a shut one.
  std::vector<TrueValue> figures;
  std::vector<AccusedGroup> innocents;  // "all", then by group.
  std::uint64_t unknown_stores = 0;     // Of the source, without a line of truth.
  bool orders_are_of_all_time = false;  // The files do not say when orders were made.
};

// Reads the stores shut, linked and measured within the report's period. Cost: in proportion to
// them and to the truth. Errors: those of the source.
Result<TruthReport> CompareWithTruth(const Truth& truth, const Report& report,
                                     ReportSource& source);

}  // namespace assay::reporting
