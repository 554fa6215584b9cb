// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/migrations.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/sqlite/delivery_journal.h"
#include "adapters/sqlite/state_database.h"

namespace assay::sqlite {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class Migrations : public ::testing::Test {
 protected:
  Database OpenAt(std::int64_t version) {
    auto database = Database::Open(path_, {});
    EXPECT_TRUE(database && MigrateTo(*database, version));
    return std::move(*database);
  }

  std::string path_ = ::testing::TempDir() + "/migrations_" +
                      ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".db";

  void SetUp() override { TearDown(); }
  void TearDown() override {
    for (const char* suffix : {"", "-wal", "-shm"}) {
      std::remove((path_ + suffix).c_str());
    }
  }
};

TEST_F(Migrations, MakeAnEmptyDatabaseCurrent) {
  ASSERT_TRUE(StateDatabase::Open(path_, {}, false));
  const auto version = Database::Open(path_, {})->QueryInteger("PRAGMA user_version");
  EXPECT_EQ(version->value(), CurrentSchemaVersion());
}

TEST_F(Migrations, AnEmptyDatabaseCannotBeRead) {
  (void)OpenAt(0).Execute("CREATE TABLE t(x); DROP TABLE t");
  const auto opened = StateDatabase::Open(path_, {.read_only = true, .vfs = ""}, false);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reason, "storage.empty");
}

TEST_F(Migrations, AnOlderDatabaseIsRefusedUnlessAnUpgradeIsAskedFor) {
  (void)OpenAt(1);
  for (const bool read_only : {false, true}) {
    const auto opened = StateDatabase::Open(path_, {.read_only = read_only, .vfs = ""}, false);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().reason, "storage.older_schema");
    EXPECT_THAT(opened.error().message, HasSubstr("`assay db upgrade`"));
  }
  EXPECT_TRUE(StateDatabase::Open(path_, {}, true));
  EXPECT_TRUE(StateDatabase::Open(path_, {}, false));
}

TEST_F(Migrations, ADatabaseOfANewerAssayIsRefused) {
  (void)OpenAt(CurrentSchemaVersion())
      .Execute("PRAGMA user_version=" + std::to_string(CurrentSchemaVersion() + 1));
  const auto opened = StateDatabase::Open(path_, {}, true);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reason, "storage.newer_schema");
}

TEST_F(Migrations, TheFileSinkStandsWhereVersionOneLeftIt) {
  ASSERT_TRUE(OpenAt(1).Execute(
      "INSERT INTO meta VALUES('last_sequence','40'),('sink_sequence','37'),('sink_ordinal','2'),"
      "('sink_bytes','9001')"));
  auto database = StateDatabase::Open(path_, {}, true);
  ASSERT_TRUE(database);
  const auto sinks = MakeDeliveryJournal(database->database())->LoadSinks();
  ASSERT_TRUE(sinks);
  EXPECT_EQ(sinks->at("file").position, (flows::OutboxPosition{37, 2}));
  EXPECT_EQ(sinks->at("file").mark, 9001U);
  EXPECT_EQ(database->LoadNumber("last_sequence").value(), 40U);
  EXPECT_EQ(database->LoadNumber("sink_bytes").value(), 0U);
}

TEST_F(Migrations, RowsThatWereThereBeforeTheyWereCountedAreCounted) {
  ASSERT_TRUE(
      OpenAt(2).Execute("INSERT INTO outbox VALUES(1,0,1,'{}'),(1,1,2,'{}');"
                        "INSERT INTO identity_token VALUES(1,'s-1','phone','t')"));
  auto database = StateDatabase::Open(path_, {}, true);
  ASSERT_TRUE(database);
  EXPECT_EQ(database->LoadNumber("rows.outbox").value(), 2U);
  EXPECT_EQ(database->LoadNumber("rows.identity_token").value(), 1U);
  EXPECT_EQ(database->LoadNumber("rows.verdict").value(), 0U);
  EXPECT_EQ(database->CheckInvariants().value(), std::vector<std::string>());
}

TEST_F(Migrations, RepeatStoresOfBeforeAreFound) {
  ASSERT_TRUE(OpenAt(5).Execute(
      "INSERT INTO closure VALUES(1,'old',100,'ip_counterfeit',1,'','p'),"
      "(6,'again',300,'ip_counterfeit',1,'','p');"
      "INSERT INTO opening VALUES(2,'again',200,0),(3,'cleared',200,0),(4,'early',50,0);"
      "INSERT INTO link VALUES(2,0,'again','old',0,1,''),(3,0,'cleared','old',0,1,''),"
      "(4,0,'early','old',0,1,''),(5,0,'cleared','old',1,0,''),(6,0,'again','old',1,0,'')"));
  auto database = StateDatabase::Open(path_, {}, true);
  ASSERT_TRUE(database);
  std::vector<std::int64_t> sequences;
  auto load = database->database().Prepare("SELECT sequence FROM repeat_move");
  while (*load->Step()) {
    sequences.push_back(load->Integer(0));
  }
  EXPECT_THAT(sequences, ElementsAre(2, 6));
  EXPECT_THAT(*database->CheckInvariants(), Not(Contains(HasSubstr("repeat stores"))));
}

TEST_F(Migrations, AnUpgradeThatFailsChangesNothing) {
  auto database = OpenAt(1);
  // A table in the way: the second migration fails after its first statements.
  ASSERT_TRUE(database.Execute("CREATE TABLE delivery(x)"));
  ASSERT_FALSE(MigrateTo(database, 2));
  EXPECT_EQ(database.QueryInteger("PRAGMA user_version")->value(), 1);
  EXPECT_EQ(database.QueryInteger("SELECT count(*) FROM sqlite_master WHERE name='sink'")->value(),
            0);
  ASSERT_TRUE(database.Execute("DROP TABLE delivery"));
  EXPECT_TRUE(MigrateTo(database, 2));
}

}  // namespace
}  // namespace assay::sqlite
