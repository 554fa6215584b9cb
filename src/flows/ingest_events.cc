// SPDX-License-Identifier: Apache-2.0
#include "flows/ingest_events.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/check.h"
#include "flows/event_lines.h"
#include "flows/ordered_workers.h"
#include "flows/text_readers.h"
#include "ingest/decode.h"
#include "ingest/text_encoding.h"

namespace assay::flows {
namespace {

// Lines of one batch: one buffer, so that a line costs no allocation of its own.
struct Chunk {
  struct Line {
    std::uint64_t number = 0;
    std::uint64_t offset = 0;
    std::size_t begin = 0;
    std::size_t size = 0;
    std::uint64_t true_size = 0;
    std::uint64_t fingerprint = 0;  // Of all lines up to here.
    std::optional<Error> rejected;
    std::int64_t quarantine_id = 0;
  };
  std::string text;
  std::vector<Line> lines;
  std::uint64_t lines_read = 0;  // Of the input so far, blank ones left out.

  std::string_view TextOf(const Line& line) const {
    return std::string_view(text).substr(line.begin, line.size);
  }
  // Behind the first `count` lines of this chunk, of which there is one at least.
  engine::InputPosition PositionAfter(std::size_t count, const std::string& input) const {
    const Line& last = lines[count - 1];
    return {.input = input,
            .fingerprint = FingerprintText(last.fingerprint),
            .lines = lines_read - (lines.size() - count),
            .bytes = last.offset + last.true_size};
  }
  static std::string FingerprintText(std::uint64_t chain) { return fmt::format("{:016x}", chain); }
};

struct Rejected {
  std::size_t line = 0;  // Index into Chunk::lines
  Error error;
};

struct ReadChunk {
  Chunk chunk;
  std::vector<engine::Prepared> events;
  std::vector<std::size_t> lines;  // Of each event: index into Chunk::lines.
  std::vector<Rejected> rejected;
  std::optional<Error> failed;  // The key store is away: nothing of this may be written.
};

// Decodes, splits and reads one chunk; pure but for the keys of new subjects.
class ChunkReader {
 public:
  ChunkReader(const privacy::Splitter& splitter, const IngestOptions& options, Instant latest)
      : splitter_(splitter),
        channel_(options.channel),
        origin_(options.lines_are_split ? ingest::Origin::kLog : ingest::Origin::kOutside),
        latest_(latest) {}

  ReadChunk Read(Chunk chunk) {
    ReadChunk read{
        .chunk = std::move(chunk), .events = {}, .lines = {}, .rejected = {}, .failed = {}};
    read.events.reserve(read.chunk.lines.size());
    read.lines.reserve(read.chunk.lines.size());
    for (std::size_t i = 0; i < read.chunk.lines.size(); ++i) {
      auto event = ReadLine(read.chunk.lines[i], read.chunk.TextOf(read.chunk.lines[i]));
      if (!event) {
        if (event.error().code == ErrorCode::kUnavailable) {
          read.failed = std::move(event).error();
          return read;
        }
        read.rejected.push_back({i, std::move(event).error()});
        continue;
      }
      read.events.push_back(engine::Prepare(std::move(*event)));
      read.lines.push_back(i);
    }
    return read;
  }

 private:
  Result<Event> ReadLine(const Chunk::Line& line, std::string_view text) {
    if (line.rejected) {
      return Fail(*line.rejected);
    }
    ASSAY_ASSIGN(ingest::Decoded decoded,
                 decoder_.Decode(text, {.origin = origin_, .latest = latest_}));
    const bool of_people = InfoOf(decoded.event.type).family == EventFamily::kPeople;
    if (of_people != (channel_ == Channel::kPeople)) {
      return Fail(ErrorCode::kForbidden, "ingest.wrong_channel",
                  of_people ? "people's and configuration events are not taken from a feed"
                            : "only people's events are taken on their channel");
    }
    if (!decoded.has_personal_fields) {
      return std::move(decoded.event);
    }
    ASSAY_ASSIGN(const std::string split, splitter_.Split(decoded.event, text));
    ASSAY_ASSIGN(ingest::Decoded sealed,
                 decoder_.Decode(split, {.origin = ingest::Origin::kLog, .latest = latest_}));
    return std::move(sealed.event);
  }

