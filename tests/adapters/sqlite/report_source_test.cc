// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/report_source.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "adapters/sqlite/detail/report_queries.h"
#include "adapters/sqlite/state_database.h"
#include "support/process.h"

namespace assay::sqlite {
namespace {

using enforcement::MeasureStatus;
using reporting::RowSet;
using testing::AnyOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;

Instant At(const std::string& wall) {
  return ParseRfc3339(wall + "+08:00")->instant;
}

// An installation whose decisions a test makes up.
class Installation {
 public:
  // What is added from now on comes in the next commit.
  void Commit() {
    delta_.shared_changed = true;
    delta_.shared.clock = At("2018-06-01T00:00:00");
    delta_.shared.configuration = Sha256Of("text");
    ASSERT_TRUE(database_.AddContent(ToHex(Sha256Of("text")), "configuration", "text"));
    ASSERT_TRUE(database_.Write(
        {.frame = {}, .delta = &delta_, .images = {}, .last_sequence = 99, .checkpoint_floor = 0}));
    delta_ = {};
    delta_.first = {next_};
  }
  void Close(std::uint64_t sequence, const std::string& store, Instant time,
             ClosureReason reason = ClosureReason::kIpCounterfeit, bool indefinite = true) {
    next_ = std::max(next_, sequence + 1);
    delta_.closures.push_back({.sequence = {sequence},
                               .store = store,
                               .time = time,
                               .reason = reason,
                               .indefinite = indefinite,
                               .measure = "",
                               .actor = "p"});
  }
  void Open(std::uint64_t sequence, const std::string& store, Instant time, bool reopened = false) {
    next_ = std::max(next_, sequence + 1);
    delta_.openings.push_back({{sequence}, store, time, reopened});
  }
  void Link(std::uint64_t sequence, const std::string& store, const std::string& closed,
            bool withdrawn) {
    next_ = std::max(next_, sequence + 1);
    linkage::LinkChange change;
    change.link.store = StoreId(store);
    change.link.closed = StoreId(closed);
    change.withdrawn = withdrawn;
    delta_.links.push_back({{sequence}, ordinal_++, change});
  }
  // On 1 May 2017, about a delisting for counterfeits until told otherwise.
  engine::MeasureRow& Measure(std::uint64_t sequence, const std::string& store,
                              MeasureStatus status, const std::string& by,
                              const std::string& rule = "") {
    engine::MeasureRow& row = delta_.measures.emplace_back();
    row.sequence = {sequence};
    row.ordinal = ordinal_++;
    row.measure = sequence;
    row.store = store;
    row.time = At("2017-05-01T00:00:00");
    row.status = status;
    row.by = by;
    row.rule = rule;
    return row;
  }
  void Count(std::int32_t day, reporting::DailyCount count, std::int64_t number) {
    delta_.daily[day][count.index] += number;
  }
  std::unique_ptr<reporting::ReportSource> Source() {
    Commit();
    auto source = OpenReportSource(path_, [](std::string_view text) -> Result<ReportingTime> {
      EXPECT_EQ(text, "text");
      return ReportingTime{.allowed_lateness_ms = 1'000, .offset_minutes = 480};
    });
    EXPECT_TRUE(source) << source.error().message;
    return std::move(*source);
  }
  StateDatabase& database() { return database_; }
  const std::string& path() const { return path_; }

 private:
  process::TemporaryFolder folder_;
  std::string path_ = folder_ / "assay.db";
  StateDatabase database_ = *StateDatabase::Open(path_, {}, false);
  engine::Delta delta_;
  std::uint64_t next_ = 1;  // The sequence that a commit begins with.
  std::uint32_t ordinal_ = 0;
};

std::vector<std::string> StoresOf(reporting::ReportSource& source, RowSet rows,
                                  reporting::Days days) {
  std::vector<std::string> stores;
  const auto done = source.ForEachRow(rows, days, [&](const reporting::Row& row) -> Result<bool> {
    stores.push_back(row.store);
    return true;
  });
  EXPECT_TRUE(done) << done.error().message;
  return stores;
}

class ReportSource : public testing::Test, public Installation {
 protected:
  reporting::StoreCounts Counts() { return *Source()->CountStores(days_); }
  std::vector<std::string> Stores(RowSet rows) { return StoresOf(*Source(), rows, days_); }

