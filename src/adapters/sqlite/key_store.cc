// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/key_store.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "adapters/sqlite/database.h"
#include "adapters/sqlite/detail/key_file.h"

namespace assay::sqlite {
namespace {

using privacy::AuditLine;
using privacy::KeyRecord;
using privacy::SubjectToken;

constexpr std::int64_t kSchemaVersion = 1;

// Not WAL: the write-ahead log would keep copies of pages. EXTRA also syncs the folder after the
// journal is unlinked, so that a crash cannot bring a destroyed key back.
constexpr std::string_view kPragmas = R"(
  PRAGMA journal_mode = DELETE;
  PRAGMA synchronous = EXTRA;
  PRAGMA secure_delete = ON;
  PRAGMA temp_store = MEMORY;
)";

// `wrapped` is apart from `subject_key` and filled by rising id only: see the header, invariant 1.
constexpr std::string_view kSchema = R"(
  CREATE TABLE installation(
    only INTEGER PRIMARY KEY CHECK (only = 1),
    master_key_id TEXT NOT NULL,
    token_key_id TEXT NOT NULL) STRICT;
  CREATE TABLE subject_key(
    id INTEGER PRIMARY KEY,
    subject TEXT NOT NULL,
    generation INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    retain_until_ms INTEGER NOT NULL,
    destroyed_ms INTEGER,
    UNIQUE (subject, generation)) STRICT;
  CREATE TABLE wrapped(
    id INTEGER PRIMARY KEY REFERENCES subject_key(id),
    bytes BLOB NOT NULL) STRICT;
  CREATE TABLE hold(
    subject TEXT PRIMARY KEY,
    until_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE audit(
    id INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    action INTEGER NOT NULL,
    subject TEXT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL) STRICT;
  CREATE TRIGGER audit_keeps_lines BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'audit lines are never removed'); END;
  CREATE TRIGGER audit_keeps_words BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'audit lines are never changed'); END;
  PRAGMA user_version = 1;
)";

constexpr std::string_view kSelectKeys =
    "SELECT subject, generation, created_ms, retain_until_ms, destroyed_ms, "
    "(SELECT until_ms FROM hold WHERE hold.subject = subject_key.subject)";

KeyRecord ReadKey(const Statement& row) {
  KeyRecord record;
  record.id = {{std::string(row.Text(0))}, static_cast<std::uint32_t>(row.Integer(1))};
  record.created = {row.Integer(2)};
  record.retain_until = {row.Integer(3)};
  if (!row.IsNull(4)) {
    record.destroyed = Instant{row.Integer(4)};
  }
  if (!row.IsNull(5)) {
    record.held_until = Instant{row.Integer(5)};
  }
  return record;
}

Error Changed() {
  return {ErrorCode::kConflict, "privacy.keys_changed",
          "a key was added or destroyed by somebody else; seal the batch again"};
}

class SqliteKeyStore final : public privacy::KeyStore {
 public:
  explicit SqliteKeyStore(Database database) : database_(std::move(database)) {}

  Result<std::vector<KeyRecord>> Find(const SubjectToken& subject) override {
    if (!find_) {
      ASSAY_ASSIGN(Statement prepared,
                   database_.Prepare(fmt::format(
                       "{}, bytes FROM subject_key JOIN wrapped USING (id) WHERE subject = ?1 "
                       "ORDER BY generation",
                       kSelectKeys)));
      find_.emplace(std::move(prepared));
    }
    find_->Bind(1, subject.hex);
    std::vector<KeyRecord> records;
    while (true) {
      auto has_row = find_->Step();
      if (!has_row || !*has_row) {
        find_->Reset();
        if (!has_row) {
          return Fail(std::move(has_row).error());
        }
        return records;
      }
      records.push_back(ReadKey(*find_));
      if (!records.back().destroyed) {
        records.back().wrapped = find_->Blob(6);
      }
    }
  }