  const privacy::Splitter& splitter_;
  Channel channel_;
  ingest::Origin origin_;
  Instant latest_;
  ingest::Decoder decoder_;
};

// Reads chunks off an input and knows which lines an earlier run has committed already.
class ChunkSource {
 public:
  static Result<std::unique_ptr<ChunkSource>> Open(ingest::ByteSource& source,
                                                   const IngestOptions& options) {
    std::unique_ptr<EventLines> lines;
    if (options.mapping != nullptr) {
      ASSAY_ASSIGN(lines, MakeMappedLines(source, *options.mapping));
    } else {
      lines = MakeJsonLines(source);
    }
    return std::unique_ptr<ChunkSource>(new ChunkSource(std::move(lines), options.batch_lines));
  }

  // Passes over the lines before the position. False: this is another input, read it from its
  // beginning.
  Result<bool> Skip(const engine::InputPosition& position) {
    while (lines_read_ < position.lines) {
      ASSAY_ASSIGN(const auto line, lines_->Next());
      if (!line) {
        return false;
      }
      Count(*line);
    }
    return fingerprint() == position.fingerprint || position.lines == 0;
  }

  // nullopt at the end. The input's error comes after all lines before it have been given out.
  Result<std::optional<Chunk>> Next() {
    Chunk chunk;
    while (chunk.lines.size() < lines_max_ && chunk.text.size() < kChunkBytesMax && !ended_) {
      auto line = lines_->Next();
      if (!line) {
        error_ = std::move(line).error();
        error_->message += fmt::format("; what was read, up to line {}, is kept", last_line_);
        ended_ = true;
      } else if (!*line) {
        ended_ = true;
      } else {
        Count(**line);
        chunk.lines.push_back({.number = (*line)->number,
                               .offset = (*line)->offset,
                               .begin = chunk.text.size(),
                               .size = (*line)->text.size(),
                               .true_size = (*line)->true_size,
                               .fingerprint = chain_,
                               .rejected = std::move((*line)->rejected),
                               .quarantine_id = 0});
        chunk.text += (*line)->text;
      }
    }
    if (chunk.lines.empty()) {
      if (error_) {
        return Fail(*error_);
      }
      return std::nullopt;
    }
    chunk.lines_read = lines_read_;
    return chunk;
  }

 private:
  static constexpr std::size_t kChunkBytesMax = 64 << 20;

  ChunkSource(std::unique_ptr<EventLines> lines, std::size_t lines_max)
      : lines_(std::move(lines)), lines_max_(lines_max) {}

  void Count(const EventLine& line) {
    ++lines_read_;
    last_line_ = line.number;
    chain_ = Hash128Of(std::string_view(reinterpret_cast<const char*>(&chain_), sizeof(chain_)),
                       line.text)
                 .low;
  }
  std::string fingerprint() const { return Chunk::FingerprintText(chain_); }

  std::unique_ptr<EventLines> lines_;
  std::size_t lines_max_;
  std::uint64_t lines_read_ = 0;
  std::uint64_t last_line_ = 0;  // Its number in the input, blank ones counted.
  std::uint64_t chain_ = 0;
  bool ended_ = false;
  std::optional<Error> error_;
};

// Applies read chunks in order and commits them.
class Applier {
 public:
  Applier(const IngestParts& parts, const IngestOptions& options)
      : parts_(parts), options_(options), readers_(options.workers) {}

  Result<void> Start() {
    ASSAY_ASSIGN(const engine::StateView view, parts_.installation.LoadShared());
    shared_ = view.shared;
    ASSAY_TRY(NeedSettings(ActiveHash()));
    return NeedSettings(shared_.pending_configuration);
  }

  const engine::Settings& active() const { return settings_.at(ActiveHash()); }
  IngestReport& report() { return report_; }

  Result<void> Apply(ReadChunk read) {
    if (read.failed) {
      return Fail(*read.failed);
    }
    report_.lines += read.chunk.lines.size();
    if (shared_.clock.ms != 0 && MonthOf(shared_.clock) == snapshot_month_) {
      snapshot_month_ = -1;  // The event that seemed to end the month did not move the clock.
    }
    for (std::size_t done = 0;;) {
      const std::size_t end =
          options_.month_end_snapshots ? EndOfMonth(read.events, done) : read.events.size();
      ASSAY_TRY(ApplyPart(read, done, end));
      if (end == read.events.size()) {
        return {};
      }
      done = end;
      if (shared_.clock.ms == 0) {
        continue;  // Nothing before it was accepted.
      }
      snapshot_month_ = MonthOf(shared_.clock);
      ASSAY_TRY(parts_.installation.WriteSnapshot(
          fmt::format("{:04}-{:02}", snapshot_month_ / 12, snapshot_month_ % 12 + 1)));
    }
  }

