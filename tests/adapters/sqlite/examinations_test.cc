// SPDX-License-Identifier: Apache-2.0
// Examinations as the database keeps them and reports read them, by the rules of reporting/examination.h.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "adapters/sqlite/database.h"
#include "adapters/sqlite/detail/decision_rows.h"
#include "adapters/sqlite/migrations.h"
#include "adapters/sqlite/report_source.h"

namespace assay::sqlite {
namespace {

using reporting::RowSet;
using testing::ElementsAre;
using testing::IsEmpty;
using enum ExaminationResult;
using enum Selection;

// Of a wall time at UTC+08:00.
Instant At(const std::string& wall) {
  return ParseRfc3339(wall + "+08:00")->instant;
}

// A test buy, as far as a test cares.
struct Said {
  std::string test_buy;
  std::string listing = "";
  std::string order = "";
  Selection selection = kSuspicion;
  std::int64_t probability_trillionths = 0;
  ExaminationResult result = kUndetermined;

  TestBuyData Data() const {
    return {.test_buy = test_buy,
            .listing = ListingId(listing),
            .order = order,
            .selection = selection,
            .probability_trillionths = probability_trillionths,
            .result = result};
  }
};

class Examined : public testing::Test {
 protected:
  Examined() {
    std::filesystem::remove(path_);
    auto opened = Database::Open(path_, {});
    EXPECT_TRUE(opened.has_value());
    database_ = std::make_unique<Database>(std::move(*opened));
    EXPECT_TRUE(MigrateTo(*database_, CurrentSchemaVersion()).has_value());
    Run("INSERT INTO content VALUES('c','configuration','text');"
        "INSERT INTO shared_state VALUES(99,0,1,'c','c','','')");
  }
  ~Examined() override { std::filesystem::remove(path_); }

  void Run(const char* sql) { ASSERT_TRUE(database_->Execute(sql).has_value()); }

  // The next event of the log.
  void Examine(const Said& said, const std::string& wall, const std::string& store = "s") {
    Write({{.sequence = {++sequence_}, .store = store, .time = At(wall), .data = said.Data()}});
  }
  void Write(std::vector<engine::ExaminationRow> rows) {
    engine::Delta delta;
    delta.examinations = std::move(rows);
    detail::StatementCache statements;
    ASSERT_TRUE(detail::WriteDecisions(*database_, statements, delta).has_value());
  }

