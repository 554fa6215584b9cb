// SPDX-License-Identifier: Apache-2.0
#include "adapters/files/segment_log.h"

#include <array>

#include <fmt/format.h>
#include <zstd.h>

#include "core/check.h"

namespace assay::files {
namespace {

// Measured on listing events (docs/performance.md): level 1 costs 1.5 us an event for a ratio of 6;
// level 3 costs twice that for a tenth less.
constexpr int kCompressionLevel = 1;
constexpr std::uint32_t kSkippableMagic = 0x184D2A5A;
// No frame may claim more than this when read back: a commit is at most a few thousand lines of 1
// MiB.
constexpr std::uint64_t kFrameBytesMax = 8ULL << 30;

void PutLittleEndian(std::string& out, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) {
    out.push_back(static_cast<char>((value >> shift) & 0xff));
  }
}

Sha256 ChainOf(const Sha256& previous, std::string_view compressed) {
  std::string bytes(reinterpret_cast<const char*>(previous.bytes.data()), previous.bytes.size());
  bytes += compressed;
  return Sha256Of(bytes);
}

std::string HeaderOf(Sequence first, std::uint64_t lines, const Sha256& chain) {
  const std::string text = fmt::format(R"({{"assay":1,"first":{},"lines":{},"chain":"{}"}})",
                                       first.number, lines, ToHex(chain));
  std::string header;
  PutLittleEndian(header, kSkippableMagic);
  PutLittleEndian(header, static_cast<std::uint32_t>(text.size()));
  return header + text;
}

}  // namespace

SegmentLog::SegmentLog(FileSystem& files, std::string directory)
    : files_(&files), directory_(std::move(directory)) {}

std::string SegmentLog::PathOf(std::uint32_t number) const {
  return fmt::format("{}/{:06}.ndjson.zst", directory_, number);
}

SegmentLog SegmentLog::OpenToRead(FileSystem& files, std::string directory) {
  return SegmentLog(files, std::move(directory));
}

Result<SegmentLog> SegmentLog::OpenToWrite(FileSystem& files, std::string directory,
                                           const Frame& committed) {
  SegmentLog log(files, std::move(directory));
  ASSAY_TRY(files.MakeDirectories(log.directory_));
  if (committed.lines == 0) {
    ASSAY_TRY(log.StartSegment(1));
    return log;
  }
  log.segment_ = committed.segment;
  log.chain_ = committed.chain;
  log.size_ = committed.offset + committed.length;
  ASSAY_ASSIGN(log.file_, files.Open(log.PathOf(log.segment_), OpenMode::kWrite));
  ASSAY_ASSIGN(const std::uint64_t size, log.file_->Size());
  if (size < log.size_) {
    return Fail(ErrorCode::kCorrupted, "storage.log_too_short",
                fmt::format("{} is shorter than the database says; restore it from a backup",
                            log.PathOf(log.segment_)));
  }
  ASSAY_TRY(log.file_->Truncate(log.size_));
  // A segment that was started but never committed is a leftover too.
  const std::string next = log.PathOf(log.segment_ + 1);
  if (files.Exists(next)) {
    ASSAY_TRY(files.Remove(next));
  }
  return log;
}

Result<void> SegmentLog::StartSegment(std::uint32_t number) {
  ASSAY_ASSIGN(file_, files_->Open(PathOf(number), OpenMode::kCreate));
  ASSAY_TRY(file_->Truncate(0));
  ASSAY_TRY(files_->SyncDirectory(directory_));
  segment_ = number;
  size_ = 0;
  return {};
}

Result<Frame> SegmentLog::Append(Sequence first, std::uint64_t lines, std::string_view text) {
  CHECK_THAT(file_ != nullptr, "appending needs a log opened to write");
  if (size_ > kSegmentBytesMax) {
    ASSAY_TRY(file_->Sync());
    ASSAY_TRY(StartSegment(segment_ + 1));
  }
  std::string compressed(ZSTD_compressBound(text.size()), '\0');
  const std::size_t size = ZSTD_compress(compressed.data(), compressed.size(), text.data(),
                                         text.size(), kCompressionLevel);
  CHECK_THAT(ZSTD_isError(size) == 0, "the bound leaves room for any input");
  compressed.resize(size);
  Frame frame{.first = first,
              .lines = lines,
              .segment = segment_,
              .offset = size_,
              .length = 0,
              .chain = ChainOf(chain_, compressed)};
  const std::string bytes = HeaderOf(first, lines, frame.chain) + compressed;
  frame.length = bytes.size();
  ASSAY_TRY(file_->WriteAt(size_, bytes));
  size_ += bytes.size();
  chain_ = frame.chain;
  return frame;
}

Result<void> SegmentLog::Sync() {
  return file_->Sync();
}

Result<std::string> SegmentLog::Read(const Frame& frame, const Sha256& previous) {
  const auto damaged = [&](std::string_view what) {
    return Fail(ErrorCode::kCorrupted, "storage.frame_damaged",
                fmt::format("{} at byte {}: {}; restore the segment from a backup",
                            PathOf(frame.segment), frame.offset, what));
  };
  if (reading_ == nullptr || reading_segment_ != frame.segment) {
    ASSAY_ASSIGN(reading_, files_->Open(PathOf(frame.segment), OpenMode::kRead));
    reading_segment_ = frame.segment;
  }
  const std::string header = HeaderOf(frame.first, frame.lines, frame.chain);
  if (frame.length < header.size()) {
    return damaged("the frame is too short");
  }
  std::string bytes(frame.length, '\0');
  ASSAY_TRY(reading_->ReadAt(frame.offset, bytes));
  if (!bytes.starts_with(header)) {
    return damaged("the frame's head is not what was written");
  }
  const std::string_view compressed = std::string_view(bytes).substr(header.size());
  if (ChainOf(previous, compressed) != frame.chain) {
    return damaged("the hash does not match");
  }
  const unsigned long long size = ZSTD_getFrameContentSize(compressed.data(), compressed.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > kFrameBytesMax) {
    return damaged("the compressed frame is not readable");
  }
  std::string text(size, '\0');
  if (ZSTD_decompress(text.data(), text.size(), compressed.data(), compressed.size()) != size) {
    return damaged("the compressed frame is not readable");
  }
  return text;
}

}  // namespace assay::files
