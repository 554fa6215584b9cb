// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/delivery_journal.h"

#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "adapters/sqlite/migrations.h"

namespace assay::sqlite {
namespace {

using flows::Delivery;
using flows::DeliveryChanges;
using flows::DeliveryStatus;
using flows::OutboxPosition;
using flows::SinkState;

std::uint64_t Unsigned(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

engine::OutboxRow RowOf(const Statement& load) {
  return {.sequence = {Unsigned(load.Integer(0))},
          .ordinal = static_cast<std::uint32_t>(load.Integer(1)),
          .id = Unsigned(load.Integer(2)),
          .body = std::string(load.Text(3))};
}

class Journal : public flows::DeliveryJournal {
 public:
  explicit Journal(Database& database) : database_(database) {}
  explicit Journal(Database&& own) : own_(std::move(own)), database_(*own_) {}

  Result<std::vector<engine::OutboxRow>> LoadActionsAfter(const OutboxPosition& position,
                                                          std::size_t rows_max) override {
    ASSAY_ASSIGN(Statement load,
                 database_.Prepare("SELECT sequence,ordinal,id,body FROM outbox WHERE "
                                   "(sequence,ordinal)>(?,?) ORDER BY sequence,ordinal LIMIT ?"));
    load.Bind(1, position.sequence).Bind(2, position.ordinal).Bind(3, rows_max);
    std::vector<engine::OutboxRow> rows;
    while (true) {
      ASSAY_ASSIGN(const bool has_row, load.Step());
      if (!has_row) {
        return rows;
      }
      rows.push_back(RowOf(load));
    }
  }

  Result<engine::OutboxRow> LoadAction(const OutboxPosition& position) override {
    ASSAY_ASSIGN(Statement load, database_.Prepare("SELECT sequence,ordinal,id,body FROM outbox "
                                                   "WHERE sequence=? AND ordinal=?"));
    load.Bind(1, position.sequence).Bind(2, position.ordinal);
    ASSAY_ASSIGN(const bool has_row, load.Step());
    if (!has_row) {
      return Fail(
          ErrorCode::kNotFound, "storage.no_such_action",
          fmt::format("the outbox has no action {}.{}", position.sequence, position.ordinal));
    }
    return RowOf(load);
  }

  Result<OutboxPosition> LoadLastPosition() override {
    ASSAY_ASSIGN(Statement load,
                 database_.Prepare("SELECT sequence,ordinal FROM outbox ORDER BY sequence DESC,"
                                   "ordinal DESC LIMIT 1"));
    ASSAY_ASSIGN(const bool has_row, load.Step());
    return has_row ? OutboxPosition{Unsigned(load.Integer(0)),
                                    static_cast<std::uint32_t>(load.Integer(1))}
                   : OutboxPosition{};
  }

  Result<std::map<std::string, SinkState>> LoadSinks() override;
  Result<std::vector<Delivery>> LoadDeliveries(std::string_view sink,
                                               DeliveryStatus status) override;
  Result<void> Record(std::string_view sink, const DeliveryChanges& changes) override;

  Result<std::uint64_t> Revive(std::string_view sink, Instant now) override {
    ASSAY_ASSIGN(Statement update,
                 database_.Prepare("UPDATE delivery SET status='waiting',attempts=0,"
                                   "next_attempt_ms=? WHERE sink=? AND status='dead'"));
    update.Bind(1, now.ms).Bind(2, sink);
    ASSAY_TRY(update.Run());
    return Unsigned(database_.changes());
  }

  Result<void> Enable(std::string_view sink) override {
    ASSAY_ASSIGN(Statement update,
                 database_.Prepare("UPDATE sink SET disabled='',failures=0,paused_until_ms=0 "
                                   "WHERE name=?"));
    update.Bind(1, sink);
    ASSAY_TRY(update.Run());
    if (database_.changes() == 0) {
      return Fail(ErrorCode::kNotFound, "actions.no_such_sink",
                  fmt::format("nothing was ever sent to a sink called \"{}\"", sink));
    }
    return {};
  }

 private:
  Result<void> RecordTaken(std::string_view sink, const DeliveryChanges& changes);
  Result<void> SaveDeliveries(std::string_view sink, const std::vector<Delivery>& deliveries);
  Result<void> SaveSink(std::string_view sink, const SinkState& state);

  std::optional<Database> own_;
  Database& database_;
};

Result<std::map<std::string, SinkState>> Journal::LoadSinks() {
  ASSAY_ASSIGN(Statement load,
               database_.Prepare("SELECT name,sequence,ordinal,mark,delivered,failures,"
                                 "paused_until_ms,disabled FROM sink"));
  std::map<std::string, SinkState> sinks;
  while (true) {
    ASSAY_ASSIGN(const bool has_row, load.Step());
    if (!has_row) {
      return sinks;
    }
    sinks.emplace(std::string(load.Text(0)),
                  SinkState{.position = {Unsigned(load.Integer(1)),
                                         static_cast<std::uint32_t>(load.Integer(2))},
                            .mark = Unsigned(load.Integer(3)),
                            .delivered = Unsigned(load.Integer(4)),
                            .failures = static_cast<std::uint32_t>(load.Integer(5)),
                            .paused_until = {load.Integer(6)},
                            .disabled = std::string(load.Text(7))});
  }
}

Result<std::vector<Delivery>> Journal::LoadDeliveries(std::string_view sink,
                                                      DeliveryStatus status) {
  ASSAY_ASSIGN(Statement load,
               database_.Prepare("SELECT sequence,ordinal,measure,attempts,next_attempt_ms,"
                                 "last_attempt_ms,last_error FROM delivery WHERE sink=? AND "
                                 "status=? ORDER BY sequence,ordinal"));
  load.Bind(1, sink).Bind(2, NameOf(status));
  std::vector<Delivery> deliveries;
  while (true) {
    ASSAY_ASSIGN(const bool has_row, load.Step());
    if (!has_row) {
      return deliveries;
    }
    deliveries.push_back(
        {.action = {Unsigned(load.Integer(0)), static_cast<std::uint32_t>(load.Integer(1))},
         .measure = std::string(load.Text(2)),
         .status = status,
         .attempts = static_cast<std::uint32_t>(load.Integer(3)),
         .next_attempt = {load.Integer(4)},
         .last_attempt = {load.Integer(5)},
         .last_error = std::string(load.Text(6))});
  }
}

Result<void> Journal::Record(std::string_view sink, const DeliveryChanges& changes) {
  ASSAY_ASSIGN(Transaction transaction, Transaction::Begin(database_));
  ASSAY_TRY(RecordTaken(sink, changes));
  ASSAY_TRY(SaveDeliveries(sink, changes.waiting_or_dead));
  ASSAY_TRY(SaveSink(sink, changes.sink));
  return transaction.Commit();
}

Result<void> Journal::RecordTaken(std::string_view sink, const DeliveryChanges& changes) {
  ASSAY_ASSIGN(const auto rows, database_.QueryInteger("SELECT 1 FROM delivery LIMIT 1"));
  if (!rows) {
    return {};  // The usual case: nothing waits and nothing is dead.
  }
  ASSAY_ASSIGN(Statement remove, database_.Prepare("DELETE FROM delivery WHERE sink=? AND "
                                                   "sequence=? AND ordinal=?"));
  ASSAY_ASSIGN(Statement supersede,
               database_.Prepare("UPDATE delivery SET status='superseded' WHERE sink=? AND "
                                 "measure=? AND status='dead' AND (sequence,ordinal)<(?,?)"));
  for (const DeliveryChanges::Taken& taken : changes.taken) {
    remove.Bind(1, sink).Bind(2, taken.action.sequence).Bind(3, taken.action.ordinal);
    ASSAY_TRY(remove.Run());
    if (!taken.measure.empty()) {
      supersede.Bind(1, sink).Bind(2, std::string_view(taken.measure));
      supersede.Bind(3, taken.action.sequence).Bind(4, taken.action.ordinal);
      ASSAY_TRY(supersede.Run());
    }
  }
  return {};
}

Result<void> Journal::SaveDeliveries(std::string_view sink,
                                     const std::vector<Delivery>& deliveries) {
  ASSAY_ASSIGN(Statement save,
               database_.Prepare("INSERT OR REPLACE INTO delivery VALUES(?,?,?,?,?,?,?,?,?)"));
  for (const Delivery& delivery : deliveries) {
    save.Bind(1, sink).Bind(2, delivery.action.sequence).Bind(3, delivery.action.ordinal);
    save.Bind(4, std::string_view(delivery.measure)).Bind(5, NameOf(delivery.status));
    save.Bind(6, delivery.attempts).Bind(7, delivery.next_attempt.ms);
    save.Bind(8, delivery.last_attempt.ms).Bind(9, std::string_view(delivery.last_error));
    ASSAY_TRY(save.Run());
  }
  return {};
}

Result<void> Journal::SaveSink(std::string_view sink, const SinkState& state) {
  ASSAY_ASSIGN(Statement save,
               database_.Prepare("INSERT OR REPLACE INTO sink VALUES(?,?,?,?,?,?,?,?)"));
  save.Bind(1, sink).Bind(2, state.position.sequence).Bind(3, state.position.ordinal);
  save.Bind(4, state.mark).Bind(5, state.delivered).Bind(6, state.failures);
  save.Bind(7, state.paused_until.ms).Bind(8, std::string_view(state.disabled));
  return save.Run();
}

}  // namespace

std::unique_ptr<flows::DeliveryJournal> MakeDeliveryJournal(Database& database) {
  return std::make_unique<Journal>(database);
}

Result<std::unique_ptr<flows::DeliveryJournal>> OpenDeliveryJournal(
    const std::string& database_path, const DeliveryJournalOptions& options) {
  if (std::error_code error; !std::filesystem::exists(database_path, error)) {
    return Fail(
        ErrorCode::kNotFound, "storage.empty",
        fmt::format("there is no installation at {}; `assay ingest` makes one", database_path));
  }
  ASSAY_ASSIGN(Database database,
               Database::Open(database_path, {.read_only = options.read_only,
                                              .create = false,
                                              .busy_timeout_ms = options.busy_timeout_ms,
                                              .vfs = ""}));
  ASSAY_TRY(
      BringToDate(database, database_path, {.read_only = options.read_only, .upgrade = false}));
  if (!options.read_only) {
    ASSAY_TRY(database.Execute("PRAGMA synchronous=FULL"));
  }
  return std::make_unique<Journal>(std::move(database));
}

}  // namespace assay::sqlite
