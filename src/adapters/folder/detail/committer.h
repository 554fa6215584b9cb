// SPDX-License-Identifier: Apache-2.0
// Makes commits durable in order, on a thread of its own so that the next batch is decided
// meanwhile. After the first error it refuses everything: what is in memory is then ahead of the
// disk.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "adapters/files/segment_log.h"
#include "adapters/sqlite/state_database.h"
#include "engine/state_store.h"

namespace assay::folder::detail {

struct CommitJob {
  std::optional<engine::Delta> delta;
  engine::CommitExtras extras;
  std::vector<sqlite::BucketImage> images;
  std::uint64_t last_sequence = 0;
  std::uint64_t checkpoint_floor = 0;
};

class Committer {
 public:
  Committer(files::SegmentLog log, sqlite::StateDatabase& database, bool background);
  ~Committer();
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  // Waits while kJobsMax are under way.
  Result<void> Submit(CommitJob job);
  Result<void> Flush();
  // Everything from now on is answered with this error, or with an earlier one.
  void Refuse(const Error& error);
  // Held while the database is written; whoever else reads it takes it too.
  std::mutex& database_mutex() { return database_mutex_; }

 private:
  static constexpr std::size_t kJobsMax = 2;
  void Loop();
  Result<void> Write(CommitJob& job);
  Result<void> failure() const;

  files::SegmentLog log_;
  sqlite::StateDatabase& database_;
  std::mutex database_mutex_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<CommitJob> jobs_;  // Guarded by mutex_, as all below.
  bool busy_ = false;
  bool stopping_ = false;
  std::optional<Error> error_;
  std::thread thread_;
};

}  // namespace assay::folder::detail
