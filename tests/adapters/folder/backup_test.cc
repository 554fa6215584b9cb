// SPDX-License-Identifier: Apache-2.0
// A backup is an installation of its own: a moment of the one that it was taken from.
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/folder/market.h"
#include "flows/replay_log.h"
#include "support/process.h"
#include "support/simulated_disk.h"
#include "support/simulated_vfs.h"

namespace assay::folder {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> LogOf(flows::Installation& installation) {
  std::vector<std::string> lines;
  EXPECT_TRUE(installation.ForEachLine([&](Sequence, std::string_view line) -> Result<bool> {
    lines.emplace_back(line);
    return true;
  }));
  return lines;
}

TEST(Backup, TakenWhileAWriterGoesOnIsAConsistentPrefix) {
  const process::TemporaryFolder folder;
  const auto files = files::MakePosixFileSystem();
  const Keys keys;
  const auto open = [&](const std::string& name, bool read_only) {
    auto opened = OpenMarket(*files, folder / name,
                             {.read_only = read_only,
                              .checkpoint_events = 60,
                              .sqlite_vfs = {},
                              .first_configuration = {}});
    EXPECT_TRUE(opened) << opened.error().message;
    return std::move(*opened);
  };
  const auto writer = open("data", false);
  int copies = 0;
  for (const Input& input : MarketInputs()) {
    int batches = 0;
    // The writer's own thread is still committing the batch before.
    ASSERT_TRUE(IngestInput(*writer, keys, input,
                            {.batch_lines = 9, .after_batch = [&] {
                               if (batches++ % 5 == 0) {
                                 const auto reader = open("data", true);
                                 const auto copied =
                                     reader->Backup(folder / fmt::format("copy-{}", copies++));
                                 ASSERT_TRUE(copied) << copied.error().message;
                               }
                             }}));
  }
  ASSERT_TRUE(writer->Close());
  ASSERT_GE(copies, 6);

  const std::vector<std::string> whole = LogOf(*writer);
  std::size_t longest = 0;
  for (int i = 0; i < copies; ++i) {
    SCOPED_TRACE(fmt::format("copy {}", i));
    const auto copy = open(fmt::format("copy-{}", i), true);
    EXPECT_THAT(*copy->FindDamage(), IsEmpty());
    const std::vector<std::string> log = LogOf(*copy);
    EXPECT_EQ(log.size(), copy->statistics().last_sequence);
    ASSERT_LE(log.size(), whole.size());
    EXPECT_TRUE(std::equal(log.begin(), log.end(), whole.begin()));
    longest = std::max(longest, log.size());
    // What it decided is what its log gives.
    const auto again = open(fmt::format("again-{}", i), false);
    ASSERT_TRUE(flows::ReplayLog(*copy, *again, 50, [](std::uint64_t) {}));
    EXPECT_EQ(ToHex(*flows::DecisionsDigest(*again)), ToHex(*flows::DecisionsDigest(*copy)));
  }
  EXPECT_GT(longest, whole.size() / 2) << "later copies hold more";

  // A copy goes on like the one it was taken from.
  const auto copy = open("copy-2", false);
  ASSERT_TRUE(IngestMarket(*copy, keys, {.batch_lines = 9}));
  EXPECT_EQ(DumpOf(*copy), DumpOf(*writer));
}

class Machine {
 public:
  Machine() {
    auto opened = Open("data");
    EXPECT_TRUE(opened && IngestMarket(**opened, keys_, {.batch_lines = 40}));
    installation = std::move(*opened);
  }

  void Restart(std::uint64_t seed) {
    installation.reset();
    disk.Restart(files::SimulatedDisk::Unsynced::kSubsetKept, seed);
    auto opened = Open("data");
    ASSERT_TRUE(opened) << opened.error().message;
    installation = std::move(*opened);
  }
  void ExpectWholeCopy() {
    const auto copy = Open("copy");
    ASSERT_TRUE(copy) << copy.error().message;
    EXPECT_EQ(DumpOf(**copy), DumpOf(*installation));
    EXPECT_THAT(*(*copy)->FindDamage(), IsEmpty());
  }

  files::SimulatedDisk disk;

 private:
  Result<std::unique_ptr<flows::Installation>> Open(const std::string& folder) {
    return OpenMarket(disk, folder, {.sqlite_vfs = vfs_.name(), .first_configuration = {}});
  }

  sqlite::SimulatedVfs vfs_{disk};
  Keys keys_;

 public:
  std::unique_ptr<flows::Installation> installation;
};

TEST(Backup, TellsHowManyBytesOfLogItCopied) {
  Machine machine;
  const auto copied = machine.installation->Backup("copy");
  ASSERT_TRUE(copied) << copied.error().message;
  EXPECT_EQ(*copied, machine.disk.ContentOf("data/segments/000001.ndjson.zst").size());
  machine.ExpectWholeCopy();
}

TEST(Backup, IsNotWrittenOverAnInstallation) {
  Machine machine;
  ASSERT_TRUE(machine.installation->Backup("copy"));
  const auto again = machine.installation->Backup("copy");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
  EXPECT_EQ(again.error().reason, "storage.target_not_empty");
  EXPECT_THAT(again.error().message, HasSubstr("copy already holds an installation"));
  EXPECT_EQ(machine.installation->Backup("data").error().reason, "storage.target_not_empty");
}

TEST(Backup, ToADiskThatFillsUpSaysSoAndTheSameCommandWorksOnceThereIsSpace) {
  Machine whole;
  const std::uint64_t before = whole.disk.bytes();
  ASSERT_TRUE(whole.installation->Backup("copy"));
  const std::uint64_t growth = whole.disk.bytes() - before;
  for (std::uint64_t part = 0; part < 8; ++part) {
    SCOPED_TRACE(fmt::format("room for {} of {} bytes", growth * part / 8, growth));
    Machine machine;
    const std::string dump = DumpOf(*machine.installation);
    machine.disk.LimitBytes(machine.disk.bytes() + growth * part / 8);
    const auto failed = machine.installation->Backup("copy");
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::kUnavailable);
    EXPECT_EQ(failed.error().reason, "storage.disk_full") << failed.error().message;
    EXPECT_FALSE(machine.disk.Exists("copy/assay.db")) << "half a copy is no installation";
    EXPECT_EQ(DumpOf(*machine.installation), dump) << "the original goes on";

    machine.disk.LimitBytes(std::nullopt);
    const auto done = machine.installation->Backup("copy");
    ASSERT_TRUE(done) << done.error().message;
    machine.ExpectWholeCopy();
  }
}

TEST(Backup, ThatReturnedSurvivesAPowerFailureAndOneThatDidNotIsWholeOrCanBeTakenAgain) {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  {
    Machine whole;
    begin = whole.disk.operations();
    ASSERT_TRUE(whole.installation->Backup("copy"));
    end = whole.disk.operations();
  }
  for (std::uint64_t operation = begin + 1; operation <= end + 1; ++operation) {
    SCOPED_TRACE(fmt::format("power fails at operation {} of the backup's {}", operation - begin,
                             end - begin));
    Machine machine;
    machine.disk.FailPowerAt(operation);
    const bool returned = machine.installation->Backup("copy").has_value();
    EXPECT_EQ(returned, operation > end);
    machine.Restart(operation);
    // It may be whole although nobody was told.
    const bool whole = machine.disk.Exists("copy/assay.db");
    EXPECT_TRUE(whole || !returned);
    if (!whole) {
      const auto again = machine.installation->Backup("copy");
      ASSERT_TRUE(again) << again.error().message;
    }
    machine.ExpectWholeCopy();
  }
}

}  // namespace
}  // namespace assay::folder
