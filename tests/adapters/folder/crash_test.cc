// SPDX-License-Identifier: Apache-2.0
// Whenever the power fails, whatever the disk made of what was not synced: the same inputs given
// again lead to the same end, and nothing that was acknowledged is lost. The same for a disk that
// is full and for writes that stop half way.
#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "adapters/folder/market.h"
#include "support/simulated_disk.h"
#include "support/simulated_vfs.h"

namespace assay::folder {
namespace {

using files::SimulatedDisk;

struct Ending {
  std::string dump;
  std::string actions;
};

// What a crash may not lose.
struct Acknowledged {
  std::uint64_t sequence = 0;
};

class Machine {
 public:
  explicit Machine(bool background_commits = false, std::uint64_t checkpoint_events = 120)
      : background_commits_(background_commits), checkpoint_events_(checkpoint_events) {}

  SimulatedDisk disk;

  Result<std::unique_ptr<flows::Installation>> Open() {
    return OpenMarket(disk, "data",
                      {.background_commits = background_commits_,
                       .checkpoint_events = checkpoint_events_,
                       .sqlite_vfs = vfs_.name(),
                       .first_configuration = {}});
  }

  // Opens, ingests all and closes.
  Result<void> Run(Acknowledged* acknowledged = nullptr) {
    ASSAY_ASSIGN(const auto installation, Open());
    return IngestMarket(*installation, keys_,
                        {.batch_lines = 11, .after_batch = [&] {
                           if (acknowledged != nullptr && installation->Flush()) {
                             acknowledged->sequence = installation->statistics().last_sequence;
                           }
                         }});
  }

  Ending End() {
    const auto installation = Open();
    return installation ? Ending{DumpOf(**installation), disk.ContentOf("data/actions.ndjson")}
                        : Ending{installation.error().message, {}};
  }

