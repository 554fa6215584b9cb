// SPDX-License-Identifier: Apache-2.0
#include "evaluation/population_shift.h"

#include <cmath>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "evaluation/design_effect.h"

namespace assay::evaluation {
namespace {

PopulationShift Of(std::vector<CategoryCount> counts) {
  return ShiftOf(counts);
}

TEST(PopulationShift, SameSharesDoNotMove) {
  const PopulationShift shift = Of({{100, 1'000}, {900, 9'000}});
  EXPECT_NEAR(shift.index, 0, 1e-5);
  EXPECT_GT(shift.chance, 0.9);
}

TEST(PopulationShift, IsTheIndexOfTheBooks) {
  // (0.2 - 0.1) ln(0.2 / 0.1) + (0.8 - 0.9) ln(0.8 / 0.9).
  EXPECT_NEAR(Of({{1'000'000, 2'000'000}, {9'000'000, 8'000'000}}).index, 0.0810930, 1e-6);
}

TEST(PopulationShift, SomethingNewIsFoundThoughItIsRare) {
  const PopulationShift shift = Of({{0, 60}, {100'000, 99'940}});
  EXPECT_LT(shift.index, kShiftNoticeable);
  EXPECT_LT(shift.chance, 1e-10);
}

TEST(PopulationShift, AFewRowsProveNothing) {
  EXPECT_GT(Of({{0, 2}, {20, 18}}).chance, 0.05);
  EXPECT_EQ(Of({{0, 0}, {0, 5}}).chance, 1);
  EXPECT_EQ(Of({}).chance, 1);
}

TEST(PopulationShift, OneNewRowOfAHundredIsNotSureHoweverManyWereBefore) {
  // One of the 40,100 rows is new, and it is one of the hundred.
  EXPECT_NEAR(Of({{0, 1}, {40'000, 99}}).chance, 100.0 / 40'100, 1e-9);
  // Nor where there are more categories: chi-square alone says 1e-86.
  EXPECT_GT(Of({{0, 1}, {3, 0}, {4, 0}, {40'000, 99}}).chance, 0.002);
}

TEST(PopulationShift, RareCategoriesAreTakenTogetherUntilEachIsExpectedFiveTimes) {
  EXPECT_NEAR(Of({{2, 1}, {500, 400}, {3, 6}, {500, 600}}).chance,
              Of({{5, 7}, {500, 400}, {500, 600}}).chance, 1e-12);
  EXPECT_NE(Of({{20, 10}, {500, 400}, {30, 60}, {500, 600}}).chance,
            Of({{50, 70}, {500, 400}, {500, 600}}).chance);
}

TEST(PopulationShift, RowsOfOneClusterTellAsMuchAsOneRow) {
  const std::vector<CategoryCount> found = {{0, 500}, {10'000, 9'500}};
  EXPECT_LT(ShiftOf(found).chance, 1e-100);
  EXPECT_NEAR(ShiftOf(found, 500).chance, FisherExact({0, 1}, {20, 19}), 1e-12);
  EXPECT_EQ(ShiftOf(found, 500).index, ShiftOf(found).index);
}

// Two periods of one market: stores of 1 to 30 listings, of which one in five sells a brand, in nine of ten listings.
struct Market {
  std::vector<ClusterOfRow> stores_of_category = std::vector<ClusterOfRow>(2);
  std::vector<CategoryCount> categories = std::vector<CategoryCount>(2);
};

Market DrawMarket(std::mt19937& random) {
  Market market;
  for (std::uint32_t store = 0; store < 400; ++store) {
    const bool is_after = store % 2 == 1;
    const bool sells_brand = random() % 5 == 0;
    for (auto listings = 1 + random() % 30; listings > 0; --listings) {
      const std::size_t category = sells_brand && random() % 10 > 0 ? 0 : 1;
      market.stores_of_category[category].push_back(store);
      CategoryCount& count = market.categories[category];
      (is_after ? count.after : count.before) += 1;
    }
  }
  return market;
}

TEST(PopulationShift, WithTheDesignEffectAMarketOfStoresMovesAsSeldomAsItSays) {
  std::mt19937 random(7);
  constexpr int kMarkets = 1'000;
  int sure_of_listings = 0;
  int sure_of_stores = 0;
  for (int i = 0; i < kMarkets; ++i) {
    const Market market = DrawMarket(random);
    sure_of_listings += ShiftOf(market.categories).chance < 0.05 ? 1 : 0;
    const double effect = DesignEffectOf(market.stores_of_category);
    sure_of_stores += ShiftOf(market.categories, effect).chance < 0.05 ? 1 : 0;
  }
  EXPECT_GT(sure_of_listings, kMarkets / 2) << "listings are not independent";
  EXPECT_LT(sure_of_stores, kMarkets * 7 / 100);
  EXPECT_GT(sure_of_stores, kMarkets * 1 / 100) << "a test that is never sure finds nothing";
}

TEST(PopulationShift, DoesNotDependOnWhichSampleComesFirst) {
  const bool holds = rc::check("symmetric", [] {
    const auto counts = *rc::gen::container<std::vector<std::pair<std::uint32_t, std::uint32_t>>>(
        rc::gen::pair(rc::gen::inRange(0U, 5'000U), rc::gen::inRange(0U, 5'000U)));
    std::vector<CategoryCount> there;
    std::vector<CategoryCount> back;
    for (const auto& [before, after] : counts) {
      there.push_back({before, after});
      back.push_back({after, before});
    }
    const PopulationShift a = ShiftOf(there);
    const PopulationShift b = ShiftOf(back);
    RC_ASSERT(a.index >= -1e-12);
    RC_ASSERT(std::abs(a.index - b.index) < 1e-9);
    RC_ASSERT(std::abs(a.chance - b.chance) < 1e-9);
    RC_ASSERT(a.chance >= 0 && a.chance <= 1);
  });
  EXPECT_TRUE(holds);
}

TEST(FisherExact, IsThatOfTheBooks) {
  // The lady tasting tea (Fisher, The Design of Experiments, 1935): 34 of 70 tables.
  EXPECT_NEAR(FisherExact({3, 1}, {1, 3}), 34.0 / 70, 1e-12);
  // Convicted twins (Fisher, Statistical Methods for Research Workers, 1934), two-sided.
  EXPECT_NEAR(FisherExact({2, 10}, {15, 3}), 0.0005367241, 1e-10);
}

std::uint64_t Choose(std::uint64_t n, std::uint64_t k) {
  std::uint64_t ways = 1;
  for (std::uint64_t i = 1; i <= k; ++i) {
    ways = ways * (n - k + i) / i;
  }
  return ways;
}

TEST(FisherExact, IsTheShareOfAllTablesThatAreNoLikelier) {
  const bool holds = rc::check("equals the count of tables", [] {
    const auto count = rc::gen::inRange<std::uint64_t>(0, 14);
    const CategoryCount with = {*count, *count};
    const CategoryCount without = {*count, *count};
    const std::uint64_t first = with.before + without.before;
    const std::uint64_t second = with.after + without.after;
    const std::uint64_t hits = with.before + with.after;
    const auto ways = [&](std::uint64_t in_first) {
      return in_first > first || hits - in_first > second
                 ? 0
                 : Choose(first, in_first) * Choose(second, hits - in_first);
    };
    std::uint64_t no_likelier = 0;
    for (std::uint64_t in_first = 0; in_first <= hits; ++in_first) {
      no_likelier += ways(in_first) <= ways(with.before) ? ways(in_first) : 0;
    }
    const double expected =
        static_cast<double>(no_likelier) / static_cast<double>(Choose(first + second, hits));
    RC_ASSERT(std::abs(FisherExact(with, without) - expected) < 1e-9 * expected);
  });
  EXPECT_TRUE(holds);
}

TEST(FisherExact, OfManyRowsIsNearTheNormalTest) {
  // Shares of 10 and 10.02 % of a hundred million rows each.
  const double z = 0.0002 / std::sqrt(0.1001 * 0.8999 * 2 / 1e8);
  EXPECT_NEAR(
      FisherExact({10'000'000, 10'020'000}, {90'000'000, 89'980'000}) / std::erfc(z / std::sqrt(2)),
      1, 0.01);
}

// Printed tables of the distribution.
TEST(ChiSquareTail, IsThatOfTheTables) {
  EXPECT_NEAR(ChiSquareTail(3.841, 1), 0.05, 1e-4);
  EXPECT_NEAR(ChiSquareTail(5.991, 2), 0.05, 1e-4);
  EXPECT_NEAR(ChiSquareTail(7.815, 3), 0.05, 1e-4);
  EXPECT_NEAR(ChiSquareTail(16.919, 9), 0.05, 1e-4);
  EXPECT_NEAR(ChiSquareTail(18.307, 10), 0.05, 1e-4);
  EXPECT_EQ(ChiSquareTail(0, 4), 1);
  EXPECT_LT(ChiSquareTail(5'000, 3), 1e-300);
}

}  // namespace
}  // namespace assay::evaluation