  reporting::Days days_ = reporting::Period::Parse("2017")->days();
};

TEST_F(ReportSource, CountsDistinctStoresShutForCounterfeitsWithoutAnEnd) {
  Close(1, "before", At("2016-12-31T23:59:59"));
  Close(2, "a", At("2017-01-01T00:00:00"));
  Close(3, "a", At("2017-05-01T00:00:00"));
  Close(4, "b", At("2017-12-31T23:59:59"));
  Close(5, "fraud", At("2017-05-01T00:00:00"), ClosureReason::kFraud);
  Close(6, "for a week", At("2017-05-01T00:00:00"), ClosureReason::kIpCounterfeit, false);
  Close(7, "after", At("2018-01-01T00:00:00"));
  EXPECT_EQ(Counts().shut, 2);
  EXPECT_THAT(Stores(RowSet::kStoresShut), ElementsAre("a", "a", "b"));
}

TEST_F(ReportSource, TakesAClosingAsReversedForNinetyDays) {
  Close(1, "soon", At("2017-12-01T00:00:00"));
  Open(2, "soon", At("2018-02-01T00:00:00"), true);
  Close(3, "much later", At("2017-02-01T00:00:00"));
  Open(4, "much later", At("2017-10-01T00:00:00"), true);
  Close(5, "shut before", At("2016-12-20T00:00:00"));
  Open(6, "shut before", At("2017-01-05T00:00:00"), true);
  EXPECT_EQ(Counts().reversed, 1);
  EXPECT_THAT(Stores(RowSet::kStoresReversed), ElementsAre("soon"));
}

TEST_F(ReportSource, FindsRepeatStoresByStandingLinksToStoresShutBefore) {
  Close(1, "old", At("2016-05-01T00:00:00"));
  Close(2, "shut later", At("2017-11-01T00:00:00"));
  Open(3, "repeat", At("2017-03-01T00:00:00"));
  Link(4, "repeat", "old", false);
  Open(5, "withdrawn", At("2017-03-01T00:00:00"));
  Link(6, "withdrawn", "old", false);
  Link(7, "withdrawn", "old", true);
  Open(8, "came first", At("2017-03-01T00:00:00"));
  Link(9, "came first", "shut later", false);
  Open(10, "again", At("2017-03-01T00:00:00"));
  Link(11, "again", "old", true);
  Link(12, "again", "old", false);
  EXPECT_EQ(Counts().opened, 4);
  EXPECT_EQ(Counts().repeat, 2);
  EXPECT_THAT(Stores(RowSet::kRepeatStores), UnorderedElementsAre("repeat", "again"));
}

TEST_F(ReportSource, CountsStoresThatWereShutAgain) {
  Close(1, "old", At("2016-05-01T00:00:00"));
  Close(2, "again", At("2017-05-01T00:00:00"));
  Link(3, "again", "old", false);
  Close(4, "alone", At("2017-05-01T00:00:00"));
  EXPECT_EQ(Counts().shut_again, 1);
  EXPECT_THAT(Stores(RowSet::kShutAgain), ElementsAre("again"));
}

TEST_F(ReportSource, AStoreThatIsShutTooWasLinkedUntilThen) {
  Close(1, "old", At("2017-01-01T00:00:00"));
  Open(2, "again", At("2017-02-01T00:00:00"));
  Link(3, "again", "old", false);
  Open(4, "cleared", At("2017-02-01T00:00:00"));
  Link(5, "cleared", "old", false);
  Link(6, "cleared", "old", true);
  // The event that shuts a store withdraws its links.
  Close(7, "again", At("2017-05-01T00:00:00"));
  Link(7, "again", "old", true);
  EXPECT_EQ(Counts().repeat, 1);
  EXPECT_THAT(Stores(RowSet::kRepeatStores), ElementsAre("again"));
  EXPECT_THAT(Stores(RowSet::kShutAgain), ElementsAre("again"));
}

// Random stories as an engine tells them: a store's moves come in order of its time, only stores that were shut are
// linked to, and the event that shuts a store withdraws its links.
class Story {
 public:
  struct Move {
    std::uint64_t sequence = 0;
    std::string store;
    Instant time;
    bool shut = false;
    bool first = false;  // The store had not been shut.
    bool counts = true;  // Of a closing: without an end.
  };
  struct Word {
    std::uint64_t sequence = 0;
    std::string store;
    std::string closed;
    bool withdrawn = false;
  };

