// SPDX-License-Identifier: Apache-2.0
// What long work shows while it runs: rows, rate and time left. On a terminal one line that is
// redrawn; otherwise a plain line now and then, so that a log stays readable.
//
// Threads: one thread at a time. Cost: an Advance that prints nothing reads the clock once, so call
// it per batch, not per row.
#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

#include "core/clock.h"

namespace assay::cli {

class Progress {
 public:
  struct Options {
    std::string what;          // "events", "listings": the unit that is counted.
    bool is_terminal = false;  // Redraw one line instead of writing new ones.
    bool quiet = false;        // Print nothing at all.
  };

  Progress(const Clock& clock, std::FILE& stream, Options options);
  // Ends the line that is being redrawn, if any.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `rows` done so far in all. `fraction` of the work, 0 to 1, where it can be known.
  void Advance(std::uint64_t rows, std::optional<double> fraction);
  // The last line, with the mean rate; printed once.
  void Finish(std::uint64_t rows);

 private:
  void Print(const std::string& line);

  const Clock& clock_;
  std::FILE& stream_;
  Options options_;
  Instant started_;
  Instant printed_;
  bool line_is_open_ = false;
};

// "1,234,567": thousands kept apart.
std::string Grouped(std::uint64_t number);
// "0.3 s", "42 s", "2 min 5 s", "1 h 12 min".
std::string InWords(std::int64_t duration_ms);

}  // namespace assay::cli
