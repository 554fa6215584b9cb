// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/detail/statement_cache.h"

#include <utility>

namespace assay::sqlite::detail {

Result<CachedStatement> StatementCache::Prepared(Database& database, std::string_view sql) {
  auto found = statements_.find(sql);
  if (found == statements_.end()) {
    ASSAY_ASSIGN(Statement statement, database.Prepare(sql));
    found = statements_.emplace(std::string(sql), std::make_unique<Statement>(std::move(statement)))
                .first;
  }
  return CachedStatement(*found->second);
}

}  // namespace assay::sqlite::detail
