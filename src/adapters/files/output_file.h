// SPDX-License-Identifier: Apache-2.0
// Results of a command: written piece by piece, without a sync, because they can be made again; or a whole file in
// the place of the one before.
#pragma once

#include <string>
#include <string_view>

#include "adapters/files/file_system.h"
#include "core/result.h"

namespace assay::files {

// Adds `bytes` to the file, which is made if it is not there. Where the name ends with ".zst" they become one
// Zstandard frame more; input_file.h reads such files. Errors: those of FileSystem.
Result<void> AppendToFile(FileSystem& files, const std::string& path, std::string_view bytes);

// The file holds `bytes` or, after an error or a crash at any moment, what it held before: they are written and synced
// beside it as `path`.part, which then takes its name.
Result<void> ReplaceFile(FileSystem& files, const std::string& path, std::string_view bytes);

}  // namespace assay::files
