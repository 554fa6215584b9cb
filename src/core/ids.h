// SPDX-License-Identifier: Apache-2.0
// Identifiers that must not be mixed up, and the bucket a store lives in.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "core/hash.h"

namespace assay {

// A string identifier of its own type: a StoreId does not convert to a ListingId.
template <typename Tag>
class StringId {
 public:
  StringId() = default;
  explicit StringId(std::string value) : value_(std::move(value)) {}
  const std::string& value() const { return value_; }
  bool empty() const { return value_.empty(); }
  friend auto operator<=>(const StringId&, const StringId&) = default;

 private:
  std::string value_;
};

using StoreId = StringId<struct StoreTag>;
using ListingId = StringId<struct ListingTag>;
using BrandId = StringId<struct BrandTag>;

// A store lives in bucket XXH3-64(store id) mod 1,024, for ever: buckets are what is spread over
// workers and partitions, and within a bucket events apply in order (docs/formats/storage.md).
inline constexpr std::uint32_t kBucketCount = 1'024;

struct Bucket {
  std::uint16_t index = 0;  // 0 to kBucketCount - 1
  friend auto operator<=>(const Bucket&, const Bucket&) = default;
};

inline Bucket BucketOf(std::string_view store) {
  return {static_cast<std::uint16_t>(Hash64Of(store) % kBucketCount)};
}

// Position of an event in the log of one installation: 1 for the first, no gaps.
struct Sequence {
  std::uint64_t number = 0;
  friend auto operator<=>(const Sequence&, const Sequence&) = default;
};

}  // namespace assay
