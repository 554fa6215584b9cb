// SPDX-License-Identifier: Apache-2.0
#include "adapters/folder/history.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "adapters/folder/detail/recovery.h"
#include "adapters/folder/detail/shared_inputs.h"
#include "adapters/folder/detail/snapshot.h"
#include "adapters/folder/hot_state.h"
#include "adapters/sqlite/state_database.h"
#include "core/check.h"
#include "ingest/decode.h"

namespace assay::folder {
namespace {

// A state that goes on in memory alone.
class PastState final : public engine::StateStore {
 public:
  // `buckets`: all, or none.
  PastState(std::vector<engine::BucketState> buckets, engine::SharedState shared, Sequence last)
      : buckets_(std::move(buckets)),
        hot_([this](std::uint16_t index) -> Result<std::optional<engine::BucketState>> {
          return buckets_.empty() ? std::nullopt : std::optional(std::move(buckets_[index]));
        }),
        shared_(std::move(shared)),
        last_(last) {}

  Result<void> Start() {
    for (std::uint16_t index = 0; index < kBucketCount; ++index) {
      ASSAY_TRY(hot_.Bucket(index));
    }
    buckets_.clear();
    hot_.DeriveTimers();
    return {};
  }

  Result<engine::StateView> LoadShared() override {
    engine::StateView view;
    view.shared = shared_;
    view.last = last_;
    return view;
  }
  Result<engine::StateView> Load(const engine::KeySet& keys) override {
    ASSAY_ASSIGN(engine::StateView view, LoadShared());
    ASSAY_TRY(hot_.Fill(keys, view));
    return view;
  }
  Result<void> Commit(engine::Delta delta, engine::CommitExtras) override {
    CHECK_THAT(delta.log.empty() || delta.first.number == last_.number + 1,
               "a commit's log goes on where the last one ended");
    ASSAY_TRY(hot_.Merge(delta));
    shared_ = std::move(delta.shared);
    last_.number += delta.log.size();
    return {};
  }
  Result<void> Flush() override { return {}; }
  Result<engine::InputPosition> FindPosition(const std::string& input) override {
    return engine::InputPosition{.input = input, .fingerprint = {}};
  }

 private:
  std::vector<engine::BucketState> buckets_;
  HotState hot_;
  engine::SharedState shared_;
  Sequence last_;
};

class FolderHistory final : public flows::History {
 public:
  FolderHistory(files::FileSystem& files, std::string directory, MakeSettings make_settings,
                sqlite::StateDatabase database)
      : files_(files),
        directory_(std::move(directory)),
        make_settings_(std::move(make_settings)),
        database_(std::move(database)),
        recorded_(detail::RecordedInputsOf(database_)) {}

  // One moment of the database for as long as the history is open, whatever a writer does meanwhile.
  Result<void> Start() {
    ASSAY_TRY(database_.database().Execute("BEGIN"));
    ASSAY_ASSIGN(last_sequence_, database_.LoadNumber("last_sequence"));
    return {};
  }

  Result<flows::LogExtent> LoadExtent() override;
  Result<engine::Settings> LoadSettings(const Sha256& configuration) override {
    ASSAY_ASSIGN(const std::string text, database_.LoadContent(ToHex(configuration)));
    return make_settings_(text);
  }
  const engine::RecordedInputs& recorded() const override { return recorded_; }
  Result<flows::Past> LoadPastBefore(std::optional<Instant> moment) override;
  Result<void> ForEachLineAfter(
      Sequence position,
      const std::function<Result<bool>(Sequence, std::string_view)>& visit) override {
    return detail::ForEachLine(files_, directory_, database_, position.number + 1, visit);
  }
  Result<void> ForEachAnswerFrom(
      Sequence first, const std::function<void(const flows::PersonsAnswer&)>& visit) override {
    return database_.ForEachAnswerFrom(first.number, visit);
  }

 private:
  Result<engine::SharedState> SharedStateAt(std::uint64_t sequence);
  // Whether no event up to the sequence is of `moment` or later: the clock runs ahead of every event but
  // those of its own epoch.
  Result<bool> IsBefore(Instant moment, std::uint64_t sequence);

