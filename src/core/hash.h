// SPDX-License-Identifier: Apache-2.0
// Hashes used as keys inside the product. Two families, never mixed:
//  * Hash64/Hash128 (XXH3): keys of tables and buckets. Fast, fixed for ever, not for security.
//  * Sha256: names of immutable content (configuration, archive frames). Says "these very bytes".
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace assay {

struct Hash128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend auto operator<=>(const Hash128&, const Hash128&) = default;
};

std::uint64_t Hash64Of(std::string_view bytes);
Hash128 Hash128Of(std::string_view bytes);
// Of two parts, kept apart by their lengths: ("ab","c") differs from ("a","bc").
Hash128 Hash128Of(std::string_view first, std::string_view second);
// 32 lower-case hexadecimal digits.
std::string ToHex(const Hash128& hash);

struct Sha256 {
  std::array<std::uint8_t, 32> bytes{};
  friend auto operator<=>(const Sha256&, const Sha256&) = default;
};
Sha256 Sha256Of(std::string_view bytes);
// 64 lower-case hexadecimal digits.
std::string ToHex(const Sha256& hash);

}  // namespace assay
