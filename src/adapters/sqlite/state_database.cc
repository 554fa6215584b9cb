// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/state_database.h"

#include <cstring>

#include <fmt/format.h>

#include "adapters/sqlite/detail/decision_rows.h"
#include "adapters/sqlite/detail/repeat_moves.h"
#include "adapters/sqlite/detail/row_counts.h"
#include "adapters/sqlite/migrations.h"
#include "core/check.h"
#include "core/json_text.h"

namespace assay::sqlite {
namespace {

std::string_view BytesOf(const Hash128& hash) {
  return {reinterpret_cast<const char*>(&hash), sizeof(hash)};
}

std::string_view BytesOf(const Sha256& hash) {
  return {reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size()};
}

template <typename Plain>
Plain PlainFrom(std::string_view bytes) {
  Plain value{};
  if (bytes.size() == sizeof(Plain)) {
    std::memcpy(&value, bytes.data(), sizeof(Plain));
  }
  return value;
}

Sha256 Sha256From(std::string_view bytes) {
  Sha256 hash;
  if (bytes.size() == hash.bytes.size()) {
    std::memcpy(hash.bytes.data(), bytes.data(), bytes.size());
  }
  return hash;
}

std::uint64_t Unsigned(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

}  // namespace

Result<StateDatabase> StateDatabase::Open(const std::string& path, const OpenOptions& options,
                                          bool upgrade) {
  ASSAY_ASSIGN(Database database, Database::Open(path, options));
  if (!options.read_only) {
    // Exclusive locking is for file systems without shared memory (tests); it must come before WAL.
    if (!options.vfs.empty()) {
      ASSAY_TRY(database.Execute("PRAGMA locking_mode=EXCLUSIVE"));
    }
    // FULL: a commit is on the disk when it returns, which is what an acknowledgement promises.
    ASSAY_TRY(database.Execute(
        "PRAGMA page_size=8192; PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-65536;"));
  }
  ASSAY_TRY(BringToDate(database, path, {.read_only = options.read_only, .upgrade = upgrade}));
  return StateDatabase(std::move(database));
}

Result<void> StateDatabase::Write(const CommitRows& rows) {
  ASSAY_ASSIGN(Transaction transaction, Transaction::Begin(database_));
  if (rows.frame) {
    ASSAY_TRY(WriteFrame(*rows.frame));
  }
  if (rows.delta != nullptr) {
    ASSAY_TRY(WriteShared(rows));
    ASSAY_TRY(detail::WriteDecisions(database_, statements_, *rows.delta));
    ASSAY_TRY(WriteTimers(*rows.delta));
  }
  if (rows.extras != nullptr) {
    ASSAY_TRY(WriteExtras(*rows.extras));
  }
  ASSAY_TRY(WriteImages(rows.images));
  ASSAY_TRY(SaveNumber("last_sequence", rows.last_sequence));
  ASSAY_TRY(SaveNumber("checkpoint_floor", rows.checkpoint_floor));
  return transaction.Commit();
}

Result<void> StateDatabase::WriteFrame(const FrameRow& frame) {
  ASSAY_ASSIGN(detail::CachedStatement insert, Prepared("INSERT INTO frame VALUES(?,?,?,?,?,?)"));
  insert->Bind(1, frame.first).Bind(2, frame.lines).Bind(3, frame.segment);
  insert->Bind(4, frame.offset).Bind(5, frame.length).BindBlob(6, BytesOf(frame.chain));
  return insert->Run();
}

Result<void> StateDatabase::WriteShared(const CommitRows& rows) {
  const engine::Delta& delta = *rows.delta;
  for (const engine::EpochStart& epoch : delta.epochs) {
    if (epoch.contents != nullptr) {
      ASSAY_TRY(AddContent(ToHex(epoch.registry), "registry", epoch.contents->CanonicalBytes()));
    }
    if (epoch.link_contents != nullptr) {
      ASSAY_TRY(AddContent(ToHex(epoch.links), "links", epoch.link_contents->CanonicalBytes()));
    }
  }
  for (const EventData& change : delta.reference_changes) {
    const auto* brand = std::get_if<BrandData>(&change);
    const auto* authorisation = std::get_if<AuthorisationData>(&change);
    CHECK_THAT(brand != nullptr || authorisation != nullptr, "the registry has no other entries");
    const bool withdrawn = brand != nullptr ? brand->withdrawn : authorisation->withdrawn;
    const std::string_view kind = brand != nullptr ? "brand" : "authorisation";
    const std::string& id = brand != nullptr ? brand->brand : authorisation->id;
    const std::string line = brand != nullptr ? registry::Registry::LineOf(*brand)
                                              : registry::Registry::LineOf(*authorisation);
    ASSAY_ASSIGN(detail::CachedStatement statement,
                 Prepared(withdrawn ? "DELETE FROM reference WHERE kind=? AND id=?"
                                    : "INSERT OR REPLACE INTO reference VALUES(?,?,?)"));
    statement->Bind(1, kind).Bind(2, std::string_view(id));
    if (!withdrawn) {
      statement->Bind(3, std::string_view(line));
    }
    ASSAY_TRY(statement->Run());
  }
  for (const engine::SeenEvent& seen : delta.seen) {
    if (seen.key.bucket == engine::kSharedBucket) {
      ASSAY_ASSIGN(detail::CachedStatement insert,
                   Prepared("INSERT OR IGNORE INTO shared_seen VALUES(?,?)"));
      insert->BindBlob(1, BytesOf(seen.key.key)).Bind(2, seen.fingerprint);
      ASSAY_TRY(insert->Run());
    }
  }
  if (!delta.shared_changed) {
    return {};
  }
  ASSAY_ASSIGN(detail::CachedStatement insert,
               Prepared("INSERT OR REPLACE INTO shared_state VALUES(?,?,?,?,?,?,?)"));
  const std::string configuration = ToHex(delta.shared.configuration);
  const std::string pending = ToHex(delta.shared.pending_configuration);
  const std::string registry = ToHex(delta.shared.registry_sha256);
  insert->Bind(1, rows.last_sequence).Bind(2, delta.shared.clock.ms).Bind(3, delta.shared.epoch);
  insert->Bind(4, std::string_view(configuration)).Bind(5, std::string_view(pending));
  const std::string links = ToHex(delta.shared.links_sha256);
  insert->Bind(6, std::string_view(registry)).Bind(7, std::string_view(links));
  return insert->Run();
}

Result<void> StateDatabase::WriteTimers(const engine::Delta& delta) {
  for (const engine::Timer& timer : delta.timers_set) {
    ASSAY_ASSIGN(detail::CachedStatement insert,
                 Prepared("INSERT OR REPLACE INTO timer VALUES(?,?,?,?,?)"));
    insert->Bind(1, timer.due_ms).Bind(2, timer.measure).Bind(3, timer.bucket);
    insert->BindBlob(4, BytesOf(timer.key)).Bind(5, enforcement::NameOf(timer.target));
    ASSAY_TRY(insert->Run());
  }
  for (const engine::Timer& timer : delta.timers_gone) {
    ASSAY_ASSIGN(detail::CachedStatement remove,
                 Prepared("DELETE FROM timer WHERE due_ms=? AND measure=?"));
    remove->Bind(1, timer.due_ms).Bind(2, timer.measure);
    ASSAY_TRY(remove->Run());
  }
  return {};
}

Result<void> StateDatabase::WriteExtras(const engine::CommitExtras& extras) {
  for (const engine::QuarantineRow& row : extras.quarantine) {
    ASSAY_ASSIGN(
        detail::CachedStatement insert,
        Prepared("INSERT INTO quarantine(input,line,offset,reason,message,sealed_raw,raw_size,"
                 "received_ms) VALUES(?,?,?,?,?,?,?,?)"));
    insert->Bind(1, std::string_view(row.input)).Bind(2, row.line).Bind(3, row.offset);
    insert->Bind(4, std::string_view(row.reason)).Bind(5, std::string_view(row.message));
    insert->BindBlob(6, row.sealed_raw).Bind(7, row.raw_size).Bind(8, row.received.ms);
    ASSAY_TRY(insert->Run());
  }
  ASSAY_TRY(detail::CountRows(database_, statements_, "quarantine", extras.quarantine.size()));
  for (const std::int64_t id : extras.released) {
    ASSAY_ASSIGN(detail::CachedStatement release,
                 Prepared("UPDATE quarantine SET released=1 WHERE id=?"));
    release->Bind(1, id);
    ASSAY_TRY(release->Run());
  }
  if (!extras.position.input.empty()) {
    ASSAY_ASSIGN(detail::CachedStatement save,
                 Prepared("INSERT OR REPLACE INTO input_position VALUES(?,?,?,?)"));
    save->Bind(1, std::string_view(extras.position.input));
    save->Bind(2, std::string_view(extras.position.fingerprint));
    save->Bind(3, extras.position.lines).Bind(4, extras.position.bytes);
    ASSAY_TRY(save->Run());
  }
  return {};
}

Result<void> StateDatabase::WriteImages(const std::vector<BucketImage>& images) {
  for (const BucketImage& image : images) {
    ASSAY_ASSIGN(detail::CachedStatement save,
                 Prepared("INSERT OR REPLACE INTO bucket_image VALUES(?,?,?)"));
    save->Bind(1, image.bucket).Bind(2, image.position).BindBlob(3, image.image);
    ASSAY_TRY(save->Run());
  }
  return {};
}

Result<void> StateDatabase::SaveNumber(std::string_view key, std::uint64_t value) {
  ASSAY_ASSIGN(detail::CachedStatement save, Prepared("INSERT OR REPLACE INTO meta VALUES(?,?)"));
  const std::string text = std::to_string(value);
  save->Bind(1, key).Bind(2, std::string_view(text));
  return save->Run();
}

Result<std::uint64_t> StateDatabase::LoadNumber(std::string_view key) {
  ASSAY_ASSIGN(detail::CachedStatement load,
               Prepared("SELECT CAST(value AS INTEGER) FROM meta WHERE key=?"));
  load->Bind(1, key);
  ASSAY_ASSIGN(const bool has_row, load->Step());
  return has_row ? Unsigned(load->Integer(0)) : 0;
}

Result<std::vector<FrameRow>> StateDatabase::LoadFrames(std::uint64_t from_sequence) {
  ASSAY_ASSIGN(detail::CachedStatement load,
               Prepared("SELECT first,lines,segment,offset,length,chain FROM frame "
                        "WHERE first+lines>? ORDER BY first"));
  load->Bind(1, from_sequence);
  std::vector<FrameRow> frames;
  while (true) {
    ASSAY_ASSIGN(const bool has_row, load->Step());
    if (!has_row) {
      return frames;
    }
    frames.push_back({.first = Unsigned(load->Integer(0)),
                      .lines = Unsigned(load->Integer(1)),
                      .segment = static_cast<std::uint32_t>(load->Integer(2)),
                      .offset = Unsigned(load->Integer(3)),
                      .length = Unsigned(load->Integer(4)),
                      .chain = Sha256From(load->Blob(5))});
  }
}

Result<Sha256> StateDatabase::LoadChainBefore(std::uint64_t first) {
  ASSAY_ASSIGN(detail::CachedStatement load,
               Prepared("SELECT chain FROM frame WHERE first<? ORDER BY first DESC LIMIT 1"));
  load->Bind(1, first);
  ASSAY_ASSIGN(const bool has_row, load->Step());
  return has_row ? Sha256From(load->Blob(0)) : Sha256{};
}

Result<std::optional<StoredSharedState>> StateDatabase::FindSharedState(
    std::uint64_t at_or_before) {
  ASSAY_ASSIGN(detail::CachedStatement load,
               Prepared("SELECT sequence,clock_ms,epoch,configuration,"
                        "pending_configuration,registry,links FROM shared_state WHERE "
                        "sequence<=? ORDER BY sequence DESC LIMIT 1"));
  load->Bind(1, at_or_before);
  ASSAY_ASSIGN(const bool has_row, load->Step());
  if (!has_row) {
    return std::nullopt;
  }
  return StoredSharedState{.sequence = Unsigned(load->Integer(0)),
                           .clock = Instant{load->Integer(1)},
                           .epoch = Unsigned(load->Integer(2)),
                           .configuration = std::string(load->Text(3)),
                           .pending_configuration = std::string(load->Text(4)),
                           .registry = std::string(load->Text(5)),
                           .links = std::string(load->Text(6))};
}

Result<std::string> StateDatabase::LoadContent(const std::string& sha256) {
  ASSAY_ASSIGN(detail::CachedStatement load, Prepared("SELECT bytes FROM content WHERE sha256=?"));
  load->Bind(1, std::string_view(sha256));
  ASSAY_ASSIGN(const bool has_row, load->Step());
  if (!has_row) {
    return Fail(ErrorCode::kNotFound, "storage.no_such_content",
                fmt::format("the folder holds no content named {}", sha256));
  }
  std::string bytes(load->Blob(0));
  if (ToHex(Sha256Of(bytes)) != sha256) {
    return Fail(ErrorCode::kCorrupted, "storage.content_damaged",
                fmt::format("the content named {} is not what was written", sha256));
  }
  return bytes;
}

Result<std::vector<std::string>> StateDatabase::LoadContents(std::string_view kind) {
  ASSAY_ASSIGN(detail::CachedStatement load,
               Prepared("SELECT bytes FROM content WHERE kind=? ORDER BY sha256"));
  load->Bind(1, kind);
  std::vector<std::string> contents;
  while (true) {
    ASSAY_ASSIGN(const bool has_row, load->Step());
    if (!has_row) {
      return contents;
    }
    contents.emplace_back(load->Blob(0));
  }
}

Result<void> StateDatabase::AddContent(const std::string& sha256, std::string_view kind,
                                       std::string_view bytes) {
  ASSAY_ASSIGN(detail::CachedStatement save,
               Prepared("INSERT OR IGNORE INTO content VALUES(?,?,?)"));
  save->Bind(1, std::string_view(sha256)).Bind(2, kind).BindBlob(3, bytes);
  return save->Run();
}

Result<std::string> StateDatabase::LoadReferenceLines() {
  ASSAY_ASSIGN(detail::CachedStatement load,
               Prepared("SELECT line FROM reference ORDER BY kind DESC, id"));
  std::string lines;
  while (true) {
    ASSAY_ASSIGN(const bool has_row, load->Step());
    if (!has_row) {
      return lines;
    }
    lines += load->Text(0);
    lines += '\n';
  }
}

Result<engine::FlatMap<std::uint32_t>> StateDatabase::LoadSharedSeen() {
  ASSAY_ASSIGN(detail::CachedStatement load, Prepared("SELECT event,fingerprint FROM shared_seen"));
  engine::FlatMap<std::uint32_t> seen;
  while (true) {
    ASSAY_ASSIGN(const bool has_row, load->Step());
    if (!has_row) {
      return seen;
    }
    *seen.Insert(PlainFrom<Hash128>(load->Blob(0))).first =
        static_cast<std::uint32_t>(load->Integer(1));
  }
}

Result<std::optional<BucketImage>> StateDatabase::FindImage(std::uint16_t bucket) {
  ASSAY_ASSIGN(detail::CachedStatement load,
               Prepared("SELECT position,image FROM bucket_image WHERE bucket=?"));
  load->Bind(1, bucket);
  ASSAY_ASSIGN(const bool has_row, load->Step());
  if (!has_row) {
    return std::nullopt;
  }
  return BucketImage{bucket, Unsigned(load->Integer(0)), std::string(load->Blob(1))};
}

Result<std::uint64_t> StateDatabase::FindImagePosition(std::uint16_t bucket) {
  ASSAY_ASSIGN(detail::CachedStatement load,
               Prepared("SELECT position FROM bucket_image WHERE bucket=?"));
  load->Bind(1, bucket);
  ASSAY_ASSIGN(const bool has_row, load->Step());
  return has_row ? Unsigned(load->Integer(0)) : 0;
}

Result<std::vector<engine::Timer>> StateDatabase::LoadTimers() {
  ASSAY_ASSIGN(detail::CachedStatement load,
               Prepared("SELECT due_ms,measure,bucket,target,listing FROM timer"));
  std::vector<engine::Timer> timers;
  while (true) {
    ASSAY_ASSIGN(const bool has_row, load->Step());
    if (!has_row) {
      return timers;
    }
    timers.push_back({.due_ms = load->Integer(0),
                      .measure = Unsigned(load->Integer(1)),
                      .bucket = static_cast<std::uint16_t>(load->Integer(2)),
                      .target = load->Text(3) == "store" ? enforcement::Target::kStore
                                                         : enforcement::Target::kListing,
                      .key = PlainFrom<Hash128>(load->Blob(4))});
  }
}

Result<linkage::IdentityIndex> StateDatabase::LoadIdentities() {
  return detail::LoadIdentities(database_);
}

Result<linkage::LinkSet> StateDatabase::LoadLinks() {
  return detail::LoadLinks(database_);
}

Result<engine::InputPosition> StateDatabase::FindPosition(const std::string& input) {
  ASSAY_ASSIGN(detail::CachedStatement load,
               Prepared("SELECT fingerprint,lines,bytes FROM input_position WHERE input=?"));
  load->Bind(1, std::string_view(input));
  ASSAY_ASSIGN(const bool has_row, load->Step());
  engine::InputPosition position{.input = input, .fingerprint = "", .lines = 0, .bytes = 0};
  if (has_row) {
    position.fingerprint = std::string(load->Text(0));
    position.lines = Unsigned(load->Integer(1));
    position.bytes = Unsigned(load->Integer(2));
  }
  return position;
}

Result<std::map<std::string, std::int64_t>> StateDatabase::LoadTallies() {
  ASSAY_ASSIGN(detail::CachedStatement load, Prepared("SELECT name,count FROM tally"));
  std::map<std::string, std::int64_t> tallies;
  while (true) {
    ASSAY_ASSIGN(const bool has_row, load->Step());
    if (!has_row) {
      return tallies;
    }
    tallies.emplace(std::string(load->Text(0)), load->Integer(1));
  }
}

Result<void> StateDatabase::ForEachAnswerFrom(
    std::uint64_t first, const std::function<void(const flows::PersonsAnswer&)>& visit) {
  // The row of a request or proposal alone names the listing and a rule.
  static constexpr std::string_view kAnswers = R"(
      SELECT answer.sequence,asked.store,asked.listing,asked.kind,answer.status
      FROM measure answer JOIN measure asked ON asked.measure=answer.measure AND asked.rule<>''
      WHERE answer.sequence>=? AND answer.rule=''
        AND answer.status IN ('confirmed','requested','lifted_by_person','rejected')
      ORDER BY answer.sequence,answer.ordinal)";
  ASSAY_ASSIGN(Statement load, database_.Prepare(kAnswers));
  load.Bind(1, first);
  while (true) {
    ASSAY_ASSIGN(const bool has_row, load.Step());
    if (!has_row) {
      return {};
    }
    const auto kind = enforcement::FindMeasureKind(load.Text(3));
    if (!kind) {
      return Fail(
          ErrorCode::kCorrupted, "storage.damaged",
          fmt::format("the database holds the measure \"{}\", which is none", load.Text(3)));
    }
    visit({.sequence = {Unsigned(load.Integer(0))},
           .store = std::string(load.Text(1)),
           .listing = std::string(load.Text(2)),
           .kind = *kind,
           .confirmed = load.Text(4) == "confirmed" || load.Text(4) == "requested"});
  }
}

Result<void> StateDatabase::ForEachQuarantined(
    bool released_too, const std::function<Result<void>(const QuarantinedLine&)>& visit) {
  ASSAY_ASSIGN(Statement load,
               database_.Prepare("SELECT id,input,line,offset,reason,message,sealed_raw,raw_size,"
                                 "received_ms FROM quarantine WHERE released<=? ORDER BY id"));
  load.Bind(1, released_too ? 1 : 0);
  while (true) {
    ASSAY_ASSIGN(const bool has_row, load.Step());
    if (!has_row) {
      return {};
    }
    ASSAY_TRY(visit({.id = load.Integer(0),
                     .row = {.input = std::string(load.Text(1)),
                             .line = Unsigned(load.Integer(2)),
                             .offset = Unsigned(load.Integer(3)),
                             .reason = std::string(load.Text(4)),
                             .message = std::string(load.Text(5)),
                             .sealed_raw = std::string(load.Blob(6)),
                             .raw_size = Unsigned(load.Integer(7)),
                             .received = Instant{load.Integer(8)}}}));
  }
}

Result<void> StateDatabase::DumpRows(bool intake_too,
                                     const std::function<void(std::string_view line)>& write) {
  // Frames, images, contents and the sink's position depend on how the work was cut into batches;
  // nothing that is listed here may.
  std::vector<const char*> queries = {
      R"(SELECT 'shared',clock_ms,epoch,configuration,pending_configuration,registry,links
         FROM shared_state ORDER BY sequence DESC LIMIT 1)",
      "SELECT 'reference',kind,id,line FROM reference ORDER BY kind,id",
      "SELECT 'timer',due_ms,measure,bucket,target,hex(listing) FROM timer ORDER BY due_ms,measure",
      R"(SELECT 'tally',name,count FROM tally
         WHERE name NOT IN('outcome.duplicate','outcome.contradiction','outcome.not_allowed')
         ORDER BY name)",
      "SELECT 'verdict',* FROM verdict ORDER BY sequence",
      "SELECT 'measure',* FROM measure ORDER BY sequence,ordinal",
      "SELECT 'outbox',* FROM outbox ORDER BY sequence,ordinal",
      "SELECT 'token',* FROM identity_token ORDER BY sequence,kind,value",
      "SELECT 'opening',* FROM opening ORDER BY sequence",
      "SELECT 'closure',* FROM closure ORDER BY sequence",
      "SELECT 'examination',* FROM examination ORDER BY sequence",
      "SELECT 'link',* FROM link ORDER BY sequence,ordinal",
      "SELECT 'repeat_move',* FROM repeat_move ORDER BY is_shut,time_ms,sequence",
      "SELECT 'queue',* FROM queue ORDER BY measure",
      "SELECT 'shadow',* FROM shadow ORDER BY sequence,ordinal",
      "SELECT 'daily',* FROM daily ORDER BY day,name",
  };
  if (intake_too) {
    queries.push_back(
        "SELECT 'input',input,fingerprint,lines,bytes FROM input_position ORDER BY input");
    queries.push_back(
        "SELECT 'tally',name,count FROM tally WHERE name IN('outcome.duplicate',"
        "'outcome.contradiction','outcome.not_allowed') ORDER BY name");
    queries.push_back(
        "SELECT 'quarantine',input,line,offset,reason,message,raw_size,released FROM "
        "quarantine ORDER BY id");
  }
  for (const char* query : queries) {
    ASSAY_ASSIGN(Statement statement, database_.Prepare(query));
    while (true) {
      ASSAY_ASSIGN(const bool has_row, statement.Step());
      if (!has_row) {
        break;
      }
      std::string line = "[";
      for (int column = 0; column < statement.ColumnCount(); ++column) {
        if (column > 0) {
          line += ',';
        }
        if (statement.IsInteger(column)) {
          line += std::to_string(statement.Integer(column));
        } else {
          AppendJsonString(line, statement.Text(column));
        }
      }
      write(line + "]");
    }
  }
  return {};
}