 private:
  sqlite::SimulatedVfs vfs_{disk};
  Keys keys_;
  bool background_commits_;
  std::uint64_t checkpoint_events_;
};

const Ending& Uninterrupted() {
  static const Ending ending = [] {
    Machine machine;
    const auto done = machine.Run();
    EXPECT_TRUE(done) << done.error().message;
    return machine.End();
  }();
  return ending;
}

std::uint64_t OperationsOfARun() {
  Machine machine;
  EXPECT_TRUE(machine.Run());
  return machine.disk.operations();
}

// The first line that is not the same, for a person who reads the failure.
std::string FirstDifference(const std::string& one, const std::string& other) {
  const auto at = std::ranges::mismatch(one, other);
  const auto line = [](const std::string& text, std::string::const_iterator place) {
    const auto offset = static_cast<std::size_t>(place - text.begin());
    const std::size_t begin = offset == 0 ? 0 : text.rfind('\n', offset - 1) + 1;
    return text.substr(begin, text.find('\n', begin) - begin);
  };
  return "\n  " + line(one, at.in1) + "\n  " + line(other, at.in2);
}

void ExpectEndsAsUninterrupted(Machine& machine) {
  const Ending end = machine.End();
  const Ending& wanted = Uninterrupted();
  EXPECT_TRUE(end.dump == wanted.dump)
      << "other decisions" << FirstDifference(end.dump, wanted.dump);
  EXPECT_TRUE(end.actions == wanted.actions)
      << "other actions" << FirstDifference(end.actions, wanted.actions);
}

void ExpectSurvives(std::uint64_t operation, SimulatedDisk::Unsynced unsynced,
                    bool background_commits) {
  SCOPED_TRACE(fmt::format("power fails at operation {}, un-synced writes: {}", operation,
                           static_cast<int>(unsynced)));
  Machine machine(background_commits);
  machine.disk.FailPowerAt(operation);
  Acknowledged acknowledged;
  // The last operations come when the database is closed, after all was said to be done.
  (void)machine.Run(&acknowledged);
  EXPECT_GE(machine.disk.operations(), operation) << "the power did not fail";
  machine.disk.Restart(unsynced, operation);
  {
    const auto again = machine.Open();
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_GE((*again)->statistics().last_sequence, acknowledged.sequence);
    const auto damage = (*again)->FindDamage();
    ASSERT_TRUE(damage) << damage.error().message;
    EXPECT_TRUE(damage->empty()) << damage->front();
  }
  const auto continued = machine.Run();
  ASSERT_TRUE(continued) << continued.error().message;
  ExpectEndsAsUninterrupted(machine);
}

void ExpectSurvivesAnywhere(SimulatedDisk::Unsynced unsynced, std::uint64_t points,
                            bool background_commits) {
  const std::uint64_t operations = OperationsOfARun();
  ASSERT_GT(operations, points);
  for (std::uint64_t point = 0; point < points && !::testing::Test::HasFailure(); ++point) {
    ExpectSurvives(1 + point * (operations - 1) / points, unsynced, background_commits);
  }
}

TEST(Crash, LosesNothingWhereUnsyncedWritesAreDropped) {
  ExpectSurvivesAnywhere(SimulatedDisk::Unsynced::kDropped, 120, false);
}

TEST(Crash, LosesNothingWhereAPrefixOfUnsyncedWritesIsKept) {
  ExpectSurvivesAnywhere(SimulatedDisk::Unsynced::kPrefixKept, 60, false);
}

TEST(Crash, LosesNothingWhereAnySubsetOfUnsyncedWritesIsKept) {
  ExpectSurvivesAnywhere(SimulatedDisk::Unsynced::kSubsetKept, 80, false);
}

TEST(Crash, LosesNothingWithBackgroundCommits) {
  // Which operation comes when depends on threads, so that late ones may not come at all.
  const std::uint64_t operations = OperationsOfARun() * 8 / 10;
  for (std::uint64_t point = 0; point < 20 && !HasFailure(); ++point) {
    ExpectSurvives(1 + point * operations / 20, SimulatedDisk::Unsynced::kSubsetKept, true);
  }
}

TEST(Crash, LosesNothingWhereRecoveryItselfIsInterrupted) {
  const std::uint64_t operations = OperationsOfARun();
  for (std::uint64_t round = 1; round < 8 && !HasFailure(); ++round) {
    Machine machine;
    Acknowledged acknowledged;
    machine.disk.FailPowerAt(operations * round / 8);
    EXPECT_FALSE(machine.Run(&acknowledged));
    for (std::uint64_t again = 1; again <= 6; ++again) {
      machine.disk.Restart(SimulatedDisk::Unsynced::kSubsetKept, round * 100 + again);
      machine.disk.FailPowerAt(machine.disk.operations() + again * again);
      EXPECT_FALSE(machine.Run(&acknowledged));
    }
    machine.disk.Restart(SimulatedDisk::Unsynced::kDropped, 0);
    const auto done = machine.Run();
    ASSERT_TRUE(done) << done.error().message;
    ExpectEndsAsUninterrupted(machine);
  }
}

// Runs into the fault, sees that it was told, and runs again once it is mended.
template <typename Mend>
void ExpectGoesOn(Machine& machine, std::initializer_list<std::string_view> reasons, Mend mend) {
  const auto failed = machine.Run();
  ASSERT_FALSE(failed) << "the fault did not happen";
  EXPECT_EQ(failed.error().code, ErrorCode::kUnavailable) << failed.error().message;
  EXPECT_NE(std::ranges::find(reasons, failed.error().reason), reasons.end())
      << failed.error().reason << ": " << failed.error().message;
  mend();
  {
    const auto again = machine.Open();
    ASSERT_TRUE(again) << again.error().message;
    const auto damage = (*again)->FindDamage();
    ASSERT_TRUE(damage);
    EXPECT_TRUE(damage->empty()) << damage->front();
  }
  const auto done = machine.Run();
  ASSERT_TRUE(done) << done.error().message;
  ExpectEndsAsUninterrupted(machine);
}

TEST(Recovery, ReadsTheLogOnlyFromTheOldestMissingImageOn) {
  // Twenty buckets in turn, and a new image of one of them with each commit of five events. All in one hour:
  // shared state changes with the first event only.
  Machine machine(false, 5 * kBucketCount);
  std::string text;
  for (int i = 0; i < 400; ++i) {
    text += fmt::format(
        R"({{"specversion":"1.0","id":"e-{0}","source":"//market.example","type":"assay.parcel.v1",)"
        R"("time":"2017-03-01T12:00:00Z","subject":"s-{1}","data":{{"parcel":"p","order":"o"}}}})"
        "\n",
        i, i % 20);
  }
  {
    const auto installation = machine.Open();
    ASSERT_TRUE(installation);
    ASSERT_TRUE(
        IngestInput(**installation, Keys(), {.name = "parcels", .text = text}, {.batch_lines = 5}));
  }
  // What recovery has no need of it does not read.
  const std::string segment = "data/segments/000001.ndjson.zst";
  machine.disk.FlipBit(segment, machine.disk.ContentOf(segment).size() / 3);
  const auto opened = machine.Open();
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_GT((*opened)->statistics().events_replayed_at_open, 0U);
  EXPECT_LE((*opened)->statistics().events_replayed_at_open, 110U);
  EXPECT_EQ((*opened)->FindDamage()->size(), 1U);
}

TEST(Fault, AFullDiskStopsTheIngestAndTheSameCommandGoesOnOnceThereIsSpace) {
  Machine whole;
  ASSERT_TRUE(whole.Run());
  const std::uint64_t bytes = whole.disk.bytes();
  for (std::uint64_t part = 1; part < 24 && !HasFailure(); ++part) {
    SCOPED_TRACE(fmt::format("{} of {} bytes", bytes * part / 32, bytes));
    Machine machine;
    machine.disk.LimitBytes(bytes * part / 32);
    ExpectGoesOn(machine, {"storage.disk_full"}, [&] { machine.disk.LimitBytes(std::nullopt); });
  }
}

TEST(Fault, AWriteThatStopsHalfWayStopsTheIngestAndTheSameCommandGoesOn) {
  Machine whole;
  ASSERT_TRUE(whole.Run());
  // How many there are depends on threads, so that late ones may not come at all.
  const std::uint64_t writes = whole.disk.writes() * 8 / 10;
  for (std::uint64_t point = 0; point < 40 && !HasFailure(); ++point) {
    const std::uint64_t write = 1 + point * (writes - 1) / 40;
    SCOPED_TRACE(fmt::format("write {} of {}", write, writes));
    Machine machine;
    machine.disk.TearWriteAt(write);
    ExpectGoesOn(machine, {"storage.failed", "storage.disk_full", "storage.cannot_open"}, [] {});
  }
}

}  // namespace
}  // namespace assay::folder