 private:
  Sha256 ActiveHash() const {
    return shared_.epoch == 0 ? shared_.pending_configuration : shared_.configuration;
  }

  Result<void> NeedSettings(const Sha256& configuration) {
    if (!settings_.contains(configuration)) {
      ASSAY_ASSIGN(engine::Settings settings, parts_.installation.LoadSettings(configuration));
      settings_.emplace(configuration, std::move(settings));
    }
    return {};
  }

  // Months since year 0 in the reporting zone.
  std::int32_t MonthOf(Instant instant) const {
    const CivilDate date = CivilDateOf(instant, active().configuration->reporting_offset_minutes);
    return date.year * 12 + date.month - 1;
  }

  // Index of the first event from `begin` on before which a month ends and has no snapshot yet; the
  // number of events if there is none.
  std::size_t EndOfMonth(const std::vector<engine::Prepared>& events, std::size_t begin) {
    const std::int64_t epoch_ms = active().configuration->epoch_ms;
    Instant clock = shared_.clock;
    if (begin == events.size()) {
      return begin;
    }
    if (clock.ms == 0) {
      // Nothing was applied yet: it starts there.
      clock = engine::StepOf(events[begin].event.time.instant, epoch_ms);
    }
    std::int32_t month = MonthOf(clock);
    for (std::size_t i = begin; i < events.size(); ++i) {
      const Instant step = engine::StepOf(events[i].event.time.instant, epoch_ms);
      if (step <= clock) {
        continue;
      }
      clock = step;
      if (MonthOf(step) != month) {
        if (month != snapshot_month_) {
          return i;
        }
        month = MonthOf(step);
      }
    }
    return events.size();
  }

  Result<void> ApplyPart(ReadChunk& read, std::size_t begin, std::size_t end);
  Result<void> Quarantine(const ReadChunk& read, std::vector<Rejected> rejected,
                          engine::CommitExtras& extras);
  void Count(const engine::Delta& delta);

