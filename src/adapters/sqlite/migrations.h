// SPDX-License-Identifier: Apache-2.0
// The migrations of migrations/sqlite, compiled in, and the way from one schema to the next.
//
// A migration is a file NNNN_what.sql: it brings the tables from version NNNN - 1 to NNNN. Released
// ones are never edited. A new one gets the next number, a line in CMakeLists.txt and one in
// migrations.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/sqlite/database.h"
#include "core/result.h"

namespace assay::sqlite {

// The version that this program reads and writes; it stands in PRAGMA user_version.
std::int64_t CurrentSchemaVersion();

struct MigrationOptions {
  bool read_only = false;
  bool upgrade = false;  // Bring an older database to date instead of refusing it.
};

// Makes the tables of an empty database and, where asked, runs what an older one lacks, all in one
// transaction: after a crash the database is as it was before. `path` is for messages.
//
// Errors: kConflict "storage.newer_schema" where a newer Assay wrote it, kConflict
// "storage.older_schema" where `assay db upgrade` has to run first, kNotFound "storage.empty" where
// an empty one is opened to read.
Result<void> BringToDate(Database& database, const std::string& path,
                         const MigrationOptions& options);

// The database of an installation, to read while a writer may go on: a commit of an ingest beside it is waited
// for. Errors: as Database and BringToDate; kNotFound "storage.empty" where there is none.
Result<Database> OpenToRead(const std::string& path);

// Brings an empty database, or an older one, to the version; for tests of the way from there.
Result<void> MigrateTo(Database& database, std::int64_t version);

}  // namespace assay::sqlite
