// SPDX-License-Identifier: Apache-2.0
// A consistent copy of an installation while its writer goes on: the database as one moment of it,
// then the segments as far as that moment names them. Keys stay behind: a backup alone opens no
// personal data.
#pragma once

#include <cstdint>
#include <string>

#include "adapters/files/file_system.h"
#include "adapters/sqlite/state_database.h"
#include "core/result.h"

namespace assay::folder::detail {

// Errors: kConflict "storage.target_not_empty".
Result<std::uint64_t> Backup(files::FileSystem& files, const std::string& directory,
                             sqlite::StateDatabase& database, const std::string& target);

}  // namespace assay::folder::detail
