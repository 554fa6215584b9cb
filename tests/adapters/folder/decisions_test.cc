// SPDX-License-Identifier: Apache-2.0
// The same events give the same decisions, however they are cut into batches, spread over threads
// and checkpoints, or replayed.
#include <map>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "adapters/folder/market.h"
#include "flows/replay_log.h"
#include "support/simulated_disk.h"
#include "support/simulated_vfs.h"

namespace assay::folder {
namespace {

struct Market {
  explicit Market(IngestSettings ingest = {}, Options options = {}) {
    options.sqlite_vfs = vfs.name();
    auto opened = OpenMarket(disk, "data", options);
    EXPECT_TRUE(opened) << opened.error().message;
    installation = std::move(*opened);
    const auto done = IngestMarket(*installation, keys, ingest);
    EXPECT_TRUE(done) << done.error().message;
  }
  std::string Dump() { return DumpOf(*installation); }
  std::string Decisions() { return DumpOf(*installation, flows::DumpPart::kDecisions); }
  std::string Actions() const { return disk.ContentOf("data/actions.ndjson"); }

  files::SimulatedDisk disk;
  sqlite::SimulatedVfs vfs{disk};
  Keys keys;
  std::unique_ptr<flows::Installation> installation;
};

TEST(Decisions, TheMarketHasWhatItIsMeantToHave) {
  Market run;
  const std::string actions = run.Actions();
  EXPECT_NE(actions.find("measure.requested"), std::string::npos);
  for (const char* wanted : {"measure.requested", "measure.confirmed", "measure.lift_requested",
                             "not_confirmed_in_time", "edited"}) {
    EXPECT_NE(actions.find(wanted), std::string::npos) << wanted;
  }
  int quarantined = 0;
  std::map<std::string, int> reasons;
  ASSERT_TRUE(run.installation->ForEachQuarantined(
      true, [&](std::int64_t, const engine::QuarantineRow& row) -> Result<void> {
        ++quarantined;
        ++reasons[row.reason];
        return {};
      }));
  EXPECT_GE(reasons["ingest.contradiction"], 3);
  EXPECT_GE(quarantined - reasons["ingest.contradiction"], 3) << "malformed lines";
  const auto tallies = run.installation->LoadTallies();
  ASSERT_TRUE(tallies);
  std::string names;
  for (const auto& [name, count] : *tallies) {
    names += name + "=" + std::to_string(count) + " ";
  }
  EXPECT_NE(names.find("duplicate"), std::string::npos) << names;
}

TEST(Decisions, DoNotDependOnTheBatchSize) {
  Market seven({.batch_lines = 7});
  for (const std::size_t lines : {std::size_t{1}, std::size_t{10'000}}) {
    Market other({.batch_lines = lines});
    EXPECT_EQ(seven.Dump(), other.Dump()) << "batches of " << lines;
    EXPECT_EQ(seven.Actions(), other.Actions()) << "batches of " << lines;
  }
}

TEST(Decisions, DoNotDependOnTheNumberOfWorkers) {
  Market one({.batch_lines = 7, .workers = 1});
  for (const std::size_t workers : {2U, 4U}) {
    Market other({.batch_lines = 7, .workers = workers});
    EXPECT_EQ(one.Dump(), other.Dump()) << workers << " workers";
    EXPECT_EQ(one.Actions(), other.Actions()) << workers << " workers";
  }
}

TEST(Decisions, DoNotDependOnWhereCommitsAreWritten) {
  Market behind({}, {.background_commits = true, .sqlite_vfs = {}, .first_configuration = {}});
  Market inline_commits({},
                        {.background_commits = false, .sqlite_vfs = {}, .first_configuration = {}});
  EXPECT_EQ(behind.Dump(), inline_commits.Dump());
}

TEST(Decisions, DoNotDependOnCheckpoints) {
  Market seldom;
  for (const std::uint64_t events : {1U, 50U}) {
    Market other({}, {.checkpoint_events = events, .sqlite_vfs = {}, .first_configuration = {}});
    EXPECT_EQ(seldom.Dump(), other.Dump()) << "a round of checkpoints each " << events << " events";
  }
}

TEST(Decisions, AreTheSameAfterAReplayInBatchesOfAnySize) {
  for (const std::size_t ingested : {1U, 7U, 10'000U}) {
    Market run({.batch_lines = ingested});
    for (const std::size_t replayed : {1U, 7U, 10'000U}) {
      files::SimulatedDisk disk;
      const sqlite::SimulatedVfs vfs(disk);
      auto into = OpenMarket(disk, "copy", {.sqlite_vfs = vfs.name(), .first_configuration = {}});
      ASSERT_TRUE(into);
      const auto events =
          flows::ReplayLog(*run.installation, **into, replayed, [](std::uint64_t) {});
      ASSERT_TRUE(events) << events.error().message;
      EXPECT_EQ(*events, run.installation->statistics().last_sequence);
      EXPECT_EQ(run.Decisions(), DumpOf(**into, flows::DumpPart::kDecisions))
          << "ingested by " << ingested << ", replayed by " << replayed;
    }
  }
}

TEST(Decisions, AreTheSameWhenOpenedAgain) {
  Market run;
  const std::string before = run.Dump();
  run.installation.reset();
  auto again =
      OpenMarket(run.disk, "data", {.sqlite_vfs = run.vfs.name(), .first_configuration = {}});
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(DumpOf(**again), before);
  EXPECT_EQ((*again)->statistics().events_replayed_at_open, 0U) << "it was closed in order";
}

// A snapshot once came up to an hour late, with the next month's first events in it and under its name.
TEST(Decisions, ASnapshotHoldsTheMonthAndNothingOfTheNext) {
  for (const std::size_t lines : {1U, 3U, 100U}) {
    files::SimulatedDisk disk;
    const sqlite::SimulatedVfs vfs(disk);
    const Keys keys;
    auto into = OpenMarket(disk, "data", {.sqlite_vfs = vfs.name(), .first_configuration = {}});
    ASSERT_TRUE(into);
    std::string text;
    for (const char* time : {"03-31T22:30", "03-31T23:40", "04-01T00:10", "04-01T00:30",
                             "04-01T00:50", "04-01T02:00"}) {
      text += fmt::format(
          R"({{"specversion":"1.0","id":"{0}","source":"//market.example","type":"assay.listing.v1",)"
          R"("time":"2017-{0}:00+08:00","subject":"s-1","data":{{"listing":"l-{0}","title":"a"}}}})"
          "\n",
          time);
    }
    ASSERT_TRUE(IngestInput(**into, keys, {"in.ndjson", flows::Channel::kFeed, text},
                            {.batch_lines = lines}));
    std::string dump;
    ASSERT_TRUE((*into)->DumpSnapshot("2017-03",
                                      [&](std::string_view line) {
                                        dump += line;
                                        dump += '\n';
                                      }))
        << "batches of " << lines;
    EXPECT_NE(dump.find("\"listings\":2,"), std::string::npos) << dump;
    EXPECT_FALSE((*into)->DumpSnapshot("2017-04", [](std::string_view) {}));
  }
}

TEST(Decisions, InputsGivenASecondTimeChangeNothing) {
  Market run;
  const std::string before = run.Dump();
  ASSERT_TRUE(IngestMarket(*run.installation, run.keys, {.batch_lines = 3}));
  EXPECT_EQ(run.Dump(), before);
}

}  // namespace
}  // namespace assay::folder
