// SPDX-License-Identifier: Apache-2.0
#include "feedback/complaint_rate.h"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace assay::feedback {
namespace {

TEST(ComplaintRate, IsThePriorsWhereNothingIsKnown) {
  EXPECT_EQ(RateOf({}, {200, 19'800}).millionths, 10'000U);
}

TEST(ComplaintRate, CountsASuspicionHalf) {
  const ComplaintPrior prior = {1'000, 9'000};
  EXPECT_EQ(RateOf({10, 2, 0}, prior).millionths, RateOf({10, 0, 4}, prior).millionths);
  // (2 + 1) / (10 + 10)
  EXPECT_EQ(RateOf({10, 2, 0}, prior).millionths, 150'000U);
}

TEST(ComplaintRate, IsNotThrownAboutByOneReview) {
  const ComplaintPrior prior = {200, 19'800};
  EXPECT_LT(RateOf({1, 1, 0}, prior).millionths, 60'000U);
  EXPECT_GT(RateOf({1'000, 1'000, 0}, prior).millionths, 980'000U);
}

TEST(ComplaintRate, TakesItsPriorFromTheCategory) {
  const ComplaintPrior shampoo = PriorOf({10'000, 900, 160});
  const ComplaintPrior clothes = PriorOf({10'000, 140, 20});
  // The same two complaints of twenty say more of a store in the category that complains more.
  EXPECT_GT(RateOf({20, 2, 0}, shampoo).millionths, RateOf({20, 2, 0}, clothes).millionths);
  EXPECT_NEAR(static_cast<double>(RateOf({}, shampoo).millionths), 98'040, 60);
  EXPECT_EQ(shampoo.a_thousandths + shampoo.b_thousandths, kPriorTexts * 1'000);
}

TEST(ComplaintRate, HasAPriorForACategoryWithoutComplaints) {
  EXPECT_GT(PriorOf({1'000'000, 0, 0}).a_thousandths, 0U);
  EXPECT_GT(PriorOf({1'000'000, 1'000'000, 0}).b_thousandths, 0U);
  EXPECT_GT(PriorOf({}).a_thousandths, 0U);
}

TEST(ComplaintRate, HasTheIntervalOfTheBetaDistribution) {
  // Beta(1, 1) is even: its quantiles are the shares themselves.
  const ComplaintRate even = RateOf({}, {1'000, 1'000});
  EXPECT_NEAR(even.low, 0.025, 1e-9);
  EXPECT_NEAR(even.high, 0.975, 1e-9);
  // Beta(1, b) has the distribution function 1 - (1 - x)^b.
  const ComplaintRate skewed = RateOf({}, {1'000, 9'000});
  EXPECT_NEAR(skewed.low, 1 - std::pow(0.975, 1.0 / 9), 1e-9);
  EXPECT_NEAR(skewed.high, 1 - std::pow(0.025, 1.0 / 9), 1e-9);
}

RC_GTEST_PROP(ComplaintRate, LiesWithinItsIntervalAndRisesWithEveryClaim, ()) {
  const auto texts = *rc::gen::inRange<std::uint64_t>(1, 1'000'000);
  const auto claims = *rc::gen::inRange<std::uint64_t>(0, texts);
  const ComplaintPrior prior = {*rc::gen::inRange<std::uint64_t>(500, 20'000), 20'000};
  const ComplaintRate rate = RateOf({texts, claims, 0}, prior);
  const double mean = static_cast<double>(rate.millionths) / 1e6;
  RC_ASSERT(rate.low >= 0 && rate.high <= 1 && rate.low < rate.high);
  RC_ASSERT(rate.low <= mean + 1e-6 && mean <= rate.high);
  RC_ASSERT(RateOf({texts, claims + 1, 0}, prior).millionths >= rate.millionths);
}

}  // namespace
}  // namespace assay::feedback
