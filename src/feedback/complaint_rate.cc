// SPDX-License-Identifier: Apache-2.0
#include "feedback/complaint_rate.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace assay::feedback {
namespace {

__extension__ using Wide = unsigned __int128;

void CheckCounts(const ComplaintCounts& counts) {
  CHECK_THAT(counts.claims + counts.suspicions <= counts.texts,
             "a text is a claim or a suspicion or neither");
  CHECK_THAT(counts.texts <= 1'000'000'000'000, "so many texts that sums cannot overflow");
}

// Complaints in thousandths: a suspicion counts half.
std::uint64_t ThousandthsOf(const ComplaintCounts& counts) {
  return counts.claims * 1'000 + counts.suspicions * 500;
}

double LogGamma(double x) {
  int sign = 0;  // std::lgamma would leave it in a variable that all threads share.
  return ::lgamma_r(x, &sign);
}

// The regularised incomplete beta function, by Lentz's continued fraction (Abramowitz and Stegun 26.5.8).
double IncompleteBeta(double a, double b, double x) {
  if (x <= 0 || x >= 1) {
    return x <= 0 ? 0 : 1;
  }
  // The fraction converges fast on this side only.
  if (x > (a + 1) / (a + b + 2)) {
    return 1 - IncompleteBeta(b, a, 1 - x);
  }
  constexpr double kTiny = 1e-300;
  constexpr int kRoundsMax = 10'000;
  const double front =
      std::exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + a * std::log(x) + b * std::log1p(-x)) /
      a;
  double c = 1;
  double d = 1 / std::max(std::abs(1 - (a + b) * x / (a + 1)), kTiny);
  double fraction = d;
  for (int m = 1; m < kRoundsMax; ++m) {
    const double n = m;
    const double even = n * (b - n) * x / ((a + 2 * n - 1) * (a + 2 * n));
    const double odd = -(a + n) * (a + b + n) * x / ((a + 2 * n) * (a + 2 * n + 1));
    for (const double step : {even, odd}) {
      d = 1 + step * d;
      d = 1 / (std::abs(d) < kTiny ? kTiny : d);
      c = 1 + step / c;
      c = std::abs(c) < kTiny ? kTiny : c;
      fraction *= c * d;
    }
    if (std::abs(c * d - 1) < 1e-12) {
      break;
    }
  }
  return front * fraction;
}

// Where the distribution function of Beta(a, b) reaches `share`.
double QuantileOf(double a, double b, double share) {
  double low = 0;
  double high = 1;
  for (int round = 0; round < 60; ++round) {
    const double middle = (low + high) / 2;
    (IncompleteBeta(a, b, middle) < share ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

ComplaintPrior PriorOf(const ComplaintCounts& category) {
  CheckCounts(category);
  // (complaints + 1/2) / (texts + 1), as many texts strong as kPriorTexts.
  const std::uint64_t all = category.texts * 1'000 + 1'000;
  const auto a =
      static_cast<std::uint64_t>(Wide{kPriorTexts} * 1'000 * (ThousandthsOf(category) + 500) / all);
  const std::uint64_t kept = std::clamp<std::uint64_t>(a, 1, kPriorTexts * 1'000 - 1);
  return {kept, kPriorTexts * 1'000 - kept};
}

ComplaintRate RateOf(const ComplaintCounts& counts, const ComplaintPrior& prior) {
  CheckCounts(counts);
  CHECK_THAT(prior.a_thousandths > 0 && prior.b_thousandths > 0 &&
                 prior.a_thousandths + prior.b_thousandths <= 1'000'000'000,
             "a prior has a positive share of both");
  const std::uint64_t complaints = ThousandthsOf(counts) + prior.a_thousandths;
  const std::uint64_t all = counts.texts * 1'000 + prior.a_thousandths + prior.b_thousandths;
  const double a = static_cast<double>(complaints) / 1'000;
  const double b = static_cast<double>(all - complaints) / 1'000;
  return {static_cast<std::uint64_t>(Wide{complaints} * 1'000'000 / all), QuantileOf(a, b, 0.025),
          QuantileOf(a, b, 0.975)};
}

}  // namespace assay::feedback