  files::FileSystem& files_;
  std::string directory_;
  MakeSettings make_settings_;
  sqlite::StateDatabase database_;
  engine::RecordedInputs recorded_;
  std::uint64_t last_sequence_ = 0;
};

Result<flows::LogExtent> FolderHistory::LoadExtent() {
  ASSAY_ASSIGN(const auto stored, database_.FindSharedState(last_sequence_));
  flows::LogExtent extent{
      .last = {last_sequence_}, .first_time = {}, .clock = {}, .configuration = {}};
  bool found = false;
  ingest::Decoder decoder;
  ASSAY_TRY(ForEachLineAfter({0}, [&](Sequence, std::string_view line) -> Result<bool> {
    ASSAY_ASSIGN(const ingest::Decoded decoded,
                 decoder.Decode(line, {.origin = ingest::Origin::kLog}));
    extent.first_time = decoded.event.time.instant;
    found = InfoOf(decoded.event.type).family != EventFamily::kSystem;
    return !found;
  }));
  if (!found || !stored) {
    return Fail(ErrorCode::kNotFound, "history.no_events",
                fmt::format("{} holds no events yet", directory_));
  }
  extent.clock = stored->clock;
  ASSAY_ASSIGN(extent.configuration, detail::Sha256FromHex(stored->configuration));
  return extent;
}

Result<engine::SharedState> FolderHistory::SharedStateAt(std::uint64_t sequence) {
  ASSAY_ASSIGN(const auto stored, database_.FindSharedState(sequence));
  if (stored) {
    return detail::SharedStateFrom(database_, *stored);
  }
  // Before the first epoch any configuration will do: nothing is decided, and the log names the first.
  ASSAY_ASSIGN(const auto newest, database_.FindSharedState(last_sequence_));
  CHECK_THAT(newest.has_value(), "a log that holds events has shared state");
  engine::SharedState shared;
  ASSAY_ASSIGN(shared.pending_configuration, detail::Sha256FromHex(newest->configuration));
  return shared;
}

Result<bool> FolderHistory::IsBefore(Instant moment, std::uint64_t sequence) {
  if (sequence > last_sequence_) {
    return false;  // Of another log: the folder came back from an older copy.
  }
  ASSAY_ASSIGN(const engine::SharedState shared, SharedStateAt(sequence));
  if (shared.epoch == 0) {
    return false;
  }
  ASSAY_ASSIGN(const engine::Settings settings, LoadSettings(shared.configuration));
  return shared.clock.ms + settings.configuration->epoch_ms <= moment.ms;
}

Result<flows::Past> FolderHistory::LoadPastBefore(std::optional<Instant> moment) {
  std::vector<std::pair<std::uint64_t, std::string>> snapshots;
  const std::string folder = directory_ + "/snapshots";
  if (moment && files_.Exists(folder)) {
    constexpr std::string_view kEnding = ".state";
    ASSAY_ASSIGN(const std::vector<std::string> names, files_.List(folder));
    for (const std::string& file : names) {
      if (!file.ends_with(kEnding)) {
        continue;
      }
      const std::string name = file.substr(0, file.size() - kEnding.size());
      // One that a crash cut short is none.
      if (const auto sequence = detail::SequenceOfSnapshot(files_, directory_, name)) {
        snapshots.emplace_back(*sequence, name);
      }
    }
  }
  std::ranges::sort(snapshots, std::ranges::greater());
  for (const auto& [sequence, name] : snapshots) {
    ASSAY_ASSIGN(const bool is_before, IsBefore(*moment, sequence));
    if (!is_before) {
      continue;
    }
    std::vector<engine::BucketState> buckets(kBucketCount);
    const auto read = detail::ReadSnapshot(files_, directory_, name,
                                           [&](std::uint16_t index, engine::BucketState bucket) {
                                             buckets[index] = std::move(bucket);
                                           });
    if (!read) {
      continue;  // Likewise.
    }
    ASSAY_ASSIGN(engine::SharedState shared, SharedStateAt(sequence));
    auto state =
        std::make_unique<PastState>(std::move(buckets), std::move(shared), Sequence{sequence});
    ASSAY_TRY(state->Start());
    return flows::Past{std::move(state), name};
  }
  ASSAY_ASSIGN(engine::SharedState shared, SharedStateAt(0));
  auto state = std::make_unique<PastState>(std::vector<engine::BucketState>(), std::move(shared),
                                           Sequence{0});
  ASSAY_TRY(state->Start());
  return flows::Past{std::move(state), ""};
}

}  // namespace

Result<std::unique_ptr<flows::History>> OpenHistory(files::FileSystem& files, std::string directory,
                                                    const HistoryOptions& options,
                                                    MakeSettings make_settings) {
  const std::string database_path = directory + "/assay.db";
  if (!files.Exists(database_path)) {
    return Fail(ErrorCode::kNotFound, "storage.empty",
                fmt::format("{} holds no installation yet; `assay ingest` makes one", directory));
  }
  ASSAY_ASSIGN(auto database,
               sqlite::StateDatabase::Open(database_path,
                                           {.read_only = true,
                                            .busy_timeout_ms = options.busy_timeout_ms,
                                            .vfs = options.sqlite_vfs},
                                           false));
  auto history = std::make_unique<FolderHistory>(files, std::move(directory),
                                                 std::move(make_settings), std::move(database));
  ASSAY_TRY(history->Start());
  return history;
}

}  // namespace assay::folder
