// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/report_source.h"

#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/sqlite/database.h"

namespace assay::sqlite {
namespace {

using reporting::RowSet;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

// The columns that reports read, of migrations/sqlite.
constexpr const char* kTables = R"(
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE shared_state(sequence INTEGER PRIMARY KEY, clock_ms INTEGER, configuration TEXT,
  pending_configuration TEXT);
CREATE TABLE content(sha256 TEXT PRIMARY KEY, kind TEXT, bytes BLOB);
CREATE TABLE daily(day INTEGER, name TEXT, count INTEGER, PRIMARY KEY(day,name));
CREATE TABLE opening(sequence INTEGER PRIMARY KEY, store TEXT, time_ms INTEGER, reopened INTEGER);
CREATE TABLE closure(sequence INTEGER PRIMARY KEY, store TEXT, time_ms INTEGER, reason TEXT,
  indefinite INTEGER, measure TEXT, actor TEXT);
CREATE TABLE link(sequence INTEGER, ordinal INTEGER, store TEXT, closed TEXT, withdrawn INTEGER);
CREATE TABLE measure(sequence INTEGER, ordinal INTEGER, measure INTEGER, store TEXT, listing TEXT,
  time_ms INTEGER, status TEXT, actor TEXT, kind TEXT, allegation TEXT);
INSERT INTO meta VALUES('last_sequence','99');
INSERT INTO content VALUES('c','configuration','text');
)";

// Milliseconds of a wall time at UTC+08:00.
std::string At(const std::string& wall) {
  return std::to_string(ParseRfc3339(wall + "+08:00")->instant.ms);
}

class ReportSource : public testing::Test {
 protected:
  ReportSource() {
    std::filesystem::remove(path_);
    Run(kTables);
    Run("INSERT INTO shared_state VALUES(99," + At("2018-06-01T00:00:00") + ",'c','c')");
  }
  ~ReportSource() override { std::filesystem::remove(path_); }