  std::unique_ptr<reporting::ReportSource> Source() {
    auto source = OpenReportSource(path_, [](std::string_view) -> Result<ReportingTime> {
      return ReportingTime{.allowed_lateness_ms = 1'000, .offset_minutes = 480};
    });
    EXPECT_TRUE(source.has_value());
    return std::move(*source);
  }
  std::vector<reporting::ExaminedOrder> Orders(const char* period = "2017") {
    auto orders = Source()->LoadExaminedOrders(reporting::Period::Parse(period)->days());
    EXPECT_TRUE(orders.has_value());
    return std::move(*orders);
  }
  reporting::Examinations Sums(const char* period = "2017") {
    reporting::Examinations sums;
    const auto orders = Orders(period);
    for (const reporting::ExaminedOrder& order : orders) {
      sums.Add(order);
    }
    return sums;
  }
  std::vector<reporting::Row> Rows(RowSet set) {
    std::vector<reporting::Row> rows;
    EXPECT_TRUE(Source()
                    ->ForEachRow(set, reporting::Period::Parse("2017")->days(),
                                 [&](const reporting::Row& row) -> Result<bool> {
                                   rows.push_back(row);
                                   return true;
                                 })
                    .has_value());
    return rows;
  }
  std::vector<std::uint64_t> Sequences(RowSet set) {
    std::vector<std::uint64_t> sequences;
    for (const reporting::Row& row : Rows(set)) {
      sequences.push_back(row.sequence.number);
    }
    return sequences;
  }

 private:
  std::string path_ = testing::TempDir() + "examinations_" + std::to_string(getpid()) + ".db";
  std::unique_ptr<Database> database_;
  std::uint64_t sequence_ = 0;
};

TEST_F(Examined, AnOrderCountsOnceHoweverManyExaminedIt) {
  Examine({.test_buy = "t-1", .order = "o-1", .result = kCounterfeit}, "2017-05-01T00:00:00");
  Examine({.test_buy = "t-2", .order = "o-1", .result = kCounterfeit}, "2017-05-02T00:00:00");
  Examine({.test_buy = "t-3", .order = "o-1", .result = kUndetermined}, "2017-05-03T00:00:00");
  Examine({.test_buy = "t-4", .order = "o-1", .result = kCounterfeit}, "2017-05-01T00:00:01",
          "another");
  EXPECT_EQ(Sums().orders(), 2);
  EXPECT_EQ(Sums().counterfeit(), 2);
  EXPECT_THAT(Sequences(RowSet::kConfirmedFakes), ElementsAre(1U, 2U, 4U));
}

TEST_F(Examined, APurchaseOfTheExaminersOwnIsAnOrder) {
  Examine({.test_buy = "t-1", .result = kCounterfeit}, "2017-05-01T00:00:00");
  Examine({.test_buy = "t-2", .result = kNotCounterfeit}, "2017-05-01T00:00:00");
  EXPECT_EQ(Sums().orders(), 2);
  EXPECT_EQ(Sums().counterfeit(), 1);
  EXPECT_EQ(Rows(RowSet::kConfirmedFakes).at(0).other, "t-1");
}

TEST_F(Examined, ContradictoryFindingsOnOneOrderAreUndetermined) {
  Examine({.test_buy = "t-1",
           .order = "o-1",
           .selection = kRandom,
           .probability_trillionths = 1'000,
           .result = kCounterfeit},
          "2017-05-01T00:00:00");
  Examine({.test_buy = "t-2", .order = "o-1", .result = kNotCounterfeit}, "2017-06-01T00:00:00");
  EXPECT_EQ(Sums().counterfeit(), 0);
  EXPECT_EQ(Sums().undetermined(), 1);
  EXPECT_EQ(Sums().drawn_undetermined(), 1);
  EXPECT_THAT(Sequences(RowSet::kConfirmedFakes), IsEmpty());
  EXPECT_THAT(Sequences(RowSet::kDraws), ElementsAre(1U));
}

TEST_F(Examined, ResultsByChanceAreCountedEachAndThoseOnSuspicionAreNot) {
  const auto examine = [this](const char* test_buy, Selection selection, ExaminationResult result) {
    Examine({.test_buy = test_buy,
             .order = "o-1",
             .selection = selection,
             .probability_trillionths = 1'000,
             .result = result},
            "2017-05-01T00:00:00");
  };
  examine("t-1", kRandom, kCounterfeit);
  examine("t-2", kRandom, kNotCounterfeit);
  examine("t-2", kRandom, kCounterfeit);
  examine("t-3", kRandom, kUndetermined);
  examine("t-4", kSuspicion, kNotCounterfeit);
  const auto orders = Orders();
  ASSERT_EQ(orders.size(), 1U);
  EXPECT_EQ(orders[0].drawn_counterfeit, 2);
  EXPECT_EQ(orders[0].drawn_otherwise, 0);
  EXPECT_TRUE(orders[0].found_otherwise);
}

TEST_F(Examined, ATestBuyThatIsToldAgainIsWhatItsNewestEventSays) {
  const auto tell = [this](ExaminationResult result, const char* store) {
    Examine({.test_buy = "t-1", .order = "o-1", .result = result}, "2017-05-01T00:00:00", store);
  };
  tell(kCounterfeit, "a");
  tell(kNotCounterfeit, "a");
  tell(kUndetermined, "a");
  tell(kCounterfeit, "b");
  EXPECT_EQ(Sums().orders(), 2);
  EXPECT_EQ(Sums().undetermined(), 1);
  EXPECT_EQ(Sums().counterfeit(), 1) << "another store's test buy has the same id";
  EXPECT_THAT(Sequences(RowSet::kConfirmedFakes), ElementsAre(4U));
}

TEST_F(Examined, ATestBuyThatIsToldAgainWithItsOrderIsOne) {
  Examine({.test_buy = "t-1", .result = kCounterfeit}, "2017-05-01T00:00:00");
  Examine({.test_buy = "t-1", .order = "o-1", .result = kCounterfeit}, "2017-05-02T00:00:00");
  EXPECT_EQ(Sums().orders(), 1);
  EXPECT_THAT(Sequences(RowSet::kConfirmedFakes), ElementsAre(2U));
}

TEST_F(Examined, AnOrderBelongsToThePeriodOfItsFirstExamination) {
  Examine({.test_buy = "t-1", .order = "o-1", .result = kCounterfeit}, "2016-12-31T23:59:59");
  Examine({.test_buy = "t-2", .order = "o-1", .result = kNotCounterfeit}, "2017-01-05T00:00:00");
  Examine({.test_buy = "t-3", .order = "o-3", .result = kCounterfeit}, "2017-01-01T00:00:00");
  Examine({.test_buy = "t-4", .order = "o-4", .result = kCounterfeit}, "2017-12-31T23:59:59");
  Examine({.test_buy = "t-5", .order = "o-5", .result = kCounterfeit}, "2018-01-01T00:00:00");
  EXPECT_EQ(Sums().orders(), 2);
  EXPECT_EQ(Sums().counterfeit(), 2);
  EXPECT_EQ(Sums("2016").undetermined(), 1) << "contradicted in the year after";
}

TEST_F(Examined, AnOrderIsHeardOfForNinetyDaysAfterThePeriod) {
  const auto tell = [this](const char* test_buy, const char* order, ExaminationResult result,
                           const char* wall) {
    Examine({.test_buy = test_buy, .order = order, .result = result}, wall);
  };
  tell("t-1", "o-1", kCounterfeit, "2017-12-01T00:00:00");
  tell("t-2", "o-1", kNotCounterfeit, "2018-03-31T23:59:59");
  tell("t-3", "o-3", kCounterfeit, "2017-12-01T00:00:00");
  tell("t-4", "o-3", kNotCounterfeit, "2018-04-01T00:00:00");
  tell("t-5", "o-5", kCounterfeit, "2017-12-01T00:00:00");
  tell("t-5", "o-5", kNotCounterfeit, "2018-04-01T00:00:00");
  EXPECT_EQ(Sums().counterfeit(), 2);
  EXPECT_EQ(Sums().undetermined(), 1);
  EXPECT_THAT(Sequences(RowSet::kConfirmedFakes), ElementsAre(3U, 5U));
}

TEST_F(Examined, OfSeveralChancesOfBeingDrawnTheGreatestCounts) {
  const auto choose = [this](const char* test_buy, const char* order, Selection selection,
                             std::int64_t trillionths) {
    Examine({.test_buy = test_buy,
             .order = order,
             .selection = selection,
             .probability_trillionths = trillionths,
             .result = kNotCounterfeit},
            "2017-05-01T00:00:00");
  };
  choose("t-1", "o-1", kRandom, 1'000);
  choose("t-2", "o-1", kStratified, 2'000);
  choose("t-3", "o-1", kComplaint, 9'000);
  choose("t-4", "o-4", kSuspicion, 9'000);
  choose("t-5", "o-5", kRandom, 0);
  const auto orders = Orders();
  ASSERT_EQ(orders.size(), 3U);
  EXPECT_TRUE(orders[0].by_chance);
  EXPECT_EQ(orders[0].probability_trillionths, 2'000);
  EXPECT_FALSE(orders[1].by_chance);
  EXPECT_TRUE(orders[2].by_chance);
  EXPECT_EQ(orders[2].probability_trillionths, 0);
  EXPECT_THAT(Sequences(RowSet::kDraws), ElementsAre(1U, 2U, 5U));
}

TEST_F(Examined, ARowTellsWhatWasFoundAndHowTheOrderWasChosen) {
  Examine({.test_buy = "t-1",
           .listing = "l-1",
           .order = "o-1",
           .selection = kRandom,
           .probability_trillionths = 20'000'000'000,
           .result = kCounterfeit},
          "2017-05-01T00:00:00");
  Examine({.test_buy = "t-2", .order = "o-2", .result = kCounterfeit}, "2017-05-02T00:00:00");
  const auto rows = Rows(RowSet::kConfirmedFakes);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].what, "counterfeit random 0.02");
  EXPECT_EQ(rows[0].listing, "l-1");
  EXPECT_EQ(rows[0].other, "o-1");
  EXPECT_EQ(rows[0].measure, "");
  EXPECT_EQ(rows[1].what, "counterfeit suspicion");
}

// The slow way: all rows, in memory, by the words of the rules.
struct Told {
  TestBuyData data;
  Instant time;
};

reporting::Examinations ByTheRules(const std::vector<Told>& log, reporting::Days days) {
  const std::int64_t begin = reporting::BeginOf(days.first, 480).ms;
  const std::int64_t end = reporting::BeginOf(days.end, 480).ms;
  const std::int64_t heard_until = end + reporting::kReexaminationDays * kMillisecondsPerDay;
  std::map<std::string, std::int64_t> first;
  std::map<std::string, std::size_t> newest;
  for (std::size_t i = 0; i < log.size(); ++i) {
    first.emplace(log[i].data.order, log[i].time.ms);
    if (log[i].time.ms < heard_until) {
      newest[log[i].data.test_buy] = i;
    }
  }
  std::map<std::string, reporting::ExaminedOrder> orders;
  for (const auto& [test_buy, at] : newest) {
    const TestBuyData& data = log[at].data;
    if (first.at(data.order) < begin || first.at(data.order) >= end) {
      continue;
    }
    reporting::ExaminedOrder& order = orders[data.order];
    order.found_counterfeit |= data.result == kCounterfeit;
    order.found_otherwise |= data.result == kNotCounterfeit;
    if (data.selection == kRandom) {
      order.by_chance = true;
      order.drawn_counterfeit += data.result == kCounterfeit ? 1 : 0;
      order.drawn_otherwise += data.result == kNotCounterfeit ? 1 : 0;
      order.probability_trillionths =
          std::max(order.probability_trillionths, data.probability_trillionths);
    }
  }
  reporting::Examinations sums;
  for (const auto& [name, order] : orders) {
    sums.Add(order);
  }
  return sums;
}

TEST_F(Examined, AnyLogAddsUpAsTheRulesSay) {
  Run("PRAGMA synchronous=OFF");
  EXPECT_TRUE(rc::check([this] {
    Run("DELETE FROM examination");
    const auto drawn = *rc::gen::resize(
        25, rc::gen::container<std::vector<std::array<int, 6>>>(
                rc::gen::container<std::array<int, 6>>(rc::gen::inRange(0, 1'000))));
    std::vector<Told> log;
    std::vector<engine::ExaminationRow> rows;
    for (const auto& [test_buy, order, day, result, selection, chance] : drawn) {
      log.push_back({.data = Said{.test_buy = "t-" + std::to_string(test_buy % 12),
                                  .order = "o-" + std::to_string(order % 6),
                                  .selection = selection % 2 == 0 ? kRandom : kSuspicion,
                                  .probability_trillionths = chance % 3,
                                  .result = static_cast<ExaminationResult>(result % 3)}
                                 .Data(),
                     .time = {At("2016-09-01T00:00:00").ms + day * kMillisecondsPerDay}});
      rows.push_back({.sequence = {log.size()},
                      .store = "s",
                      .time = log.back().time,
                      .data = log.back().data});
    }
    Write(rows);
    for (const char* period : {"2016", "2017", "2017-03", "2018"}) {
      const auto wanted = ByTheRules(log, reporting::Period::Parse(period)->days());
      const auto found = Sums(period);
      RC_ASSERT(found.orders() == wanted.orders());
      RC_ASSERT(found.counterfeit() == wanted.counterfeit());
      RC_ASSERT(found.undetermined() == wanted.undetermined());
      RC_ASSERT(found.drawn() == wanted.drawn());
      RC_ASSERT(found.drawn_counterfeit() == wanted.drawn_counterfeit());
      RC_ASSERT(found.drawn_by_unknown_chance() == wanted.drawn_by_unknown_chance());
      RC_ASSERT(found.EstimateShare().has_value() == wanted.EstimateShare().has_value());
    }
    // And each figure opens into as many orders as it counts.
    std::set<std::string> confirmed;
    for (const reporting::Row& row : Rows(RowSet::kConfirmedFakes)) {
      confirmed.insert(row.other);
    }
    RC_ASSERT(confirmed.size() == static_cast<std::size_t>(Sums().counterfeit()));
    std::set<std::string> draws;
    for (const reporting::Row& row : Rows(RowSet::kDraws)) {
      draws.insert(row.other);
    }
    const reporting::Examinations sums = Sums();
    RC_ASSERT(draws.size() == static_cast<std::size_t>(sums.drawn() + sums.drawn_undetermined() +
                                                       sums.drawn_by_unknown_chance()));
  }));
}

}  // namespace
}  // namespace assay::sqlite
