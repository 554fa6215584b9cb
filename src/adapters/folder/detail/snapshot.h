// SPDX-License-Identifier: Apache-2.0
// Month ends: all bucket images as of one sequence in one file, DIR/snapshots/NAME.state.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "adapters/files/file_system.h"
#include "adapters/folder/hot_state.h"
#include "core/result.h"

namespace assay::folder::detail {

Result<void> WriteSnapshot(files::FileSystem& files, const std::string& directory,
                           const std::string& name, std::uint64_t sequence, HotState& hot);
// Errors: kNotFound "storage.no_such_snapshot", kCorrupted "storage.snapshot_damaged".
Result<void> DumpSnapshot(files::FileSystem& files, const std::string& directory,
                          const std::string& name,
                          const std::function<void(std::string_view line)>& write);

}  // namespace assay::folder::detail
