// SPDX-License-Identifier: Apache-2.0
#include "learning/ngrams.h"

#include <algorithm>
#include <bit>

#include "core/check.h"

namespace assay::learning {
namespace {

constexpr char32_t kTextBegins = 2;
constexpr char32_t kTextEnds = 3;

constexpr std::uint64_t Mixed(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9E37'79B9'7F4A'7C15;
  return hash ^ (hash >> 29);
}

// Buckets seen, by open addressing; never more than half full.
class BucketSet {
 public:
  explicit BucketSet(std::size_t count_max)
      : slots_(std::bit_ceil(2 * count_max + 2), kEmpty), mask_(slots_.size() - 1) {}

  bool Insert(std::uint32_t bucket) {
    // Buckets are hashes already; their low bits spread well.
    for (std::size_t at = bucket & mask_;; at = (at + 1) & mask_) {
      if (slots_[at] == bucket) {
        return false;
      }
      if (slots_[at] == kEmpty) {
        slots_[at] = bucket;
        return true;
      }
    }
  }

 private:
  static constexpr std::uint32_t kEmpty = 0xFFFF'FFFF;  // No bucket: they have at most 24 bits.
  std::vector<std::uint32_t> slots_;
  std::size_t mask_;
};

}  // namespace

std::vector<Ngram> DistinctNgrams(std::u32string_view units, const NgramOptions& options) {
  CHECK_THAT(options.order_min >= 1 && options.order_min <= options.order_max &&
                 options.order_max <= kOrderMax,
             "orders are 1 to 4");
  CHECK_THAT(options.bucket_bits >= 8 && options.bucket_bits <= 24, "buckets have 8 to 24 bits");
  std::vector<Ngram> ngrams;
  if (units.empty()) {
    return ngrams;
  }
  const std::size_t length = units.size() + 2;  // With both ends.
  const auto unit_at = [&](std::size_t at) {
    return at == 0 ? kTextBegins : at + 1 == length ? kTextEnds : units[at - 1];
  };
  const std::size_t runs_max = length * (options.order_max - options.order_min + 1);
  BucketSet seen(std::min(runs_max, std::size_t{1} << options.bucket_bits));
  ngrams.reserve(std::min(runs_max, std::size_t{256}));
  for (std::size_t begin = 0; begin < length; ++begin) {
    std::uint64_t hash = Mixed(0x0A55'A7'0001, options.view);
    for (std::size_t order = 1; order <= options.order_max && begin + order <= length; ++order) {
      hash = Mixed(hash, unit_at(begin + order - 1));
      const std::size_t ends = (begin == 0 ? 1U : 0U) + (begin + order == length ? 1U : 0U);
      if (order < options.order_min || ends >= order) {
        continue;
      }
      // The order is mixed in, so that a run and its beginning share nothing.
      const auto bucket =
          static_cast<std::uint32_t>(Mixed(hash, order) >> (64 - options.bucket_bits));
      if (seen.Insert(bucket)) {
        ngrams.push_back({bucket, static_cast<std::uint32_t>(begin == 0 ? 0 : begin - 1),
                          static_cast<std::uint32_t>(order - ends)});
      }
    }
  }
  return ngrams;
}

std::int64_t NormOf(std::size_t count) {
  CHECK_THAT(count >= 1, "the norm of nothing is not needed");
  const std::uint64_t square = (std::uint64_t{1} << (2 * kNormBits)) / count;
  std::uint64_t root = 0;
  for (std::uint64_t bit = std::uint64_t{1} << kNormBits; bit > 0; bit >>= 1) {
    if ((root + bit) * (root + bit) <= square) {
      root += bit;
    }
  }
  return static_cast<std::int64_t>(root);
}

}  // namespace assay::learning
