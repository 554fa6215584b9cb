// SPDX-License-Identifier: Apache-2.0
// The past of an installation in a folder: the log, the month-end snapshots and what the database recorded.
// The live state is not looked at, so that opening takes no time whatever a writer does.
#pragma once

#include <memory>
#include <string>

#include "adapters/files/file_system.h"
#include "adapters/folder/folder_store.h"
#include "core/result.h"
#include "flows/history.h"

namespace assay::folder {

struct HistoryOptions {
  std::string sqlite_vfs;  // For tests.
  int busy_timeout_ms = 30'000;
};

// `files` outlives the result. Errors: kNotFound "storage.empty"; as StateDatabase::Open.
Result<std::unique_ptr<flows::History>> OpenHistory(files::FileSystem& files, std::string directory,
                                                    const HistoryOptions& options,
                                                    MakeSettings make_settings);

}  // namespace assay::folder
