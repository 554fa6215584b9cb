// SPDX-License-Identifier: Apache-2.0
// Statements that are prepared once and run often.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "adapters/sqlite/database.h"

namespace assay::sqlite::detail {

// A statement of the cache, reset when it is given back: one that stopped at a row would keep its connection's
// read transaction open, and SQLite would never write its log back into the database.
class CachedStatement {
 public:
  explicit CachedStatement(Statement& statement) : statement_(&statement) {}
  CachedStatement(CachedStatement&& other) noexcept
      : statement_(std::exchange(other.statement_, nullptr)) {}
  CachedStatement& operator=(CachedStatement&&) = delete;
  ~CachedStatement() {
    if (statement_ != nullptr) {
      statement_->Reset();
    }
  }
  Statement* operator->() const { return statement_; }

 private:
  Statement* statement_;
};

class StatementCache {
 public:
  // Ready to be bound; to be given back before the cache goes. One use at a time for each text.
  Result<CachedStatement> Prepared(Database& database, std::string_view sql);

 private:
  std::map<std::string, std::unique_ptr<Statement>, std::less<>> statements_;
};

}  // namespace assay::sqlite::detail
