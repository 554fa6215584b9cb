// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/report_source.h"

#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "adapters/sqlite/database.h"

namespace assay::sqlite {
namespace {

using reporting::Day;
using reporting::Days;
using reporting::Row;
using reporting::RowSet;

// Parameters ?1 and ?2 are the period's first moment and the first one after it. Columns of rows: sequence,
// time_ms, store, listing, what, measure (its number or null), other.

// Closings that make a store shut.
constexpr std::string_view kShut =
    " FROM closure c WHERE c.time_ms>=?1 AND c.time_ms<?2 AND c.reason='ip_counterfeit' AND "
    "c.indefinite=1";
constexpr std::string_view kOpened =
    " FROM opening o WHERE o.time_ms>=?1 AND o.time_ms<?2 AND o.reopened=0";
// ?3 is how long a closing may be undone.
constexpr std::string_view kReversed =
    " FROM opening o JOIN closure c ON c.store=o.store WHERE o.time_ms>=?1 AND o.time_ms<?2+?3 AND "
    "o.reopened=1 AND c.time_ms>=?1 AND c.time_ms<?2 AND c.reason='ip_counterfeit' AND "
    "c.indefinite=1 AND o.time_ms>=c.time_ms AND o.time_ms<c.time_ms+?3";

// Stores with a link whose newest word says that it stands, and since when a store that it leads to is shut. A
// link ends when its store is shut too, for it joins an open store to a shut one; that says nothing against it.
// Made once a report, because four figures ask for it; most stores have no link, so it is small.
constexpr std::string_view kMakeLinked =
    "PRAGMA temp_store=MEMORY;"
    "CREATE TEMP TABLE linked(store TEXT PRIMARY KEY,since_ms INTEGER NOT NULL) WITHOUT ROWID;"
    "INSERT INTO linked SELECT l.store,MIN(s.time_ms) FROM link l CROSS JOIN closure s ON "
    "s.store=l.closed WHERE l.withdrawn=0 AND s.reason='ip_counterfeit' AND NOT EXISTS(SELECT 1 "
    "FROM link n WHERE n.store=l.store AND n.closed=l.closed AND "
    "(n.sequence,n.ordinal)>(l.sequence,l.ordinal) AND NOT(n.withdrawn=1 AND EXISTS(SELECT 1 FROM "
    "closure w WHERE w.sequence=n.sequence AND w.store=n.store))) GROUP BY l.store";

// Of openings o and closings c: begun at the few stores that are linked.
constexpr std::string_view kRepeat =
    " FROM linked k CROSS JOIN opening o ON o.store=k.store WHERE o.time_ms>=?1 AND o.time_ms<?2 "
    "AND "
    "o.reopened=0 AND k.since_ms<=o.time_ms";
constexpr std::string_view kShutAgain =
    " FROM linked k CROSS JOIN closure c ON c.store=k.store WHERE c.time_ms>=?1 AND c.time_ms<?2 "
    "AND "
    "c.reason='ip_counterfeit' AND c.indefinite=1 AND k.since_ms<=c.time_ms";

std::string ClosureRows(const std::string& from) {
  return "SELECT c.sequence,c.time_ms,c.store,'',c.reason,NULL,c.actor" + from +
         " ORDER BY c.time_ms,c.sequence";
}

std::string OpeningRows(const std::string& from) {
  return "SELECT o.sequence,o.time_ms,o.store,'','opened',NULL,''" + from +
         " ORDER BY o.time_ms,o.sequence";
}

// What the marketplace and people say of a measure names it alone; what was asked names the listing too.
std::string MeasureRows(std::string_view condition) {
  return fmt::format(
      "SELECT sequence,time_ms,store,(SELECT MAX(n.listing) FROM measure n WHERE "
      "n.measure=m.measure),kind||' '||status,measure,actor FROM measure m WHERE "
      "time_ms>=?1 AND time_ms<?2 AND allegation='counterfeit' AND {} ORDER BY time_ms",
      condition);
}

std::string QueryOf(RowSet rows) {
  switch (rows) {
    case RowSet::kStoresShut:
      return ClosureRows(std::string(kShut));
    case RowSet::kStoresReversed:
      return OpeningRows(std::string(kReversed));
    case RowSet::kOpened:
      return OpeningRows(std::string(kOpened));
    case RowSet::kRepeatStores:
      return OpeningRows(std::string(kRepeat));
    case RowSet::kShutAgain:
      return ClosureRows(std::string(kShutAgain));
    case RowSet::kListingMeasures:
      return MeasureRows("status='executed' AND kind IN('block_publish','hold','delist')");
    case RowSet::kAccusations:
      return MeasureRows("status='executed'");
    case RowSet::kExpired:
      return MeasureRows("status='expired'");
    case RowSet::kLiftedByPerson:
      return MeasureRows("status='lifted_by_person'");
    case RowSet::kRejected:
      return MeasureRows("status='rejected'");
    case RowSet::kDecided:
      return MeasureRows(
          "status IN('confirmed','lifted_by_person','rejected') OR (status='requested' AND "
          "actor<>'' AND time_ms>=?1 AND time_ms<?2 AND allegation='counterfeit')");
  }
  return "";
}

Row RowOf(const Statement& row) {
  return {.sequence = {static_cast<std::uint64_t>(row.Integer(0))},
          .time = {row.Integer(1)},
          .store = std::string(row.Text(2)),
          .listing = std::string(row.Text(3)),
          .what = std::string(row.Text(4)),
          .measure = row.IsNull(5)
                         ? ""
                         : fmt::format("{:016x}", static_cast<std::uint64_t>(row.Integer(5))),
          .other = std::string(row.Text(6))};
}

class TableSource : public reporting::ReportSource {
 public:
  TableSource(Database database, ReportingTime time, reporting::Horizon horizon)
      : database_(std::move(database)), time_(time), horizon_(horizon) {}

