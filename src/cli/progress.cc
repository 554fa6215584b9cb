// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

namespace assay::cli {
namespace {

constexpr std::int64_t kRedrawMs = 200;      // Five times a second: smooth, and no cost.
constexpr std::int64_t kPlainLineMs = 5000;  // A log of an hour's work stays under 1,000 lines.

}  // namespace

Progress::Progress(const Clock& clock, std::FILE& stream, Options options)
    : clock_(clock),
      stream_(stream),
      options_(std::move(options)),
      started_(clock.Now()),
      printed_(started_) {}

Progress::~Progress() {
  if (line_is_open_) {
    fmt::print(&stream_, "\n");
  }
}

void Progress::Advance(std::uint64_t rows, std::optional<double> fraction) {
  const Instant now = clock_.Now();
  const std::int64_t pause_ms = options_.is_terminal ? kRedrawMs : kPlainLineMs;
  if (options_.quiet || now.ms - printed_.ms < pause_ms) {
    return;
  }
  printed_ = now;
  // A clock set back would make the time spent negative; it is then shown as the shortest there is.
  const std::int64_t spent_ms = std::max<std::int64_t>(1, now.ms - started_.ms);
  const double rate = static_cast<double>(rows) * 1000.0 / static_cast<double>(spent_ms);
  std::string line = fmt::format("{} {}, {}/s", Grouped(rows), options_.what,
                                 Grouped(static_cast<std::uint64_t>(rate)));
  if (fraction && *fraction > 0.0 && *fraction <= 1.0) {
    const double left_ms = static_cast<double>(spent_ms) * (1.0 - *fraction) / *fraction;
    line += fmt::format(", {:.0f} %, {} left", *fraction * 100.0,
                        InWords(static_cast<std::int64_t>(left_ms)));
  }
  Print(line);
}

void Progress::Finish(std::uint64_t rows) {
  if (options_.quiet) {
    return;
  }
  const std::int64_t spent_ms = std::max<std::int64_t>(1, clock_.Now().ms - started_.ms);
  const double rate = static_cast<double>(rows) * 1000.0 / static_cast<double>(spent_ms);
  Print(fmt::format("{} {} in {}, {}/s", Grouped(rows), options_.what, InWords(spent_ms),
                    Grouped(static_cast<std::uint64_t>(rate))));
  if (line_is_open_) {
    fmt::print(&stream_, "\n");
    line_is_open_ = false;
  }
  options_.quiet = true;
}

void Progress::Print(const std::string& line) {
  if (options_.is_terminal) {
    fmt::print(&stream_, "\r{}\x1b[K", line);  // Erases what a longer line before left behind.
    line_is_open_ = true;
  } else {
    fmt::print(&stream_, "{}\n", line);
  }
  std::fflush(&stream_);
}

std::string Grouped(std::uint64_t number) {
  std::string digits = fmt::format("{}", number);
  for (std::size_t from_end = 3; from_end < digits.size(); from_end += 4) {
    digits.insert(digits.size() - from_end, 1, ',');
  }
  return digits;
}

std::string InWords(std::int64_t duration_ms) {
  if (duration_ms < 10'000) {
    return fmt::format("{:.1f} s", static_cast<double>(duration_ms) / 1000.0);
  }
  const std::int64_t seconds = duration_ms / 1000;
  if (seconds < 60) {
    return fmt::format("{} s", seconds);
  }
  if (seconds < 3600) {
    return fmt::format("{} min {} s", seconds / 60, seconds % 60);
  }
  return fmt::format("{} h {} min", seconds / 3600, seconds / 60 % 60);
}

}  // namespace assay::cli
