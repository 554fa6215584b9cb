// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/detail/decision_rows.h"

#include <string>
#include <string_view>
#include <utility>

#include "adapters/sqlite/detail/repeat_moves.h"
#include "adapters/sqlite/detail/row_counts.h"
#include "linkage/token_kind.h"
#include "reporting/examination.h"

namespace assay::sqlite::detail {
namespace {

class Writer {
 public:
  Writer(Database& database, StatementCache& statements)
      : database_(database), statements_(statements) {}

  Result<void> Write(const engine::VerdictRow& row);
  Result<void> Write(const engine::MeasureRow& row);
  Result<void> Write(const engine::QueueChange& change);
  Result<void> Write(const engine::OutboxRow& row);
  Result<void> Write(const engine::TokenRow& row);
  Result<void> Write(const engine::OpeningRow& row);
  Result<void> Write(const engine::ClosureRow& row);
  Result<void> Write(const engine::ExaminationRow& row);
  Result<void> Write(const engine::LinkRow& row);
  Result<void> Write(const engine::ShadowRow& row);
  Result<void> WriteDay(std::int32_t day, const engine::DayTally& tally);
  Result<void> WriteTally(std::string_view name, std::int64_t count);

  template <typename Row>
  Result<void> WriteAll(const std::vector<Row>& rows) {
    for (const Row& row : rows) {
      ASSAY_TRY(Write(row));
    }
    return {};
  }

 private:
  Result<CachedStatement> Prepared(std::string_view sql) {
    return statements_.Prepared(database_, sql);
  }

