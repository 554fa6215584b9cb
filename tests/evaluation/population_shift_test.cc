// SPDX-License-Identifier: Apache-2.0
#include "evaluation/population_shift.h"

#include <cmath>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

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