  Result<reporting::Horizon> LoadHorizon() override { return horizon_; }

  Result<std::vector<reporting::DayCount>> LoadDailyCounts(Days days) override {
    std::vector<reporting::DayCount> counts;
    ASSAY_ASSIGN(Statement load, database_.Prepare("SELECT day,name,count FROM daily WHERE day>=? "
                                                   "AND day<? ORDER BY day,name"));
    load.Bind(1, days.first.number).Bind(2, days.end.number);
    while (true) {
      ASSAY_ASSIGN(const bool has_row, load.Step());
      if (!has_row) {
        return counts;
      }
      if (const auto count = reporting::FindDailyCount(load.Text(1))) {
        counts.push_back({Day{load.Integer(0)}, *count, load.Integer(2)});
      }
    }
  }

  Result<reporting::StoreCounts> CountStores(Days days) override {
    reporting::StoreCounts counts;
    // A store opens for the first time once: nothing to tell apart.
    const std::string opened = "SELECT count(*)" + std::string(kOpened);
    const std::string shut = "SELECT count(DISTINCT c.store)" + std::string(kShut);
    ASSAY_ASSIGN(counts.opened, Count(opened, days));
    ASSAY_ASSIGN(counts.shut, Count(shut, days));
    ASSAY_ASSIGN(counts.reversed,
                 Count("SELECT count(DISTINCT c.store)" + std::string(kReversed), days));
    ASSAY_ASSIGN(counts.repeat, Count("SELECT count(*)" + std::string(kRepeat), days));
    ASSAY_ASSIGN(counts.shut_again,
                 Count("SELECT count(DISTINCT c.store)" + std::string(kShutAgain), days));
    return counts;
  }

  Result<void> ForEachRow(RowSet rows, Days days, const reporting::VisitRow& visit) override {
    ASSAY_ASSIGN(Statement load, PrepareOver(QueryOf(rows), days));
    while (true) {
      ASSAY_ASSIGN(const bool has_row, load.Step());
      if (!has_row) {
        return {};
      }
      ASSAY_ASSIGN(const bool go_on, visit(RowOf(load)));
      if (!go_on) {
        return {};
      }
    }
  }

