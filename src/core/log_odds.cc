// SPDX-License-Identifier: Apache-2.0
#include "core/log_odds.h"

#include <algorithm>
#include <bit>

#include "core/check.h"

namespace assay {
namespace {

__extension__ using Wide = __int128;

constexpr int kFractionBits = 60;
// ln 2 in units of 2^-60: floor(0.693147180559945309417... * 2^60).
constexpr std::int64_t kLn2 = 799'144'290'325'165'979;

// ln(m) for m in [1, 2), m = mantissa / 2^60, in units of 2^-60, by ln m = 2 atanh((m-1)/(m+1)).
// The argument is at most 1/3, so each term is a ninth of the one before and 20 terms pass 2^-60.
std::int64_t LogOfMantissa(std::int64_t mantissa) {
  constexpr std::int64_t kOne = std::int64_t{1} << kFractionBits;
  const Wide z = (Wide{mantissa - kOne} << kFractionBits) / (Wide{mantissa} + kOne);
  const Wide z_squared = (z * z) >> kFractionBits;
  Wide power = z;
  Wide sum = 0;
  for (int n = 1; n <= 39; n += 2) {
    sum += power / n;
    power = (power * z_squared) >> kFractionBits;
  }
  return static_cast<std::int64_t>(2 * sum);
}

// ln(value) in units of 2^-60 as a wide integer.
Wide Log(std::int64_t value) {
  const int exponent = 63 - std::countl_zero(static_cast<std::uint64_t>(value));
  const std::int64_t mantissa = exponent <= kFractionBits ? value << (kFractionBits - exponent)
                                                          : value >> (exponent - kFractionBits);
  return Wide{exponent} * kLn2 + LogOfMantissa(mantissa);
}

// exp(x) for x in [0, 16] with basic operations: x = k/64 + r, table by repeated multiplication of
// exp(1/64), then a Taylor sum for r < 1/64.
double ExpOfNonNegative(double x) {
  const int steps = static_cast<int>(x * 64.0);
  const double r = x - static_cast<double>(steps) / 64.0;
  double term = 1.0;
  double sum = 1.0;
  for (int n = 1; n <= 9; ++n) {
    term = term * r / static_cast<double>(n);
    sum = sum + term;
  }
  double base = 1.015747708586685747458535;  // exp(1/64)
  double power = 1.0;
  for (int left = steps; left > 0; left >>= 1) {
    if ((left & 1) != 0) {
      power = power * base;
    }
    base = base * base;
  }
  return power * sum;
}

}  // namespace

std::int64_t LogRatioMicros(std::int64_t numerator, std::int64_t denominator) {
  CHECK_THAT(numerator > 0 && denominator > 0, "a logarithm needs positive numbers");
  const Wide difference = Log(numerator) - Log(denominator);
  const Wide scaled = difference * 1'000'000;
  const Wide half = Wide{1} << (kFractionBits - 1);
  return static_cast<std::int64_t>((scaled + half) >> kFractionBits);
}

double ProbabilityOf(LogOdds log_odds) {
  const LogOdds x = std::clamp(log_odds, LogOdds{-kLogOddsLimit.micros}, kLogOddsLimit);
  if (x.micros >= 0) {
    const double e = ExpOfNonNegative(x.nats());
    return e / (1.0 + e);
  }
  return 1.0 / (1.0 + ExpOfNonNegative(-x.nats()));
}

LogOdds LogOddsOfBillionths(std::int64_t billionths) {
  CHECK_THAT(billionths > 0 && billionths < 1'000'000'000, "a probability lies between 0 and 1");
  return {LogRatioMicros(billionths, 1'000'000'000 - billionths)};
}

}  // namespace assay
