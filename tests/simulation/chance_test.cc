// SPDX-License-Identifier: Apache-2.0
#include "simulation/chance.h"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

namespace assay::simulation {
namespace {

TEST(Chance, GivesTheSameRowForTheSameName) {
  Chance first(7, 1, Purpose::kTrade, 3);
  Chance second(7, 1, Purpose::kTrade, 3);
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(first.Next(), second.Next());
  }
}

TEST(Chance, GivesOtherRowsForOtherNames) {
  const std::uint64_t number = Chance(7, 1, Purpose::kTrade, 3).Next();
  EXPECT_NE(number, Chance(8, 1, Purpose::kTrade, 3).Next());
  EXPECT_NE(number, Chance(7, 2, Purpose::kTrade, 3).Next());
  EXPECT_NE(number, Chance(7, 1, Purpose::kOrder, 3).Next());
  EXPECT_NE(number, Chance(7, 1, Purpose::kTrade, 4).Next());
}

// What a seed means must never change: published figures name theirs.
TEST(Chance, GivesTheNumbersItAlwaysGave) {
  Chance chance(1, 2, Purpose::kKind, 3);
  EXPECT_EQ(chance.Next(), 17304897541238064655U);
}

TEST(Chance, NeighbouringRowsHaveNothingToDoWithEachOther) {
  // Share of equal bits between the first numbers of neighbouring agents: a half.
  int equal = 0;
  for (std::uint64_t agent = 0; agent < 1'000; ++agent) {
    const std::uint64_t both =
        Chance(1, agent, Purpose::kKind).Next() ^ Chance(1, agent + 1, Purpose::kKind).Next();
    equal += 64 - __builtin_popcountll(both);
  }
  EXPECT_NEAR(equal / 64'000.0, 0.5, 0.01);
}

TEST(Chance, CountsWithTheMeanAskedFor) {
  for (const double mean : {0.01, 0.7, 4.0, 29.0, 31.0, 400.0}) {
    double sum = 0;
    double squares = 0;
    constexpr int kRows = 20'000;
    for (std::uint64_t agent = 0; agent < kRows; ++agent) {
      const double count = Chance(5, agent, Purpose::kTrade).Count(mean);
      sum += count;
      squares += count * count;
    }
    const double found = sum / kRows;
    // Five standard errors; mean and variance of a Poisson count are equal.
    EXPECT_NEAR(found, mean, 5 * std::sqrt(mean / kRows)) << mean;
    EXPECT_NEAR(squares / kRows - found * found, mean, 0.1 * mean + 0.01) << mean;
  }
}

TEST(Chance, FactorsAverageOne) {
  double sum = 0;
  for (std::uint64_t agent = 0; agent < 100'000; ++agent) {
    sum += Chance(5, agent, Purpose::kShape).Factor(1.0);
  }
  EXPECT_NEAR(sum / 100'000, 1, 0.03);
}

TEST(Chance, PicksByWeightAndNeverAtWeightNought) {
  std::array<int, 4> picked{};
  for (std::uint64_t agent = 0; agent < 10'000; ++agent) {
    ++picked.at(Chance(5, agent, Purpose::kKind).Pick(std::array{0.0, 1.0, 3.0, 0.0}));
  }
  EXPECT_EQ(picked[0], 0);
  EXPECT_EQ(picked[3], 0);
  EXPECT_NEAR(picked[2] / 10'000.0, 0.75, 0.02);
}

TEST(ExpAndLog, AgreeWithTheLibrary) {
  for (double x = -30; x < 30; x += 0.37) {
    EXPECT_NEAR(ExpOf(x) / std::exp(x), 1, 1e-13) << x;
  }
  for (double x = 1e-6; x < 1e6; x *= 1.7) {
    EXPECT_NEAR(LogOf(x), std::log(x), 1e-12) << x;
  }
}

}  // namespace
}  // namespace assay::simulation
