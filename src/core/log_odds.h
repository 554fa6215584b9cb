// SPDX-License-Identifier: Apache-2.0
// Log-odds in fixed point, with our own logarithm and logistic. libm and fused multiply-add differ
// between CPUs; these use integers, or IEEE operations that every CPU rounds alike, so that the
// same log gives the same verdicts byte for byte (docs/decisions/0004).
#pragma once

#include <compare>
#include <cstdint>

namespace assay {

// Natural log-odds in millionths of a nat. Sums are exact.
struct LogOdds {
  std::int64_t micros = 0;

  friend constexpr auto operator<=>(const LogOdds&, const LogOdds&) = default;
  friend constexpr LogOdds operator+(LogOdds a, LogOdds b) { return {a.micros + b.micros}; }
  friend constexpr LogOdds operator-(LogOdds a, LogOdds b) { return {a.micros - b.micros}; }
  constexpr LogOdds& operator+=(LogOdds other) {
    micros += other.micros;
    return *this;
  }
  // Nearest double, exact to 10^-6. For printing only.
  constexpr double nats() const { return static_cast<double>(micros) / 1e6; }
};

// Verdicts stay within +-16: beyond that a double can no longer hold a probability whose logit
// returns within 10^-6, and no evidence about a listing is worth more than nine million to one.
inline constexpr LogOdds kLogOddsLimit{16'000'000};

// Natural logarithm of numerator / denominator in millionths, rounded to nearest (error below 1.5
// millionths). Both in 1 to 2^62. Integer arithmetic only.
std::int64_t LogRatioMicros(std::int64_t numerator, std::int64_t denominator);

// 1 / (1 + exp(-x)) for |x| <= kLogOddsLimit (clamped to it): relative error below 10^-13 on both
// tails, with +, -, * and / of doubles only.
double ProbabilityOf(LogOdds log_odds);

// log(p / (1 - p)) of a probability given in parts of 10^9, in 1 to 10^9 - 1.
LogOdds LogOddsOfBillionths(std::int64_t billionths);

}  // namespace assay
