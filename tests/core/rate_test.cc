// SPDX-License-Identifier: Apache-2.0
#include "core/rate.h"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace assay {
namespace {

TEST(Rate, HasNoValueWithoutADenominator) {
  EXPECT_EQ(Rate{}.value(), std::nullopt);
  EXPECT_EQ(Rate{}.low(), 0.0);
  EXPECT_EQ(Rate{}.high(), 1.0);
}

// Worked by hand from the formula: 10 of 100.
TEST(Rate, GivesWilsonsInterval) {
  const Rate rate{10, 100};
  EXPECT_NEAR(rate.low(), 0.05523, 1e-5);
  EXPECT_NEAR(rate.high(), 0.17437, 1e-5);
}

TEST(Rate, StaysOpenWhereNothingWasFound) {
  const Rate none{0, 50};
  EXPECT_NEAR(none.low(), 0.0, 1e-12);
  EXPECT_NEAR(none.high(), 0.07135, 1e-5) << "nothing in 50 does not mean nothing";
}

// The definition, solved the slow way: the edge is the p whose standard error reaches the share.
RC_GTEST_PROP(Rate, IsTheRangeOfSharesThatTheSampleDoesNotContradict, ()) {
  const auto of = *rc::gen::inRange<std::uint64_t>(1, 5'000);
  const auto hits = *rc::gen::inRange<std::uint64_t>(0, of + 1);
  const Rate rate{hits, of};
  RC_ASSERT(rate.low() <= *rate.value() + 1e-12 && *rate.value() <= rate.high() + 1e-12);
  for (const double edge : {rate.low(), rate.high()}) {
    const double z =
        std::abs(*rate.value() - edge) / std::sqrt(edge * (1 - edge) / static_cast<double>(of));
    if (edge > 1e-9 && edge < 1 - 1e-9) {
      RC_ASSERT(std::abs(z - 1.95996) < 1e-3);
    }
  }
}

}  // namespace
}  // namespace assay
