// SPDX-License-Identifier: Apache-2.0
#include "adapters/folder/folder_store.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "adapters/files/action_file.h"
#include "adapters/files/segment_log.h"
#include "adapters/folder/detail/backup.h"
#include "adapters/folder/detail/committer.h"
#include "adapters/folder/detail/recovery.h"
#include "adapters/folder/detail/shared_inputs.h"
#include "adapters/folder/detail/snapshot.h"
#include "adapters/folder/hot_state.h"
#include "adapters/sqlite/delivery_journal.h"
#include "adapters/sqlite/state_database.h"
#include "core/check.h"
#include "core/clock.h"
#include "flows/deliver_actions.h"
#include "ingest/decode.h"

namespace assay::folder {
namespace {

class Store : public flows::Installation {
 public:
  Store(files::FileSystem& files, std::string directory, Options options,
        MakeSettings make_settings, sqlite::StateDatabase database)
      : files_(files),
        directory_(std::move(directory)),
        options_(std::move(options)),
        make_settings_(std::move(make_settings)),
        database_(std::move(database)),
        hot_([this](std::uint16_t bucket) { return LoadBucket(bucket); }) {}

  ~Store() override { committer_.reset(); }

  Result<void> Start(std::unique_ptr<files::FileLock> lock);

  Result<engine::StateView> LoadShared() override {
    engine::StateView view;
    view.shared = shared_;
    view.last = {last_sequence_};
    return view;
  }

  Result<engine::StateView> Load(const engine::KeySet& keys) override {
    ASSAY_ASSIGN(engine::StateView view, LoadShared());
    for (const engine::BucketKey& key : keys.events) {
      if (key.bucket == engine::kSharedBucket) {
        if (const std::uint32_t* seen = shared_seen_.Find(key.key)) {
          *view.seen.Insert(key.key).first = {*seen, 0};
        }
      }
    }
    ASSAY_TRY(hot_.Fill(keys, view));
    if (!keys.identities.empty()) {
      if (!identities_) {
        ASSAY_TRY(Flush());  // The rows of the last commits are there then.
        ASSAY_ASSIGN(identities_, database_.LoadIdentities());
      }
      view.identities = identities_->Around(keys.tokens, keys.identities);
    }
    return view;
  }

  Result<void> Commit(engine::Delta delta, engine::CommitExtras extras) override;
  Result<void> Flush() override {
    return committer_ != nullptr ? committer_->Flush() : Result<void>();
  }

  Result<engine::InputPosition> FindPosition(const std::string& input) override {
    ASSAY_TRY(Flush());
    return database_.FindPosition(input);
  }

  Result<engine::Settings> LoadSettings(const Sha256& configuration) override;
  Result<void> AddConfiguration(std::string_view text) override {
    ASSAY_TRY(Flush());
    return database_.AddContent(ToHex(Sha256Of(text)), "configuration", text);
  }
  Result<std::vector<std::string>> LoadConfigurations() override {
    ASSAY_TRY(Flush());
    return database_.LoadContents("configuration");
  }
  Result<void> ForEachLine(
      const std::function<Result<bool>(Sequence, std::string_view)>& visit) override {
    ASSAY_TRY(Flush());
    return detail::ForEachLine(files_, directory_, database_, 1, visit);
  }
  Result<std::string> LoadLine(Sequence sequence) override;
  Result<void> ForEachQuarantined(
      bool released_too,
      const std::function<Result<void>(std::int64_t, const engine::QuarantineRow&)>& visit)
      override {
    ASSAY_TRY(Flush());
    return database_.ForEachQuarantined(released_too, [&](const sqlite::QuarantinedLine& line) {
      return visit(line.id, line.row);
    });
  }
  Result<std::map<std::string, std::int64_t>> LoadTallies() override {
    ASSAY_TRY(Flush());
    return database_.LoadTallies();
  }
  Result<std::vector<engine::OutboxRow>> LoadActionsAfter(const flows::OutboxPosition& position,
                                                          std::size_t rows_max) override {
    ASSAY_TRY(Flush());
    return sqlite::MakeDeliveryJournal(database_.database())->LoadActionsAfter(position, rows_max);
  }
  Result<std::uint64_t> DrainOutbox() override;
  Result<void> Dump(flows::DumpPart part, const flows::WriteLine& write) override;
  Result<std::vector<std::string>> FindDamage() override;
  Result<void> WriteSnapshot(const std::string& name) override {
    ASSAY_TRY(Flush());
    return detail::WriteSnapshot(files_, directory_, name, last_sequence_, hot_);
  }
  Result<void> DumpSnapshot(const std::string& name, const flows::WriteLine& write) override {
    return detail::DumpSnapshot(files_, directory_, name, write);
  }
  Result<std::uint64_t> Backup(const std::string& target) override {
    ASSAY_TRY(Flush());
    return detail::Backup(files_, directory_, database_, target, options_.sqlite_vfs);
  }
  Result<void> Close() override;

