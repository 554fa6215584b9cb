// SPDX-License-Identifier: Apache-2.0
// Which storage carries the state? The same work, three ways: commits of 8,192 listing states (80 bytes and
// a 16-byte key, drawn from LIVE keys) together with the log's bytes of those events and the position, each
// commit on the disk before the next.
//
//   segments   our segment file, live state in memory, bucket images and position in one SQLite transaction
//   rocksdb    one synced write batch with states, log bytes and position; states read back first
//   sqlite     one transaction with an upsert per state
//
//   storage_storage_bench LIVE COMMITS DIR [segments|rocksdb|sqlite ...]
//
// Decoding and screening are left out: only what differs is measured.
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#ifdef ASSAY_HAS_ROCKSDB
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#endif

#include "adapters/files/file_system.h"
#include "adapters/files/segment_log.h"
#include "adapters/folder/hot_state.h"
#include "adapters/sqlite/database.h"
#include "engine/state_codec.h"

namespace assay {
namespace {

constexpr std::size_t kEvents = 8'192;
constexpr std::size_t kLineBytes = 888;

std::uint64_t Mix(std::uint64_t x) {
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccdULL;
  x ^= x >> 33;
  return x;
}

Hash128 KeyOf(std::uint64_t listing) {
  return {Mix(listing), Mix(listing ^ 0x5bd1e995)};
}

// Text that compresses about as listings do.
std::string LogText(std::uint64_t commit) {
  std::string text;
  text.reserve(kEvents * kLineBytes);
  for (std::size_t i = 0; i < kEvents; ++i) {
    const std::size_t begin = text.size();
    for (std::uint64_t word = commit * 131 + i; text.size() - begin < kLineBytes - 1;
         word = Mix(word)) {
      text += fmt::format("word{} ", word % 997);
    }
    text.resize(begin + kLineBytes - 1);
    text += '\n';
  }
  return text;
}

template <typename T>
T Must(Result<T> result) {
  if (!result) {
    fmt::print(stderr, "{}\n", result.error().message);
    std::exit(1);
  }
  if constexpr (!std::is_void_v<T>) {
    return std::move(*result);
  }
}

class Way {
 public:
  virtual ~Way() = default;
  virtual void Commit(std::uint64_t commit, const std::vector<std::uint64_t>& listings,
                      const std::string& log) = 0;
};

class Segments : public Way {
 public:
  Segments(const std::string& directory, std::uint64_t checkpoint_events)
      : files_(files::MakePosixFileSystem()),
        log_(Must(files::SegmentLog::OpenToWrite(*files_, directory + "/segments",
                                                 files::Frame{.first = {}, .chain = {}}))),
        database_(Must(sqlite::Database::Open(directory + "/state.db", {}))),
        checkpoint_events_(checkpoint_events) {
    Must(
        database_.Execute("PRAGMA page_size=8192;PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
                          "PRAGMA wal_autocheckpoint=4000;"
                          "CREATE TABLE image(bucket INTEGER PRIMARY KEY, image BLOB);"
                          "CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER)"));
  }
  void Commit(std::uint64_t commit, const std::vector<std::uint64_t>& listings,
              const std::string& log) override {
    engine::Delta delta;
    delta.first = {commit * kEvents + 1};
    for (const std::uint64_t listing : listings) {
      const Hash128 key = KeyOf(listing);
      const auto bucket = static_cast<std::uint16_t>(key.high % kBucketCount);
      engine::ListingState state;
      if (const engine::ListingState* known = Must(hot_.Bucket(bucket))->listings.Find(key)) {
        state = *known;
      }
      state.version = static_cast<std::int64_t>(commit);
      delta.listings.push_back({{bucket, key}, state});
    }
    Must(hot_.Merge(delta));
    Must(log_.Append(delta.first, kEvents, log));
    Must(log_.Sync());
    auto transaction = Must(sqlite::Transaction::Begin(database_));
    auto save = Must(database_.Prepare("INSERT OR REPLACE INTO image VALUES(?,?)"));
    debt_ += static_cast<double>(kEvents * kBucketCount) / static_cast<double>(checkpoint_events_);
    const auto images = static_cast<std::size_t>(debt_);
    debt_ -= static_cast<double>(images);
    for (const std::uint16_t bucket : hot_.NextDirty(images)) {
      const std::string image = engine::EncodeImage(*Must(hot_.Bucket(bucket)));
      Must(save.Bind(1, bucket).BindBlob(2, image).Run());
      hot_.MarkClean(bucket);
    }
    auto position = Must(database_.Prepare("INSERT OR REPLACE INTO meta VALUES('position',?)"));
    Must(position.Bind(1, commit).Run());
    Must(transaction.Commit());
  }

