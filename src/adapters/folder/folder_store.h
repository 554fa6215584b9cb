// SPDX-License-Identifier: Apache-2.0
// An installation in one folder: the log in segment files, everything else in one SQLite file, the
// live state in memory (docs/decisions/0006-storage-layout.md, docs/formats/storage.md).
//
//   DIR/lock                one writer at a time
//   DIR/segments/*.zst      the log
//   DIR/assay.db            index, positions, decisions, checkpoints
//   DIR/snapshots/*.state   month ends
//   DIR/actions.ndjson      what the file sink handed over
//   DIR/keys/               apart: personal keys (privacy)
//
// A commit is durable in two steps: the segment is synced, then one database transaction names it.
// A crash between the two leaves bytes nobody names; the next open cuts them off.
//
// Threads: one caller; with background commits a second thread compresses, syncs and writes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "adapters/files/file_system.h"
#include "core/result.h"
#include "engine/engine.h"
#include "flows/installation.h"

namespace assay::folder {

// Makes the settings of a configuration text: the caller knows the models.
using MakeSettings = std::function<Result<engine::Settings>(std::string_view configuration_text)>;

struct Options {
  bool read_only = false;
  bool upgrade = false;
  bool background_commits = true;
  // A full round of checkpoints is spread over this many events at most, fewer while the state is small:
  // about as many as recovery replays.
  std::uint64_t checkpoint_events = 2'000'000;
  std::string sqlite_vfs;  // For tests.
  int busy_timeout_ms = 2'000;
  // Actions of these measures are written to actions.ndjson; nullopt: all.
  std::optional<std::set<std::string, std::less<>>> file_measures = std::nullopt;
  // Used where the folder is new.
  std::string first_configuration;
};

// Opens, or makes, the installation; recovers after a crash. Errors: kConflict "storage.in_use",
// "storage.newer_schema"; kNotFound "storage.empty" (read only); kUnavailable "storage.locked".
Result<std::unique_ptr<flows::Installation>> OpenFolder(files::FileSystem& files,
                                                        std::string directory, Options options,
                                                        MakeSettings make_settings);

}  // namespace assay::folder
