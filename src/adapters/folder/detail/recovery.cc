// SPDX-License-Identifier: Apache-2.0
#include "adapters/folder/detail/recovery.h"

#include <array>

#include <fmt/format.h>

#include "adapters/folder/detail/shared_inputs.h"
#include "core/check.h"
#include "flows/log_decoder.h"
#include "flows/text_readers.h"

namespace assay::folder::detail {
namespace {

constexpr std::size_t kBatchEvents = 4'096;

class TailReplay {
 public:
  TailReplay(Recovery& recovery, engine::SharedState shared, std::size_t workers)
      : recovery_(recovery), shared_(std::move(shared)), texts_(workers) {
    options_.write_system_events = false;
    options_.recorded = &recorded_;
    recorded_ = RecordedInputsOf(recovery_.database);
  }

  Result<void> Take(engine::Prepared prepared) {
    if (const auto* epoch = std::get_if<EpochStartedData>(&prepared.event.data)) {
      ASSAY_TRY(Need(epoch->configuration));
    }
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
    const engine::Settings& settings = settings_.at(active);
    engine::KeySet keys = engine::KeysOf(batch_, shared_, settings.configuration->epoch_ms);
    keys.identities.clear();  // Links are read back, not found again.
    engine::StateView view;
    view.shared = shared_;
    view.last = {batch_.front().logged_as.number - 1};
    ASSAY_TRY(recovery_.hot.Fill(keys, view));
    texts_.ReadChanged(view, settings, batch_);
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
  flows::TextReaders texts_;
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
  // A commit that changes shared state leaves a row, and the floor begins one: the newest row before it is
  // how things stood there.
  ASSAY_ASSIGN(const auto stored, database.FindSharedState(floor - 1));
  engine::SharedState shared;
  if (stored) {
    ASSAY_ASSIGN(shared, SharedStateFrom(database, *stored));
  } else {
    // The log's first epoch.started names the configuration that was there from the beginning.
    ASSAY_ASSIGN(const auto first, database.FindSharedState(last));
    CHECK_THAT(first.has_value(), "a log that holds events has shared state");
    ASSAY_ASSIGN(const engine::SharedState known, SharedStateFrom(database, *first));
    shared.pending_configuration = known.configuration;
  }
  std::array<std::uint64_t, kBucketCount> positions{};
  for (std::uint16_t bucket = 0; bucket < kBucketCount; ++bucket) {
    ASSAY_TRY(hot.Bucket(bucket));
    ASSAY_ASSIGN(positions[bucket], database.FindImagePosition(bucket));
  }
  hot.DeriveTimers();
  const auto is_missing = [floor, &positions](Sequence sequence, Event& event) {
    event.line.clear();  // It is in the log already.
    if (sequence.number < floor) {
      return false;
    }
    const EventTypeInfo& info = InfoOf(event.type);
    return info.shared ? info.family == EventFamily::kSystem
                       : sequence.number > positions[event.bucket().index];
  };
  const std::size_t workers = flows::WorkersOfMachine();
  std::vector<files::SegmentLog> logs;  // One a worker.
  for (std::size_t worker = 0; worker < workers; ++worker) {
    logs.push_back(files::SegmentLog::OpenToRead(files, directory + "/segments"));
  }
  TailReplay replay(*this, std::move(shared), workers);
  flows::LogDecoder decoder(workers, is_missing, [&replay](engine::Prepared prepared) {
    return replay.Take(std::move(prepared));
  });
  ASSAY_ASSIGN(const std::vector<sqlite::FrameRow> frames, database.LoadFrames(floor));
  ASSAY_ASSIGN(Sha256 previous,
               database.LoadChainBefore(frames.empty() ? floor : frames.front().first));
  for (const sqlite::FrameRow& row : frames) {
    ASSAY_TRY(decoder.Add({row.first}, row.lines,
                          [&logs, frame = FrameOf(row), previous](std::size_t worker) {
                            return logs[worker].Read(frame, previous);
                          }));
    previous = row.chain;
  }
  ASSAY_TRY(decoder.Finish());
  ASSAY_TRY(replay.Flush());
  return replay.applied();
}

}  // namespace assay::folder::detail