  Result<void> Save(std::span<const KeyRecord> keys) override {
    ASSAY_ASSIGN(Transaction transaction, Transaction::Begin(database_));
    ASSAY_ASSIGN(Statement insert,
                 database_.Prepare("INSERT INTO subject_key(subject, generation, created_ms, "
                                   "retain_until_ms) VALUES (?1, ?2, ?3, ?4)"));
    ASSAY_ASSIGN(Statement wrap,
                 database_.Prepare("INSERT INTO wrapped(id, bytes) VALUES (?1, ?2)"));
    ASSAY_ASSIGN(
        Statement extend,
        database_.Prepare("UPDATE subject_key SET retain_until_ms = max(retain_until_ms, ?3) "
                          "WHERE subject = ?1 AND generation = ?2"));
    for (const KeyRecord& key : keys) {
      ASSAY_ASSIGN(const std::vector<KeyRecord> there, Find(key.id.subject));
      const auto same = std::find_if(there.begin(), there.end(),
                                     [&](const KeyRecord& record) { return record.id == key.id; });
      if (same == there.end()) {
        insert.Bind(1, key.id.subject.hex).Bind(2, key.id.generation);
        insert.Bind(3, key.created.ms).Bind(4, key.retain_until.ms);
        ASSAY_TRY(insert.Run());
        ASSAY_TRY(wrap.Bind(1, database_.last_insert_rowid()).BindBlob(2, key.wrapped).Run());
      } else if (same->destroyed || same->wrapped != key.wrapped) {
        return Fail(Changed());
      } else {
        extend.Bind(1, key.id.subject.hex).Bind(2, key.id.generation).Bind(3, key.retain_until.ms);
        ASSAY_TRY(extend.Run());
      }
    }
    return transaction.Commit();
  }

  Result<void> Destroy(const AuditLine& line) override {
    ASSAY_ASSIGN(Transaction transaction, Transaction::Begin(database_));
    ASSAY_ASSIGN(const std::vector<KeyRecord> records, Find(line.subject));
    ASSAY_TRY(privacy::CheckMayDestroy(records, line.at));
    ASSAY_ASSIGN(Statement wipe,
                 database_.Prepare("UPDATE wrapped SET bytes = zeroblob(length(bytes)) WHERE id IN "
                                   "(SELECT id FROM subject_key WHERE subject = ?1)"));
    ASSAY_TRY(wipe.Bind(1, line.subject.hex).Run());
    ASSAY_ASSIGN(Statement mark, database_.Prepare("UPDATE subject_key SET destroyed_ms = ?2 WHERE "
                                                   "subject = ?1 AND destroyed_ms IS NULL"));
    ASSAY_TRY(mark.Bind(1, line.subject.hex).Bind(2, line.at.ms).Run());
    ASSAY_TRY(AddAuditLine(line));
    return transaction.Commit();
  }

  Result<void> SetHold(std::optional<Instant> until, const AuditLine& line) override {
    ASSAY_ASSIGN(Transaction transaction, Transaction::Begin(database_));
    ASSAY_ASSIGN(const std::vector<KeyRecord> records, Find(line.subject));
    if (records.empty()) {
      return Fail(privacy::NoSuchSubject());
    }
    if (until) {
      ASSAY_ASSIGN(Statement set, database_.Prepare("INSERT OR REPLACE INTO hold VALUES (?1, ?2)"));
      ASSAY_TRY(set.Bind(1, line.subject.hex).Bind(2, until->ms).Run());
    } else {
      ASSAY_ASSIGN(Statement lift, database_.Prepare("DELETE FROM hold WHERE subject = ?1"));
      ASSAY_TRY(lift.Bind(1, line.subject.hex).Run());
    }
    ASSAY_TRY(AddAuditLine(line));
    return transaction.Commit();
  }

  // One statement is a transaction of its own.
  Result<void> Record(const AuditLine& line) override { return AddAuditLine(line); }

  Result<void> ForEachKey(const std::function<void(const KeyRecord&)>& visit) override {
    ASSAY_ASSIGN(Statement select,
                 database_.Prepare(
                     fmt::format("{} FROM subject_key ORDER BY subject, generation", kSelectKeys)));
    while (true) {
      ASSAY_ASSIGN(const bool has_row, select.Step());
      if (!has_row) {
        return {};
      }
      visit(ReadKey(select));
    }
  }

  Result<std::vector<AuditLine>> Audit() override {
    ASSAY_ASSIGN(Statement select, database_.Prepare("SELECT at_ms, action, subject, actor, reason "
                                                     "FROM audit ORDER BY id"));
    std::vector<AuditLine> lines;
    while (true) {
      ASSAY_ASSIGN(const bool has_row, select.Step());
      if (!has_row) {
        return lines;
      }
      lines.push_back({{select.Integer(0)},
                       static_cast<privacy::AuditAction>(select.Integer(1)),
                       {std::string(select.Text(2))},
                       std::string(select.Text(3)),
                       std::string(select.Text(4))});
    }
  }