 private:
  std::unique_ptr<files::FileSystem> files_;
  files::SegmentLog log_;
  sqlite::Database database_;
  folder::HotState hot_{
      [](std::uint16_t) -> Result<std::optional<engine::BucketState>> { return std::nullopt; }};
  std::uint64_t checkpoint_events_;
  double debt_ = 0;
};

#ifdef ASSAY_HAS_ROCKSDB
class RocksDb : public Way {
 public:
  explicit RocksDb(const std::string& directory) {
    rocksdb::Options options;
    options.create_if_missing = true;
    options.IncreaseParallelism(2);
    options.OptimizeLevelStyleCompaction(256 << 20);
    options.compression = rocksdb::kLZ4Compression;
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = rocksdb::NewLRUCache(1 << 30);
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    rocksdb::DB* db = nullptr;
    if (const auto status = rocksdb::DB::Open(options, directory + "/rocks", &db); !status.ok()) {
      fmt::print(stderr, "{}\n", status.ToString());
      std::exit(1);
    }
    db_.reset(db);
  }
  void Commit(std::uint64_t commit, const std::vector<std::uint64_t>& listings,
              const std::string& log) override {
    std::vector<Hash128> keys;
    keys.reserve(listings.size());
    for (const std::uint64_t listing : listings) {
      keys.push_back(KeyOf(listing));
    }
    std::vector<rocksdb::Slice> slices;
    slices.reserve(keys.size());
    for (const Hash128& key : keys) {
      slices.emplace_back(reinterpret_cast<const char*>(&key), sizeof(key));
    }
    std::vector<rocksdb::PinnableSlice> values(keys.size());
    std::vector<rocksdb::Status> found(keys.size());
    db_->MultiGet({}, db_->DefaultColumnFamily(), keys.size(), slices.data(), values.data(),
                  found.data());
    rocksdb::WriteBatch batch;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      engine::ListingState state;
      if (found[i].ok()) {
        std::memcpy(&state, values[i].data(), sizeof(state));
      }
      state.version = static_cast<std::int64_t>(commit);
      batch.Put(slices[i], rocksdb::Slice(reinterpret_cast<const char*>(&state), sizeof(state)));
    }
    batch.Put(fmt::format("log{:016x}", commit), log);
    batch.Put("position", std::to_string(commit));
    rocksdb::WriteOptions write;
    write.sync = true;
    if (const auto status = db_->Write(write, &batch); !status.ok()) {
      fmt::print(stderr, "{}\n", status.ToString());
      std::exit(1);
    }
  }

 private:
  std::unique_ptr<rocksdb::DB> db_;
};
#endif

class Sqlite : public Way {
 public:
  explicit Sqlite(const std::string& directory)
      : database_(Must(sqlite::Database::Open(directory + "/all.db", {}))) {
    Must(
        database_.Execute("PRAGMA page_size=8192;PRAGMA journal_mode=WAL;PRAGMA "
                          "synchronous=FULL;PRAGMA cache_size=-500000;"
                          "CREATE TABLE listing(key BLOB PRIMARY KEY, state BLOB) WITHOUT ROWID;"
                          "CREATE TABLE log(id INTEGER PRIMARY KEY, bytes BLOB)"));
  }
  void Commit(std::uint64_t commit, const std::vector<std::uint64_t>& listings,
              const std::string& log) override {
    auto transaction = Must(sqlite::Transaction::Begin(database_));
    auto upsert = Must(database_.Prepare("INSERT OR REPLACE INTO listing VALUES(?,?)"));
    for (const std::uint64_t listing : listings) {
      const Hash128 key = KeyOf(listing);
      engine::ListingState state;
      state.version = static_cast<std::int64_t>(commit);
      const std::string_view key_bytes(reinterpret_cast<const char*>(&key), sizeof(key));
      const std::string_view state_bytes(reinterpret_cast<const char*>(&state), sizeof(state));
      Must(upsert.BindBlob(1, key_bytes).BindBlob(2, state_bytes).Run());
    }
    auto insert = Must(database_.Prepare("INSERT INTO log VALUES(?,?)"));
    Must(insert.Bind(1, commit).BindBlob(2, log).Run());
    Must(transaction.Commit());
  }

 private:
  sqlite::Database database_;
};

void Measure(const std::string& name, Way& way, std::uint64_t live, std::uint64_t commits) {
  // First every key once, unmeasured; then draws.
  std::vector<std::uint64_t> listings(kEvents);
  const std::string log = LogText(1);
  std::uint64_t commit = 0;
  for (std::uint64_t begin = 0; begin < live; begin += kEvents) {
    for (std::size_t i = 0; i < kEvents; ++i) {
      listings[i] = (begin + i) % live;
    }
    way.Commit(commit++, listings, log);
  }
  double slowest = 0;
  const auto start = std::chrono::steady_clock::now();
  for (std::uint64_t c = 0; c < commits; ++c) {
    for (std::size_t i = 0; i < kEvents; ++i) {
      listings[i] = Mix(c * kEvents + i) % live;
    }
    const auto before = std::chrono::steady_clock::now();
    way.Commit(commit++, listings, log);
    slowest = std::max(
        slowest, std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count());
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  fmt::print(
      "{{\"way\":\"{}\",\"live\":{},\"events\":{},\"per_second\":{:.0f},\"slowest_commit_s\":{:.3f}"
      "}}\n",
      name, live, commits * kEvents, static_cast<double>(commits * kEvents) / seconds, slowest);
  std::fflush(stdout);
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  if (argc < 5) {
    std::fprintf(stderr, "usage: %s LIVE COMMITS DIR segments|rocksdb|sqlite ...\n", argv[0]);
    return 2;
  }
  const std::uint64_t live = std::stoull(argv[1]);
  const std::uint64_t commits = std::stoull(argv[2]);
  for (int i = 4; i < argc; ++i) {
    const std::string name = argv[i];
    const std::string directory = std::string(argv[3]) + "/" + name;
    std::filesystem::remove_all(directory);
    std::filesystem::create_directories(directory);
    std::unique_ptr<assay::Way> way;
    if (name == "segments") {
      way = std::make_unique<assay::Segments>(directory, 2'000'000);
    } else if (name == "sqlite") {
      way = std::make_unique<assay::Sqlite>(directory);
#ifdef ASSAY_HAS_ROCKSDB
    } else if (name == "rocksdb") {
      way = std::make_unique<assay::RocksDb>(directory);
#endif
    } else {
      std::fprintf(stderr, "no such way here: %s\n", argv[i]);
      return 2;
    }
    assay::Measure(name, *way, live, commits);
  }
  return 0;
}
