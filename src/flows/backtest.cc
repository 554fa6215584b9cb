// SPDX-License-Identifier: Apache-2.0
#include "flows/backtest.h"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "flows/ordered_workers.h"
#include "flows/text_readers.h"
#include "ingest/decode.h"

namespace assay::flows {
namespace {

// Lines of the log, in one buffer.
struct Chunk {
  Sequence first;
  std::string text;
  std::vector<std::size_t> ends;
};

// Decodes a chunk; any thread, each with a decoder of its own.
Result<std::vector<engine::Prepared>> Decode(ingest::Decoder& decoder, const Chunk& chunk) {
  std::vector<engine::Prepared> events;
  events.reserve(chunk.ends.size());
  std::size_t begin = 0;
  Sequence sequence = chunk.first;
  for (const std::size_t end : chunk.ends) {
    ASSAY_ASSIGN(ingest::Decoded decoded,
                 decoder.Decode(std::string_view(chunk.text).substr(begin, end - begin),
                                {.origin = ingest::Origin::kLog}));
    events.push_back(engine::Prepare(std::move(decoded.event)));
    events.back().logged_as = sequence;
    ++sequence.number;
    begin = end;
  }
  return events;
}

bool IsOurs(const engine::Prepared& prepared) {
  return InfoOf(prepared.event.type).family == EventFamily::kSystem;
}

// Applies decoded events in order: those before the period, then those of it with the trial beside.
class Applier {
 public:
  Applier(History& history, engine::StateStore& state, engine::PolicyTrial& trial,
          const BacktestOptions& options)
      : history_(history),
        state_(state),
        trial_(trial),
        options_(options),
        readers_(options.workers) {}

  Result<void> Start() {
    ASSAY_ASSIGN(const engine::StateView view, state_.LoadShared());
    shared_ = view.shared;
    began_ = shared_.clock;
    return NeedSettings(ActiveHash());
  }

  // False where the period is over.
  Result<bool> Add(std::vector<engine::Prepared> events) {
    std::vector<engine::Prepared> part;
    part.reserve(events.size());
    for (engine::Prepared& prepared : events) {
      if (!IsOurs(prepared)) {
        moment_ = std::max(moment_, prepared.event.time.instant);
        began_ = began_.ms == 0 ? moment_ : began_;
        if (!in_period_ && moment_ >= options_.since) {
          ASSAY_TRY(Apply(std::move(part)));
          part = {};
          in_period_ = true;
        }
        if (moment_ >= options_.until) {
          ASSAY_TRY(Apply(std::move(part)));
          return false;
        }
        Count(prepared);
      } else if (const auto* epoch = std::get_if<EpochStartedData>(&prepared.event.data)) {
        ASSAY_TRY(NeedSettings(epoch->configuration));
      }
      part.push_back(std::move(prepared));
    }
    ASSAY_TRY(Apply(std::move(part)));
    return true;
  }

  BacktestProgress progress() const {
    const auto whole = static_cast<double>(options_.until.ms - began_.ms);
    return {.snapshot = report_.snapshot,
            .events = report_.events_before + report_.events,
            .in_period = in_period_,
            .fraction = whole > 0 && report_.events_before + report_.events > 0
                            ? static_cast<double>(moment_.ms - began_.ms) / whole
                            : 0};
  }
  BacktestReport& report() { return report_; }
  Sequence first() const { return first_; }

 private:
  Sha256 ActiveHash() const {
    return shared_.epoch == 0 ? shared_.pending_configuration : shared_.configuration;
  }

  Result<void> NeedSettings(const Sha256& configuration) {
    if (!settings_.contains(configuration)) {
      ASSAY_ASSIGN(engine::Settings settings, history_.LoadSettings(configuration));
      settings_.emplace(configuration, std::move(settings));
    }
    return {};
  }

  void Count(const engine::Prepared& prepared) {
    if (!in_period_) {
      ++report_.events_before;
      return;
    }
    if (report_.events++ == 0) {
      report_.first_time = moment_;
      first_ = prepared.logged_as;
    }
    report_.last_time = moment_;
  }

