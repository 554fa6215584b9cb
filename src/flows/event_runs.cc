// SPDX-License-Identifier: Apache-2.0
#include "flows/event_runs.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <queue>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "flows/event_lines.h"

namespace assay::flows {
namespace {

// In front of each line of a run: the time in sixteen digits and the rank, so that keys compare as text. Times of
// events begin in the year 2000, so none is negative.
constexpr std::size_t kKeyBytes = 17;

struct Head {
  std::string key;
  std::size_t run = 0;
  std::string line;
  // A priority queue gives the largest first.
  friend bool operator<(const Head& a, const Head& b) {
    return std::tie(a.key, a.run) > std::tie(b.key, b.run);
  }
};

class MergedSource final : public ingest::ByteSource {
 public:
  explicit MergedSource(std::vector<std::unique_ptr<ingest::ByteSource>> runs)
      : runs_(std::move(runs)) {
    for (const auto& run : runs_) {
      lines_.push_back(MakeJsonLines(*run));
    }
  }

  Result<std::size_t> Read(std::span<char> buffer) override {
    if (!is_open_) {
      is_open_ = true;
      for (std::size_t run = 0; run < runs_.size(); ++run) {
        ASSAY_TRY(Take(run));
      }
    }
    if (at_ == text_.size()) {
      text_.clear();
      at_ = 0;
      while (text_.size() < buffer.size() && !heads_.empty()) {
        const std::size_t run = heads_.top().run;
        text_ += heads_.top().line;
        text_ += '\n';
        heads_.pop();
        ASSAY_TRY(Take(run));
      }
    }
    const std::size_t count = std::min(buffer.size(), text_.size() - at_);
    std::memcpy(buffer.data(), text_.data() + at_, count);
    at_ += count;
    return count;
  }
  std::uint64_t raw_bytes_read() const override {
    std::uint64_t bytes = 0;
    for (const auto& run : runs_) {
      bytes += run->raw_bytes_read();
    }
    return bytes;
  }
  std::optional<std::uint64_t> raw_bytes_total() const override {
    std::uint64_t bytes = 0;
    for (const auto& run : runs_) {
      bytes += run->raw_bytes_total().value_or(0);
    }
    return bytes;
  }

 private:
  Result<void> Take(std::size_t run) {
    ASSAY_ASSIGN(const std::optional<EventLine> line, lines_[run]->Next());
    if (line) {
      heads_.push({std::string(line->text.substr(0, kKeyBytes)), run,
                   std::string(line->text.substr(std::min(kKeyBytes, line->text.size())))});
    }
    return {};
  }

  std::vector<std::unique_ptr<ingest::ByteSource>> runs_;
  std::vector<std::unique_ptr<EventLines>> lines_;
  std::priority_queue<Head> heads_;
  std::string text_;
  std::size_t at_ = 0;
  bool is_open_ = false;
};

}  // namespace

Result<void> EventRuns::Add(Instant time, int rank, std::string_view line) {
  entries_.push_back({time.ms, rank, text_.size(), line.size()});
  text_ += line;
  ++lines_;
  return text_.size() >= run_bytes_ ? Write() : Result<void>();
}

Result<void> EventRuns::Write() {
  std::ranges::stable_sort(entries_, {},
                           [](const Entry& entry) { return std::pair(entry.time_ms, entry.rank); });
  std::string sorted;
  sorted.reserve(text_.size() + entries_.size() * (kKeyBytes + 1));
  for (const Entry& entry : entries_) {
    sorted += fmt::format("{:016}{}", entry.time_ms, entry.rank);
    sorted.append(text_, entry.begin, entry.size);
    sorted += '\n';
  }
  runs_.push_back(fmt::format("{:05}.ndjson.zst", runs_.size() + 1));
  entries_.clear();
  text_.clear();
  return append_(runs_.back(), sorted);
}

Result<std::unique_ptr<ingest::ByteSource>> EventRuns::Merge() {
  if (!entries_.empty()) {
    ASSAY_TRY(Write());
  }
  std::vector<std::unique_ptr<ingest::ByteSource>> sources;
  for (const std::string& run : runs_) {
    ASSAY_ASSIGN(auto source, open_(run));
    sources.push_back(std::move(source));
  }
  return std::make_unique<MergedSource>(std::move(sources));
}

}  // namespace assay::flows