  void Run(const std::string& sql) {
    auto database = Database::Open(path_, {});
    ASSERT_TRUE(database.has_value());
    ASSERT_TRUE(database->Execute(sql).has_value()) << sql;
  }
  void Close(int sequence, const std::string& store, const std::string& wall,
             const std::string& reason = "ip_counterfeit", bool indefinite = true) {
    Run("INSERT INTO closure VALUES(" + std::to_string(sequence) + ",'" + store + "'," + At(wall) +
        ",'" + reason + "'," + (indefinite ? "1" : "0") + ",'','p')");
  }
  void Open(int sequence, const std::string& store, const std::string& wall,
            bool reopened = false) {
    Run("INSERT INTO opening VALUES(" + std::to_string(sequence) + ",'" + store + "'," + At(wall) +
        "," + (reopened ? "1" : "0") + ")");
  }
  void Link(int sequence, const std::string& store, const std::string& closed, bool withdrawn) {
    Run("INSERT INTO link VALUES(" + std::to_string(sequence) + ",0,'" + store + "','" + closed +
        "'," + (withdrawn ? "1" : "0") + ")");
  }
  std::unique_ptr<reporting::ReportSource> Source() {
    auto source = OpenReportSource(path_, [](std::string_view text) -> Result<ReportingTime> {
      EXPECT_EQ(text, "text");
      return ReportingTime{.allowed_lateness_ms = 1'000, .offset_minutes = 480};
    });
    EXPECT_TRUE(source.has_value());
    return std::move(*source);
  }
  reporting::StoreCounts Counts() { return *Source()->CountStores(days_); }
  std::vector<std::string> Stores(RowSet rows) {
    std::vector<std::string> stores;
    EXPECT_TRUE(Source()
                    ->ForEachRow(rows, days_,
                                 [&](const reporting::Row& row) -> Result<bool> {
                                   stores.push_back(row.store);
                                   return true;
                                 })
                    .has_value());
    return stores;
  }

  std::string path_ = testing::TempDir() + "report_source_" + std::to_string(getpid()) + ".db";
  reporting::Days days_ = reporting::Period::Parse("2017")->days();
};

TEST_F(ReportSource, CountsDistinctStoresShutForCounterfeitsWithoutAnEnd) {
  Close(1, "before", "2016-12-31T23:59:59");
  Close(2, "a", "2017-01-01T00:00:00");
  Close(3, "a", "2017-05-01T00:00:00");
  Close(4, "b", "2017-12-31T23:59:59");
  Close(5, "fraud", "2017-05-01T00:00:00", "fraud");
  Close(6, "for a week", "2017-05-01T00:00:00", "ip_counterfeit", false);
  Close(7, "after", "2018-01-01T00:00:00");
  EXPECT_EQ(Counts().shut, 2);
  EXPECT_THAT(Stores(RowSet::kStoresShut), ElementsAre("a", "a", "b"));
}

TEST_F(ReportSource, TakesAClosingAsReversedForNinetyDays) {
  Close(1, "soon", "2017-12-01T00:00:00");
  Open(2, "soon", "2018-02-01T00:00:00", true);
  Close(3, "much later", "2017-02-01T00:00:00");
  Open(4, "much later", "2017-10-01T00:00:00", true);
  Close(5, "shut before", "2016-12-20T00:00:00");
  Open(6, "shut before", "2017-01-05T00:00:00", true);
  EXPECT_EQ(Counts().reversed, 1);
  EXPECT_THAT(Stores(RowSet::kStoresReversed), ElementsAre("soon"));
}

TEST_F(ReportSource, FindsRepeatStoresByStandingLinksToStoresShutBefore) {
  Close(1, "old", "2016-05-01T00:00:00");
  Close(2, "shut later", "2017-11-01T00:00:00");
  Open(3, "repeat", "2017-03-01T00:00:00");
  Link(4, "repeat", "old", false);
  Open(5, "withdrawn", "2017-03-01T00:00:00");
  Link(6, "withdrawn", "old", false);
  Link(7, "withdrawn", "old", true);
  Open(8, "came first", "2017-03-01T00:00:00");
  Link(9, "came first", "shut later", false);
  Open(10, "again", "2017-03-01T00:00:00");
  Link(11, "again", "old", true);
  Link(12, "again", "old", false);
  EXPECT_EQ(Counts().opened, 4);
  EXPECT_EQ(Counts().repeat, 2);
  EXPECT_THAT(Stores(RowSet::kRepeatStores), UnorderedElementsAre("repeat", "again"));
}

TEST_F(ReportSource, CountsStoresThatWereShutAgain) {
  Close(1, "old", "2016-05-01T00:00:00");
  Close(2, "again", "2017-05-01T00:00:00");
  Link(3, "again", "old", false);
  Close(4, "alone", "2017-05-01T00:00:00");
  EXPECT_EQ(Counts().shut_again, 1);
  EXPECT_THAT(Stores(RowSet::kShutAgain), ElementsAre("again"));
}

TEST_F(ReportSource, AStoreThatIsShutTooWasLinkedUntilThen) {
  Close(1, "old", "2017-01-01T00:00:00");
  Open(2, "again", "2017-02-01T00:00:00");
  Link(3, "again", "old", false);
  Open(4, "cleared", "2017-02-01T00:00:00");
  Link(5, "cleared", "old", false);
  Link(6, "cleared", "old", true);
  // The event that shuts a store withdraws its links.
  Close(7, "again", "2017-05-01T00:00:00");
  Link(7, "again", "old", true);
  EXPECT_EQ(Counts().repeat, 1);
  EXPECT_THAT(Stores(RowSet::kRepeatStores), ElementsAre("again"));
  EXPECT_THAT(Stores(RowSet::kShutAgain), ElementsAre("again"));
}

TEST_F(ReportSource, NamesTheListingOfWhatTheMarketplaceExecuted) {
  Run("INSERT INTO measure VALUES(1,0,255,'s','l'," + At("2017-05-01T00:00:00") +
      ",'requested','machine','delist','counterfeit'),(2,0,255,'s',''," +
      At("2017-05-01T01:00:00") + ",'executed','marketplace','delist','counterfeit')");
  std::vector<std::string> listings;
  ASSERT_TRUE(Source()->ForEachRow(RowSet::kAccusations, days_,
                                   [&](const reporting::Row& row) -> Result<bool> {
                                     listings.push_back(row.listing);
                                     return true;
                                   }));
  EXPECT_THAT(listings, ElementsAre("l"));
}

TEST_F(ReportSource, ListsMeasuresAboutCounterfeitsOnly) {
  Run("INSERT INTO measure VALUES(1,0,255,'s','l'," + At("2017-05-01T00:00:00") +
      ",'executed','assay','delist','counterfeit'),(2,0,255,'s','l'," + At("2017-05-02T00:00:00") +
      ",'lifted_by_person','p-1','delist','counterfeit'),(3,0,3,'t','l'," +
      At("2017-05-01T00:00:00") + ",'executed','assay','delist','copyright')");
  EXPECT_THAT(Stores(RowSet::kListingMeasures), ElementsAre("s"));
  EXPECT_THAT(Stores(RowSet::kLiftedByPerson), ElementsAre("s"));
  const auto steps = Source()->LoadMeasure(255);
  ASSERT_EQ(steps->size(), 2U);
  EXPECT_EQ((*steps)[0].what, "delist executed");
  EXPECT_EQ((*steps)[1].measure, "00000000000000ff");
  EXPECT_EQ((*steps)[1].other, "p-1");
}

TEST_F(ReportSource, ReadsDaysAndTheHorizon) {
  Run("INSERT INTO daily VALUES(17000,'late',4),(17200,'orders',5),(17300,'orders',7),"
      "(17300,'of a later version',1),(17600,'orders',9)");
  const auto horizon = Source()->LoadHorizon();
  EXPECT_EQ(horizon->last_sequence, 99U);
  EXPECT_EQ(horizon->offset_minutes, 480);
  EXPECT_EQ(horizon->first_day->number, 17200) << "a late event does not make the log older";
  const auto counts = Source()->LoadDailyCounts(days_);
  ASSERT_EQ(counts->size(), 2U);
  EXPECT_EQ((*counts)[0].number, 5);
  EXPECT_EQ((*counts)[1].count, reporting::kOrders);
}

}  // namespace
}  // namespace assay::sqlite
