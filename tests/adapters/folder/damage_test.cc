// SPDX-License-Identifier: Apache-2.0
// What is not what was written is found, and said in a way that names the place.
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "adapters/folder/market.h"
#include "adapters/sqlite/database.h"
#include "support/simulated_disk.h"
#include "support/simulated_vfs.h"

namespace assay::folder {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kSegment = "data/segments/000001.ndjson.zst";

// The market, ingested and closed.
class Closed {
 public:
  Closed() {
    auto installation = Open();
    EXPECT_TRUE(installation && IngestMarket(**installation, keys_, {.batch_lines = 20}));
  }

  Result<std::unique_ptr<flows::Installation>> Open() {
    return OpenMarket(disk, "data", {.sqlite_vfs = vfs_.name(), .first_configuration = {}});
  }

  std::vector<std::string> FindDamage() {
    const auto installation = Open();
    if (!installation) {
      return {"cannot be opened: " + installation.error().message};
    }
    const auto damage = (*installation)->FindDamage();
    EXPECT_TRUE(damage) << damage.error().message;
    return damage.value_or(std::vector<std::string>());
  }

  // Behind the back of the store.
  void Execute(std::string_view sql) {
    auto database = sqlite::Database::Open("data/assay.db", {.vfs = vfs_.name()});
    ASSERT_TRUE(database && database->Execute("PRAGMA locking_mode=EXCLUSIVE"));
    const auto done = database->Execute(sql);
    ASSERT_TRUE(done) << done.error().message;
    ASSERT_GE(database->changes(), 1) << "nothing was changed by: " << sql;
  }

  void Truncate(const char* path, std::uint64_t size) {
    const auto file = disk.Open(path, files::OpenMode::kWrite);
    ASSERT_TRUE(file && (*file)->Truncate(size));
  }

  files::SimulatedDisk disk;

