// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/database.h"

#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

#include "core/check.h"

namespace assay::sqlite {
namespace {

Error MakeError(sqlite3* handle, int code, std::string_view doing) {
  const std::string detail =
      fmt::format("{}: {} (SQLite code {})", doing,
                  handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code), code);
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {
          ErrorCode::kUnavailable, "storage.locked",
          detail + "; another process holds the database. Wait for it, or stop it, and try again"};
    case SQLITE_FULL:
      return {ErrorCode::kUnavailable, "storage.disk_full",
              detail + "; free some space and run the same command again, nothing was half done"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {ErrorCode::kCorrupted, "storage.damaged", detail + "; run `assay verify`"};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      return {ErrorCode::kUnavailable, "storage.cannot_open", detail};
    default:
      return {ErrorCode::kUnavailable, "storage.failed", detail};
  }
}

}  // namespace

Result<Database> Database::Open(const std::string& path, const OpenOptions& options) {
  int flags = options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (!options.read_only && options.create) {
    flags |= SQLITE_OPEN_CREATE;
  }
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX,
                                   options.vfs.empty() ? nullptr : options.vfs.c_str());
  Database database(handle);
  if (code != SQLITE_OK) {
    return Fail(MakeError(handle, code, fmt::format("cannot open the database {}", path)));
  }
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, options.busy_timeout_ms);
  return database;
}

Database::Database(Database&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}

Database& Database::operator=(Database&& other) noexcept {
  std::swap(handle_, other.handle_);
  return *this;
}

Database::~Database() {
  sqlite3_close_v2(handle_);
}

Result<void> Database::Execute(std::string_view sql) {
  const int code = sqlite3_exec(handle_, std::string(sql).c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) {
    return Fail(MakeError(handle_, code, "cannot write the database"));
  }
  return {};
}

Result<Statement> Database::Prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) {
    return Fail(MakeError(handle_, code, "cannot read the database"));
  }
  return Statement(statement);
}

Result<std::optional<std::int64_t>> Database::QueryInteger(std::string_view sql) {
  ASSAY_ASSIGN(Statement statement, Prepare(sql));
  ASSAY_ASSIGN(const bool has_row, statement.Step());
  if (!has_row || statement.IsNull(0)) {
    return std::nullopt;
  }
  return statement.Integer(0);
}

Result<void> Database::BackupTo(const std::string& path, const std::string& vfs) {
  ASSAY_ASSIGN(Database target, Open(path, {.vfs = vfs}));
  sqlite3_backup* backup = sqlite3_backup_init(target.handle_, "main", handle_, "main");
  if (backup == nullptr) {
    return Fail(target.LastError("cannot start the backup"));
  }
  // All pages in one step: a read transaction on the source, which writers in WAL mode do not wait
  // for.
  const int code = sqlite3_backup_step(backup, -1);
  sqlite3_backup_finish(backup);
  if (code != SQLITE_DONE) {
    return Fail(MakeError(target.handle_, code, "the backup did not finish"));
  }
  return {};
}

std::int64_t Database::last_insert_rowid() const {
  return sqlite3_last_insert_rowid(handle_);
}
std::int64_t Database::changes() const {
  return sqlite3_changes(handle_);
}

Error Database::LastError(std::string_view doing) const {
  return MakeError(handle_, sqlite3_extended_errcode(handle_), doing);
}

Statement::Statement(Statement&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(handle_, other.handle_);
  return *this;
}

Statement::~Statement() {
  sqlite3_finalize(handle_);
}

Statement& Statement::BindInteger(int parameter, std::int64_t value) {
  CHECK_THAT(sqlite3_bind_int64(handle_, parameter, value) == SQLITE_OK, "parameters exist");
  return *this;
}

Statement& Statement::Bind(int parameter, double value) {
  CHECK_THAT(sqlite3_bind_double(handle_, parameter, value) == SQLITE_OK, "parameters exist");
  return *this;
}

Statement& Statement::Bind(int parameter, std::string_view text) {
  CHECK_THAT(sqlite3_bind_text64(handle_, parameter, text.data() != nullptr ? text.data() : "",
                                 text.size(), SQLITE_STATIC, SQLITE_UTF8) == SQLITE_OK,
             "parameters exist");
  return *this;
}

Statement& Statement::BindBlob(int parameter, std::string_view bytes) {
  CHECK_THAT(sqlite3_bind_blob64(handle_, parameter, bytes.data() != nullptr ? bytes.data() : "",
                                 bytes.size(), SQLITE_STATIC) == SQLITE_OK,
             "parameters exist");
  return *this;
}

Statement& Statement::BindNull(int parameter) {
  CHECK_THAT(sqlite3_bind_null(handle_, parameter) == SQLITE_OK, "parameters exist");
  return *this;
}

Result<bool> Statement::Step() {
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) {
    return true;
  }
  if (code == SQLITE_DONE) {
    return false;
  }
  return Fail(MakeError(sqlite3_db_handle(handle_), code, "cannot use the database"));
}

Result<void> Statement::Run() {
  auto stepped = Step();
  Reset();
  if (!stepped) {
    return Fail(std::move(stepped).error());
  }
  return {};
}

void Statement::Reset() {
  sqlite3_reset(handle_);
}

std::int64_t Statement::Integer(int column) const {
  return sqlite3_column_int64(handle_, column);
}
double Statement::Real(int column) const {
  return sqlite3_column_double(handle_, column);
}

std::string_view Statement::Text(int column) const {
  const auto* text = sqlite3_column_text(handle_, column);
  return {reinterpret_cast<const char*>(text),
          static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

std::string_view Statement::Blob(int column) const {
  const void* bytes = sqlite3_column_blob(handle_, column);
  return {static_cast<const char*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

bool Statement::IsNull(int column) const {
  return sqlite3_column_type(handle_, column) == SQLITE_NULL;
}

bool Statement::IsInteger(int column) const {
  return sqlite3_column_type(handle_, column) == SQLITE_INTEGER;
}

int Statement::ColumnCount() const {
  return sqlite3_column_count(handle_);
}

Result<Transaction> Transaction::Begin(Database& database) {
  ASSAY_TRY(database.Execute("BEGIN IMMEDIATE"));
  return Transaction(database);
}

Transaction::Transaction(Transaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

Transaction::~Transaction() {
  if (database_ != nullptr) {
    // Nothing better can be done with an error here: SQLite rolls back by itself on the next open.
    (void)database_->Execute("ROLLBACK");
  }
}

Result<void> Transaction::Commit() {
  ASSAY_TRY(database_->Execute("COMMIT"));
  database_ = nullptr;
  return {};
}

}  // namespace assay::sqlite
