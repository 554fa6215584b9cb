// SPDX-License-Identifier: Apache-2.0
#include "evaluation/population_shift.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "core/check.h"

namespace assay::evaluation {
namespace {

double RowsOf(const CategoryCount& count) {
  return static_cast<double>(count.before + count.after);
}

CategoryCount SumOf(std::span<const CategoryCount> categories) {
  CategoryCount sum;
  for (const CategoryCount& count : categories) {
    sum.before += count.before;
    sum.after += count.after;
  }
  return sum;
}

double IndexOf(std::span<const CategoryCount> categories) {
  const double half_rows = 0.5 * static_cast<double>(categories.size());
  const CategoryCount sum = SumOf(categories);
  double index = 0;
  for (const CategoryCount& count : categories) {
    const double before =
        (static_cast<double>(count.before) + 0.5) / (static_cast<double>(sum.before) + half_rows);
    const double after =
        (static_cast<double>(count.after) + 0.5) / (static_cast<double>(sum.after) + half_rows);
    index += (after - before) * std::log(after / before);
  }
  return index;
}

// As many rows as tell as much as these do.
std::vector<CategoryCount> Effective(std::span<const CategoryCount> categories,
                                     double design_effect) {
  const auto worth = [design_effect](std::uint64_t rows) {
    return static_cast<std::uint64_t>(std::llround(static_cast<double>(rows) / design_effect));
  };
  std::vector<CategoryCount> effective;
  for (const CategoryCount& count : categories) {
    effective.push_back({.before = worth(count.before), .after = worth(count.after)});
  }
  return effective;
}

// Which categories are pooled follows from the sums of the table alone, so it does not bias the test.
std::vector<CategoryCount> Pooled(std::vector<CategoryCount> categories) {
  std::erase_if(categories, [](const CategoryCount& count) { return RowsOf(count) == 0; });
  const CategoryCount sum = SumOf(categories);
  const double smaller_share =
      static_cast<double>(std::min(sum.before, sum.after)) / std::max(RowsOf(sum), 1.0);
  std::ranges::sort(categories, {}, RowsOf);
  while (categories.size() > 2 && RowsOf(categories[0]) * smaller_share < kExpectedMin) {
    categories[1] = SumOf(std::span(categories).first(2));
    categories.erase(categories.begin());
    std::ranges::sort(categories, {}, RowsOf);
  }
  return categories;
}

double ChiSquareOf(std::span<const CategoryCount> categories) {
  const CategoryCount sum = SumOf(categories);
  double chi_square = 0;
  for (const CategoryCount& count : categories) {
    const auto add = [&](std::uint64_t seen, std::uint64_t rows) {
      const double expected = RowsOf(count) * static_cast<double>(rows) / RowsOf(sum);
      const double distance = static_cast<double>(seen) - expected;
      chi_square += distance * distance / expected;
    };
    add(count.before, sum.before);
    add(count.after, sum.after);
  }
  return chi_square;
}

double ChanceOf(std::vector<CategoryCount> categories) {
  const std::vector<CategoryCount> pooled = Pooled(std::move(categories));
  const CategoryCount sum = SumOf(pooled);
  if (pooled.size() < 2 || sum.before == 0 || sum.after == 0) {
    return 1;
  }
  if (pooled.size() == 2) {
    return FisherExact(pooled[0], pooled[1]);
  }
  return ChiSquareTail(ChiSquareOf(pooled), static_cast<int>(pooled.size()) - 1);
}

double LogGamma(double x) {
  int sign = 0;  // std::lgamma would leave it in a variable that all threads share.
  return ::lgamma_r(x, &sign);
}

double LogChoose(std::uint64_t n, std::uint64_t k) {
  return LogGamma(static_cast<double>(n) + 1) - LogGamma(static_cast<double>(k) + 1) -
         LogGamma(static_cast<double>(n - k) + 1);
}

// How many of the `with` rows that two samples hold are in the first one.
struct Hypergeometric {
  std::uint64_t first = 0;  // Sizes of the samples.
  std::uint64_t second = 0;
  std::uint64_t with = 0;

  std::uint64_t lowest() const { return with - std::min(with, second); }
  std::uint64_t highest() const { return std::min(with, first); }
  std::uint64_t Mode() const {
    return static_cast<std::uint64_t>(
        static_cast<double>(with + 1) *
        (static_cast<double>(first + 1) / static_cast<double>(first + second + 2)));
  }
  double LogProbability(std::uint64_t hits) const {
    return LogChoose(first, hits) + LogChoose(second, with - hits) -
           LogChoose(first + second, with);
  }
  // Of `hits` or fewer, which are no more than the mode: every term is smaller than the one before it.
  double AtMost(std::uint64_t hits) const {
    double term = std::exp(LogProbability(hits));
    double sum = term;
    for (; hits > lowest() && term > sum * std::numeric_limits<double>::epsilon() / 16; --hits) {
      term *= static_cast<double>(hits) / static_cast<double>(first - hits + 1) *
              (static_cast<double>(second + hits - with) / static_cast<double>(with - hits + 1));
      sum += term;
    }
    return sum;
  }
  // The same of the second sample, of which what is above the mode is below it.
  Hypergeometric Mirrored() const { return {.first = second, .second = first, .with = with}; }
};

}  // namespace

PopulationShift ShiftOf(std::span<const CategoryCount> categories, double design_effect) {
  CHECK_THAT(design_effect >= 1, "a row tells no more than an independent one");
  return {.index = IndexOf(categories), .chance = ChanceOf(Effective(categories, design_effect))};
}

double FisherExact(const CategoryCount& with, const CategoryCount& without) {
  Hypergeometric table = {.first = with.before + without.before,
                          .second = with.after + without.after,
                          .with = with.before + with.after};
  std::uint64_t hits = with.before;
  if (hits > table.Mode()) {
    table = table.Mirrored();
    hits = with.after;
  }
  // Probabilities so near are the same but for rounding: log-gamma of ten million is good to 1e-8.
  constexpr double kTie = 1e-6;
  const double likeliest = table.LogProbability(hits) + kTie;
  std::uint64_t above = table.Mode();
  if (table.LogProbability(above) <= likeliest) {
    return 1;
  }
  // The fewest hits beyond the mode that are no likelier; probabilities fall from there on.
  std::uint64_t end = table.highest() + 1;
  while (end - above > 1) {
    const std::uint64_t middle = above + (end - above) / 2;
    (table.LogProbability(middle) <= likeliest ? end : above) = middle;
  }
  const double below = table.AtMost(hits);
  const double beyond = end > table.highest() ? 0 : table.Mirrored().AtMost(table.with - end);
  return std::min(below + beyond, 1.0);
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
