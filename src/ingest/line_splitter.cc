// SPDX-License-Identifier: Apache-2.0
#include "ingest/line_splitter.h"

#include <algorithm>
#include <cstring>

#include "core/check.h"

namespace assay::ingest {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kBlockBytes = std::size_t{256} << 10;

}  // namespace

LineSplitter::LineSplitter(LineLimits limits) : limits_(limits) {
  CHECK_THAT(limits.head_bytes <= limits.line_bytes_max, "the head is a part of a line");
}

void LineSplitter::Feed(std::string_view block) {
  CHECK_THAT(block_.empty(), "the block before must have been used up");
  CHECK_THAT(!finished_, "nothing comes after the end");
  block_ = block;
}

void LineSplitter::Finish() {
  CHECK_THAT(block_.empty(), "the block before must have been used up");
  finished_ = true;
}

// Adds to the beginning carried over, keeping no more than may be needed: the whole line as long as
// it is allowed, its head once it is not.
void LineSplitter::Keep(std::string_view part) {
  carries_ = true;
  if (part.empty()) {
    return;
  }
  carried_length_ += part.size();
  carry_ended_cr_ = part.back() == '\r';
  // One byte more than the maximum, for a carriage return that will go.
  const std::size_t room =
      limits_.line_bytes_max + 1 - std::min(carry_.size(), limits_.line_bytes_max + 1);
  carry_.append(part.substr(0, room));
}

std::optional<Line> LineSplitter::Yield(std::string_view text, std::uint64_t raw_length,
                                        bool ended_cr) {
  Line line;
  line.number = ++line_number_;
  line.offset = line_offset_;
  line.length = raw_length - (ended_cr ? 1 : 0);
  line.oversized = line.length > limits_.line_bytes_max;
  line.text =
      text.substr(0, line.oversized ? limits_.head_bytes : static_cast<std::size_t>(line.length));
  if (line.number == 1 && line.text.starts_with(kByteOrderMark)) {
    line.text.remove_prefix(kByteOrderMark.size());
    line.length -= kByteOrderMark.size();
    line.offset += kByteOrderMark.size();
  }
  return line;
}

std::optional<Line> LineSplitter::Next() {
  if (carry_was_yielded_) {
    carry_.clear();
    carried_length_ = 0;
    carries_ = false;
    carry_ended_cr_ = false;
    carry_was_yielded_ = false;
  }
  const void* newline = block_.empty() ? nullptr : std::memchr(block_.data(), '\n', block_.size());
  if (newline == nullptr) {
    if (!block_.empty()) {
      Keep(block_);
      block_ = {};
    }
    if (!finished_ || !carries_) {
      return std::nullopt;
    }
    carry_was_yielded_ = true;
    auto line = Yield(carry_, carried_length_, carry_ended_cr_);
    line_offset_ += carried_length_;
    return line;
  }
  const auto length = static_cast<std::size_t>(static_cast<const char*>(newline) - block_.data());
  const std::string_view part = block_.substr(0, length);
  block_.remove_prefix(length + 1);
  if (!carries_) {
    auto line = Yield(part, length, part.ends_with('\r'));
    line_offset_ += length + 1;
    return line;
  }
  Keep(part);
  carry_was_yielded_ = true;
  auto line = Yield(carry_, carried_length_, carry_ended_cr_);
  line_offset_ += carried_length_ + 1;
  return line;
}

LineReader::LineReader(ByteSource& source, LineLimits limits)
    : source_(source), lines_(limits), block_(kBlockBytes, '\0') {}

Result<std::optional<Line>> LineReader::Next() {
  while (true) {
    if (auto line = lines_.Next()) {
      return line;
    }
    if (error_) {
      return Fail(*error_);
    }
    if (ended_) {
      return std::optional<Line>();
    }
    auto read = source_.Read(block_);
    if (!read) {
      error_ = std::move(read).error();
    } else if (*read == 0) {
      ended_ = true;
      lines_.Finish();
    } else {
      lines_.Feed(std::string_view(block_).substr(0, *read));
    }
  }
}

}  // namespace assay::ingest
