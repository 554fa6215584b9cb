// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/migrations.h"

#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "core/check.h"

namespace assay::sqlite {

// Made by assay_embed, one a file.
std::string_view FoundationSql();
std::string_view SinksSql();
std::string_view RowCountsSql();
std::string_view EnforcementSql();
std::string_view ReviewSql();
std::string_view ReportSql();
std::string_view ExaminationsSql();

namespace {

constexpr int kReaderTimeoutMs = 30'000;

// In order; the first brings an empty database to version 1.
constexpr std::array kMigrations = {FoundationSql, SinksSql,  RowCountsSql,   EnforcementSql,
                                    ReviewSql,     ReportSql, ExaminationsSql};

Result<std::int64_t> VersionOf(Database& database) {
  ASSAY_ASSIGN(const auto version, database.QueryInteger("PRAGMA user_version"));
  return version.value_or(0);
}

}  // namespace

std::int64_t CurrentSchemaVersion() {
  return static_cast<std::int64_t>(kMigrations.size());
}

Result<void> MigrateTo(Database& database, std::int64_t version) {
  CHECK_THAT(version <= CurrentSchemaVersion(), "there is a migration for every version");
  ASSAY_ASSIGN(const std::int64_t found, VersionOf(database));
  if (found >= version) {
    return {};
  }
  ASSAY_ASSIGN(Transaction transaction, Transaction::Begin(database));
  for (std::int64_t next = found + 1; next <= version; ++next) {
    ASSAY_TRY(database.Execute(kMigrations[static_cast<std::size_t>(next - 1)]()));
  }
  ASSAY_TRY(database.Execute(fmt::format("PRAGMA user_version={}", version)));
  return transaction.Commit();
}

Result<void> BringToDate(Database& database, const std::string& path,
                         const MigrationOptions& options) {
  ASSAY_ASSIGN(const std::int64_t found, VersionOf(database));
  const std::int64_t current = CurrentSchemaVersion();
  if (found == current) {
    return {};
  }
  if (found > current) {
    return Fail(ErrorCode::kConflict, "storage.newer_schema",
                fmt::format("{} has schema {}, this assay knows {}: use the newer assay", path,
                            found, current));
  }
  if (found == 0 && options.read_only) {
    return Fail(ErrorCode::kNotFound, "storage.empty",
                fmt::format("{} holds no installation yet; `assay ingest` makes one", path));
  }
  if (found > 0 && (options.read_only || !options.upgrade)) {
    return Fail(ErrorCode::kConflict, "storage.older_schema",
                fmt::format("{} has schema {}, this assay needs {}: copy the folder, then run "
                            "`assay db upgrade`",
                            path, found, current));
  }
  return MigrateTo(database, current);
}

Result<Database> OpenToRead(const std::string& path) {
  if (std::error_code error; !std::filesystem::exists(path, error)) {
    return Fail(ErrorCode::kNotFound, "storage.empty",
                fmt::format("there is no installation at {}; `assay ingest` makes one", path));
  }
  ASSAY_ASSIGN(Database database, Database::Open(path, {.read_only = true,
                                                        .create = false,
                                                        .busy_timeout_ms = kReaderTimeoutMs,
                                                        .vfs = ""}));
  ASSAY_TRY(BringToDate(database, path, {.read_only = true, .upgrade = false}));
  return database;
}

}  // namespace assay::sqlite
