// SPDX-License-Identifier: Apache-2.0
#include "evaluation/calibration.h"

#include <algorithm>
#include <cmath>

#include "evaluation/figures.h"

namespace assay::evaluation {

std::optional<Calibration> CalibrationOf(std::span<const ScoredRow> rows, LogOdds prior) {
  const auto positives = static_cast<double>(std::ranges::count_if(rows, &ScoredRow::is_positive));
  const double negatives = static_cast<double>(rows.size()) - positives;
  if (positives == 0 || negatives == 0) {
    return std::nullopt;
  }
  const double share = ProbabilityOf(prior);
  const double weight_of_positive = share / positives;
  const double weight_of_negative = (1 - share) / negatives;

  std::array<ReliabilityBin, kBinEnds.size() + 1> bins{};
  for (std::size_t i = 0; i < bins.size(); ++i) {
    bins[i].low = i == 0 ? 0 : kBinEnds[i - 1];
    bins[i].high = i == kBinEnds.size() ? 1 : kBinEnds[i];
  }
  for (const ScoredRow& row : rows) {
    const double probability = ProbabilityOf(row.log_odds);
    const auto index = static_cast<std::size_t>(std::ranges::upper_bound(kBinEnds, probability) -
                                                kBinEnds.begin());
    ReliabilityBin& bin = bins[index];
    const double weight = row.is_positive ? weight_of_positive : weight_of_negative;
    (row.is_positive ? bin.positives : bin.negatives) += 1;
    bin.weight += weight;
    bin.stated += weight * probability;
  }

  Calibration calibration;
  for (ReliabilityBin& bin : bins) {
    if (bin.positives + bin.negatives == 0) {
      continue;
    }
    const double of_positives = weight_of_positive * static_cast<double>(bin.positives);
    const double of_negatives = weight_of_negative * static_cast<double>(bin.negatives);
    bin.stated /= bin.weight;
    bin.observed = of_positives / (of_positives + of_negatives);
    const double squares = of_positives * weight_of_positive + of_negatives * weight_of_negative;
    bin.observed_interval = WilsonInterval(bin.observed, bin.weight * bin.weight / squares);
    calibration.error += bin.weight * std::abs(bin.stated - bin.observed);
    calibration.bins.push_back(bin);
  }
  return calibration;
}

}  // namespace assay::evaluation
