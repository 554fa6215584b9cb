// SPDX-License-Identifier: Apache-2.0
#include "evaluation/weighted_rate.h"

namespace assay::evaluation {

double EffectiveSize(double sum, double sum_of_squares) {
  return sum_of_squares > 0 ? sum * sum / sum_of_squares : 0;
}

WeightedRate::WeightedRate(std::uint64_t hit_rows, std::uint64_t rows)
    : hits(hit_rows),
      of(rows),
      hit_weight(static_cast<double>(hit_rows)),
      weight(static_cast<double>(rows)),
      squared_weight(static_cast<double>(rows)) {}

void WeightedRate::Count(bool hit, double row_weight) {
  of += 1;
  hits += hit ? 1U : 0U;
  hit_weight += hit ? row_weight : 0;
  weight += row_weight;
  squared_weight += row_weight * row_weight;
}

std::optional<double> WeightedRate::value() const {
  return of == 0 ? std::nullopt : std::optional(hit_weight / weight);
}

double WeightedRate::low() const {
  return WilsonInterval(value().value_or(0), size()).low;
}

double WeightedRate::high() const {
  return WilsonInterval(value().value_or(0), size()).high;
}

}  // namespace assay::evaluation
