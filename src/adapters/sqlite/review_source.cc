// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/review_source.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "adapters/sqlite/database.h"
#include "adapters/sqlite/migrations.h"
#include "engine/engine.h"
#include "engine/state.h"

namespace assay::sqlite {
namespace {

using enforcement::MeasureStatus;

Error Unreadable(std::string_view what, std::string_view word) {
  return {ErrorCode::kCorrupted, "storage.damaged",
          fmt::format("the database holds the {} \"{}\", which is none", what, word)};
}

Result<enforcement::MeasureKind> KindOf(std::string_view name) {
  const auto kind = enforcement::FindMeasureKind(name);
  if (!kind) {
    return Fail(Unreadable("measure", name));
  }
  return *kind;
}

Result<enforcement::AllegationType> AllegationOf(std::string_view name) {
  const auto type = enforcement::FindAllegationType(name);
  if (!type) {
    return Fail(Unreadable("allegation", name));
  }
  return *type;
}

Result<MeasureStatus> StatusOf(std::string_view name) {
  for (std::uint8_t i = 0; i <= static_cast<std::uint8_t>(MeasureStatus::kFirstApproval); ++i) {
    if (enforcement::NameOf(static_cast<MeasureStatus>(i)) == name) {
      return static_cast<MeasureStatus>(i);
    }
  }
  return Fail(Unreadable("status", name));
}

Result<screening::Band> BandOf(std::string_view name) {
  using screening::Band;
  for (const Band band : {Band::kUnknown, Band::kClear, Band::kWatch, Band::kRed}) {
    if (screening::NameOf(band) == name) {
      return band;
    }
  }
  return Fail(Unreadable("band", name));
}

Sequence SequenceOf(const Statement& row, int column) {
  return {static_cast<std::uint64_t>(row.Integer(column))};
}

Result<cases::OpenItem> OpenItemOf(const Statement& row) {
  ASSAY_ASSIGN(const auto kind, KindOf(row.Text(1)));
  ASSAY_ASSIGN(const auto status, StatusOf(row.Text(2)));
  ASSAY_ASSIGN(const auto allegation, AllegationOf(row.Text(6)));
  return cases::OpenItem{.name = std::string(row.Text(0)),
                         .kind = kind,
                         .status = status,
                         .allegation = allegation,
                         .store = std::string(row.Text(3)),
                         .listing = std::string(row.Text(4)),
                         .rule = std::string(row.Text(5)),
                         .since_ms = row.Integer(7),
                         .due_ms = row.Integer(8),
                         .score = static_cast<std::int32_t>(row.Integer(9)),
                         .sequence = SequenceOf(row, 10)};
}

// Several reads that see one moment.
class ReadMoment {
 public:
  static Result<ReadMoment> Begin(Database& database) {
    ASSAY_TRY(database.Execute("BEGIN"));
    return ReadMoment(database);
  }
  ReadMoment(ReadMoment&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  ReadMoment& operator=(ReadMoment&&) = delete;
  ReadMoment(const ReadMoment&) = delete;
  ~ReadMoment() {
    if (database_ != nullptr) {
      // Nothing was written, so nothing can be lost by it.
      static_cast<void>(database_->Execute("ROLLBACK"));
    }
  }

 private:
  explicit ReadMoment(Database& database) : database_(&database) {}
  Database* database_;
};

class Source : public flows::ReviewSource {
 public:
  explicit Source(Database database) : database_(std::move(database)) {}

  Result<Instant> LoadClock() override {
    ASSAY_ASSIGN(const auto clock, database_.QueryInteger("SELECT clock_ms FROM shared_state ORDER "
                                                          "BY sequence DESC LIMIT 1"));
    return Instant{clock.value_or(0)};
  }
  Result<void> ForEachOpen(std::string_view store,
                           const std::function<void(const cases::OpenItem&)>& visit) override;
  Result<flows::StoreRecords> LoadStore(std::string_view store) override;
  Result<std::optional<cases::MeasureFile>> FindMeasure(const std::string& name) override;

 private:
  Result<std::optional<cases::MeasureFile>> LoadMeasure(std::int64_t id);
  Result<std::string> LoadBecause(const cases::MeasureFile& measure);
  Result<void> LoadMeasures(std::string_view store, flows::StoreRecords& records);
  Result<void> LoadVerdicts(flows::StoreRecords& records);
  Result<std::string> LoadLinkLines(std::string_view store);

