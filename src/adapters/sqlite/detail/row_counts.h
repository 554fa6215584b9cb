// SPDX-License-Identifier: Apache-2.0
// Rows of tables that are only added to are counted as they are written: one that goes missing is noticed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sqlite/database.h"
#include "adapters/sqlite/detail/statement_cache.h"

namespace assay::sqlite::detail {

Result<void> CountRows(Database& database, StatementCache& statements, std::string_view table,
                       std::size_t added);
// A sentence for each table that holds more or fewer rows than were written.
Result<std::vector<std::string>> FindMissingRows(Database& database);

}  // namespace assay::sqlite::detail
