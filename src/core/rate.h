// SPDX-License-Identifier: Apache-2.0
// A share with what it rests on, and how far a sample of that size can be trusted.
#pragma once

#include <cstdint>
#include <optional>

namespace assay {

struct Interval {
  double low = 0;
  double high = 1;
  friend bool operator==(const Interval&, const Interval&) = default;
};

// Wilson's interval at 95 % around a share in [0, 1] of a sample of that size, within [0, 1]. The
// size need not be whole: a weighted sample is worth an unweighted one of another size. 0 to 1
// where it is 0.
Interval WilsonInterval(double share, double size);

// Invariant: hits <= of. The interval is Wilson's at 95 %: it stays within [0, 1] and is honest for
// small samples and shares near the ends, where the usual one is not. It is for samples; a full
// count has no interval.
struct Rate {
  std::uint64_t hits = 0;
  std::uint64_t of = 0;

  void Count(bool hit) {
    of += 1;
    hits += hit ? 1U : 0U;
  }
  std::optional<double> value() const;  // None where there is nothing to divide by.
  double low() const;                   // 0 and 1 where the sample is empty.
  double high() const;
  friend bool operator==(const Rate&, const Rate&) = default;
};

}  // namespace assay
