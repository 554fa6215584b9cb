// SPDX-License-Identifier: Apache-2.0
// The port through which decisions become durable. Batch only.
//
// Invariants every implementation keeps (tests/contract/state_store_test.cc)
//  1. Log entries, state, rows and the input's position of one Commit become durable together or not
//     at all, and in the order of the commits.
//  2. After a crash, the state is that after the last durable commit, as if nothing later had happened.
//  3. After an error of Commit or Flush, Commit, Flush and FindPosition return that error; opening the
//     store again recovers.
//
// Threads: one caller.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.h"
#include "engine/delta.h"

namespace assay::engine {

// How far an input has been read: what was read before is not read again after a restart.
struct InputPosition {
  std::string input;  // Name of the input; empty where it has no position (commands).
  std::string
      fingerprint;  // Of the input's beginning, so that another file of that name is told apart.
  std::uint64_t lines = 0;
  std::uint64_t bytes = 0;  // Decompressed.
  friend bool operator==(const InputPosition&, const InputPosition&) = default;
};

// A line that did not become an event.
struct QuarantineRow {
  std::string input;
  std::uint64_t line = 0;
  std::uint64_t offset = 0;
  std::string reason;
  std::string message;
  std::string sealed_raw;
  std::uint64_t raw_size = 0;
  Instant received;
};

struct CommitExtras {
  InputPosition position;
  std::vector<QuarantineRow> quarantine;
  // Quarantine rows that have been replayed by this batch.
  std::vector<std::int64_t> released;
};

class StateStore {
 public:
  virtual ~StateStore() = default;
  // Shared state and the newest sequence, without any keys.
  virtual Result<StateView> LoadShared() = 0;
  virtual Result<StateView> Load(const KeySet& keys) = 0;
  // Takes the changes over, in order; a following Load sees them at once. They are durable after the
  // next Flush that returns without error (an implementation may write in the background). The delta's
  // log goes on where the last one ended.
  virtual Result<void> Commit(Delta delta, CommitExtras extras) = 0;
  virtual Result<void> Flush() = 0;
  virtual Result<InputPosition> FindPosition(const std::string& input) = 0;
};

}  // namespace assay::engine
