// SPDX-License-Identifier: Apache-2.0
#include "core/rate.h"

#include <algorithm>
#include <cmath>

namespace assay {
namespace {

constexpr double kZ95 = 1.959963984540054;

double WilsonEdge(const Rate& rate, double sign) {
  if (rate.of == 0) {
    return sign < 0 ? 0.0 : 1.0;
  }
  const auto n = static_cast<double>(rate.of);
  const double p = static_cast<double>(rate.hits) / n;
  const double z2 = kZ95 * kZ95;
  const double center = p + z2 / (2 * n);
  const double half = kZ95 * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  return std::clamp((center + sign * half) / (1 + z2 / n), 0.0, 1.0);
}

}  // namespace

std::optional<double> Rate::value() const {
  return of == 0 ? std::nullopt
                 : std::optional(static_cast<double>(hits) / static_cast<double>(of));
}

double Rate::low() const {
  return WilsonEdge(*this, -1);
}

double Rate::high() const {
  return WilsonEdge(*this, 1);
}

}  // namespace assay
