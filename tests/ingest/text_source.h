// SPDX-License-Identifier: Apache-2.0
// A text as an input, which may break off behind it, in blocks of any size.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "ingest/byte_source.h"

namespace assay::ingest {

class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string text, std::optional<Error> error = {},
                      std::size_t block_bytes = SIZE_MAX)
      : text_(std::move(text)), error_(std::move(error)), block_bytes_(block_bytes) {}
  Result<std::size_t> Read(std::span<char> buffer) override {
    const std::size_t count = std::min({buffer.size(), text_.size() - at_, block_bytes_});
    std::memcpy(buffer.data(), text_.data() + at_, count);
    at_ += count;
    if (count == 0 && error_) {
      return Fail(*error_);
    }
    return count;
  }
  std::uint64_t raw_bytes_read() const override { return at_; }
  std::optional<std::uint64_t> raw_bytes_total() const override { return text_.size(); }

 private:
  std::string text_;
  std::optional<Error> error_;
  std::size_t block_bytes_;
  std::size_t at_ = 0;
};

}  // namespace assay::ingest
