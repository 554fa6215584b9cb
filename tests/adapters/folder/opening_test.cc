// SPDX-License-Identifier: Apache-2.0
// Who may open a folder and when, on the real disk; and what the one who may not is told.
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/folder/market.h"
#include "adapters/sqlite/database.h"
#include "support/process.h"

namespace assay::folder {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class Folder {
 public:
  Result<std::unique_ptr<flows::Installation>> Open(bool read_only = false) {
    return OpenMarket(*files_, path(),
                      {.read_only = read_only,
                       .sqlite_vfs = {},
                       .busy_timeout_ms = 0,
                       .first_configuration = {}});
  }
  std::string path() const { return folder_ / "data"; }

  // Another program that has the database open.
  sqlite::Database OpenDatabase() {
    auto database = sqlite::Database::Open(path() + "/assay.db", {.busy_timeout_ms = 0, .vfs = {}});
    EXPECT_TRUE(database);
    return std::move(*database);
  }

  const Keys keys;

 private:
  process::TemporaryFolder folder_;
  std::unique_ptr<files::FileSystem> files_ = files::MakePosixFileSystem();
};

TEST(Opening, ASecondWriterIsToldThatTheFolderIsInUse) {
  Folder folder;
  auto first = folder.Open();
  ASSERT_TRUE(first) << first.error().message;
  const auto second = folder.Open();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kConflict);
  EXPECT_EQ(second.error().reason, "storage.in_use");
  EXPECT_THAT(second.error().message,
              AllOf(HasSubstr("another assay process is writing to this folder"),
                    HasSubstr(folder.path()), HasSubstr("wait for it or stop it")));
  first->reset();
  EXPECT_TRUE(folder.Open()) << "once the first is gone";
}

TEST(Opening, ReadersMayComeWhileAWriterWorksAndSeeOneMoment) {
  Folder folder;
  const auto writer = folder.Open();
  ASSERT_TRUE(writer);
  ASSERT_TRUE(IngestInput(**writer, folder.keys, MarketInputs()[0], {}));
  const auto reader = folder.Open(true);
  ASSERT_TRUE(reader) << reader.error().message;
  const std::string before = DumpOf(**reader);
  EXPECT_EQ(before, DumpOf(**writer));
  ASSERT_TRUE(IngestInput(**writer, folder.keys, MarketInputs()[2], {}));
  EXPECT_EQ(DumpOf(**reader), before);
  EXPECT_THAT(*(*reader)->FindDamage(), testing::IsEmpty());
  EXPECT_EQ(DumpOf(**folder.Open(true)), DumpOf(**writer)) << "one that comes later";
}

TEST(Opening, AFolderWithoutAnInstallationCannotBeRead) {
  Folder folder;
  const auto opened = folder.Open(true);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(opened.error().reason, "storage.empty");
  EXPECT_THAT(opened.error().message, HasSubstr("`assay ingest` makes one"));
}

TEST(Opening, ADatabaseThatSomebodyElseHoldsIsLocked) {
  Folder folder;
  ASSERT_TRUE(folder.Open());
  auto other = folder.OpenDatabase();
  ASSERT_TRUE(other.Execute("PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE t(x)"));
  for (const bool read_only : {false, true}) {
    const auto opened = folder.Open(read_only);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::kUnavailable);
    EXPECT_EQ(opened.error().reason, "storage.locked");
    EXPECT_THAT(opened.error().message,
                HasSubstr("another process holds the database. Wait for it, or stop it, and try"));
  }
}

TEST(Opening, ACommitToALockedDatabaseIsRefusedAndTheSameInputGoesOnLater) {
  Folder folder;
  std::string wanted;
  {
    Folder undisturbed;
    const auto installation = undisturbed.Open();
    ASSERT_TRUE(IngestInput(**installation, undisturbed.keys, MarketInputs()[0], {}));
    wanted = DumpOf(**installation, flows::DumpPart::kDecisions);
  }
  {
    const auto installation = folder.Open();
    ASSERT_TRUE(installation);
    auto other = folder.OpenDatabase();
    ASSERT_TRUE(other.Execute("BEGIN IMMEDIATE"));
    const auto failed = IngestInput(**installation, folder.keys, MarketInputs()[0], {});
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().reason, "storage.locked") << failed.error().message;
    ASSERT_TRUE(other.Execute("ROLLBACK"));
    EXPECT_EQ((*installation)->Flush().error().reason, "storage.locked")
        << "memory is ahead of the disk: only opening again helps";
  }
  const auto installation = folder.Open();
  ASSERT_TRUE(installation) << installation.error().message;
  ASSERT_TRUE(IngestInput(**installation, folder.keys, MarketInputs()[0], {}));
  EXPECT_EQ(DumpOf(**installation, flows::DumpPart::kDecisions), wanted);
  EXPECT_THAT(*(*installation)->FindDamage(), testing::IsEmpty());
}

TEST(Opening, AFolderOfANewerAssayIsLeftAlone) {
  Folder folder;
  ASSERT_TRUE(folder.Open());
  ASSERT_TRUE(folder.OpenDatabase().Execute("PRAGMA user_version=999"));
  for (const bool read_only : {false, true}) {
    const auto opened = folder.Open(read_only);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::kConflict);
    EXPECT_EQ(opened.error().reason, "storage.newer_schema");
    EXPECT_THAT(opened.error().message,
                AllOf(HasSubstr(folder.path() + "/assay.db has schema 999, this assay knows "),
                      HasSubstr("use the newer assay")));
  }
  EXPECT_EQ(folder.OpenDatabase().QueryInteger("PRAGMA user_version")->value(), 999);
}

TEST(Opening, AFileThatIsNoDatabaseIsDamage) {
  Folder folder;
  ASSERT_TRUE(folder.Open());
  process::WriteFile(folder.path() + "/assay.db", std::string(9'000, 'x'));
  const auto opened = folder.Open(true);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kCorrupted);
  EXPECT_EQ(opened.error().reason, "storage.damaged");
}

}  // namespace
}  // namespace assay::folder