  Result<std::uint64_t> ForeignVersion() override {
    ASSAY_ASSIGN(const auto version, database_.QueryInteger("PRAGMA data_version"));
    return static_cast<std::uint64_t>(version.value_or(0));
  }

 private:
  Result<void> AddAuditLine(const AuditLine& line) {
    ASSAY_ASSIGN(Statement insert,
                 database_.Prepare("INSERT INTO audit(at_ms, action, subject, actor, reason) "
                                   "VALUES (?1, ?2, ?3, ?4, ?5)"));
    insert.Bind(1, line.at.ms).Bind(2, static_cast<std::int64_t>(line.action));
    return insert.Bind(3, line.subject.hex).Bind(4, line.actor).Bind(5, line.reason).Run();
  }

  Database database_;
  std::optional<Statement> find_;  // Declared after the connection: it must go first.
};

Result<void> MakeSchema(Database& database, const std::string& path) {
  ASSAY_ASSIGN(const auto stored, database.QueryInteger("PRAGMA user_version"));
  const std::int64_t version = stored.value_or(0);
  if (version == 0) {
    return database.Execute(kSchema);
  }
  if (version != kSchemaVersion) {
    return Fail(
        ErrorCode::kConflict, "privacy.wrong_schema_version",
        fmt::format("{} has schema version {}, this program writes {}; use the program that "
                    "wrote it, or a newer one",
                    path, version, kSchemaVersion));
  }
  return {};
}

struct InstallationIds {
  std::string master;
  std::string token;
};

Result<std::optional<InstallationIds>> FindInstallation(Database& database) {
  ASSAY_ASSIGN(Statement select,
               database.Prepare("SELECT master_key_id, token_key_id FROM installation"));
  ASSAY_ASSIGN(const bool has_row, select.Step());
  if (!has_row) {
    return std::nullopt;
  }
  return InstallationIds{std::string(select.Text(0)), std::string(select.Text(1))};
}

Result<void> SaveInstallation(Database& database, const InstallationIds& ids) {
  ASSAY_ASSIGN(Statement insert, database.Prepare("INSERT INTO installation VALUES (1, ?1, ?2)"));
  return insert.Bind(1, ids.master).Bind(2, ids.token).Run();
}

}  // namespace

Result<KeyFolder> OpenKeyFolder(const std::string& folder, Entropy& entropy) {
  ASSAY_TRY(detail::MakePrivateFolder(folder));
  const std::string path = folder + "/keys.db";
  ASSAY_ASSIGN(Database database, Database::Open(path, {}));
  ASSAY_TRY(detail::MakePrivateFile(path));
  ASSAY_TRY(database.Execute(kPragmas));
  // One transaction over files and rows: two processes that start together make one set of keys.
  ASSAY_ASSIGN(Transaction transaction, Transaction::Begin(database));
  ASSAY_TRY(MakeSchema(database, path));
  ASSAY_ASSIGN(const std::optional<InstallationIds> known, FindInstallation(database));
  const bool may_create = !known.has_value();
  const detail::KeyFile master_file{folder + "/master.key", "assay-master-key-1"};
  const detail::KeyFile token_file{folder + "/token.key", "assay-token-key-1"};
  KeyFolder opened;
  ASSAY_ASSIGN(opened.master.key, detail::LoadOrMakeKey(master_file, may_create, entropy));
  ASSAY_ASSIGN(opened.token_key.key, detail::LoadOrMakeKey(token_file, may_create, entropy));
  const InstallationIds ids{IdOf(opened.master), IdOf(opened.token_key)};
  if (!known) {
    ASSAY_TRY(SaveInstallation(database, ids));
  } else if (known->master != ids.master) {
    return Fail(
        ErrorCode::kConflict, "privacy.wrong_master_key",
        fmt::format("{} is master key {}, but keys.db was made with {}; put the right file back "
                    "from its backup. Without it sealed data does not open",
                    master_file.path, ids.master, known->master));
  } else if (known->token != ids.token) {
    return Fail(
        ErrorCode::kConflict, "privacy.wrong_token_key",
        fmt::format("{} is token key {}, but keys.db was made with {}; put the right file back "
                    "from its backup. With another one nothing compares",
                    token_file.path, ids.token, known->token));
  }
  ASSAY_TRY(transaction.Commit());
  opened.store = std::make_unique<SqliteKeyStore>(std::move(database));
  return opened;
}

}  // namespace assay::sqlite
