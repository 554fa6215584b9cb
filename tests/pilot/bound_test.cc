// SPDX-License-Identifier: Apache-2.0
#include "pilot/bound.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace assay::pilot {
namespace {

TEST(Bound, IsTheKnownOneForSamplesWithoutAHit) {
  // 1 - 0.05^(1/n): the "rule of three".
  EXPECT_NEAR(UpperBound({0, 100}, 0.95), 0.029513, 1e-6);
  EXPECT_NEAR(UpperBound({0, 200}, 0.95), 0.014867, 1e-6);
  EXPECT_NEAR(UpperBound({0, 1}, 0.95), 0.95, 1e-9);
}

// Values of the beta distribution's quantile, from its published tables.
TEST(Bound, IsTheKnownOneForSamplesWithHits) {
  EXPECT_NEAR(UpperBound({1, 10}, 0.95), 0.394163, 1e-6);
  EXPECT_NEAR(LowerBound({1, 10}, 0.95), 0.005116, 1e-6);
  EXPECT_NEAR(UpperBound({5, 100}, 0.975), 0.112835, 1e-6);
}

TEST(Bound, KnowsNothingOfAnEmptySample) {
  EXPECT_EQ(UpperBound({0, 0}, 0.95), 1);
  EXPECT_EQ(LowerBound({0, 0}, 0.95), 0);
  EXPECT_EQ(UpperBound({3, 3}, 0.95), 1);
}

RC_GTEST_PROP(Bound, CoversTheShareThatWasSeen, ()) {
  const auto of = *rc::gen::inRange<std::uint64_t>(1, 2'000);
  const auto hits = *rc::gen::inRange<std::uint64_t>(0, of + 1);
  const double share = static_cast<double>(hits) / static_cast<double>(of);
  const double upper = UpperBound({hits, of}, 0.95);
  RC_ASSERT(upper >= share && upper <= 1);
  RC_ASSERT(LowerBound({hits, of}, 0.95) <= share);
  if (hits > 0) {
    RC_ASSERT(UpperBound({hits - 1, of}, 0.95) <= upper);
  }
}

}  // namespace
}  // namespace assay::pilot
