// SPDX-License-Identifier: Apache-2.0
#include "evaluation/weighted_rate.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace assay::evaluation {
namespace {

TEST(WeightedRate, OfRowsThatStandForThemselvesIsThePlainRate) {
  WeightedRate weighted;
  Rate plain;
  for (const bool hit : {true, false, true, true, false, false, false}) {
    weighted.Count(hit, 1);
    plain.Count(hit);
  }
  EXPECT_EQ(weighted, WeightedRate(plain));
  EXPECT_EQ(weighted.value(), plain.value());
  EXPECT_EQ(weighted.low(), plain.low());
  EXPECT_EQ(weighted.high(), plain.high());
  EXPECT_FALSE(weighted.is_weighted());
}

TEST(WeightedRate, ARareDrawStandsForMany) {
  WeightedRate rate;
  rate.Count(true, 1 / 0.5);
  rate.Count(false, 1 / 0.02);
  EXPECT_DOUBLE_EQ(*rate.value(), 2.0 / 52);
  EXPECT_DOUBLE_EQ(rate.size(), 52.0 * 52 / (4 + 2'500));
  EXPECT_TRUE(rate.is_weighted());
}

TEST(WeightedRate, WeightsWhoseMeanIsOneAreWeightsStill) {
  WeightedRate rate;
  rate.Count(true, 0.5);
  rate.Count(false, 1.5);
  EXPECT_DOUBLE_EQ(*rate.value(), 0.25);
  EXPECT_DOUBLE_EQ(rate.size(), 2 * 2 / 2.5);
  EXPECT_TRUE(rate.is_weighted());
}

TEST(WeightedRate, OfNothingSaysNothing) {
  const WeightedRate rate;
  EXPECT_FALSE(rate.value().has_value());
  EXPECT_EQ(rate.size(), 0);
  EXPECT_EQ(rate.low(), 0);
  EXPECT_EQ(rate.high(), 1);
}

TEST(WeightedRate, IsNeverSurerThanAsManyPlainRowsAndHoldsItsValue) {
  const bool holds = rc::check("holds", [] {
    const auto rows = *rc::gen::nonEmpty<std::vector<std::pair<bool, int>>>(
        rc::gen::container<std::vector<std::pair<bool, int>>>(
            rc::gen::pair(rc::gen::arbitrary<bool>(), rc::gen::inRange(1, 1'000))));
    WeightedRate rate;
    for (const auto& [hit, weight] : rows) {
      rate.Count(hit, weight);
    }
    RC_ASSERT(rate.size() <= static_cast<double>(rate.of) * (1 + 1e-12));
    RC_ASSERT(rate.low() <= *rate.value());
    RC_ASSERT(*rate.value() <= rate.high());
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace assay::evaluation