Result<std::vector<std::string>> StateDatabase::CheckInvariants() {
  struct Check {
    const char* must_be_zero;
    const char* sentence;
  };
  constexpr Check kChecks[] = {
      {"SELECT count(*) FROM frame f JOIN frame g ON g.first=(SELECT min(first) FROM frame WHERE "
       "first>f.first) WHERE f.first+f.lines<>g.first",
       "frames of the log leave a gap or overlap"},
      {"SELECT ifnull((SELECT max(first+lines-1) FROM frame),0)<>ifnull((SELECT CAST(value AS "
       "INTEGER) "
       "FROM meta WHERE key='last_sequence'),0)",
       "the log's last sequence is not the recorded one"},
      {"SELECT ifnull((SELECT sum(count) FROM tally WHERE name LIKE 'type.%'),0)<>ifnull((SELECT "
       "sum(lines) FROM frame),0)",
       "the counted events are not as many as the log holds"},
      {"SELECT count(*) FROM bucket_image WHERE position>(SELECT CAST(value AS INTEGER) FROM meta "
       "WHERE "
       "key='last_sequence')",
       "a bucket's checkpoint is newer than the log"},
      {"SELECT count(*) FROM timer t WHERE NOT EXISTS(SELECT 1 FROM measure m WHERE "
       "m.measure=t.measure AND m.status='requested')",
       "a timer belongs to no requested measure"},
      {"SELECT count(*) FROM queue q WHERE q.status<>(SELECT status FROM measure m WHERE "
       "m.measure=q.measure ORDER BY sequence DESC,ordinal DESC LIMIT 1)",
       "what waits for a person is not as its newest row says"},
      {"SELECT (SELECT count(*) FROM opening)<(SELECT ifnull(sum(count),0) FROM daily WHERE "
       "name='stores_opened')",
       "more openings are counted than there are"},
      {"SELECT count(*) FROM verdict WHERE previous>=sequence",
       "a verdict's previous is not earlier"},
  };
  std::vector<std::string> broken;
  for (const Check& check : kChecks) {
    ASSAY_ASSIGN(const auto count, database_.QueryInteger(check.must_be_zero));
    if (count.value_or(0) != 0) {
      broken.emplace_back(check.sentence);
    }
  }
  ASSAY_ASSIGN(const std::int64_t wrong_moves, detail::CountWrongRepeatMoves(database_));
  if (wrong_moves != 0) {
    broken.emplace_back("the openings and closings of repeat stores are not those of the links");
  }
  ASSAY_ASSIGN(const std::vector<std::string> missing, detail::FindMissingRows(database_));
  broken.insert(broken.end(), missing.begin(), missing.end());
  return broken;
}

}  // namespace assay::sqlite
