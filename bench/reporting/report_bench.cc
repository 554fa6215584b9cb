// SPDX-License-Identifier: Apache-2.0
// What a yearly report and the review queue cost beside a long history.
//
//   reporting_report_bench --years 10 --openings 1000000 --closures 240000 --data DIR
//   reporting_report_bench --measure DIR
//
// Fills DIR with made-up decisions through the writer that an ingest uses (a commit a day), then times each
// stage of the report of the last year beside the one before: one line of JSON a stage. What is filled stays;
// `--measure DIR` times it again, and `assay report 2025 --data DIR` reads it too.
//
// A year has `openings` new stores, of which one in ten is linked to a store shut before, `closures` for counterfeits
// (a third of the linked stores among them, and one in fifty undone) and `measures` rows of measures. `waiting`
// measures stand in the queue at the end.
#include <algorithm>
#include <cstdio>
#include <deque>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "adapters/sqlite/report_source.h"
#include "adapters/sqlite/review_source.h"
#include "adapters/sqlite/state_database.h"
#include "configuration/configuration.h"
#include "engine/engine.h"
#include "flows/made_lines.h"
#include "flows/review_queue.h"
#include "measure.h"
#include "reporting/annual_report.h"
#include "reporting/render.h"

namespace assay::bench {
namespace {

using enforcement::MeasureKind;
using enforcement::MeasureStatus;

constexpr std::int16_t kOffsetMinutes = 480;
constexpr std::int64_t kLastYear = 2025;

struct Arguments {
  std::int64_t years = 10;
  std::uint64_t openings = 1'000'000;
  std::uint64_t closures = 240'000;
  std::uint64_t measures = 1'000'000;
  std::uint64_t waiting = 100'000;
  std::string data = "/tmp/assay-report-bench";
  std::string measure;
};

template <typename Work>
auto Timed(std::string_view stage, Work work) {
  const Clocked clocked;
  auto result = work();
  fmt::print("{{\"stage\":\"{}\",\"ms\":{:.1f}}}\n", stage, clocked.seconds() * 1e3);
  std::fflush(stdout);
  return result;
}

reporting::Period Year(std::int64_t year) {
  return Must(reporting::Period::Parse(std::to_string(year)));
}

// Makes what an engine would have decided, a day at a time.
class Filler {
 public:
  explicit Filler(const Arguments& arguments)
      : arguments_(arguments),
        database_(Must(sqlite::StateDatabase::Open(arguments.data + "/assay.db", {}, false))) {}

  void Run() {
    const std::string configuration(configuration::DefaultText());
    configuration_ = Sha256Of(configuration);
    Must(database_.AddContent(ToHex(configuration_), "configuration", configuration));
    const reporting::Days days{Year(kLastYear - arguments_.years + 1).days().first,
                               Year(kLastYear).days().end};
    const Clocked clocked;
    // Some days more, so that the last year is over and nothing of it can be late.
    for (std::int64_t day = days.first.number; day < days.end.number + 30; ++day) {
      WriteDay(reporting::Day{day}, day < days.end.number);
    }
    fmt::print("{{\"stage\":\"fill\",\"rows\":{},\"seconds\":{:.1f},\"rows_per_second\":{:.0f}}}\n",
               sequence_, clocked.seconds(), static_cast<double>(sequence_) / clocked.seconds());
  }

 private:
  void WriteDay(reporting::Day day, bool has_trade) {
    delta_ = {};
    delta_.first = {sequence_ + 1};
    delta_.shared.clock = reporting::BeginOf(reporting::Day{day.number + 1}, kOffsetMinutes);
    delta_.shared.configuration = configuration_;
    delta_.shared_changed = true;
    begin_ms_ = reporting::BeginOf(day, kOffsetMinutes).ms;
    if (has_trade) {
      for (std::size_t i = 0; i < arguments_.openings / 365; ++i) {
        OpenStore();
      }
      for (std::size_t i = 0; i < arguments_.closures / 365; ++i) {
        ShutStore();
      }
      for (std::size_t i = 0; i < arguments_.measures / 365 / 3; ++i) {
        TakeMeasure(MeasureKind::kDelist);
      }
      CountDay(day);
    } else {
      for (std::size_t i = 0; i < arguments_.waiting / 30; ++i) {
        TakeMeasure(MeasureKind::kDelist);
        Wait();
      }
    }
    Must(database_.Write({.frame = {},
                          .delta = &delta_,
                          .extras = nullptr,
                          .images = {},
                          .last_sequence = sequence_,
                          .checkpoint_floor = 0}));
  }

  Sequence Next() { return {++sequence_}; }
  Instant Time() {
    return {begin_ms_ + static_cast<std::int64_t>(random_.Below(kMillisecondsPerDay))};
  }
  static std::string StoreName(std::uint64_t number) { return fmt::format("store-{}", number); }