  Database database_;
};

Result<void> Source::ForEachOpen(std::string_view store,
                                 const std::function<void(const cases::OpenItem&)>& visit) {
  ASSAY_ASSIGN(Statement load,
               database_.Prepare(fmt::format(
                   "SELECT name,kind,status,store,listing,rule,allegation,since_ms,due_ms,"
                   "score,sequence FROM queue{}",
                   store.empty() ? "" : " WHERE store=?")));
  if (!store.empty()) {
    load.Bind(1, store);
  }
  while (true) {
    ASSAY_ASSIGN(const bool has_row, load.Step());
    if (!has_row) {
      return {};
    }
    ASSAY_ASSIGN(const cases::OpenItem item, OpenItemOf(load));
    visit(item);
  }
}

Result<flows::StoreRecords> Source::LoadStore(std::string_view store) {
  ASSAY_ASSIGN(const ReadMoment moment, ReadMoment::Begin(database_));
  flows::StoreRecords records;
  ASSAY_TRY(ForEachOpen(store, [&](const cases::OpenItem& item) { records.open.push_back(item); }));
  ASSAY_TRY(LoadMeasures(store, records));
  ASSAY_TRY(LoadVerdicts(records));
  ASSAY_ASSIGN(records.link_lines, LoadLinkLines(store));
  ASSAY_ASSIGN(Statement closed, database_.Prepare("SELECT 1 FROM closure WHERE store=? LIMIT 1"));
  closed.Bind(1, store);
  ASSAY_ASSIGN(const bool was_closed, closed.Step());
  records.is_known = was_closed || records.measures_total > 0 || !records.link_lines.empty();
  return records;
}

Result<void> Source::LoadMeasures(std::string_view store, flows::StoreRecords& records) {
  // The row of a request or proposal alone names its rule. What is open comes first, so that no number of edits, each of
  // which may end a measure and ask for another, pushes it out.
  ASSAY_ASSIGN(Statement count,
               database_.Prepare("SELECT count(*),count(DISTINCT nullif(listing,'')) FROM measure "
                                 "WHERE store=? AND rule<>''"));
  count.Bind(1, store);
  ASSAY_ASSIGN(const bool has_count, count.Step());
  records.measures_total = has_count ? static_cast<std::size_t>(count.Integer(0)) : 0;
  records.listings_total = has_count ? static_cast<std::size_t>(count.Integer(1)) : 0;
  ASSAY_ASSIGN(Statement load,
               database_.Prepare("SELECT m.measure FROM measure m LEFT JOIN queue q ON "
                                 "q.measure=m.measure WHERE m.store=? AND m.rule<>'' ORDER BY "
                                 "q.measure IS NULL,m.sequence DESC,m.ordinal DESC LIMIT ?"));
  load.Bind(1, store).Bind(2, cases::kCaseMeasuresMax);
  while (true) {
    ASSAY_ASSIGN(const bool has_row, load.Step());
    if (!has_row) {
      break;
    }
    ASSAY_ASSIGN(auto measure, LoadMeasure(load.Integer(0)));
    if (measure) {
      records.measures.push_back(*std::move(measure));
    }
  }
  std::ranges::stable_sort(
      records.measures, std::ranges::greater(),
      [](const cases::MeasureFile& measure) { return measure.steps.front().sequence; });
  return {};
}

Result<std::optional<cases::MeasureFile>> Source::LoadMeasure(std::int64_t id) {
  ASSAY_ASSIGN(
      Statement load,
      database_.Prepare("SELECT sequence,store,listing,time_ms,status,actor,kind,allegation,"
                        "rule,until_ms FROM measure WHERE measure=? ORDER BY sequence,"
                        "ordinal"));
  load.Bind(1, id);
  cases::MeasureFile measure;
  while (true) {
    ASSAY_ASSIGN(const bool has_row, load.Step());
    if (!has_row) {
      break;
    }
    if (measure.steps.empty()) {
      ASSAY_ASSIGN(measure.kind, KindOf(load.Text(6)));
      ASSAY_ASSIGN(measure.allegation, AllegationOf(load.Text(7)));
      measure.store = load.Text(1);
      measure.listing = load.Text(2);
      measure.rule = load.Text(8);
    }
    ASSAY_ASSIGN(const MeasureStatus status, StatusOf(load.Text(4)));
    measure.steps.push_back({.sequence = SequenceOf(load, 0),
                             .time = {load.Integer(3)},
                             .status = status,
                             .by = std::string(load.Text(5)),
                             .until_ms = load.Integer(9)});
  }
  if (measure.steps.empty()) {
    return std::nullopt;
  }
  const auto target = enforcement::TargetOf(measure.kind);
  const Hash128 key = target == enforcement::Target::kStore
                          ? engine::StoreKeyOf(measure.store)
                          : engine::ListingKeyOf(measure.store, measure.listing);
  measure.name = engine::MeasureNameOf(target, key, static_cast<std::uint64_t>(id));
  ASSAY_ASSIGN(measure.because, LoadBecause(measure));
  return measure;
}

Result<std::string> Source::LoadBecause(const cases::MeasureFile& measure) {
  ASSAY_ASSIGN(Statement load,
               database_.Prepare("SELECT json_extract(body,'$.data.because') FROM outbox WHERE "
                                 "sequence=? AND json_extract(body,'$.data.measure')=? AND "
                                 "json_extract(body,'$.data.because') IS NOT NULL"));
  load.Bind(1, measure.steps.front().sequence.number).Bind(2, std::string_view(measure.name));
  ASSAY_ASSIGN(const bool has_row, load.Step());
  return has_row ? std::string(load.Text(0)) : std::string();
}

Result<void> Source::LoadVerdicts(flows::StoreRecords& records) {
  ASSAY_ASSIGN(
      Statement load,
      database_.Prepare("SELECT sequence,time_ms,listing,score,band,log_odds_micros,findings "
                        "FROM verdict WHERE sequence=?"));
  std::set<std::string_view> seen;
  for (const cases::MeasureFile& measure : records.measures) {
    if (measure.listing.empty() || !seen.insert(measure.listing).second) {
      continue;
    }
    load.Bind(1, measure.steps.front().sequence.number);
    ASSAY_ASSIGN(const bool has_row, load.Step());
    if (has_row) {
      ASSAY_ASSIGN(const auto band, BandOf(load.Text(4)));
      records.verdicts.push_back({{.sequence = SequenceOf(load, 0),
                                   .time = {load.Integer(1)},
                                   .listing = std::string(load.Text(2)),
                                   .score = static_cast<std::int32_t>(load.Integer(3)),
                                   .band = band,
                                   .log_odds = {load.Integer(5)}},
                                  std::string(load.Text(6))});
    }
    load.Reset();
  }
  std::ranges::stable_sort(records.verdicts, std::ranges::greater(),
                           &flows::VerdictRecord::log_odds);
  if (records.verdicts.size() > cases::kCaseListingsMax) {
    records.verdicts.resize(cases::kCaseListingsMax);
  }
  return {};
}

Result<std::string> Source::LoadLinkLines(std::string_view store) {
  // The newest change of each pair; withdrawn ones have no line.
  ASSAY_ASSIGN(Statement load,
               database_.Prepare("SELECT line FROM link l WHERE store=? AND withdrawn=0 AND NOT "
                                 "EXISTS(SELECT 1 FROM link n WHERE n.store=l.store AND "
                                 "n.closed=l.closed AND (n.sequence,n.ordinal)>(l.sequence,"
                                 "l.ordinal)) ORDER BY closed"));
  load.Bind(1, store);
  std::string lines;
  while (true) {
    ASSAY_ASSIGN(const bool has_row, load.Step());
    if (!has_row) {
      return lines;
    }
    lines += load.Text(0);
    lines += '\n';
  }
}

Result<std::optional<cases::MeasureFile>> Source::FindMeasure(const std::string& name) {
  const auto parsed = engine::ParseMeasureName(name);
  if (!parsed) {
    return std::nullopt;
  }
  ASSAY_ASSIGN(const ReadMoment moment, ReadMoment::Begin(database_));
  ASSAY_ASSIGN(auto measure, LoadMeasure(static_cast<std::int64_t>(parsed->measure)));
  // The name holds the key of its listing or store too: one mistyped there is another's.
  if (measure && measure->name != name) {
    return std::nullopt;
  }
  return measure;
}

}  // namespace

Result<std::unique_ptr<flows::ReviewSource>> OpenReviewSource(const std::string& database_path) {
  ASSAY_ASSIGN(Database database, OpenToRead(database_path));
  return std::make_unique<Source>(std::move(database));
}

}  // namespace assay::sqlite
