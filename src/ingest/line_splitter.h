// SPDX-License-Identifier: Apache-2.0
// Cuts blocks of bytes into lines, telling where each began.
//
//   LineSplitter lines;
//   lines.Feed(block);
//   while (auto line = lines.Next()) { ... }     // and so on for each block
//   lines.Finish();
//   while (auto line = lines.Next()) { ... }     // a last line without newline
//
// Invariants
//  1. The lines do not depend on how the bytes were cut into blocks.
//  2. Memory is bounded by the longest line allowed, whatever comes: a longer line is yielded once,
//  as
//     `oversized`, with its first bytes and its true length.
// Lifetime: a Line's text points into the block or the splitter; it is valid until the next call.
// The block must stay until Next has returned nothing. Cost: one pass; a line inside a block is not
// copied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "ingest/byte_source.h"
#include "ingest/limits.h"

namespace assay::ingest {

struct Line {
  std::uint64_t number = 0;  // 1 for the first.
  std::uint64_t offset = 0;  // Of its first byte in the (decompressed) input.
  std::string_view text;     // Without newline and carriage return; the head where oversized.
  std::uint64_t length = 0;  // Of the whole line, without newline and carriage return.
  bool oversized = false;

  // Nothing but white space: no event, and no error either.
  bool is_blank() const { return text.find_first_not_of(" \t\r") == std::string_view::npos; }
};

struct LineLimits {
  std::size_t line_bytes_max = kLineBytesMax;
  std::size_t head_bytes = kLineHeadBytes;  // At most line_bytes_max.
};

class LineSplitter {
 public:
  explicit LineSplitter(LineLimits limits = {});

  // Hands over the next bytes. Only when Next has returned nothing.
  void Feed(std::string_view block);
  // The input has ended: a line without newline is complete.
  void Finish();
  std::optional<Line> Next();

  // Bytes fed and already yielded as lines: where reading may start again.
  std::uint64_t consumed() const { return line_offset_; }

 private:
  std::optional<Line> Yield(std::string_view text, std::uint64_t raw_length, bool ended_cr);
  void Keep(std::string_view part);

  LineLimits limits_;
  std::string_view block_;            // Not yet looked at.
  std::string carry_;                 // Beginning of a line that started in an earlier block.
  std::uint64_t carried_length_ = 0;  // True length of that beginning.
  std::uint64_t line_offset_ = 0;
  std::uint64_t line_number_ = 0;
  bool carries_ = false;  // carry_ holds a beginning (it may be empty only if nothing was fed).
  bool carry_ended_cr_ = false;  // The last byte of the beginning, kept or not, was '\r'.
  bool carry_was_yielded_ = false;
  bool finished_ = false;
};

// Lines of a ByteSource, read block by block.
class LineReader {
 public:
  // `source` must outlive the reader.
  explicit LineReader(ByteSource& source, LineLimits limits = {});

  // Nothing at the end. Before an error of the source come all whole lines, not the beginning of
  // the one that broke off: of the repaired input it would be another line. The error comes again.
  Result<std::optional<Line>> Next();

 private:
  ByteSource& source_;
  LineSplitter lines_;
  std::string block_;
  std::optional<Error> error_;
  bool ended_ = false;
};

}  // namespace assay::ingest
