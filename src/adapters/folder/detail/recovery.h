// SPDX-License-Identifier: Apache-2.0
// Reading the log back, and bringing bucket images up to its end after a crash.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "adapters/files/segment_log.h"
#include "adapters/folder/folder_store.h"
#include "adapters/folder/hot_state.h"
#include "adapters/sqlite/state_database.h"

namespace assay::folder::detail {

files::Frame FrameOf(const sqlite::FrameRow& row);

// Visits lines from a sequence on until the visitor answers false. Every frame's hash is checked.
Result<void> ForEachLine(files::FileSystem& files, const std::string& directory,
                         sqlite::StateDatabase& database, std::uint64_t from,
                         const std::function<Result<bool>(Sequence, std::string_view)>& visit);

struct Recovery {
  files::FileSystem& files;
  const std::string& directory;
  sqlite::StateDatabase& database;
  HotState& hot;
  const MakeSettings& make_settings;

  // Loads every image and applies the log from `floor` to `last` to those that lack it. Shared
  // state is durable with each commit and needs no replay; within the tail it is followed from its
  // history, because a verdict depends on the epoch of its moment. Returns the number of events
  // applied.
  Result<std::uint64_t> Run(std::uint64_t floor, std::uint64_t last);
};

}  // namespace assay::folder::detail
