// SPDX-License-Identifier: Apache-2.0
// Statements that are prepared once and run often.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/sqlite/database.h"

namespace assay::sqlite::detail {

class StatementCache {
 public:
  // Reset and ready to be bound; lives as long as the cache. One use at a time for each text.
  Result<Statement*> Prepared(Database& database, std::string_view sql);

 private:
  std::map<std::string, std::unique_ptr<Statement>, std::less<>> statements_;
};

}  // namespace assay::sqlite::detail
