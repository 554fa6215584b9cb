// SPDX-License-Identifier: Apache-2.0
// A share among rows that may stand for more than themselves: a row that was drawn with chance p stands for 1/p.
//
// The share is the Horvitz-Thompson estimator in Hajek's form, which needs no count of all rows drawn from. Its interval
// is Wilson's at 95 % for the size that an unweighted sample would need to be as sure: (sum of weights)^2 / sum of
// squared weights (Kish 1965). Where every weight is 1 all of it is Rate's, to the bit.
#pragma once

#include <cstdint>
#include <optional>

#include "core/rate.h"

namespace assay::evaluation {

// Square of the sum over the sum of squares; 0 of nothing.
double EffectiveSize(double sum, double sum_of_squares);

struct WeightedRate {
  WeightedRate() = default;
  // Rows that stand for themselves alone.
  WeightedRate(std::uint64_t hits, std::uint64_t of);
  // Implicit: a plain rate is one of rows of weight 1.
  WeightedRate(const Rate& rate) : WeightedRate(rate.hits, rate.of) {}

  void Count(bool hit, double row_weight);
  std::optional<double> value() const;  // None where there is nothing to divide by.
  double low() const;                   // 0 and 1 where there are no rows.
  double high() const;
  double size() const { return EffectiveSize(weight, squared_weight); }
  // Whether a row stands for more or less than itself. Both sums are asked: weights scaled to a mean of 1 have the sum of
  // plain rows, and only ones have that sum of squares too. Sums of ones are exact, so nothing is near.
  bool is_weighted() const {
    const auto rows = static_cast<double>(of);
    return weight != rows || squared_weight != rows;
  }

  std::uint64_t hits = 0;  // Rows.
  std::uint64_t of = 0;
  double hit_weight = 0;
  double weight = 0;
  double squared_weight = 0;  // Sum of squares.

  friend bool operator==(const WeightedRate&, const WeightedRate&) = default;
};

}  // namespace assay::evaluation