  void OpenStore() {
    const std::uint64_t store = stores_++;
    const Sequence sequence = Next();
    delta_.openings.push_back({sequence, StoreName(store), Time(), false});
    if (shut_.size() > 100 && random_.Below(10) == 0) {
      const std::uint64_t closed = shut_[random_.Below(shut_.size())];
      Link(sequence, store, closed, false);
      linked_.emplace_back(store, closed);
    }
  }

  void Link(Sequence sequence, std::uint64_t store, std::uint64_t closed, bool withdrawn) {
    linkage::LinkChange change{.link = {.store = StoreId(StoreName(store)),
                                        .closed = StoreId(StoreName(closed)),
                                        .closed_at = {begin_ms_},
                                        .log_odds = {7'000'000},
                                        .evidence = {}},
                               .withdrawn = withdrawn};
    if (!withdrawn) {
      change.link.evidence = {{linkage::TokenKind::kPhone, 2, {7'000'000}},
                              {linkage::TokenKind::kPhoneLast8, 2, {}}};
    }
    delta_.links.push_back({sequence, 0, std::move(change)});
  }

  void ShutStore() {
    const Sequence sequence = Next();
    std::uint64_t store = random_.Below(stores_);
    if (!linked_.empty() && random_.Below(7) == 0) {
      store = linked_.front().first;
      Link(sequence, store, linked_.front().second, true);
      linked_.pop_front();
    }
    const Instant time = Time();
    delta_.closures.push_back({.sequence = sequence,
                               .store = StoreName(store),
                               .time = time,
                               .reason = ClosureReason::kIpCounterfeit,
                               .indefinite = true,
                               .measure = "",
                               .actor = "reviewer-1"});
    shut_.push_back(store);
    if (shut_.size() > 500'000) {
      shut_.pop_front();
    }
    if (random_.Below(50) == 0) {
      delta_.openings.push_back({Next(), StoreName(store), {time.ms + kMillisecondsPerDay}, true});
    }
  }

  void TakeMeasure(MeasureKind kind) {
    const Sequence sequence = Next();
    engine::MeasureRow row{.sequence = sequence,
                           .ordinal = 0,
                           .measure = random_.Next() >> 1,
                           .store = StoreName(random_.Below(stores_)),
                           .listing = fmt::format("i-{}", sequence.number),
                           .time = Time(),
                           .status = MeasureStatus::kRequested,
                           .by = "machine",
                           .kind = kind,
                           .allegation = enforcement::AllegationType::kCounterfeit,
                           .rule = "red-at-first-publish",
                           .until_ms = 0};
    delta_.measures.push_back(row);
    const auto next = [&](MeasureStatus status, const char* by) {
      row.sequence = Next();
      row.status = status;
      row.by = by;
      row.rule.clear();
      row.listing.clear();
      delta_.measures.push_back(row);
    };
    next(MeasureStatus::kExecuted, "marketplace");
    const std::uint64_t fate = random_.Below(100);
    if (fate < 60) {
      next(MeasureStatus::kExpired, "clock");
    } else if (fate < 95) {
      next(MeasureStatus::kConfirmed, "reviewer-1");
    } else if (fate < 98) {
      next(MeasureStatus::kLiftedByPerson, "reviewer-2");
    }
  }

  // The newest measure waits for a person.
  void Wait() {
    const auto request =
        std::ranges::find_if(delta_.measures.rbegin(), delta_.measures.rend(),
                             [](const engine::MeasureRow& row) { return !row.rule.empty(); });
    const engine::MeasureRow& row = *request;
    const Hash128 key = engine::ListingKeyOf(row.store, row.listing);
    delta_.queue.push_back(
        {.measure = row.measure,
         .status = MeasureStatus::kExecuted,
         .due_ms = row.time.ms + 30 * kMillisecondsPerDay,
         .is_open = true,
         .item = engine::QueueItem{
             .name = engine::MeasureNameOf(enforcement::Target::kListing, key, row.measure),
             .kind = row.kind,
             .store = row.store,
             .listing = row.listing,
             .rule = row.rule,
             .allegation = row.allegation,
             .since_ms = row.time.ms,
             .score = static_cast<std::int32_t>(80 + random_.Below(20)),
             .sequence = row.sequence}});
  }

