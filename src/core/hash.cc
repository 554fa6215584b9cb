// SPDX-License-Identifier: Apache-2.0
#include "core/hash.h"

#include <fmt/format.h>
#include <openssl/sha.h>
#include <xxhash.h>

namespace assay {

std::uint64_t Hash64Of(std::string_view bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

Hash128 Hash128Of(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.high64, hash.low64};
}

Hash128 Hash128Of(std::string_view first, std::string_view second) {
  // The length of the first part and the hash of the second seed one another, so the border counts.
  const XXH128_hash_t tail = XXH3_128bits_withSeed(second.data(), second.size(), first.size());
  const XXH128_hash_t head = XXH3_128bits_withSeed(first.data(), first.size(), tail.low64);
  return {head.high64 ^ tail.high64, head.low64};
}

std::string ToHex(const Hash128& hash) {
  return fmt::format("{:016x}{:016x}", hash.high, hash.low);
}

Sha256 Sha256Of(std::string_view bytes) {
  Sha256 digest;
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.bytes.data());
  return digest;
}

std::string ToHex(const Sha256& hash) {
  std::string text;
  text.reserve(64);
  for (const std::uint8_t byte : hash.bytes) {
    constexpr char kDigits[] = "0123456789abcdef";
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

}  // namespace assay
