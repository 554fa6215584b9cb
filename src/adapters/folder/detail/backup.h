// SPDX-License-Identifier: Apache-2.0
// A consistent copy of an installation while its writer goes on: the segments as far as the connection's
// moment of the database names them, and last that moment itself, so that a copy which was cut short holds no
// installation. Keys stay behind: a backup alone opens no personal data.
#pragma once

#include <cstdint>
#include <string>

#include "adapters/files/file_system.h"
#include "adapters/sqlite/state_database.h"
#include "core/result.h"

namespace assay::folder::detail {

// Returns the bytes of log copied. Errors: kConflict "storage.target_not_empty".
Result<std::uint64_t> Backup(files::FileSystem& files, const std::string& directory,
                             sqlite::StateDatabase& database, const std::string& target,
                             const std::string& sqlite_vfs);

}  // namespace assay::folder::detail
