// SPDX-License-Identifier: Apache-2.0
// Where the bytes of an input come from, already decompressed. A port: adapters/files implements it
// for plain, .gz and .zst files and standard input.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "core/result.h"

namespace assay::ingest {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Fills the front of `buffer` and returns how many bytes; 0 at the end. Errors: kCorrupted
  // "input.truncated" or "input.damaged" where a compressed stream breaks off, kUnavailable
  // "input.unreadable"; all bytes before the damage have been returned first.
  virtual Result<std::size_t> Read(std::span<char> buffer) = 0;
  // Bytes of the file itself read so far, and its size where it is known: progress, not positions.
  virtual std::uint64_t raw_bytes_read() const = 0;
  virtual std::optional<std::uint64_t> raw_bytes_total() const = 0;
};

// Opens an input by name; "-" is standard input. Compression is told by content, not by name.
using OpenInput = std::function<Result<std::unique_ptr<ByteSource>>(const std::string& name)>;

}  // namespace assay::ingest