  flows::InstallationStatistics statistics() const override {
    return {.last_sequence = last_sequence_,
            .events_replayed_at_open = replayed_,
            .state_bytes = hot_.bytes(),
            .listings = hot_.listings()};
  }

 private:
  Result<std::optional<engine::BucketState>> LoadBucket(std::uint16_t bucket) {
    std::optional<std::unique_lock<std::mutex>> guard;
    if (committer_ != nullptr) {
      guard.emplace(committer_->database_mutex());
    }
    ASSAY_ASSIGN(auto image, database_.FindImage(bucket));
    if (!image) {
      return std::nullopt;
    }
    ASSAY_ASSIGN(engine::BucketState state, engine::DecodeImage(image->image));
    return state;
  }
  Result<void> LoadSharedState();
  // Takes the changes over in memory; what is left is to make them durable.
  Result<detail::CommitJob> Merge(engine::Delta delta, engine::CommitExtras extras);
  Result<void> TakeImages(std::size_t count, detail::CommitJob& job);
  std::uint64_t RoundEvents() const;

  files::FileSystem& files_;
  std::string directory_;
  Options options_;
  MakeSettings make_settings_;
  std::unique_ptr<files::FileLock> lock_;
  sqlite::StateDatabase database_;
  HotState hot_;
  engine::SharedState shared_;
  // Made from its rows when a store first opens, changes or is shut.
  std::optional<linkage::IdentityIndex> identities_;
  engine::FlatMap<std::uint32_t> shared_seen_;
  std::uint64_t last_sequence_ = 0;
  std::uint64_t replayed_ = 0;
  double checkpoint_debt_ = 0;
  std::unique_ptr<detail::Committer> committer_;  // Null when read only.
};

Result<void> Store::Start(std::unique_ptr<files::FileLock> lock) {
  lock_ = std::move(lock);
  if (options_.read_only) {
    // One moment of the database for as long as the store is open, whatever a writer does
    // meanwhile.
    ASSAY_TRY(database_.database().Execute("BEGIN"));
  }
  ASSAY_ASSIGN(last_sequence_, database_.LoadNumber("last_sequence"));
  if (last_sequence_ == 0 && !options_.read_only) {
    ASSAY_TRY(AddConfiguration(options_.first_configuration));
  }
  ASSAY_TRY(LoadSharedState());
  ASSAY_ASSIGN(shared_seen_, database_.LoadSharedSeen());
  ASSAY_ASSIGN(const std::uint64_t floor, database_.LoadNumber("checkpoint_floor"));
  if (floor != 0 && floor <= last_sequence_) {
    detail::Recovery recovery{.files = files_,
                              .directory = directory_,
                              .database = database_,
                              .hot = hot_,
                              .make_settings = make_settings_};
    ASSAY_ASSIGN(replayed_, recovery.Run(floor, last_sequence_));
  } else {
    ASSAY_ASSIGN(const auto timers, database_.LoadTimers());
    hot_.SetTimers({timers.begin(), timers.end()});
  }
  if (!options_.read_only) {
    ASSAY_ASSIGN(auto frames, database_.LoadFrames(last_sequence_ == 0 ? 0 : last_sequence_));
    const files::Frame committed =
        frames.empty() ? files::Frame{.first = {}, .chain = {}} : detail::FrameOf(frames.back());
    ASSAY_ASSIGN(files::SegmentLog log,
                 files::SegmentLog::OpenToWrite(files_, directory_ + "/segments", committed));
    committer_ =
        std::make_unique<detail::Committer>(std::move(log), database_, options_.background_commits);
  }
  return {};
}

Result<void> Store::LoadSharedState() {
  ASSAY_ASSIGN(const std::string lines, database_.LoadReferenceLines());
  ASSAY_ASSIGN(registry::Registry pending, registry::Registry::FromCanonicalBytes(lines));
  ASSAY_ASSIGN(const auto stored, database_.FindSharedState(UINT64_MAX >> 1));
  if (!stored) {
    shared_.pending_configuration = Sha256Of(options_.first_configuration);
    shared_.pending_registry = std::make_shared<registry::Registry>(std::move(pending));
    return {};  // Nothing was committed yet.
  }
  ASSAY_ASSIGN(shared_, detail::SharedStateFrom(database_, *stored));
  // The same object where nothing is pending: that is how the engine tells.
  shared_.pending_registry = Sha256Of(pending.CanonicalBytes()) == shared_.registry_sha256
                                 ? shared_.registry
                                 : std::make_shared<const registry::Registry>(std::move(pending));
  ASSAY_ASSIGN(linkage::LinkSet links, database_.LoadLinks());
  const std::string known = shared_.links != nullptr ? shared_.links->CanonicalBytes() : "";
  shared_.pending_links = links.CanonicalBytes() == known
                              ? shared_.links
                              : std::make_shared<const linkage::LinkSet>(std::move(links));
  return {};
}

Result<engine::Settings> Store::LoadSettings(const Sha256& configuration) {
  ASSAY_TRY(Flush());
  ASSAY_ASSIGN(const std::string text, database_.LoadContent(ToHex(configuration)));
  return make_settings_(text);
}

Result<void> Store::Commit(engine::Delta delta, engine::CommitExtras extras) {
  CHECK_THAT(committer_ != nullptr, "a store opened to read does not commit");
  CHECK_THAT(delta.log.empty() || delta.first.number == last_sequence_ + 1,
             "a commit's log goes on where the last one ended");
  auto job = Merge(std::move(delta), std::move(extras));
  if (!job) {
    // Half of it may be in memory: nothing may be written behind it.
    committer_->Refuse(job.error());
    return Fail(std::move(job).error());
  }
  return committer_->Submit(std::move(*job));
}

Result<detail::CommitJob> Store::Merge(engine::Delta delta, engine::CommitExtras extras) {
  ASSAY_TRY(hot_.Merge(delta));
  for (const engine::SeenEvent& seen : delta.seen) {
    if (seen.key.bucket == engine::kSharedBucket) {
      *shared_seen_.Insert(seen.key.key).first = seen.fingerprint;
    }
  }
  if (identities_) {
    engine::ApplyIdentities(delta, *identities_);
  }
  shared_ = delta.shared;
  last_sequence_ += delta.log.size();

  detail::CommitJob job;
  // A round over all dirty buckets is spread evenly over its events.
  checkpoint_debt_ += static_cast<double>(delta.log.size()) * static_cast<double>(kBucketCount) /
                      static_cast<double>(RoundEvents());
  const auto count = static_cast<std::size_t>(checkpoint_debt_);
  checkpoint_debt_ -= static_cast<double>(count);
  ASSAY_TRY(TakeImages(count, job));
  job.last_sequence = last_sequence_;
  job.delta = std::move(delta);
  job.extras = std::move(extras);
  return job;
}

std::uint64_t Store::RoundEvents() const {
  // What images add to the writing of each event (a compressed line is 150 bytes), so that a small state is
  // written often: a crash then leaves little to replay.
  constexpr std::uint64_t kImageBytesAnEvent = 500;
  constexpr std::uint64_t kEventsMin = 200'000;
  return std::clamp(hot_.bytes() / kImageBytesAnEvent,
                    std::min(kEventsMin, options_.checkpoint_events), options_.checkpoint_events);
}

Result<void> Store::TakeImages(std::size_t count, detail::CommitJob& job) {
  for (const std::uint16_t index : hot_.NextDirty(count)) {
    ASSAY_ASSIGN(engine::BucketState * bucket, hot_.Bucket(index));
    job.images.push_back({index, last_sequence_, engine::EncodeImage(*bucket)});
    hot_.MarkClean(index);
  }
  job.checkpoint_floor = std::min(hot_.CheckpointFloor(), last_sequence_ + 1);
  return {};
}

Result<void> Store::Close() {
  if (committer_ == nullptr) {
    return {};
  }
  // A few buckets a transaction keeps the database's journal small.
  while (hot_.dirty_count() > 0) {
    detail::CommitJob job;
    ASSAY_TRY(TakeImages(64, job));
    job.last_sequence = last_sequence_;
    ASSAY_TRY(committer_->Submit(std::move(job)));
  }
  return Flush();
}

// A file takes all or fails whole, so that neither time nor chance ever decides anything.
class NoTime final : public Clock {
 public:
  Instant Now() const override { return {}; }
};
class NoChance final : public Entropy {
 public:
  void Fill(std::span<std::byte>) override { CHECK_THAT(false, "a file never refuses"); }
};

Result<std::string> Store::LoadLine(Sequence sequence) {
  ASSAY_TRY(Flush());
  std::optional<std::string> found;
  ASSAY_TRY(detail::ForEachLine(files_, directory_, database_, sequence.number,
                                [&](Sequence at, std::string_view line) -> Result<bool> {
                                  if (at == sequence) {
                                    found = line;
                                  }
                                  return false;
                                }));
  if (!found) {
    return Fail(ErrorCode::kNotFound, "storage.no_such_event",
                fmt::format("the log has no event {}", sequence.number));
  }
  return *std::move(found);
}

Result<std::uint64_t> Store::DrainOutbox() {
  ASSAY_TRY(Flush());
  const auto journal = sqlite::MakeDeliveryJournal(database_.database());
  const auto file = files::MakeActionFile(files_, directory_, "actions.ndjson");
  const NoTime clock;
  NoChance entropy;
  flows::ActionDelivery delivery(
      *journal, *file, {.name = "file", .measures = options_.file_measures}, clock, entropy);
  ASSAY_ASSIGN(const flows::DeliveryRound all, delivery.RunAll());
  return all.taken;
}

Result<void> Store::Dump(flows::DumpPart part, const flows::WriteLine& write) {
  ASSAY_TRY(Flush());
  for (std::uint16_t index = 0; index < kBucketCount; ++index) {
    ASSAY_ASSIGN(const engine::BucketState* bucket, hot_.Bucket(index));
    engine::DumpBucket(index, *bucket, write);
  }
  return database_.DumpRows(part == flows::DumpPart::kDecisionsAndIntake, write);
}

Result<std::vector<std::string>> Store::FindDamage() {
  ASSAY_TRY(Flush());
  ASSAY_ASSIGN(std::vector<std::string> broken, database_.CheckInvariants());
  std::uint64_t expected = 1;
  const auto read = detail::ForEachLine(
      files_, directory_, database_, 1, [&](Sequence sequence, std::string_view) -> Result<bool> {
        if (sequence.number != expected++) {
          broken.push_back(fmt::format("the log has a gap before {}", sequence.number));
          return false;
        }
        return true;
      });
  if (!read) {
    if (read.error().code != ErrorCode::kCorrupted && read.error().code != ErrorCode::kNotFound) {
      return Fail(read.error());
    }
    broken.push_back(read.error().message);
  } else if (expected != last_sequence_ + 1) {
    broken.push_back(
        fmt::format("the log holds {} events, the database says {}", expected - 1, last_sequence_));
  }
  for (std::uint16_t index = 0; index < kBucketCount; ++index) {
    if (const auto bucket = hot_.Bucket(index); !bucket) {
      broken.push_back(fmt::format("bucket {}: {}", index, bucket.error().message));
    }
  }
  return broken;
}

}  // namespace

Result<std::unique_ptr<flows::Installation>> OpenFolder(files::FileSystem& files,
                                                        std::string directory, Options options,
                                                        MakeSettings make_settings) {
  std::unique_ptr<files::FileLock> lock;
  const std::string database_path = directory + "/assay.db";
  if (options.read_only) {
    if (!files.Exists(database_path)) {
      return Fail(ErrorCode::kNotFound, "storage.empty",
                  fmt::format("{} holds no installation yet; `assay ingest` makes one", directory));
    }
  } else {
    ASSAY_TRY(files.MakeDirectories(directory));
    ASSAY_ASSIGN(lock, files.Lock(directory + "/lock"));
  }
  ASSAY_ASSIGN(auto database,
               sqlite::StateDatabase::Open(database_path,
                                           {.read_only = options.read_only,
                                            .busy_timeout_ms = options.busy_timeout_ms,
                                            .vfs = options.sqlite_vfs},
                                           options.upgrade));
  auto store = std::make_unique<Store>(files, std::move(directory), std::move(options),
                                       std::move(make_settings), std::move(database));
  ASSAY_TRY(store->Start(std::move(lock)));
  return store;
}

}  // namespace assay::folder
