// SPDX-License-Identifier: Apache-2.0
// Whether stated probabilities come true: of rows said to be 30 % likely, three in ten should be positive.
//
// The rows of a labelled file hold far more positives than the place where a model serves. Every row
// therefore counts by its class: positives weigh the prior in all, negatives the rest, so that what is
// compared are probabilities at the prior. Where rows are weighted by the chance with which they were drawn, they have
// the mixture of the place themselves, and the prior is on trial too.
//
// Pure. Cost: linear in the rows.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/log_odds.h"
#include "core/rate.h"

namespace assay::evaluation {

struct ScoredRow;

// In which shares the classes are compared: as the prior says, or as the rows by their weights.
enum class Mixture : std::uint8_t { kPrior, kRows };

// Bins end at these probabilities, the last one with 1. They are close where a base rate is low, because
// that is where nearly all rows are.
inline constexpr std::array<double, 10> kBinEnds = {0.001, 0.003, 0.01, 0.03, 0.1,
                                                    0.3,   0.5,   0.8,  0.95, 0.99};

struct ReliabilityBin {
  double low = 0;   // Stated probabilities from here, inclusive,
  double high = 1;  // to here, exclusive.
  std::uint64_t positives = 0;
  std::uint64_t negatives = 0;
  double weight = 0;    // Share of all rows at the prior.
  double stated = 0;    // Mean stated probability, by weight.
  double observed = 0;  // Share of positives, by weight.
  // Wilson's at 95 % around `observed`, for the size an unweighted sample would need to be as good
  // (Kish 1965: square of the sum of weights over the sum of their squares).
  Interval observed_interval;
};

struct Calibration {
  // Mean distance between stated and observed, by weight (expected calibration error: Naeini et al. 2015).
  double error = 0;
  double positive_share = 0;         // Of all rows, in the mixture that was compared.
  std::vector<ReliabilityBin> bins;  // Those that hold rows, by rising probability.
};

// Nothing where the rows hold one class only.
std::optional<Calibration> CalibrationOf(std::span<const ScoredRow> rows, LogOdds prior,
                                         Mixture mixture = Mixture::kPrior);

}  // namespace assay::evaluation
