// SPDX-License-Identifier: Apache-2.0
// Runs of one to four units of a view, hashed into buckets. The ends of a text count as units, so that what
// begins or closes a text is a run of its own. The hash is part of the model format: it never changes.
//
// Cost: linear in units times orders, about 10 ns a run. Threads: pure.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace assay::learning {

inline constexpr unsigned kOrderMax = 4;

// Where each distinct bucket of a view stands first.
struct Ngram {
  std::uint32_t bucket = 0;
  std::uint32_t unit = 0;  // Its first unit of the text.
  std::uint32_t units =
      0;  // How many units of the text it holds: its order less the ends in it. At least 1.
};

struct NgramOptions {
  std::uint32_t view = 0;  // Number of the view: equal runs of two views are different features.
  unsigned order_min = 1;  // 1 <= order_min <= order_max <= kOrderMax.
  unsigned order_max = 2;
  unsigned bucket_bits = 18;  // 8 to 24.
};

// In the order of first occurrence; empty for an empty text.
std::vector<Ngram> DistinctNgrams(std::u32string_view units, const NgramOptions& options);

// floor(2^16 / sqrt(count)), for count >= 1: what one of `count` features of a view counts, so that long
// texts do not shout. Integer arithmetic.
std::int64_t NormOf(std::size_t count);
inline constexpr int kNormBits = 16;

}  // namespace assay::learning