  void Tell(Installation& installation) {
    const auto steps = *rc::gen::inRange(1, 60);
    for (int step = 0; step < steps; ++step) {
      const std::string store = AnyStore();
      switch (*rc::gen::inRange(0, 4)) {
        case 0:
          OpenStore(installation, store);
          break;
        case 1:
          ShutStore(installation, store);
          break;
        default: {
          const std::string closed = AnyStore();
          const bool withdrawn = *rc::gen::inRange(0, 4) == 0;
          if (closed != store && was_shut_.contains(closed)) {
            Say(installation, ++sequence_, store, closed, withdrawn);
          }
        }
      }
      if (*rc::gen::inRange(0, 3) == 0) {
        installation.Commit();
      }
    }
  }

  // The slow and obvious way.
  std::vector<std::string> RepeatStores(bool shut, reporting::Days days) const {
    std::vector<Move> found;
    for (const Move& move : moves_) {
      const auto since = SinceOf(move.store);
      const bool is_asked = shut ? move.shut && move.counts : !move.shut && move.first;
      if (is_asked && days.Holds(reporting::DayOf(move.time, 480)) && since &&
          *since <= move.time) {
        found.push_back(move);
      }
    }
    std::ranges::sort(found, {},
                      [](const Move& move) { return std::pair(move.time, move.sequence); });
    std::vector<std::string> stores;
    std::ranges::transform(found, std::back_inserter(stores), &Move::store);
    return stores;
  }

 private:
  static std::string AnyStore() { return std::string(1, *rc::gen::inRange('a', 'g')); }

  Instant NextTimeOf(const std::string& store) {
    Instant& last = last_.try_emplace(store, At("2016-10-01T00:00:00")).first->second;
    last.ms += *rc::gen::inRange<std::int64_t>(0, 100) * kMillisecondsPerDay;
    return last;
  }
  void OpenStore(Installation& installation, const std::string& store) {
    const bool reopened = is_shut_.erase(store) > 0;
    const Instant time = NextTimeOf(store);
    moves_.push_back({++sequence_, store, time, false, !reopened, true});
    installation.Open(sequence_, store, time, reopened);
  }
  void ShutStore(Installation& installation, const std::string& store) {
    const Instant time = NextTimeOf(store);
    const bool indefinite = *rc::gen::inRange(0, 4) > 0;
    moves_.push_back({++sequence_, store, time, true, false, indefinite});
    installation.Close(sequence_, store, time, ClosureReason::kIpCounterfeit, indefinite);
    is_shut_.insert(store);
    was_shut_.insert(store);
    std::set<std::string> linked;
    for (const Word& word : words_) {
      if (word.store == store) {
        linked.insert(word.closed);
      }
    }
    for (const std::string& closed : linked) {
      Say(installation, sequence_, store, closed, true);
    }
  }
  void Say(Installation& installation, std::uint64_t sequence, const std::string& store,
           const std::string& closed, bool withdrawn) {
    words_.push_back({sequence, store, closed, withdrawn});
    installation.Link(sequence, store, closed, withdrawn);
  }
  // Since when a store is shut that a standing link leads to.
  std::optional<Instant> SinceOf(const std::string& store) const {
    std::map<std::string, bool> standing;
    for (const Word& word : words_) {
      const bool by_own_closing =
          word.withdrawn && std::ranges::any_of(moves_, [&](const Move& move) {
            return move.shut && move.sequence == word.sequence && move.store == word.store;
          });
      if (word.store == store && !by_own_closing) {
        standing[word.closed] = !word.withdrawn;
      }
    }
    std::optional<Instant> since;
    for (const Move& move : moves_) {
      const auto link = standing.find(move.store);
      if (move.shut && link != standing.end() && link->second && (!since || move.time < *since)) {
        since = move.time;
      }
    }
    return since;
  }

