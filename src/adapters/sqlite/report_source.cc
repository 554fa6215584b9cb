// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/report_source.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "adapters/sqlite/database.h"
#include "adapters/sqlite/detail/report_queries.h"
#include "adapters/sqlite/migrations.h"
#include "core/hash.h"

namespace assay::sqlite {
namespace {

using reporting::Day;
using reporting::Days;
using reporting::Row;
using reporting::RowSet;

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
    ASSAY_ASSIGN(counts.opened, CountRows(RowSet::kOpened, days));
    ASSAY_ASSIGN(counts.shut, CountStoresOf(RowSet::kStoresShut, days));
    ASSAY_ASSIGN(counts.reversed, CountStoresOf(RowSet::kStoresReversed, days));
    ASSAY_ASSIGN(counts.repeat, CountRows(RowSet::kRepeatStores, days));
    ASSAY_ASSIGN(counts.shut_again, CountStoresOf(RowSet::kShutAgain, days));
    return counts;
  }

  Result<std::vector<reporting::ExaminedOrder>> LoadExaminedOrders(Days days) override {
    std::vector<reporting::ExaminedOrder> orders;
    ASSAY_ASSIGN(Statement load, PrepareOver(detail::ExaminedOrdersQuery(), days));
    while (true) {
      ASSAY_ASSIGN(const bool has_row, load.Step());
      if (!has_row) {
        return orders;
      }
      orders.push_back({.found_counterfeit = load.Integer(2) != 0,
                        .found_otherwise = load.Integer(3) != 0,
                        .by_chance = load.Integer(4) != 0,
                        .probability_trillionths = load.Integer(5),
                        .drawn_counterfeit = load.Integer(6),
                        .drawn_otherwise = load.Integer(7)});
    }
  }

  Result<void> ForEachRow(RowSet rows, Days days, const reporting::VisitRow& visit) override {
    ASSAY_ASSIGN(Statement load, PrepareOver(detail::RowsQuery(rows), days));
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
    ASSAY_ASSIGN(Statement statement, database_.Prepare(sql));
    statement.Bind(1, reporting::BeginOf(days.first, time_.offset_minutes).ms);
    statement.Bind(2, reporting::BeginOf(days.end, time_.offset_minutes).ms);
    if (sql.find("?3") != std::string::npos) {
      statement.Bind(3, reporting::kReversalDays * kMillisecondsPerDay);
    }
    if (sql.find("?4") != std::string::npos) {
      statement.Bind(4, reporting::kReexaminationDays * kMillisecondsPerDay);
    }
    return statement;
  }

  Result<std::int64_t> CountRows(RowSet rows, Days days) {
    ASSAY_ASSIGN(Statement count, PrepareOver(detail::CountQuery(rows), days));
    ASSAY_TRY(count.Step());
    return count.Integer(0);
  }

  // As count(DISTINCT) does, whose tree of texts takes several times as long.
  Result<std::int64_t> CountStoresOf(RowSet rows, Days days) {
    ASSAY_ASSIGN(Statement load, PrepareOver(detail::StoresQuery(rows), days));
    std::vector<Hash128> found;
    while (true) {
      ASSAY_ASSIGN(const bool has_row, load.Step());
      if (!has_row) {
        break;
      }
      found.push_back(Hash128Of(load.Text(0)));
    }
    std::ranges::sort(found);
    return std::ranges::distance(found.begin(), std::ranges::unique(found).begin());
  }

  Database database_;
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
  ASSAY_ASSIGN(Database database, OpenToRead(path));
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
