// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/detail/row_counts.h"

#include <fmt/format.h>

namespace assay::sqlite::detail {
namespace {

constexpr std::string_view kCountedTables[] = {"verdict",    "measure", "outbox",  "identity_token",
                                               "quarantine", "opening", "closure", "examination",
                                               "link",       "shadow"};

// In `meta`.
std::string KeyOf(std::string_view table) {
  return fmt::format("rows.{}", table);
}

}  // namespace

Result<void> CountRows(Database& database, StatementCache& statements, std::string_view table,
                       std::size_t added) {
  if (added == 0) {
    return {};
  }
  ASSAY_ASSIGN(CachedStatement add,
               statements.Prepared(database, "UPDATE meta SET value=value+? WHERE key=?"));
  const std::string key = KeyOf(table);
  add->Bind(1, added).Bind(2, std::string_view(key));
  return add->Run();
}

Result<std::vector<std::string>> FindMissingRows(Database& database) {
  std::vector<std::string> broken;
  for (const std::string_view table : kCountedTables) {
    ASSAY_ASSIGN(const auto written,
                 database.QueryInteger(fmt::format(
                     "SELECT CAST(value AS INTEGER) FROM meta WHERE key='{}'", KeyOf(table))));
    ASSAY_ASSIGN(const auto found,
                 database.QueryInteger(fmt::format("SELECT count(*) FROM {}", table)));
    if (found.value_or(0) != written.value_or(0)) {
      broken.push_back(fmt::format("the table {} holds {} rows, {} were written", table,
                                   found.value_or(0), written.value_or(0)));
    }
  }
  return broken;
}

}  // namespace assay::sqlite::detail
