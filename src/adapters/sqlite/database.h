// SPDX-License-Identifier: Apache-2.0
// The only door to SQLite: a connection, statements that bind and step with a Result, and
// transactions that roll back unless committed.
//
// Threads: one connection, one thread at a time. Errors: a locked database is kUnavailable
// "storage.locked"; a full disk kUnavailable "storage.disk_full"; damage kCorrupted
// "storage.damaged".
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace assay::sqlite {

struct OpenOptions {
  bool read_only = false;
  bool create = true;
  // How long to wait for a lock another process holds.
  int busy_timeout_ms = 2'000;
  // Name of a registered VFS, for tests that inject faults; empty for the default.
  std::string vfs;
};

class Statement;

class Database {
 public:
  static Result<Database> Open(const std::string& path, const OpenOptions& options);
  Database(Database&& other) noexcept;
  Database& operator=(Database&& other) noexcept;
  ~Database();

  // Runs one or more statements that return no rows.
  Result<void> Execute(std::string_view sql);
  Result<Statement> Prepare(std::string_view sql);
  // First column of the first row, or nullopt where there is none.
  Result<std::optional<std::int64_t>> QueryInteger(std::string_view sql);
  // Copies the whole database, as one moment of it, to a new file while others go on reading. The moment is
  // that of the open transaction where there is one.
  Result<void> BackupTo(const std::string& path, const std::string& vfs = {});
  std::int64_t last_insert_rowid() const;
  std::int64_t changes() const;
  Error LastError(std::string_view doing) const;

 private:
  explicit Database(sqlite3* handle) : handle_(handle) {}
  sqlite3* handle_ = nullptr;
};

class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;
  ~Statement();

  // Parameters count from 1. Text and blobs must stay alive until Reset or the next Bind.
  template <typename Integer>
  requires std::is_integral_v<Integer> Statement& Bind(int parameter, Integer value) {
    return BindInteger(parameter, static_cast<std::int64_t>(value));
  }
  Statement& Bind(int parameter, double value);
  Statement& Bind(int parameter, std::string_view text);
  Statement& BindBlob(int parameter, std::string_view bytes);
  Statement& BindNull(int parameter);

  // True while there is a row. After false or an error the statement must be Reset before it runs
  // again.
  Result<bool> Step();
  // Step for statements without rows, then Reset.
  Result<void> Run();
  void Reset();

  // Columns count from 0. Views live until the next Step or Reset.
  std::int64_t Integer(int column) const;
  double Real(int column) const;
  std::string_view Text(int column) const;
  std::string_view Blob(int column) const;
  bool IsNull(int column) const;
  bool IsInteger(int column) const;
  int ColumnCount() const;

 private:
  friend class Database;
  explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}
  Statement& BindInteger(int parameter, std::int64_t value);
  sqlite3_stmt* handle_ = nullptr;
};

// Rolls back in its destructor unless Commit succeeded.
class Transaction {
 public:
  static Result<Transaction> Begin(Database& database);
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  Result<void> Commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_ = nullptr;
};

}  // namespace assay::sqlite
