// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/detail/repeat_moves.h"

#include <set>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace assay::sqlite::detail {
namespace {

// Since when the stores that standing links of `l` lead to are shut.
constexpr std::string_view kStanding =
    " FROM link l CROSS JOIN closure s ON s.store=l.closed WHERE l.withdrawn=0 AND "
    "s.reason='ip_counterfeit' AND NOT EXISTS(SELECT 1 FROM link n WHERE n.store=l.store AND "
    "n.closed=l.closed AND (n.sequence,n.ordinal)>(l.sequence,l.ordinal) AND NOT(n.withdrawn=1 AND "
    "EXISTS(SELECT 1 FROM closure w WHERE w.sequence=n.sequence AND w.store=n.store)))";

constexpr std::string_view kFirstOpening = "o.reopened=0";
constexpr std::string_view kShut = "c.reason='ip_counterfeit' AND c.indefinite=1";

Result<void> UpdateStore(Database& database, StatementCache& statements, std::string_view store) {
  {
    // Nothing is said of most stores.
    ASSAY_ASSIGN(CachedStatement has_links,
                 statements.Prepared(database, "SELECT 1 FROM link WHERE store=? LIMIT 1"));
    has_links->Bind(1, store);
    ASSAY_ASSIGN(const bool found, has_links->Step());
    if (!found) {
      return {};
    }
  }
  static const std::string kRemove = "DELETE FROM repeat_move WHERE store=?1";
  static const std::string kAdd = fmt::format(
      "INSERT INTO repeat_move WITH shut(since_ms) AS MATERIALIZED (SELECT MIN(s.time_ms){} AND "
      "l.store=?1) SELECT 0,o.time_ms,o.sequence,o.store FROM shut CROSS JOIN opening o WHERE "
      "o.store=?1 AND {} AND since_ms<=o.time_ms UNION ALL SELECT 1,c.time_ms,c.sequence,c.store "
      "FROM shut CROSS JOIN closure c WHERE c.store=?1 AND {} AND since_ms<=c.time_ms",
      kStanding, kFirstOpening, kShut);
  for (const std::string* sql : {&kRemove, &kAdd}) {
    ASSAY_ASSIGN(CachedStatement change, statements.Prepared(database, *sql));
    change->Bind(1, store);
    ASSAY_TRY(change->Run());
  }
  return {};
}

// Most words about a pair weigh anew a link that stands already: nothing follows from them here.
Result<bool> MayChangeStanding(Database& database, StatementCache& statements,
                               const engine::LinkRow& row, Sequence first) {
  if (row.change.withdrawn) {
    return true;
  }
  ASSAY_ASSIGN(CachedStatement before,
               statements.Prepared(database,
                                   "SELECT withdrawn FROM link WHERE store=? AND closed=? AND "
                                   "sequence<? ORDER BY sequence DESC,ordinal DESC LIMIT 1"));
  before->Bind(1, std::string_view(row.change.link.store.value()));
  before->Bind(2, std::string_view(row.change.link.closed.value())).Bind(3, first.number);
  ASSAY_ASSIGN(const bool found, before->Step());
  return !found || before->Integer(0) != 0;
}

}  // namespace

Result<void> UpdateRepeatMoves(Database& database, StatementCache& statements,
                               const engine::Delta& delta) {
  // A pair is linked only after the other store was shut, and a store's closings come in order of time: since
  // when that one is shut no longer changes, so that its later closings concern nobody else.
  std::set<std::string_view> stores;
  for (const engine::OpeningRow& row : delta.openings) {
    stores.insert(row.store);
  }
  for (const engine::ClosureRow& row : delta.closures) {
    stores.insert(row.store);
  }
  for (const engine::LinkRow& row : delta.links) {
    ASSAY_ASSIGN(const bool may_change, MayChangeStanding(database, statements, row, delta.first));
    if (may_change) {
      stores.insert(row.change.link.store.value());
    }
  }
  for (const std::string_view store : stores) {
    ASSAY_TRY(UpdateStore(database, statements, store));
  }
  return {};
}

Result<std::int64_t> CountWrongRepeatMoves(Database& database) {
  const std::string sql = fmt::format(
      "WITH standing AS MATERIALIZED (SELECT l.store AS store,MIN(s.time_ms) AS since_ms{} GROUP "
      "BY l.store), due AS MATERIALIZED (SELECT 0,o.time_ms,o.sequence,o.store FROM standing k "
      "CROSS JOIN opening o ON o.store=k.store WHERE {} AND k.since_ms<=o.time_ms UNION ALL SELECT "
      "1,c.time_ms,c.sequence,c.store FROM standing k CROSS JOIN closure c ON c.store=k.store "
      "WHERE "
      "{} AND k.since_ms<=c.time_ms) SELECT (SELECT count(*) FROM (SELECT * FROM due EXCEPT SELECT "
      "* FROM repeat_move))+(SELECT count(*) FROM (SELECT * FROM repeat_move EXCEPT SELECT * FROM "
      "due))",
      kStanding, kFirstOpening, kShut);
  ASSAY_ASSIGN(const auto wrong, database.QueryInteger(sql));
  return wrong.value_or(0);
}

}  // namespace assay::sqlite::detail
