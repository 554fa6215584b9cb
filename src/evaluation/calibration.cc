// SPDX-License-Identifier: Apache-2.0
#include "evaluation/calibration.h"

#include <algorithm>
#include <cmath>

#include "evaluation/figures.h"

namespace assay::evaluation {

namespace {

// What rows of one class in one bin weigh.
struct ClassWeight {
  double sum = 0;
  double squares = 0;

  void Add(double weight) {
    sum += weight;
    squares += weight * weight;
  }
};

}  // namespace

std::optional<Calibration> CalibrationOf(std::span<const ScoredRow> rows, LogOdds prior,
                                         Mixture mixture) {
  double positives = 0;
  double negatives = 0;
  for (const ScoredRow& row : rows) {
    (row.is_positive ? positives : negatives) += row.weight;
  }
  if (positives == 0 || negatives == 0) {
    return std::nullopt;
  }
  const double share =
      mixture == Mixture::kPrior ? ProbabilityOf(prior) : positives / (positives + negatives);
  const double weight_of_positive = share / positives;
  const double weight_of_negative = (1 - share) / negatives;

  std::array<ReliabilityBin, kBinEnds.size() + 1> bins{};
  std::array<ClassWeight, kBinEnds.size() + 1> positive_weights{};
  std::array<ClassWeight, kBinEnds.size() + 1> negative_weights{};
  for (std::size_t i = 0; i < bins.size(); ++i) {
    bins[i].low = i == 0 ? 0 : kBinEnds[i - 1];
    bins[i].high = i == kBinEnds.size() ? 1 : kBinEnds[i];
  }
  for (const ScoredRow& row : rows) {
    const double probability = ProbabilityOf(row.log_odds);
    const auto index = static_cast<std::size_t>(std::ranges::upper_bound(kBinEnds, probability) -
                                                kBinEnds.begin());
    ReliabilityBin& bin = bins[index];
    const double weight = row.weight * (row.is_positive ? weight_of_positive : weight_of_negative);
    (row.is_positive ? bin.positives : bin.negatives) += 1;
    (row.is_positive ? positive_weights : negative_weights)[index].Add(row.weight);
    bin.weight += weight;
    bin.stated += weight * probability;
  }

  Calibration calibration;
  calibration.positive_share = share;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    ReliabilityBin& bin = bins[i];
    if (bin.positives + bin.negatives == 0) {
      continue;
    }
    const double of_positives = weight_of_positive * positive_weights[i].sum;
    const double of_negatives = weight_of_negative * negative_weights[i].sum;
    bin.stated /= bin.weight;
    bin.observed = of_positives / (of_positives + of_negatives);
    const double squares = weight_of_positive * positive_weights[i].squares * weight_of_positive +
                           weight_of_negative * negative_weights[i].squares * weight_of_negative;
    bin.observed_interval = WilsonInterval(bin.observed, bin.weight * bin.weight / squares);
    calibration.error += bin.weight * std::abs(bin.stated - bin.observed);
    calibration.bins.push_back(bin);
  }
  return calibration;
}

}  // namespace assay::evaluation
