// SPDX-License-Identifier: Apache-2.0
// The key of a word in the table of ordinary words: the same where the table is made and where it is read.
#pragma once

#include <cstdint>
#include <string_view>

namespace assay::text {

// FNV-1a over code points, 32 bits.
constexpr std::uint32_t WordHash(std::u32string_view word) {
  std::uint32_t hash = 0x811C9DC5;
  for (const char32_t point : word) {
    hash = (hash ^ static_cast<std::uint32_t>(point)) * 0x01000193;
  }
  return hash ^ (hash >> 15U);
}

}  // namespace assay::text
