// SPDX-License-Identifier: Apache-2.0
#include "adapters/folder/detail/recovery.h"

#include <array>

#include <fmt/format.h>

#include "adapters/folder/detail/shared_inputs.h"
#include "core/check.h"
#include "ingest/decode.h"

namespace assay::folder::detail {
namespace {

constexpr std::size_t kBatchEvents = 4'096;

class TailReplay {
 public:
  TailReplay(Recovery& recovery, engine::SharedState shared)
      : recovery_(recovery), shared_(std::move(shared)) {
    options_.write_system_events = false;
    options_.recorded = &recorded_;
    recorded_ = RecordedInputsOf(recovery_.database);
  }

  std::array<std::uint64_t, kBucketCount> positions{};

  Result<void> Add(Sequence sequence, std::string_view line) {
    ASSAY_ASSIGN(ingest::Decoded decoded, decoder_.Decode(line, {.origin = ingest::Origin::kLog}));
    Event& event = decoded.event;
    const EventTypeInfo& info = InfoOf(event.type);
    if (!info.shared && sequence.number <= positions[event.bucket().index]) {
      return {};
    }
    if (info.shared && info.family != EventFamily::kSystem) {
      return {};
    }
    if (const auto* epoch = std::get_if<EpochStartedData>(&event.data)) {
      ASSAY_TRY(Need(epoch->configuration));
    }
    engine::Prepared prepared = engine::Prepare(std::move(event));
    prepared.logged_as = sequence;
    batch_.push_back(std::move(prepared));
    return batch_.size() < kBatchEvents ? Result<void>() : Flush();
  }

  Result<void> Flush() {
    if (batch_.empty()) {
      return {};
    }
    const Sha256& active =
        shared_.epoch == 0 ? shared_.pending_configuration : shared_.configuration;
    ASSAY_TRY(Need(active));
    engine::KeySet keys =
        engine::KeysOf(batch_, shared_, settings_.at(active).configuration->epoch_ms);
    keys.identities.clear();  // Links are read back, not found again.
    engine::StateView view;
    view.shared = shared_;
    view.last = {batch_.front().logged_as.number - 1};
    ASSAY_TRY(recovery_.hot.Fill(keys, view));
    applied_ += batch_.size();
    ASSAY_ASSIGN(const engine::Delta delta,
                 engine::Apply(std::move(view), std::move(batch_), settings_, options_));
    batch_.clear();
    shared_ = delta.shared;
    return recovery_.hot.Merge(delta);
  }

  std::uint64_t applied() const { return applied_; }

 private:
  Result<void> Need(const Sha256& configuration) {
    if (!settings_.contains(configuration)) {
      ASSAY_ASSIGN(const std::string text, recovery_.database.LoadContent(ToHex(configuration)));
      ASSAY_ASSIGN(engine::Settings settings, recovery_.make_settings(text));
      settings_.emplace(configuration, std::move(settings));
    }
    return {};
  }

  Recovery& recovery_;
  engine::SharedState shared_;
  engine::SettingsByHash settings_;
  engine::RecordedInputs recorded_;
  engine::ApplyOptions options_;
  ingest::Decoder decoder_;
  std::vector<engine::Prepared> batch_;
  std::uint64_t applied_ = 0;
};

}  // namespace

files::Frame FrameOf(const sqlite::FrameRow& row) {
  return {.first = {row.first},
          .lines = row.lines,
          .segment = row.segment,
          .offset = row.offset,
          .length = row.length,
          .chain = row.chain};
}

Result<void> ForEachLine(files::FileSystem& files, const std::string& directory,
                         sqlite::StateDatabase& database, std::uint64_t from,
                         const std::function<Result<bool>(Sequence, std::string_view)>& visit) {
  ASSAY_ASSIGN(const std::vector<sqlite::FrameRow> frames, database.LoadFrames(from));
  if (frames.empty()) {
    return {};
  }
  ASSAY_ASSIGN(Sha256 previous, database.LoadChainBefore(frames.front().first));
  files::SegmentLog log = files::SegmentLog::OpenToRead(files, directory + "/segments");
  for (const sqlite::FrameRow& frame : frames) {
    ASSAY_ASSIGN(const std::string text, log.Read(FrameOf(frame), previous));
    previous = frame.chain;
    std::string_view rest = text;
    for (std::uint64_t i = 0; i < frame.lines; ++i) {
      const std::size_t end = rest.find('\n');
      if (end == std::string_view::npos) {
        return Fail(
            ErrorCode::kCorrupted, "storage.frame_damaged",
            fmt::format("the frame of events {} on holds fewer lines than recorded", frame.first));
      }
      if (frame.first + i >= from) {
        ASSAY_ASSIGN(const bool go_on, visit(Sequence{frame.first + i}, rest.substr(0, end)));
        if (!go_on) {
          return {};
        }
      }
      rest.remove_prefix(end + 1);
    }
  }
  return {};
}

Result<std::uint64_t> Recovery::Run(std::uint64_t floor, std::uint64_t last) {
  ASSAY_ASSIGN(const auto stored, database.FindSharedState(floor - 1));
  engine::SharedState shared;
  std::uint64_t from = 1;
  if (stored) {
    ASSAY_ASSIGN(shared, SharedStateFrom(database, *stored));
    from = stored->sequence + 1;
  } else {
    // The log's first epoch.started names the configuration that was there from the beginning.
    ASSAY_ASSIGN(const auto first, database.FindSharedState(last));
    CHECK_THAT(first.has_value(), "a log that holds events has shared state");
    ASSAY_ASSIGN(const engine::SharedState known, SharedStateFrom(database, *first));
    shared.pending_configuration = known.configuration;
  }
  TailReplay replay(*this, std::move(shared));
  for (std::uint16_t bucket = 0; bucket < kBucketCount; ++bucket) {
    ASSAY_TRY(hot.Bucket(bucket));
    ASSAY_ASSIGN(replay.positions[bucket], database.FindImagePosition(bucket));
  }
  hot.DeriveTimers();
  ASSAY_TRY(ForEachLine(files, directory, database, from,
                        [&](Sequence sequence, std::string_view line) -> Result<bool> {
                          ASSAY_TRY(replay.Add(sequence, line));
                          return true;
                        }));
  ASSAY_TRY(replay.Flush());
  return replay.applied();
}

}  // namespace assay::folder::detail
