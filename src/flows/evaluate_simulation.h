// SPDX-License-Identifier: Apache-2.0
// How well Assay did in a simulated market, against the truth.
//
// Levels: a listing is accused where a measure on it was asked for or proposed; a store is accused where one on it or on
// one of its listings was. It is measured where the marketplace was asked, by the machine or with a person's yes: what
// is only proposed to a person harms nobody. `standing`: measured, and the last measure was not lifted by a person.
// Every rate carries its denominator and interval. This is about the whole run and what was asked for;
// reporting/truth.h holds a report of a period, and what was executed, against the truth.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/rate.h"
#include "flows/evaluate_listings.h"
#include "flows/simulate_market.h"
#include "simulation/market.h"

namespace assay::flows {

struct Agreement {
  Rate precision;  // Guilty among the accused.
  Rate recall;     // Accused among the guilty.

  void Count(bool guilty, bool is_accused) {
    if (is_accused) {
      precision.Count(guilty);
    }
    if (guilty) {
      recall.Count(is_accused);
    }
  }
};

struct InnocentGroup {
  Rate accused;  // Stores of the group.
  Rate measured;
  Rate standing;  // That a person did not clear.
  Rate shut;
};

// Measures of one kind that were asked for against innocent stores or their listings that are no counterfeits.
struct WrongMeasures {
  std::uint64_t only_proposed = 0;  // A person did not agree, or has not been asked yet.
  std::uint64_t lifted_by_person = 0;
  std::uint64_t ended = 0;     // By their time limit, or because the listing was written anew.
  std::uint64_t standing = 0;  // At the end of the run.
  std::vector<double> hours;   // That those which ended or were lifted had stood; in rising order.

  double HoursWithin(double share) const;  // 0 where none ended.
};

struct SimulationFigures {
  Agreement listings;
  Agreement listings_measured;
  Agreement listings_standing;
  Agreement stores;
  Agreement stores_measured;
  Agreement stores_shut;
  std::map<std::string, Rate>
      recall_by_style;  // Of counterfeit listings, by how they were first written.
  // Accused among the other listings of innocent stores, likewise ("clearance").
  std::map<std::string, Rate> accused_by_style;
  // Innocent stores by kind, by the traits that they share with offenders ("in_putian", "at_night",
  // "shares_forwarder"), and by what befell them ("hijacked").
  std::map<std::string, InnocentGroup> innocent;
  std::map<std::string, WrongMeasures> wrong_measures;  // By action: "delist".
};

SimulationFigures EvaluateSimulation(const simulation::Market& market,
                                     const SimulationReport& report);

}  // namespace assay::flows
