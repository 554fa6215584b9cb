// SPDX-License-Identifier: Apache-2.0
// Bytes in memory, as an input.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

#include "ingest/byte_source.h"

namespace assay::ingest {

// The bytes must outlive it.
class Bytes final : public ByteSource {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}
  Result<std::size_t> Read(std::span<char> buffer) override {
    const std::size_t count = std::min(buffer.size(), bytes_.size());
    std::memcpy(buffer.data(), bytes_.data(), count);
    bytes_.remove_prefix(count);
    return count;
  }
  std::uint64_t raw_bytes_read() const override { return 0; }
  std::optional<std::uint64_t> raw_bytes_total() const override { return std::nullopt; }

 private:
  std::string_view bytes_;
};

}  // namespace assay::ingest