  Result<void> Apply(std::vector<engine::Prepared> part) {
    if (part.empty()) {
      return {};
    }
    const engine::Settings& active = settings_.at(ActiveHash());
    engine::KeySet keys = engine::KeysOf(part, shared_, active.configuration->epoch_ms);
    keys.identities.clear();  // Links are read back, not found again.
    keys.tokens.clear();
    ASSAY_ASSIGN(engine::StateView view, state_.Load(keys));
    readers_.ReadChanged(view, active, part);
    if (in_period_ && shared_.epoch != 0) {
      NoteConfiguration(shared_.configuration);
    }
    ASSAY_ASSIGN(engine::Delta delta, engine::Apply(std::move(view), std::move(part), settings_,
                                                    {.write_system_events = false,
                                                     .recorded = &history_.recorded(),
                                                     .trial = in_period_ ? &trial_ : nullptr}));
    shared_ = delta.shared;
    if (in_period_) {
      for (const engine::EpochStart& epoch : delta.epochs) {
        NoteConfiguration(epoch.configuration);
      }
    }
    return state_.Commit(std::move(delta), {});
  }

  void NoteConfiguration(const Sha256& configuration) {
    std::vector<Sha256>& known = report_.configurations;
    if (std::ranges::find(known, configuration) == known.end()) {
      known.push_back(configuration);
    }
  }