  void CountDay(reporting::Day day) {
    engine::DayTally& tally = delta_.daily[static_cast<std::int32_t>(day.number)];
    for (std::size_t i = 0; i < tally.size(); ++i) {
      tally[i] = static_cast<std::int64_t>(1 + random_.Below(1'000));
    }
  }

  const Arguments& arguments_;
  sqlite::StateDatabase database_;
  Sha256 configuration_;
  Random random_{11};
  engine::Delta delta_;
  std::int64_t begin_ms_ = 0;
  std::uint64_t sequence_ = 0;
  std::uint64_t stores_ = 0;
  std::deque<std::uint64_t> shut_;
  std::deque<std::pair<std::uint64_t, std::uint64_t>> linked_;  // Still open.
};

std::unique_ptr<reporting::ReportSource> OpenReport(const std::string& path) {
  return Must(sqlite::OpenReportSource(path, [](std::string_view) -> Result<sqlite::ReportingTime> {
    return sqlite::ReportingTime{.allowed_lateness_ms = 7 * kMillisecondsPerDay,
                                 .offset_minutes = kOffsetMinutes};
  }));
}

void MeasureReport(const std::string& path) {
  const reporting::Period year = Year(kLastYear);
  {
    const auto source = Timed("open", [&] { return OpenReport(path); });
    Timed("daily counts of two years", [&] {
      Must(source->LoadDailyCounts(year.days()));
      return Must(source->LoadDailyCounts(year.YearBefore().days()));
    });
    const auto stores =
        Timed("stores of the year", [&] { return Must(source->CountStores(year.days())); });
    Timed("stores of the year before",
          [&] { return Must(source->CountStores(year.YearBefore().days())); });
    fmt::print("{{\"opened\":{},\"shut\":{},\"reversed\":{},\"repeat\":{},\"shut_again\":{}}}\n",
               stores.opened, stores.shut, stores.reversed, stores.repeat, stores.shut_again);
    for (const reporting::FigureDefinition& figure : reporting::AllFigures()) {
      if (figure.rows) {
        Timed(fmt::format("first 10 rows of {}", figure.id), [&] {
          std::size_t left = 10;
          Must(source->ForEachRow(
              *figure.rows, year.days(),
              [&](const reporting::Row&) -> Result<bool> { return --left > 0; }));
          return left;
        });
      }
    }
  }
  for (const std::size_t rows : {std::size_t{0}, std::size_t{10}}) {
    Timed(rows == 0 ? "whole report" : "whole report with rows, as HTML", [&] {
      const auto source = OpenReport(path);
      const reporting::Report report =
          Must(reporting::MakeReport(*source, {.period = year, .rows_shown = rows}));
      const std::vector<reporting::ReportWithTruth> reports{{report, std::nullopt}};
      return rows == 0 ? reporting::AsMarkdown(reports) : reporting::AsHtml(reports);
    });
  }
}

void MeasureQueue(const std::string& path) {
  const auto source = Timed("queue: open", [&] { return Must(sqlite::OpenReviewSource(path)); });
  const Instant now = Must(source->LoadClock());
  const cases::QueuePage page =
      Timed("queue: first 50", [&] { return Must(flows::LoadQueue(*source, {}, now, 50)); });
  fmt::print("{{\"waiting\":{}}}\n", page.total);
  if (page.items.empty()) {
    return;
  }
  const cases::OpenItem& first = page.items.front();
  Timed("queue: of one store", [&] {
    return Must(
        flows::LoadQueue(*source, {.kind = {}, .store = first.store, .before_ms = {}}, now, 50));
  });
  Timed("queue: a measure by its name", [&] { return Must(source->FindMeasure(first.name)); });
  Timed("queue: a store's records", [&] { return Must(source->LoadStore(first.store)); });
  Timed("queue: the nearest name to a wrong one",
        [&] { return Must(flows::NearestName(*source, first.name.substr(1) + "f")); });
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  assay::bench::Arguments arguments;
  CLI::App app("What a yearly report and the review queue cost beside a long history");
  app.add_option("--years", arguments.years)->check(CLI::Range(1, 50));
  app.add_option("--openings", arguments.openings, "A year, at least one a day")
      ->check(CLI::Range(std::uint64_t{365}, std::uint64_t{1'000'000'000}));
  app.add_option("--closures", arguments.closures, "A year");
  app.add_option("--measures", arguments.measures, "A year");
  app.add_option("--waiting", arguments.waiting, "Measures in the queue at the end");
  auto* filled = app.add_option("--data", arguments.data, "Folder, made anew");
  app.add_option("--measure", arguments.measure, "Folder of an earlier run: measured again")
      ->excludes(filled);
  CLI11_PARSE(app, argc, argv);
  if (arguments.measure.empty()) {
    std::filesystem::remove_all(arguments.data);
    std::filesystem::create_directories(arguments.data);
    assay::bench::Filler(arguments).Run();
    arguments.measure = arguments.data;
  }
  const std::string path = arguments.measure + "/assay.db";
  assay::bench::MeasureReport(path);
  assay::bench::MeasureQueue(path);
  return 0;
}
