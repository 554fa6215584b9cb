// SPDX-License-Identifier: Apache-2.0
// Event lines of several tables, put into the order of their time: an external merge sort. Lines gather in memory up
// to a limit, go sorted into a file each time it is met, and come back merged.
//
// Lines of one time keep the order of their ranks, then that in which they were added.
//
// Memory: kRunBytes, and a block for each run while merging. Threads: one caller.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "ingest/byte_source.h"

namespace assay::flows {

inline constexpr std::size_t kRunBytes = std::size_t{64} << 20;

class EventRuns {
 public:
  // Appends bytes to a new file of that name; the merge opens it by the same name.
  using Append = std::function<Result<void>(const std::string& name, std::string_view bytes)>;

  EventRuns(Append append, ingest::OpenInput open, std::size_t run_bytes = kRunBytes)
      : append_(std::move(append)), open_(std::move(open)), run_bytes_(run_bytes) {}

  // `rank` 0 to 9. A line has no newline.
  Result<void> Add(Instant time, int rank, std::string_view line);
  // Everything added so far, one line each; further lines must not be added. Errors of reading come from the source.
  Result<std::unique_ptr<ingest::ByteSource>> Merge();
  std::uint64_t lines() const { return lines_; }

 private:
  struct Entry {
    std::int64_t time_ms = 0;
    int rank = 0;
    std::size_t begin = 0;
    std::size_t size = 0;
  };
  Result<void> Write();

  Append append_;
  ingest::OpenInput open_;
  std::size_t run_bytes_;
  std::string text_;
  std::vector<Entry> entries_;
  std::vector<std::string> runs_;
  std::uint64_t lines_ = 0;
};

}  // namespace assay::flows
