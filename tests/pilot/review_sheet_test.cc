// SPDX-License-Identifier: Apache-2.0
#include "pilot/review_sheet.h"

#include <array>
#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::pilot {
namespace {

std::vector<StoreHistory> Stores(int only_ours, int both, int missed, int neither) {
  std::vector<StoreHistory> stores;
  const auto add = [&](int count, bool found, bool closed) {
    for (int i = 0; i < count; ++i) {
      StoreHistory store;
      store.store = fmt::format("s-{}", stores.size());
      store.found = found ? std::optional(Instant{1}) : std::nullopt;
      store.closed = closed ? std::optional(Instant{2}) : std::nullopt;
      stores.push_back(std::move(store));
    }
  };
  add(only_ours, true, false);
  add(both, true, true);
  add(missed, false, true);
  add(neither, false, false);
  return stores;
}

std::array<int, kStandings> Drawn(const std::vector<StoreHistory>& stores, std::size_t rows) {
  std::array<int, kStandings> counts = {};
  for (const std::size_t at : DrawSheet(stores, rows, 1)) {
    ++counts[static_cast<std::size_t>(StandingOf(stores[at]))];
  }
  return counts;
}

TEST(ReviewSheet, TakesHalfFromWhatOnlyAssayFoundAndMixesTheRest) {
  EXPECT_THAT(Drawn(Stores(500, 500, 500, 500), 200), ::testing::ElementsAre(50, 25, 100, 25));
}

TEST(ReviewSheet, FillsUpFromGroupsThatHaveMore) {
  EXPECT_THAT(Drawn(Stores(10, 500, 3, 500), 200), ::testing::ElementsAre(140, 3, 10, 47));
  EXPECT_THAT(Drawn(Stores(2, 1, 1, 3), 200), ::testing::ElementsAre(1, 1, 2, 3));
  EXPECT_THAT(Drawn(Stores(0, 0, 0, 0), 200), ::testing::ElementsAre(0, 0, 0, 0));
}

TEST(ReviewSheet, OrderFollowsFromTheSeedAndNotFromTheGroups) {
  const auto stores = Stores(100, 100, 50, 50);
  const auto first = DrawSheet(stores, 200, 7);
  EXPECT_EQ(first, DrawSheet(stores, 200, 7));
  EXPECT_NE(first, DrawSheet(stores, 200, 8));
  EXPECT_EQ(std::set(first.begin(), first.end()).size(), 200U);
  // Groups stand mixed: among the first forty rows there are all of them.
  std::set<Standing> standings;
  for (std::size_t i = 0; i < 40; ++i) {
    standings.insert(StandingOf(stores[first[i]]));
  }
  EXPECT_EQ(standings.size(), kStandings);
}

TEST(ReviewSheet, ReadsAnswersAsPeopleWriteThem) {
  EXPECT_EQ(ParseAnswer(" Yes "), Answer::kYes);
  EXPECT_EQ(ParseAnswer("nein"), Answer::kNo);
  EXPECT_EQ(ParseAnswer("是"), Answer::kYes);
  EXPECT_EQ(ParseAnswer("?"), Answer::kUnsure);
  EXPECT_EQ(ParseAnswer(""), Answer::kOpen);
  EXPECT_EQ(ParseAnswer("maybe"), std::nullopt);
}

TEST(ReviewScore, WeighsGroupsByTheirStores) {
  ReviewScore score;
  score.stores[static_cast<std::size_t>(Standing::kOnlyOurs)] = 300;
  score.stores[static_cast<std::size_t>(Standing::kBoth)] = 100;
  score.by_standing[static_cast<std::size_t>(Standing::kOnlyOurs)] = {.yes = 90, .no = 10};
  EXPECT_FALSE(score.false_discovery().has_value()) << "the other group has no answers yet";
  score.by_standing[static_cast<std::size_t>(Standing::kBoth)] = {.yes = 50, .no = 0};
  EXPECT_NEAR(*score.false_discovery(), 0.075, 1e-9);
  EXPECT_GT(*score.false_discovery_upper(), 0.075);
}

TEST(ReviewScore, TakesUnsureForNoInTheBound) {
  ReviewScore sure;
  sure.stores[static_cast<std::size_t>(Standing::kOnlyOurs)] = 300;
  sure.by_standing[static_cast<std::size_t>(Standing::kOnlyOurs)] = {.yes = 90, .no = 0};
  ReviewScore unsure = sure;
  unsure.by_standing[static_cast<std::size_t>(Standing::kOnlyOurs)].unsure = 10;
  EXPECT_EQ(sure.false_discovery(), unsure.false_discovery());
  EXPECT_LT(*sure.false_discovery_upper(), *unsure.false_discovery_upper());
}

}  // namespace
}  // namespace assay::pilot