  Database& database_;
  StatementCache& statements_;
};

Result<void> Writer::Write(const engine::VerdictRow& row) {
  ASSAY_ASSIGN(CachedStatement insert,
               Prepared("INSERT INTO verdict VALUES(?,?,?,?,?,?,?,?,?,?,?,?)"));
  insert->Bind(1, row.sequence.number).Bind(2, row.id).Bind(3, std::string_view(row.store));
  insert->Bind(4, std::string_view(row.listing)).Bind(5, row.time.ms).Bind(6, row.epoch);
  insert->Bind(7, row.previous).Bind(8, row.log_odds_micros).Bind(9, row.score);
  insert->Bind(10, screening::NameOf(row.band)).Bind(11, std::string_view(row.brands_json));
  insert->Bind(12, std::string_view(row.findings_json));
  return insert->Run();
}

Result<void> Writer::Write(const engine::MeasureRow& row) {
  ASSAY_ASSIGN(CachedStatement insert,
               Prepared("INSERT INTO measure VALUES(?,?,?,?,?,?,?,?,?,?,?,?)"));
  insert->Bind(1, row.sequence.number).Bind(2, row.ordinal).Bind(3, row.measure);
  insert->Bind(4, std::string_view(row.store)).Bind(5, std::string_view(row.listing));
  insert->Bind(6, row.time.ms).Bind(7, enforcement::NameOf(row.status));
  insert->Bind(8, std::string_view(row.by)).Bind(9, enforcement::NameOf(row.kind));
  insert->Bind(10, enforcement::NameOf(row.allegation)).Bind(11, std::string_view(row.rule));
  insert->Bind(12, row.until_ms);
  return insert->Run();
}

Result<void> Writer::Write(const engine::QueueChange& change) {
  if (!change.is_open) {
    ASSAY_ASSIGN(CachedStatement remove, Prepared("DELETE FROM queue WHERE measure=?"));
    remove->Bind(1, change.measure);
    return remove->Run();
  }
  if (!change.item) {
    ASSAY_ASSIGN(CachedStatement update,
                 Prepared("UPDATE queue SET status=?,due_ms=? WHERE measure=?"));
    update->Bind(1, enforcement::NameOf(change.status)).Bind(2, change.due_ms);
    update->Bind(3, change.measure);
    return update->Run();
  }
  const engine::QueueItem& item = *change.item;
  ASSAY_ASSIGN(CachedStatement insert,
               Prepared("INSERT OR REPLACE INTO queue VALUES(?,?,?,?,?,?,?,?,?,?,?,?)"));
  insert->Bind(1, change.measure).Bind(2, std::string_view(item.name));
  insert->Bind(3, enforcement::NameOf(item.kind)).Bind(4, enforcement::NameOf(change.status));
  insert->Bind(5, std::string_view(item.store)).Bind(6, std::string_view(item.listing));
  insert->Bind(7, std::string_view(item.rule)).Bind(8, enforcement::NameOf(item.allegation));
  insert->Bind(9, item.since_ms).Bind(10, change.due_ms).Bind(11, item.score);
  insert->Bind(12, item.sequence.number);
  return insert->Run();
}

Result<void> Writer::Write(const engine::OutboxRow& row) {
  ASSAY_ASSIGN(CachedStatement insert, Prepared("INSERT INTO outbox VALUES(?,?,?,?)"));
  insert->Bind(1, row.sequence.number).Bind(2, row.ordinal).Bind(3, row.id);
  insert->Bind(4, std::string_view(row.body));
  return insert->Run();
}

Result<void> Writer::Write(const engine::TokenRow& row) {
  ASSAY_ASSIGN(CachedStatement insert, Prepared("INSERT INTO identity_token VALUES(?,?,?,?)"));
  insert->Bind(1, row.sequence.number).Bind(2, std::string_view(row.store));
  insert->Bind(3, std::string_view(row.kind)).Bind(4, std::string_view(row.value));
  return insert->Run();
}

Result<void> Writer::Write(const engine::OpeningRow& row) {
  ASSAY_ASSIGN(CachedStatement insert, Prepared("INSERT INTO opening VALUES(?,?,?,?)"));
  insert->Bind(1, row.sequence.number).Bind(2, std::string_view(row.store)).Bind(3, row.time.ms);
  insert->Bind(4, row.reopened ? 1 : 0);
  return insert->Run();
}

Result<void> Writer::Write(const engine::ClosureRow& row) {
  ASSAY_ASSIGN(CachedStatement insert, Prepared("INSERT INTO closure VALUES(?,?,?,?,?,?,?)"));
  insert->Bind(1, row.sequence.number).Bind(2, std::string_view(row.store)).Bind(3, row.time.ms);
  insert->Bind(4, reporting::NameOf(row.reason)).Bind(5, row.indefinite ? 1 : 0);
  insert->Bind(6, std::string_view(row.measure)).Bind(7, std::string_view(row.actor));
  return insert->Run();
}

Result<void> Writer::Write(const engine::ExaminationRow& row) {
  static constexpr std::string_view kInsert =
      "INSERT INTO examination VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,"
      "ifnull((SELECT first_ms FROM examination WHERE store=?2 AND purchase=?5 LIMIT 1),?6),"
      "ifnull((SELECT MIN(sequence) FROM examination WHERE store=?2 AND test_buy=?4),0))";
  const TestBuyData& data = row.data;
  ASSAY_ASSIGN(CachedStatement insert, Prepared(kInsert));
  insert->Bind(1, row.sequence.number).Bind(2, std::string_view(row.store));
  insert->Bind(3, std::string_view(data.listing.value()));
  insert->Bind(4, std::string_view(data.test_buy));
  insert->Bind(5, std::string_view(data.order.empty() ? data.test_buy : data.order));
  insert->Bind(6, row.time.ms).Bind(7, reporting::NameOf(data.selection));
  insert->Bind(8, data.probability_trillionths).Bind(9, reporting::NameOf(data.result));
  return insert->Run();
}

Result<void> Writer::Write(const engine::LinkRow& row) {
  const linkage::Link& link = row.change.link;
  const std::string line = row.change.withdrawn ? std::string() : linkage::LinkSet::LineOf(link);
  ASSAY_ASSIGN(CachedStatement insert, Prepared("INSERT INTO link VALUES(?,?,?,?,?,?,?)"));
  insert->Bind(1, row.sequence.number).Bind(2, row.ordinal);
  insert->Bind(3, std::string_view(link.store.value()));
  insert->Bind(4, std::string_view(link.closed.value())).Bind(5, row.change.withdrawn ? 1 : 0);
  insert->Bind(6, link.log_odds.micros).Bind(7, std::string_view(line));
  return insert->Run();
}

Result<void> Writer::Write(const engine::ShadowRow& row) {
  ASSAY_ASSIGN(CachedStatement insert, Prepared("INSERT INTO shadow VALUES(?,?,?,?,?,?)"));
  insert->Bind(1, row.sequence.number).Bind(2, row.ordinal).Bind(3, std::string_view(row.rule));
  insert->Bind(4, std::string_view(row.store)).Bind(5, std::string_view(row.listing));
  insert->Bind(6, row.time.ms);
  return insert->Run();
}

Result<void> Writer::WriteDay(std::int32_t day, const engine::DayTally& tally) {
  for (std::size_t index = 0; index < tally.size(); ++index) {
    if (tally[index] == 0) {
      continue;
    }
    const std::string name =
        reporting::NameOf(reporting::DailyCount{static_cast<std::uint16_t>(index)});
    ASSAY_ASSIGN(CachedStatement add,
                 Prepared("INSERT INTO daily VALUES(?,?,?) ON CONFLICT(day,name) "
                          "DO UPDATE SET count=count+excluded.count"));
    add->Bind(1, day).Bind(2, std::string_view(name)).Bind(3, tally[index]);
    ASSAY_TRY(add->Run());
  }
  return {};
}

Result<void> Writer::WriteTally(std::string_view name, std::int64_t count) {
  ASSAY_ASSIGN(CachedStatement add,
               Prepared("INSERT INTO tally VALUES(?,?) ON CONFLICT(name) DO UPDATE "
                        "SET count=count+excluded.count"));
  add->Bind(1, name).Bind(2, count);
  return add->Run();
}

}  // namespace

Result<void> WriteDecisions(Database& database, StatementCache& statements,
                            const engine::Delta& delta) {
  Writer writer(database, statements);
  ASSAY_TRY(writer.WriteAll(delta.verdicts));
  ASSAY_TRY(writer.WriteAll(delta.measures));
  ASSAY_TRY(writer.WriteAll(delta.queue));
  ASSAY_TRY(writer.WriteAll(delta.outbox));
  ASSAY_TRY(writer.WriteAll(delta.tokens));
  ASSAY_TRY(writer.WriteAll(delta.openings));
  ASSAY_TRY(writer.WriteAll(delta.closures));
  ASSAY_TRY(writer.WriteAll(delta.examinations));
  ASSAY_TRY(writer.WriteAll(delta.links));
  ASSAY_TRY(writer.WriteAll(delta.shadows));
  ASSAY_TRY(UpdateRepeatMoves(database, statements, delta));
  const std::pair<std::string_view, std::size_t> added[] = {
      {"verdict", delta.verdicts.size()},
      {"measure", delta.measures.size()},
      {"outbox", delta.outbox.size()},
      {"identity_token", delta.tokens.size()},
      {"opening", delta.openings.size()},
      {"closure", delta.closures.size()},
      {"examination", delta.examinations.size()},
      {"link", delta.links.size()},
      {"shadow", delta.shadows.size()}};
  for (const auto& [table, rows] : added) {
    ASSAY_TRY(CountRows(database, statements, table, rows));
  }
  for (const auto& [day, tally] : delta.daily) {
    ASSAY_TRY(writer.WriteDay(day, tally));
  }
  for (const auto& [name, count] : delta.tallies) {
    ASSAY_TRY(writer.WriteTally(name, count));
  }
  return {};
}

Result<linkage::IdentityIndex> LoadIdentities(Database& database) {
  linkage::IdentityIndex index;
  ASSAY_ASSIGN(Statement tokens, database.Prepare("SELECT store,kind,value FROM identity_token"));
  while (true) {
    ASSAY_ASSIGN(const bool has_row, tokens.Step());
    if (!has_row) {
      break;
    }
    if (const auto kind = linkage::FindTokenKind(tokens.Text(1))) {
      const linkage::IdentityIndex::Token token{*kind, linkage::TokenKeyOf(*kind, tokens.Text(2))};
      index.AddTokens(StoreId(std::string(tokens.Text(0))), {&token, 1});
    }
  }
  ASSAY_ASSIGN(Statement moves,
               database.Prepare("SELECT sequence,store,time_ms,1 FROM closure WHERE "
                                "reason='ip_counterfeit' UNION ALL SELECT sequence,store,time_ms,0 "
                                "FROM opening WHERE reopened=1 ORDER BY 1"));
  while (true) {
    ASSAY_ASSIGN(const bool has_row, moves.Step());
    if (!has_row) {
      return index;
    }
    const StoreId store(std::string(moves.Text(1)));
    if (moves.Integer(3) == 1) {
      index.MarkClosed(store, {moves.Integer(2)});
    } else {
      index.MarkOpen(store);
    }
  }
}

Result<linkage::LinkSet> LoadLinks(Database& database) {
  // The newest change of each pair; withdrawn ones have no line.
  ASSAY_ASSIGN(Statement load,
               database.Prepare("SELECT line FROM link l WHERE withdrawn=0 AND NOT EXISTS(SELECT 1 "
                                "FROM link n WHERE n.store=l.store AND n.closed=l.closed AND "
                                "(n.sequence,n.ordinal)>(l.sequence,l.ordinal))"));
  std::string lines;
  while (true) {
    ASSAY_ASSIGN(const bool has_row, load.Step());
    if (!has_row) {
      return linkage::LinkSet::FromCanonicalBytes(lines);
    }
    lines += load.Text(0);
    lines += '\n';
  }
}

}  // namespace assay::sqlite::detail
