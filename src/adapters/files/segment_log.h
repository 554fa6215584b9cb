// SPDX-License-Identifier: Apache-2.0
// The log as files: segments/000001.ndjson.zst and so on, each a row of zstd frames, one a commit,
// so that `zstdcat segments/*.zst` prints every event ever accepted, in order. Before each frame
// stands a skippable frame that names its first sequence, number of lines and hash; the hash covers
// the frame before, so that nothing can be changed, dropped or put between unseen
// (docs/formats/storage.md).
//
// Invariant: bytes behind the committed end are leftovers of a crash and are cut off when opened to
// write. Threads: one at a time. Cost: about 2 ms a megabyte of lines.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/files/file_system.h"
#include "core/hash.h"
#include "core/ids.h"
#include "core/result.h"

namespace assay::files {

// Where one frame lies and what it holds: the row the database keeps.
struct Frame {
  Sequence first;
  std::uint64_t lines = 0;
  std::uint32_t segment = 1;
  std::uint64_t offset = 0;  // Of the skippable frame.
  std::uint64_t length = 0;  // Of both.
  Sha256 chain;              // SHA-256 over the chain value before and the compressed bytes.
  Sequence last() const { return {first.number + lines - 1}; }
};

// A segment is closed when it passes this size.
inline constexpr std::uint64_t kSegmentBytesMax = 256ULL << 20;

class SegmentLog {
 public:
  // Opens for writing behind `committed`, the newest committed frame (lines == 0: an empty log).
  static Result<SegmentLog> OpenToWrite(FileSystem& files, std::string directory,
                                        const Frame& committed);
  static SegmentLog OpenToRead(FileSystem& files, std::string directory);

  // Appends lines (each ending in a newline) as one frame. Not durable before Sync.
  Result<Frame> Append(Sequence first, std::uint64_t lines, std::string_view text);
  Result<void> Sync();

  // The lines of a frame. Checks the hash against `previous`, the chain value before it. Errors:
  // kCorrupted "storage.frame_damaged", naming the segment.
  Result<std::string> Read(const Frame& frame, const Sha256& previous);

 private:
  SegmentLog(FileSystem& files, std::string directory);
  Result<void> StartSegment(std::uint32_t number);
  std::string PathOf(std::uint32_t number) const;

  FileSystem* files_;
  std::string directory_;
  std::unique_ptr<File> file_;
  std::unique_ptr<File> reading_;
  std::uint32_t reading_segment_ = 0;
  std::uint32_t segment_ = 0;
  std::uint64_t size_ = 0;
  Sha256 chain_;
};

}  // namespace assay::files