  const IngestParts& parts_;
  const IngestOptions& options_;
  engine::SettingsByHash settings_;
  engine::SharedState shared_;
  IngestReport report_;
  std::int32_t snapshot_month_ = -1;
  TextReaders readers_;
};

Result<void> Applier::ApplyPart(ReadChunk& read, std::size_t begin, std::size_t end) {
  std::vector<engine::Prepared> part;
  part.reserve(end - begin);
  for (std::size_t i = begin; i < end; ++i) {
    if (const auto* activated =
            std::get_if<ConfigurationActivatedData>(&read.events[i].event.data)) {
      ASSAY_TRY(NeedSettings(activated->configuration));
    }
    part.push_back(std::move(read.events[i]));
  }
  const engine::KeySet keys = engine::KeysOf(part, shared_, active().configuration->epoch_ms);
  ASSAY_ASSIGN(engine::StateView view, parts_.installation.Load(keys));
  readers_.ReadChanged(view, active(), part);
  ASSAY_ASSIGN(engine::Delta delta, engine::Apply(std::move(view), std::move(part), settings_, {}));
  shared_ = delta.shared;
  CHECK_THAT(delta.outcomes.size() == end - begin, "every event has an outcome");

  std::vector<Rejected> rejected;
  for (std::size_t i = begin; i < end; ++i) {
    const engine::Outcome outcome = delta.outcomes[i - begin];
    if (outcome == engine::Outcome::kContradiction) {
      rejected.push_back(
          {read.lines[i],
           Error{ErrorCode::kConflict, "ingest.contradiction",
                 "an event with this source and id was accepted with other content"}});
    } else if (outcome == engine::Outcome::kNotAllowed) {
      rejected.push_back(
          {read.lines[i], Error{ErrorCode::kForbidden, "ingest.source_not_registered",
                                "this source is not registered for events of this type"}});
    }
  }
  engine::CommitExtras extras;
  // A part takes the lines before its end with it, so that none is counted or quarantined a second
  // time after a crash between two parts.
  const std::size_t lines_done =
      end == read.events.size() ? read.chunk.lines.size() : read.lines[end];
  const auto refused_now = std::ranges::partition_point(
      read.rejected, [lines_done](const Rejected& reject) { return reject.line < lines_done; });
  rejected.insert(rejected.end(), std::make_move_iterator(read.rejected.begin()),
                  std::make_move_iterator(refused_now));
  read.rejected.erase(read.rejected.begin(), refused_now);
  if (!options_.input.empty() && lines_done > 0) {
    extras.position = read.chunk.PositionAfter(lines_done, options_.input);
  }
  // A line that came from the quarantine leaves it, unless it is refused again.
  for (std::size_t i = begin; i < end; ++i) {
    const std::int64_t id = read.chunk.lines[read.lines[i]].quarantine_id;
    const engine::Outcome outcome = delta.outcomes[i - begin];
    if (id != 0 && outcome != engine::Outcome::kContradiction &&
        outcome != engine::Outcome::kNotAllowed) {
      extras.released.push_back(id);
    }
  }
  ASSAY_TRY(Quarantine(read, std::move(rejected), extras));
  Count(delta);
  if (options_.on_decided) {
    options_.on_decided(delta);
  }
  // Keys of new subjects are durable before what was sealed with them.
  ASSAY_TRY(parts_.splitter.Flush());
  return parts_.installation.Commit(std::move(delta), std::move(extras));
}

Result<void> Applier::Quarantine(const ReadChunk& read, std::vector<Rejected> rejected,
                                 engine::CommitExtras& extras) {
  std::ranges::stable_sort(rejected, {}, &Rejected::line);
  for (const Rejected& reject : rejected) {
    const Chunk::Line& line = read.chunk.lines[reject.line];
    ++report_.rejected;
    ++report_.rejects[reject.error.reason];
    if (line.quarantine_id != 0) {
      continue;  // It lies there already.
    }
    const Instant now = parts_.clock.Now();
    ASSAY_ASSIGN(std::string sealed, parts_.splitter.SealRaw(read.chunk.TextOf(line), now));
    extras.quarantine.push_back({.input = options_.input,
                                 .line = line.number,
                                 .offset = line.offset,
                                 .reason = reject.error.reason,
                                 .message = reject.error.message,
                                 .sealed_raw = std::move(sealed),
                                 .raw_size = line.true_size,
                                 .received = now});
  }
  return {};
}

void Applier::Count(const engine::Delta& delta) {
  for (const engine::Outcome outcome : delta.outcomes) {
    ++report_.outcomes[std::string(engine::NameOf(outcome))];
    const bool logged = outcome != engine::Outcome::kDuplicate &&
                        outcome != engine::Outcome::kContradiction &&
                        outcome != engine::Outcome::kNotAllowed;
    report_.accepted += logged ? 1 : 0;
  }
  for (const engine::VerdictRow& row : delta.verdicts) {
    report_.red_verdicts += row.band == screening::Band::kRed ? 1 : 0;
  }
  for (const engine::MeasureRow& row : delta.measures) {
    report_.measures_requested += row.status == enforcement::MeasureStatus::kRequested ? 1 : 0;
  }
}

std::optional<Error> StillTooLong(const engine::QuarantineRow& row, const std::string& raw) {
  if (row.raw_size <= raw.size()) {
    return std::nullopt;
  }
  return Error{ErrorCode::kLimitExceeded, "ingest.line_too_long",
               "only the line's head was kept: take it from the input again"};
}

// Sources may run ahead of our clock by this much; more is a mistake that would move time for
// everybody.
constexpr std::int64_t kFutureMsMax = kMillisecondsPerDay;

}  // namespace

Result<IngestReport> IngestEvents(
    const IngestParts& parts,
    const std::function<Result<std::unique_ptr<ingest::ByteSource>>()>& open,
    const IngestOptions& options, const std::function<void(const IngestProgress&)>& on_progress) {
  const Instant latest{parts.clock.Now().ms + kFutureMsMax};
  Applier applier(parts, options);
  ASSAY_TRY(applier.Start());

  // As text, where a table says which encoding it is in.
  const auto open_text = [&]() -> Result<std::unique_ptr<ingest::ByteSource>> {
    ASSAY_ASSIGN(auto input, open());
    return options.mapping == nullptr
               ? std::move(input)
               : ingest::ReadAsUtf8(std::move(input), options.mapping->encoding());
  };
  ASSAY_ASSIGN(auto bytes, open_text());
  ASSAY_ASSIGN(std::unique_ptr<ChunkSource> source, ChunkSource::Open(*bytes, options));
  if (!options.input.empty()) {
    ASSAY_ASSIGN(const engine::InputPosition position,
                 parts.installation.FindPosition(options.input));
    ASSAY_ASSIGN(const bool same, source->Skip(position));
    if (same) {
      applier.report().lines_known = position.lines;
    } else {
      source.reset();
      ASSAY_ASSIGN(bytes, open_text());
      ASSAY_ASSIGN(source, ChunkSource::Open(*bytes, options));
    }
  }

  std::vector<std::unique_ptr<ChunkReader>> readers;
  readers.reserve(options.workers);
  for (std::size_t i = 0; i < options.workers; ++i) {
    readers.push_back(std::make_unique<ChunkReader>(parts.splitter, options, latest));
  }
  OrderedWorkers<Chunk, ReadChunk> workers(
      options.workers,
      [&](std::size_t worker, Chunk chunk) { return readers[worker]->Read(std::move(chunk)); },
      options.workers + 2);

  std::optional<Error> input_error;
  bool reading = true;
  while (true) {
    while (reading && workers.HasRoom()) {
      auto chunk = source->Next();
      if (!chunk) {
        input_error = std::move(chunk).error();
        reading = false;
      } else if (!*chunk) {
        reading = false;
      } else {
        workers.Push(std::move(**chunk));
      }
    }
    std::optional<ReadChunk> read = workers.Pop();
    if (!read) {
      break;
    }
    const std::uint64_t lines_read = read->chunk.lines_read;
    ASSAY_TRY(applier.Apply(std::move(*read)));
    on_progress({.lines = lines_read,
                 .raw_bytes_read = bytes->raw_bytes_read(),
                 .raw_bytes_total = bytes->raw_bytes_total().value_or(0)});
    if (applier.report().rejected > options.rejects_max) {
      applier.report().stopped_by_rejects = true;
      break;
    }
  }
  ASSAY_TRY(parts.installation.Flush());
  ASSAY_ASSIGN(applier.report().actions_handed_over, parts.installation.DrainOutbox());
  if (input_error) {
    return Fail(*input_error);
  }
  return std::move(applier.report());
}

Result<QuarantineReplay> ReplayQuarantine(
    const IngestParts& parts,
    const std::function<Result<std::string>(const std::string& sealed)>& open_raw) {
  constexpr std::size_t kLinesAtOnce = 1'024;
  QuarantineReplay replay;
  const IngestOptions options;
  Applier applier(parts, options);
  ASSAY_TRY(applier.Start());
  // Ids first: rows are released while they are read.
  std::vector<std::pair<std::int64_t, engine::QuarantineRow>> rows;
  ASSAY_TRY(parts.installation.ForEachQuarantined(
      false, [&](std::int64_t id, const engine::QuarantineRow& row) -> Result<void> {
        rows.emplace_back(id, row);
        return {};
      }));
  ChunkReader reader(parts.splitter, IngestOptions(), {parts.clock.Now().ms + kFutureMsMax});
  for (std::size_t begin = 0; begin < rows.size(); begin += kLinesAtOnce) {
    Chunk chunk;
    for (std::size_t i = begin; i < std::min(rows.size(), begin + kLinesAtOnce); ++i) {
      ++replay.tried;
      const auto& [id, row] = rows[i];
      auto raw = open_raw(row.sealed_raw);
      if (!raw && raw.error().code == ErrorCode::kUnavailable) {
        return Fail(std::move(raw).error());
      }
      if (!raw) {
        ++replay.still_rejected[raw.error().reason];
        continue;
      }
      chunk.lines.push_back({.number = row.line,
                             .offset = row.offset,
                             .begin = chunk.text.size(),
                             .size = raw->size(),
                             .true_size = row.raw_size,
                             .rejected = StillTooLong(row, *raw),
                             .quarantine_id = id});
      chunk.text += *raw;
    }
    ASSAY_TRY(applier.Apply(reader.Read(std::move(chunk))));
  }
  ASSAY_TRY(parts.installation.Flush());
  for (const auto& [reason, count] : applier.report().rejects) {
    replay.still_rejected[reason] += count;
  }
  replay.released = applier.report().lines - applier.report().rejected;
  ASSAY_TRY(parts.installation.DrainOutbox());
  return replay;
}

}  // namespace assay::flows