  std::uint64_t sequence_ = 0;
  std::vector<Move> moves_;
  std::vector<Word> words_;
  std::map<std::string, Instant> last_;
  std::set<std::string> is_shut_;
  std::set<std::string> was_shut_;
};

RC_GTEST_PROP(RepeatStores, AreThoseThatASlowLookFindsHoweverTheWorkIsCut, ()) {
  Installation installation;
  Story story;
  story.Tell(installation);
  const auto source = installation.Source();
  for (const char* name : {"2016", "2017", "2018", "2017-03..2017-08"}) {
    const reporting::Days days = reporting::Period::Parse(name)->days();
    const auto opened = story.RepeatStores(false, days);
    const auto shut = story.RepeatStores(true, days);
    RC_ASSERT(StoresOf(*source, RowSet::kRepeatStores, days) == opened);
    RC_ASSERT(StoresOf(*source, RowSet::kShutAgain, days) == shut);
    const auto counts = *source->CountStores(days);
    RC_ASSERT(counts.repeat == static_cast<std::int64_t>(opened.size()));
    RC_ASSERT(counts.shut_again ==
              static_cast<std::int64_t>(std::set(shut.begin(), shut.end()).size()));
  }
}

TEST_F(ReportSource, VerifyingFindsARepeatStoreThatTheLinksDoNotGive) {
  Close(1, "old", At("2016-05-01T00:00:00"));
  Open(2, "repeat", At("2017-03-01T00:00:00"));
  Link(3, "repeat", "old", false);
  Commit();
  const std::string complaint =
      "the openings and closings of repeat stores are not those of the links";
  EXPECT_THAT(*database().CheckInvariants(), Not(Contains(complaint)));
  ASSERT_TRUE(database().database().Execute("DELETE FROM repeat_move"));
  EXPECT_THAT(*database().CheckInvariants(), Contains(complaint));
}

TEST_F(ReportSource, NamesTheListingOfWhatTheMarketplaceExecuted) {
  Measure(1, "s", MeasureStatus::kRequested, "machine", "r").listing = "l";
  Measure(2, "s", MeasureStatus::kExecuted, "marketplace").measure = 1;
  std::vector<std::string> listings;
  ASSERT_TRUE(Source()->ForEachRow(RowSet::kAccusations, days_,
                                   [&](const reporting::Row& row) -> Result<bool> {
                                     listings.push_back(row.listing);
                                     return true;
                                   }));
  EXPECT_THAT(listings, ElementsAre("l"));
}

TEST_F(ReportSource, ListsMeasuresAboutCounterfeitsOnly) {
  Measure(1, "s", MeasureStatus::kExecuted, "marketplace").measure = 255;
  Measure(2, "s", MeasureStatus::kLiftedByPerson, "p-1").measure = 255;
  Measure(3, "t", MeasureStatus::kExecuted, "marketplace").allegation =
      enforcement::AllegationType::kCopyright;
  EXPECT_THAT(Stores(RowSet::kListingMeasures), ElementsAre("s"));
  EXPECT_THAT(Stores(RowSet::kLiftedByPerson), ElementsAre("s"));
  const auto steps = Source()->LoadMeasure(255);
  ASSERT_EQ(steps->size(), 2U);
  EXPECT_EQ((*steps)[0].what, "delist executed");
  EXPECT_EQ((*steps)[1].measure, "00000000000000ff");
  EXPECT_EQ((*steps)[1].other, "p-1");
}

TEST_F(ReportSource, ListsAsDecidedWhatAPersonAnsweredAndNotWhatTheMachineAskedFor) {
  Measure(1, "asked by the machine", MeasureStatus::kRequested, "machine", "r");
  Measure(2, "proposed", MeasureStatus::kProposed, "machine", "r");
  Measure(3, "approved", MeasureStatus::kRequested, "p-1");
  Measure(4, "executed", MeasureStatus::kExecuted, "marketplace");
  Measure(5, "confirmed", MeasureStatus::kConfirmed, "p-1");
  Measure(6, "half approved", MeasureStatus::kFirstApproval, "p-1");
  Measure(7, "rejected", MeasureStatus::kRejected, "p-2");
  Measure(8, "lifted", MeasureStatus::kLiftedByPerson, "p-2");
  Measure(9, "expired", MeasureStatus::kExpired, "clock");
  EXPECT_THAT(Stores(RowSet::kDecided), ElementsAre("approved", "confirmed", "rejected", "lifted"));
}

TEST_F(ReportSource, ReadsDaysAndTheHorizon) {
  Count(17'000, reporting::kLate, 4);
  Count(17'200, reporting::kOrders, 5);
  Count(17'300, reporting::kOrders, 7);
  Count(17'600, reporting::kOrders, 9);
  ASSERT_TRUE(
      database().database().Execute("INSERT INTO daily VALUES(17300,'of a later version',1)"));
  const auto source = Source();
  const auto horizon = source->LoadHorizon();
  EXPECT_EQ(horizon->last_sequence, 99U);
  EXPECT_EQ(horizon->offset_minutes, 480);
  EXPECT_EQ(horizon->first_day->number, 17200) << "a late event does not make the log older";
  const auto counts = source->LoadDailyCounts(days_);
  ASSERT_EQ(counts->size(), 2U);
  EXPECT_EQ((*counts)[0].number, 5);
  EXPECT_EQ((*counts)[1].count, reporting::kOrders);
}

// A look at every row would be as slow as history is long, and no test with few rows would notice.
TEST_F(ReportSource, LooksAtNoTableAsAWholeAndSortsNoRows) {
  std::vector<std::string> queries;
  for (const RowSet rows :
       {RowSet::kStoresShut, RowSet::kStoresReversed, RowSet::kOpened, RowSet::kRepeatStores,
        RowSet::kShutAgain, RowSet::kListingMeasures, RowSet::kAccusations, RowSet::kExpired,
        RowSet::kLiftedByPerson, RowSet::kRejected, RowSet::kDecided}) {
    queries.push_back(detail::RowsQuery(rows));
  }
  queries.push_back(detail::CountQuery(RowSet::kOpened));
  queries.push_back(detail::CountQuery(RowSet::kRepeatStores));
  for (const RowSet rows : {RowSet::kStoresShut, RowSet::kStoresReversed, RowSet::kShutAgain}) {
    queries.push_back(detail::StoresQuery(rows));
  }
  for (const std::string& sql : queries) {
    auto plan = database().database().Prepare("EXPLAIN QUERY PLAN " + sql);
    ASSERT_TRUE(plan) << plan.error().message;
    while (*plan->Step()) {
      EXPECT_THAT(std::string(plan->Text(3)),
                  Not(AnyOf(HasSubstr("SCAN"), HasSubstr("FOR ORDER BY"))))
          << sql;
    }
  }
}

}  // namespace
}  // namespace assay::sqlite