  Result<std::vector<Row>> LoadMeasure(std::uint64_t measure) override {
    std::vector<Row> rows;
    ASSAY_ASSIGN(Statement load,
                 database_.Prepare("SELECT sequence,time_ms,store,listing,kind||' '||status,"
                                   "measure,actor FROM measure WHERE measure=? ORDER BY "
                                   "sequence,ordinal"));
    load.Bind(1, measure);
    while (true) {
      ASSAY_ASSIGN(const bool has_row, load.Step());
      if (!has_row) {
        return rows;
      }
      rows.push_back(RowOf(load));
    }
  }

 private:
  Result<Statement> PrepareOver(const std::string& sql, Days days) {
    if (!has_linked_ && sql.find(" linked ") != std::string::npos) {
      ASSAY_TRY(database_.Execute(kMakeLinked));
      has_linked_ = true;
    }
    ASSAY_ASSIGN(Statement statement, database_.Prepare(sql));
    statement.Bind(1, reporting::BeginOf(days.first, time_.offset_minutes).ms);
    statement.Bind(2, reporting::BeginOf(days.end, time_.offset_minutes).ms);
    if (sql.find("?3") != std::string::npos) {
      statement.Bind(3, reporting::kReversalDays * kMillisecondsPerDay);
    }
    return statement;
  }

  Result<std::int64_t> Count(const std::string& sql, Days days) {
    ASSAY_ASSIGN(Statement count, PrepareOver(sql, days));
    ASSAY_TRY(count.Step());
    return count.Integer(0);
  }

  Database database_;
  bool has_linked_ = false;
  ReportingTime time_;
  reporting::Horizon horizon_;
};

// The text of the configuration that decides at the log's end.
Result<std::string> LoadConfiguration(Database& database, const Statement& shared) {
  ASSAY_ASSIGN(Statement load, database.Prepare("SELECT bytes FROM content WHERE sha256 IN(?,?) "
                                                "ORDER BY sha256<>? LIMIT 1"));
  load.Bind(1, shared.Text(1)).Bind(2, shared.Text(2)).Bind(3, shared.Text(1));
  ASSAY_ASSIGN(const bool has_row, load.Step());
  if (!has_row) {
    return Fail(ErrorCode::kCorrupted, "storage.damaged",
                "the configuration in force is not kept; run `assay verify`");
  }
  return std::string(load.Blob(0));
}

}  // namespace

Result<std::unique_ptr<reporting::ReportSource>> OpenReportSource(
    const std::string& path, const ReadReportingTime& read_reporting_time) {
  OpenOptions options;
  options.read_only = true;
  ASSAY_ASSIGN(Database database, Database::Open(path, options));
  ASSAY_ASSIGN(const auto has_rollups,
               database.QueryInteger("SELECT 1 FROM sqlite_master WHERE name='daily'"));
  if (!has_rollups) {
    return Fail(ErrorCode::kConflict, "storage.older_schema",
                path + " holds no counts by day: run `assay db upgrade`");
  }
  ReportingTime time;
  reporting::Horizon horizon;
  {
    ASSAY_ASSIGN(Statement shared,
                 database.Prepare("SELECT clock_ms,configuration,pending_configuration FROM "
                                  "shared_state ORDER BY sequence DESC LIMIT 1"));
    ASSAY_ASSIGN(const bool has_row, shared.Step());
    if (has_row) {
      horizon.clock = {shared.Integer(0)};
      ASSAY_ASSIGN(const std::string configuration, LoadConfiguration(database, shared));
      ASSAY_ASSIGN(time, read_reporting_time(configuration));
    }
  }
  ASSAY_ASSIGN(
      const auto last,
      database.QueryInteger("SELECT CAST(value AS INTEGER) FROM meta WHERE key='last_sequence'"));
  // A late event counts on its own day, which may be long before the log.
  ASSAY_ASSIGN(
      const auto first,
      database.QueryInteger("SELECT day FROM daily WHERE name<>'late' ORDER BY day LIMIT 1"));
  horizon.last_sequence = static_cast<std::uint64_t>(last.value_or(0));
  horizon.allowed_lateness_ms = time.allowed_lateness_ms;
  horizon.offset_minutes = time.offset_minutes;
  if (first) {
    horizon.first_day = Day{*first};
  }
  return std::make_unique<TableSource>(std::move(database), time, horizon);
}

}  // namespace assay::sqlite
