// SPDX-License-Identifier: Apache-2.0
// A backtest's report for the terminal and as JSON. No texts of listings and no personal data: names of stores
// and listings, and the fields that a rule reads.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "configuration/configuration.h"
#include "core/time.h"
#include "flows/backtest.h"

namespace assay::cli {

// What stands around the report.
struct BacktestFrame {
  std::string file;  // Of the candidate.
  const configuration::Configuration& candidate;
  // In effect at the period's end.
  const configuration::Configuration& recorded;
  Instant since;
  Instant until;
  std::uint64_t seed = 1;
  bool shadows_live = false;
};

// Sections in which the candidate's file differs from what was in effect and that a backtest does not try:
// "[screening] prior", "[time]", "[[source]]".
std::vector<std::string> NotTried(const configuration::Configuration& candidate,
                                  const configuration::Configuration& recorded);

std::string BacktestText(const BacktestFrame& frame, const flows::BacktestReport& report);
std::string BacktestJson(const BacktestFrame& frame, const flows::BacktestReport& report);

}  // namespace assay::cli
