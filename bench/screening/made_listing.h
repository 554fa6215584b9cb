// SPDX-License-Identifier: Apache-2.0
// The mixed listing of 650 bytes that benchmarks of screening read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "core/listing.h"

namespace assay::bench {

// Half Chinese, half Latin, a brand and a trade word among plain sentences; `number` makes it new.
inline Listing MakeListing(std::size_t number) {
  Listing listing;
  listing.id = std::to_string(number);
  listing.title = "Nike Air Force 1 Low 男士运动鞋 " + listing.id;
  const std::string sentence =
      "优质皮革鞋面，轻盈透气，适合日常穿搭。Soft leather upper with a rubber sole, all sizes. ";
  while (listing.title.size() + listing.description.size() < 600) {
    listing.description += sentence;
  }
  listing.description += number % 20 == 0 ? "纯原品质 加微看图" : "七天无理由退换";
  listing.price = Money{static_cast<std::int64_t>(20'000 + number % 1'000), *Currency::Find("CNY")};
  return listing;
}

}  // namespace assay::bench
