// SPDX-License-Identifier: Apache-2.0
#include "pilot/bound.h"

#include <cmath>

#include "core/check.h"

namespace assay::pilot {
namespace {

// Chance of at most `hits` of `of` at this share; share in (0, 1).
double ChanceOfAtMost(std::uint64_t hits, std::uint64_t of, double share) {
  const auto n = static_cast<double>(of);
  // Terms in logarithms: the first, (1 - share)^n, is beyond a double for large samples.
  double log_term = n * std::log1p(-share);
  double sum = std::exp(log_term);
  for (std::uint64_t i = 1; i <= hits; ++i) {
    const auto k = static_cast<double>(i);
    log_term += std::log((n - k + 1) / k) + std::log(share) - std::log1p(-share);
    sum += std::exp(log_term);
  }
  return sum;
}

}  // namespace

double UpperBound(const Rate& sample, double confidence) {
  CHECK_THAT(confidence > 0 && confidence < 1, "a confidence is a probability");
  if (sample.hits >= sample.of) {
    return 1;
  }
  double low = 0;
  double high = 1;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (ChanceOfAtMost(sample.hits, sample.of, middle) > 1 - confidence ? low : high) = middle;
  }
  return high;
}

double LowerBound(const Rate& sample, double confidence) {
  return 1 - UpperBound({sample.of - sample.hits, sample.of}, confidence);
}

}  // namespace assay::pilot
