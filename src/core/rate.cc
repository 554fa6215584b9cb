// SPDX-License-Identifier: Apache-2.0
#include "core/rate.h"

#include <algorithm>
#include <cmath>

namespace assay {
namespace {

constexpr double kZ95 = 1.959963984540054;

}  // namespace

Interval WilsonInterval(double share, double size) {
  if (size <= 0) {
    return {};
  }
  const double z2 = kZ95 * kZ95;
  const double center = share + z2 / (2 * size);
  const double half = kZ95 * std::sqrt(share * (1 - share) / size + z2 / (4 * size * size));
  const double scale = 1 + z2 / size;
  // At the ends the bound is the end itself; rounding would leave it a hair beside it.
  return {share <= 0 ? 0.0 : std::clamp((center - half) / scale, 0.0, 1.0),
          share >= 1 ? 1.0 : std::clamp((center + half) / scale, 0.0, 1.0)};
}

std::optional<double> Rate::value() const {
  return of == 0 ? std::nullopt
                 : std::optional(static_cast<double>(hits) / static_cast<double>(of));
}

double Rate::low() const {
  return WilsonInterval(value().value_or(0), static_cast<double>(of)).low;
}

double Rate::high() const {
  return WilsonInterval(value().value_or(0), static_cast<double>(of)).high;
}

}  // namespace assay
