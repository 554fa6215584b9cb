// SPDX-License-Identifier: Apache-2.0
#include "adapters/folder/detail/committer.h"

#include <utility>

#include "core/check.h"

namespace assay::folder::detail {

Committer::Committer(files::SegmentLog log, sqlite::StateDatabase& database, bool background)
    : log_(std::move(log)), database_(database) {
  if (background) {
    thread_ = std::thread([this] { Loop(); });
  }
}

Committer::~Committer() {
  {
    const std::lock_guard guard(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) {
    thread_.join();
  }
}

Result<void> Committer::failure() const {
  return error_ ? Result<void>(Fail(*error_)) : Result<void>();
}

Result<void> Committer::Submit(CommitJob job) {
  std::unique_lock guard(mutex_);
  if (!thread_.joinable()) {
    ASSAY_TRY(failure());
    if (auto written = Write(job); !written) {
      error_ = written.error();
    }
    return failure();
  }
  changed_.wait(guard, [this] { return error_ || jobs_.size() + (busy_ ? 1 : 0) < kJobsMax; });
  ASSAY_TRY(failure());
  jobs_.push_back(std::move(job));
  changed_.notify_all();
  return {};
}

Result<void> Committer::Flush() {
  std::unique_lock guard(mutex_);
  changed_.wait(guard, [this] { return error_ || (jobs_.empty() && !busy_); });
  return failure();
}

void Committer::Refuse(const Error& error) {
  const std::lock_guard guard(mutex_);
  error_ = error_.value_or(error);
}

void Committer::Loop() {
  std::unique_lock guard(mutex_);
  while (true) {
    changed_.wait(guard, [this] { return stopping_ || !jobs_.empty(); });
    if (jobs_.empty() || error_) {
      return;
    }
    CommitJob job = std::move(jobs_.front());
    jobs_.pop_front();
    busy_ = true;
    guard.unlock();
    auto written = Write(job);
    guard.lock();
    busy_ = false;
    if (!written) {
      error_ = std::move(written).error();
    }
    changed_.notify_all();
  }
}

Result<void> Committer::Write(CommitJob& job) {
  const std::lock_guard database_guard(database_mutex_);
  sqlite::CommitRows rows;
  rows.delta = job.delta ? &*job.delta : nullptr;
  rows.extras = &job.extras;
  rows.last_sequence = job.last_sequence;
  rows.checkpoint_floor = job.checkpoint_floor;
  rows.images = std::move(job.images);
  if (job.delta && !job.delta->log.empty()) {
    std::size_t bytes = 0;
    for (const engine::LogEntry& entry : job.delta->log) {
      bytes += entry.line.size() + 1;
    }
    std::string text;
    text.reserve(bytes);
    for (const engine::LogEntry& entry : job.delta->log) {
      text += entry.line;
      text += '\n';
    }
    ASSAY_ASSIGN(const files::Frame frame,
                 log_.Append(job.delta->first, job.delta->log.size(), text));
    // The log is on the disk before the database names it.
    ASSAY_TRY(log_.Sync());
    rows.frame = sqlite::FrameRow{.first = frame.first.number,
                                  .lines = frame.lines,
                                  .segment = frame.segment,
                                  .offset = frame.offset,
                                  .length = frame.length,
                                  .chain = frame.chain};
  }
  return database_.Write(rows);
}

}  // namespace assay::folder::detail
