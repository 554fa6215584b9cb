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
// The place in the log that a snapshot stands for, without reading on. Errors as below.
Result<std::uint64_t> SequenceOfSnapshot(files::FileSystem& files, const std::string& directory,
                                         const std::string& name);
// Hands out all buckets and returns the sequence. What was handed out counts only where there is no error:
// kCorrupted "storage.snapshot_damaged" or "engine.image_damaged".
Result<std::uint64_t> ReadSnapshot(
    files::FileSystem& files, const std::string& directory, const std::string& name,
    const std::function<void(std::uint16_t index, engine::BucketState bucket)>& visit);
// Errors: kNotFound "storage.no_such_snapshot", kCorrupted "storage.snapshot_damaged".
Result<void> DumpSnapshot(files::FileSystem& files, const std::string& directory,
                          const std::string& name,
                          const std::function<void(std::string_view line)>& write);

}  // namespace assay::folder::detail