 private:
  sqlite::SimulatedVfs vfs_{disk};
  Keys keys_;
};

TEST(Damage, AMarketAsItWasWrittenHasNone) {
  Closed market;
  EXPECT_THAT(market.FindDamage(), IsEmpty());
}

TEST(Damage, AnyFlippedByteOfTheLogIsFoundAndItsSegmentNamed) {
  Closed market;
  const std::size_t size = market.disk.ContentOf(kSegment).size();
  const auto installation = market.Open();
  ASSERT_TRUE(installation);
  EXPECT_TRUE(rc::check([&] {
    const auto at = *rc::gen::inRange<std::size_t>(0, size);
    market.disk.FlipBit(kSegment, at);
    const auto damage = (*installation)->FindDamage();
    market.disk.FlipBit(kSegment, at);
    RC_ASSERT(damage.has_value());
    RC_ASSERT(damage->size() == 1U);
    RC_ASSERT(damage->front().find(kSegment) != std::string::npos);
    RC_ASSERT(damage->front().find("restore the segment from a backup") != std::string::npos);
  }));
  EXPECT_THAT(*(*installation)->FindDamage(), IsEmpty()) << "whole again";
}

TEST(Damage, ACutSegmentIsNotOpenedToWriteAndFoundByAReader) {
  Closed market;
  market.Truncate(kSegment, market.disk.ContentOf(kSegment).size() - 1);
  EXPECT_THAT(market.FindDamage(),
              ElementsAre(AllOf(HasSubstr(kSegment), HasSubstr("shorter than the database says"),
                                HasSubstr("restore it from a backup"))));
}

TEST(Damage, ASegmentThatIsCutWhileOpenIsFound) {
  Closed market;
  const auto installation = market.Open();
  ASSERT_TRUE(installation);
  market.Truncate(kSegment, market.disk.ContentOf(kSegment).size() / 2);
  EXPECT_THAT(*(*installation)->FindDamage(), ElementsAre(HasSubstr("the file ends before")));
}

TEST(Damage, AMissingSegmentIsFound) {
  Closed market;
  const auto installation = market.Open();
  ASSERT_TRUE(installation);
  ASSERT_TRUE(market.disk.Remove(kSegment));
  EXPECT_THAT(*(*installation)->FindDamage(), ElementsAre(HasSubstr(kSegment)));
}

TEST(Damage, ADamagedBucketImageIsFoundAndItsBucketNamed) {
  Closed market;
  // A byte in the middle of one image.
  market.Execute(
      "UPDATE bucket_image SET image=CAST(substr(image,1,40)||x'5A'||substr(image,42) AS BLOB) "
      "WHERE bucket=(SELECT min(bucket) FROM bucket_image)");
  EXPECT_THAT(market.FindDamage(),
              ElementsAre(AllOf(HasSubstr("bucket "), HasSubstr("is not what was written"),
                                HasSubstr("assay replay --into"))));
}

TEST(Damage, AnImageNewerThanTheLogIsFound) {
  Closed market;
  market.Execute(
      "UPDATE bucket_image SET position=position+1000000 "
      "WHERE bucket=(SELECT min(bucket) FROM bucket_image)");
  EXPECT_THAT(market.FindDamage(), ElementsAre("a bucket's checkpoint is newer than the log"));
}

TEST(Damage, ARowThatWentMissingOrCameFromElsewhereIsFoundInEachTable) {
  struct Change {
    const char* table;
    const char* sql;
  };
  for (const Change& change : {
           Change{"verdict",
                  "DELETE FROM verdict WHERE sequence=(SELECT max(sequence) FROM verdict)"},
           Change{"measure",
                  "DELETE FROM measure WHERE sequence=(SELECT max(sequence) FROM measure)"},
           Change{"outbox", "DELETE FROM outbox WHERE sequence=(SELECT min(sequence) FROM outbox)"},
           Change{"identity_token", "INSERT INTO identity_token VALUES(1,'s-1','phone','t')"},
           Change{"quarantine", "DELETE FROM quarantine WHERE id=1"},
       }) {
    Closed market;
    market.Execute(change.sql);
    EXPECT_THAT(market.FindDamage(),
                Contains(AllOf(HasSubstr(fmt::format("the table {} holds", change.table)),
                               HasSubstr("were written"))))
        << change.sql;
  }
}

TEST(Damage, ALogOfOtherLengthThanRecordedIsFound) {
  Closed market;
  market.Execute("UPDATE meta SET value=value-1 WHERE key='last_sequence'");
  EXPECT_THAT(market.FindDamage(),
              AllOf(Contains("the log's last sequence is not the recorded one"),
                    Contains(HasSubstr("the database says"))));
}

TEST(Damage, AFrameThatTheDatabaseForgotIsFound) {
  Closed market;
  market.Execute(
      "DELETE FROM frame WHERE first=(SELECT first FROM frame ORDER BY first LIMIT 1 OFFSET 2)");
  const auto damage = market.FindDamage();
  EXPECT_THAT(damage, Contains("frames of the log leave a gap or overlap"));
  EXPECT_THAT(damage, Contains("the counted events are not as many as the log holds"));
  EXPECT_THAT(damage, Contains(HasSubstr("the hash does not match"))) << "the chain is broken";
}

TEST(Damage, ATimerOfNoListingIsAnErrorAndNoCrash) {
  Closed market;
  market.Execute("INSERT INTO timer VALUES(1,99,5,x'00112233445566778899AABBCCDDEEFF','listing')");
  EXPECT_THAT(market.FindDamage(), ElementsAre("a timer belongs to no requested measure"));
  const auto installation = market.Open();
  ASSERT_TRUE(installation);
  engine::KeySet keys;
  keys.timers_due_by = {INT64_MAX};
  const auto loaded = (*installation)->Load(keys);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::kCorrupted);
  EXPECT_EQ(loaded.error().reason, "storage.damaged");
}

TEST(Damage, AfterADamagedImageNothingIsCommittedAnyMore) {
  Closed market;
  market.Execute("UPDATE bucket_image SET image=x'00'");
  const auto installation = market.Open();
  ASSERT_TRUE(installation);
  engine::Delta delta;
  delta.first = {(*installation)->statistics().last_sequence + 1};
  delta.shared = (*installation)->LoadShared()->shared;
  delta.stores.push_back({{BucketOf("s-1").index, engine::StoreKeyOf("s-1")}, {}});
  const auto failed = (*installation)->Commit(delta, {});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().reason, "engine.image_damaged");
  // A commit that needs no image is refused too.
  delta.stores.clear();
  EXPECT_EQ((*installation)->Commit(delta, {}).error().reason, "engine.image_damaged");
  EXPECT_EQ((*installation)->Flush().error().reason, "engine.image_damaged");
}

TEST(Damage, IsNotReportedWhereACommitIsStillBeingWritten) {
  files::SimulatedDisk disk;
  const sqlite::SimulatedVfs vfs(disk);
  const Keys keys;
  const auto installation =
      OpenMarket(disk, "data",
                 {.background_commits = true, .sqlite_vfs = vfs.name(), .first_configuration = {}});
  ASSERT_TRUE(installation);
  ASSERT_TRUE(IngestInput(**installation, keys, MarketInputs()[0],
                          {.batch_lines = 5, .after_batch = [&] {
                             const auto damage = (*installation)->FindDamage();
                             ASSERT_TRUE(damage);
                             EXPECT_THAT(*damage, IsEmpty());
                           }}));
}

}  // namespace
}  // namespace assay::folder