  History& history_;
  engine::StateStore& state_;
  engine::PolicyTrial& trial_;
  const BacktestOptions& options_;
  TextReaders readers_;
  engine::SettingsByHash settings_;
  engine::SharedState shared_;
  Instant began_;
  Instant moment_{INT64_MIN};  // The latest event so far: the log's own time.
  bool in_period_ = false;
  Sequence first_;  // Of the period.
  BacktestReport report_;
};

Error NoEvents(const LogExtent& extent, const BacktestOptions& options,
               std::int16_t offset_minutes) {
  const auto local = [&](Instant moment) {
    return FormatRfc3339(OffsetInstant{moment, offset_minutes});
  };
  return {ErrorCode::kInvalidArgument, "backtest.no_events",
          fmt::format("the log holds no events from {} to {}; it goes from {} to about {}",
                      local(options.since), local(options.until), local(extent.first_time),
                      local(extent.clock))};
}

// Reads the log behind the state and hands it to the applier, decoded on all workers, until the period
// is over.
Result<void> Run(History& history, Sequence position, Applier& applier,
                 const BacktestOptions& options,
                 const std::function<void(const BacktestProgress&)>& on_progress) {
  std::vector<ingest::Decoder> decoders(options.workers);
  OrderedWorkers<Chunk, Result<std::vector<engine::Prepared>>> workers(
      options.workers,
      [&](std::size_t worker, const Chunk& chunk) { return Decode(decoders[worker], chunk); },
      options.workers + 2);
  const auto take = [&]() -> Result<bool> {
    auto decoded = workers.Pop();
    if (!decoded) {
      return false;
    }
    ASSAY_TRY(*decoded);
    ASSAY_ASSIGN(const bool goes_on, applier.Add(**std::move(decoded)));
    on_progress(applier.progress());
    return goes_on;
  };
  Chunk chunk;
  bool over = false;
  const auto push = [&]() -> Result<bool> {
    if (!workers.HasRoom()) {
      ASSAY_ASSIGN(const bool goes_on, take());
      over = !goes_on;
    }
    workers.Push(std::exchange(chunk, {}));
    return !over;
  };
  ASSAY_TRY(
      history.ForEachLineAfter(position, [&](Sequence at, std::string_view line) -> Result<bool> {
        if (chunk.ends.empty()) {
          chunk.first = at;
        }
        chunk.text += line;
        chunk.ends.push_back(chunk.text.size());
        return chunk.ends.size() < options.batch_events ? Result<bool>(true) : push();
      }));
  if (!over && !chunk.ends.empty()) {
    ASSAY_TRY(push());
  }
  while (!over) {
    ASSAY_ASSIGN(const bool goes_on, take());
    over = !goes_on;
  }
  return {};
}

// Whether buyers said counterfeit, of the listings asked about.
Result<void> AddComplaints(engine::StateStore& state, const engine::PolicyTrial& trial,
                           LaterWords& words) {
  constexpr std::size_t kListingsAtOnce = 65'536;
  engine::KeySet keys;
  const auto look = [&]() -> Result<void> {
    ASSAY_ASSIGN(const engine::StateView view, state.Load(keys));
    for (const engine::BucketKey& key : keys.listings) {
      const engine::Viewed<engine::ListingState>* listing = view.listings.Find(key.key);
      if (listing != nullptr && (listing->state.flags & engine::kComplainedFlag) != 0) {
        words.AddComplaint(key.key);
      }
    }
    keys.listings.clear();
    return {};
  };
  for (const engine::AskedMeasure& asked : trial.asked()) {
    if (enforcement::TargetOf(asked.kind) == enforcement::Target::kListing) {
      keys.listings.push_back({asked.bucket, asked.key});
    }
    if (keys.listings.size() == kListingsAtOnce) {
      ASSAY_TRY(look());
    }
  }
  return look();
}

}  // namespace

Result<BacktestReport> Backtest(History& history,
                                std::shared_ptr<const enforcement::Policy> candidate,
                                const BacktestOptions& options,
                                const std::function<void(const BacktestProgress&)>& on_progress) {
  ASSAY_ASSIGN(const LogExtent extent, history.LoadExtent());
  ASSAY_ASSIGN(const engine::Settings newest, history.LoadSettings(extent.configuration));
  const std::int16_t offset_minutes = newest.configuration->reporting_offset_minutes;
  if (options.since >= options.until) {
    return Fail(ErrorCode::kInvalidArgument, "backtest.period",
                fmt::format("the period ends at {}, before it begins at {}",
                            FormatRfc3339(OffsetInstant{options.until, offset_minutes}),
                            FormatRfc3339(OffsetInstant{options.since, offset_minutes})));
  }
  if (options.until <= extent.first_time ||
      options.since.ms >= extent.clock.ms + newest.configuration->epoch_ms) {
    return Fail(NoEvents(extent, options, offset_minutes));
  }
  ASSAY_ASSIGN(
      const Past past,
      history.LoadPastBefore(options.use_snapshots ? std::optional(options.since) : std::nullopt));
  // More than are shown: some will turn out not to have changed.
  engine::PolicyTrial trial(std::move(candidate), {.shadows_live = options.shadows_live,
                                                   .cases_max = 4 * options.cases_max,
                                                   .seed = options.seed});
  Applier applier(history, *past.state, trial, options);
  applier.report().snapshot = past.snapshot;
  ASSAY_TRY(applier.Start());
  ASSAY_ASSIGN(const engine::StateView begin, past.state->LoadShared());
  ASSAY_TRY(Run(history, begin.last, applier, options, on_progress));
  BacktestReport& report = applier.report();
  if (report.events == 0) {
    return Fail(NoEvents(extent, options, offset_minutes));
  }
  LaterWords words(trial.asked());
  ASSAY_TRY(history.ForEachAnswerFrom(applier.first(),
                                      [&](const PersonsAnswer& answer) { words.Add(answer); }));
  ASSAY_TRY(AddComplaints(*past.state, trial, words));
  report.listing_evaluations = trial.listing_evaluations();
  report.listings = trial.listings_seen();
  report.store_evaluations = trial.store_evaluations();
  report.stores = trial.stores_seen();
  report.lifted = {trial.lifted(engine::Course::kRecorded),
                   trial.lifted(engine::Course::kCandidate)};
  report.comparison = CompareCourses(trial, words, options.cases_max);
  return std::move(report);
}

}  // namespace assay::flows
