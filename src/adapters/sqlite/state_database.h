// SPDX-License-Identifier: Apache-2.0
// The tables of an installation's folder: what migrations/sqlite describes, read and written in
// domain words. Knows no files but its own; adapters/folder puts it together with the log.
//
// Threads: one at a time. Errors: as Database; kConflict "storage.newer_schema" where a newer Assay
// wrote the folder, kConflict "storage.older_schema" where `assay db upgrade` has to run first.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/sqlite/database.h"
#include "adapters/sqlite/detail/statement_cache.h"
#include "core/result.h"
#include "engine/delta.h"
#include "engine/state_store.h"
#include "flows/history.h"

namespace assay::sqlite {

// Mirrors files::Frame without knowing it.
struct FrameRow {
  std::uint64_t first = 0;
  std::uint64_t lines = 0;
  std::uint32_t segment = 0;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  Sha256 chain;
};

struct BucketImage {
  std::uint16_t bucket = 0;
  std::uint64_t position = 0;
  std::string image;
};

// Everything one commit writes, besides the log itself.
struct CommitRows {
  std::optional<FrameRow> frame;
  const engine::Delta* delta = nullptr;
  const engine::CommitExtras* extras = nullptr;
  std::vector<BucketImage> images;
  std::uint64_t last_sequence = 0;
  // No change before this sequence is missing from the images; recovery starts here.
  std::uint64_t checkpoint_floor = 0;
};

struct StoredSharedState {
  std::uint64_t sequence = 0;
  Instant clock;
  std::uint64_t epoch = 0;
  std::string configuration;
  std::string pending_configuration;
  std::string registry;
  std::string links;
};

struct QuarantinedLine {
  std::int64_t id = 0;
  engine::QuarantineRow row;
};

class StateDatabase {
 public:
  // Creates the tables where the file is new. With `upgrade` runs missing migrations.
  static Result<StateDatabase> Open(const std::string& path, const OpenOptions& options,
                                    bool upgrade);

  Result<void> Write(const CommitRows& rows);

  Result<std::uint64_t> LoadNumber(std::string_view key);  // 0 where it was never written.
  Result<std::vector<FrameRow>> LoadFrames(
      std::uint64_t from_sequence);  // The one holding it and later.
  Result<Sha256> LoadChainBefore(std::uint64_t first);
  // The newest at or before the sequence; nullopt if there is none.
  Result<std::optional<StoredSharedState>> FindSharedState(std::uint64_t at_or_before);
  Result<std::string> LoadContent(const std::string& sha256);
  Result<std::vector<std::string>> LoadContents(std::string_view kind);
  Result<void> AddContent(const std::string& sha256, std::string_view kind, std::string_view bytes);
  Result<std::string> LoadReferenceLines();
  Result<engine::FlatMap<std::uint32_t>> LoadSharedSeen();
  Result<std::optional<BucketImage>> FindImage(std::uint16_t bucket);
  Result<std::uint64_t> FindImagePosition(std::uint16_t bucket);  // 0 where there is no image.
  Result<std::vector<engine::Timer>> LoadTimers();
  Result<linkage::IdentityIndex> LoadIdentities();
  Result<linkage::LinkSet> LoadLinks();
  Result<engine::InputPosition> FindPosition(const std::string& input);
  Result<std::map<std::string, std::int64_t>> LoadTallies();
  // In log order from a sequence on.
  Result<void> ForEachAnswerFrom(std::uint64_t first,
                                 const std::function<void(const flows::PersonsAnswer&)>& visit);

  Result<void> ForEachQuarantined(bool released_too,
                                  const std::function<Result<void>(const QuarantinedLine&)>& visit);
  // Rows as lines of JSON, in key order, for the canonical dump; with what did not enter the log or
  // only where asked.
  Result<void> DumpRows(bool intake_too, const std::function<void(std::string_view line)>& write);
  // Invariants between tables; each broken one is a sentence.
  Result<std::vector<std::string>> CheckInvariants();

  Database& database() { return database_; }

 private:
  explicit StateDatabase(Database database) : database_(std::move(database)) {}
  Result<void> WriteFrame(const FrameRow& frame);
  Result<void> WriteShared(const CommitRows& rows);
  Result<void> WriteTimers(const engine::Delta& delta);
  Result<void> WriteExtras(const engine::CommitExtras& extras);
  Result<void> WriteImages(const std::vector<BucketImage>& images);
  Result<void> SaveNumber(std::string_view key, std::uint64_t value);
  Result<detail::CachedStatement> Prepared(std::string_view sql) {
    return statements_.Prepared(database_, sql);
  }

  Database database_;
  detail::StatementCache statements_;
};

}  // namespace assay::sqlite
