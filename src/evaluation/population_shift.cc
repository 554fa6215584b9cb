// SPDX-License-Identifier: Apache-2.0
#include "evaluation/population_shift.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace assay::evaluation {
namespace {

struct Totals {
  double before = 0;
  double after = 0;
  int categories = 0;  // That hold a row of either sample.
};

Totals TotalsOf(std::span<const CategoryCount> categories) {
  Totals totals;
  for (const CategoryCount& count : categories) {
    totals.before += static_cast<double>(count.before);
    totals.after += static_cast<double>(count.after);
    totals.categories += count.before + count.after > 0 ? 1 : 0;
  }
  return totals;
}

double IndexOf(std::span<const CategoryCount> categories, const Totals& totals) {
  const double half_rows = 0.5 * static_cast<double>(categories.size());
  double index = 0;
  for (const CategoryCount& count : categories) {
    const double before = (static_cast<double>(count.before) + 0.5) / (totals.before + half_rows);
    const double after = (static_cast<double>(count.after) + 0.5) / (totals.after + half_rows);
    index += (after - before) * std::log(after / before);
  }
  return index;
}

double ChanceOf(std::span<const CategoryCount> categories, const Totals& totals) {
  if (totals.before == 0 || totals.after == 0 || totals.categories < 2) {
    return 1;
  }
  const double all = totals.before + totals.after;
  const double correction = totals.categories == 2 ? 0.5 : 0;
  double sum = 0;
  for (const CategoryCount& count : categories) {
    const auto before = static_cast<double>(count.before);
    const auto after = static_cast<double>(count.after);
    if (before + after == 0) {
      continue;
    }
    const auto add = [&](double seen, double expected) {
      const double distance = std::max(std::abs(seen - expected) - correction, 0.0);
      sum += distance * distance / expected;
    };
    add(before, (before + after) * totals.before / all);
    add(after, (before + after) * totals.after / all);
  }
  return ChiSquareTail(sum, totals.categories - 1);
}

}  // namespace

PopulationShift ShiftOf(std::span<const CategoryCount> categories) {
  const Totals totals = TotalsOf(categories);
  return {.index = IndexOf(categories, totals), .chance = ChanceOf(categories, totals)};
}

// With z = value / 2 the tail of `degrees` is that of `degrees - 2` and z^(degrees/2 - 1) e^-z / gamma(degrees/2); those of
// 1 and 2 degrees are known (Abramowitz and Stegun 1964, 26.4.4, 26.4.5).
double ChiSquareTail(double value, int degrees) {
  CHECK_THAT(degrees >= 1 && value >= 0, "such a variable has degrees and is no less than 0");
  if (value == 0) {
    return 1;
  }
  const double z = value / 2;
  const bool is_odd = degrees % 2 == 1;
  double tail = is_odd ? std::erfc(std::sqrt(z)) : std::exp(-z);
  // z^a e^-z / gamma(a + 1) for a = 1/2 or 1, then for each a one larger.
  double a = is_odd ? 0.5 : 1.0;
  double term = is_odd ? std::exp(-z) * std::sqrt(z) / std::tgamma(1.5) : std::exp(-z) * z;
  for (int reached = is_odd ? 1 : 2; reached < degrees; reached += 2) {
    tail += term;
    a += 1;
    term *= z / a;
  }
  return std::min(tail, 1.0);
}

}  // namespace assay::evaluation
