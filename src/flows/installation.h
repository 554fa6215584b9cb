// SPDX-License-Identifier: Apache-2.0
// An installation as flows see it: the engine's storage port, and what is around the engine:
// settings, quarantine, the outbox, checks and copies. adapters/folder implements it for one
// folder.
//
// Threads: one caller.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "engine/engine.h"
#include "engine/state_store.h"
#include "flows/delivery_journal.h"
#include "flows/log_reader.h"

namespace assay::flows {

struct InstallationStatistics {
  std::uint64_t last_sequence = 0;
  std::uint64_t events_replayed_at_open = 0;
  std::uint64_t state_bytes = 0;  // Of memory, in the buckets loaded so far.
  std::uint64_t listings = 0;     // Likewise.
};

// What a dump holds. Decisions follow from the log alone; intake (quarantine, positions,
// duplicates) also from what did not enter it.
enum class DumpPart { kDecisions, kDecisionsAndIntake };

using WriteLine = std::function<void(std::string_view line)>;

class Installation : public engine::StateStore, public LogReader {
 public:
  // Settings of a configuration kept here. Errors: kNotFound "storage.no_such_content".
  virtual Result<engine::Settings> LoadSettings(const Sha256& configuration) = 0;
  // Keeps a configuration's text; it becomes active through a configuration.activated event.
  virtual Result<void> AddConfiguration(std::string_view text) = 0;
  // Texts of all configurations ever kept.
  virtual Result<std::vector<std::string>> LoadConfigurations() = 0;

  // One event's line. Cost: reading the frame that holds it. Errors: kNotFound "storage.no_such_event".
  virtual Result<std::string> LoadLine(Sequence sequence) = 0;
  virtual Result<void> ForEachQuarantined(
      bool released_too,
      const std::function<Result<void>(std::int64_t id, const engine::QuarantineRow&)>& visit) = 0;
  virtual Result<std::map<std::string, std::int64_t>> LoadTallies() = 0;
  // Actions behind a position, in the order decided, however far any sink is.
  virtual Result<std::vector<engine::OutboxRow>> LoadActionsAfter(const OutboxPosition& position,
                                                                  std::size_t rows_max) = 0;
  // Hands new actions to the sink, each exactly once whatever crashes; returns how many.
  virtual Result<std::uint64_t> DrainOutbox() = 0;

  // In a fixed order that depends neither on batches nor on storage.
  virtual Result<void> Dump(DumpPart part, const WriteLine& write) = 0;
  // Hashes of the log and invariants of the tables; each broken one is a sentence.
  virtual Result<std::vector<std::string>> FindDamage() = 0;
  // All buckets as of now, under a name such as "2017-03".
  virtual Result<void> WriteSnapshot(const std::string& name) = 0;
  virtual Result<void> DumpSnapshot(const std::string& name, const WriteLine& write) = 0;
  // A consistent copy, while a writer may go on; without keys. Returns the bytes of log copied.
  virtual Result<std::uint64_t> Backup(const std::string& target) = 0;
  // Writes all checkpoints, so that the next open replays nothing.
  virtual Result<void> Close() = 0;
  virtual InstallationStatistics statistics() const = 0;
};

}  // namespace assay::flows
