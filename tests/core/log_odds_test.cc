// SPDX-License-Identifier: Apache-2.0
#include "core/log_odds.h"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace assay {
namespace {

TEST(LogOdds, LogarithmOfARatioAgreesWithLibmToTwoMillionths) {
  EXPECT_EQ(LogRatioMicros(1, 1), 0);
  EXPECT_EQ(LogRatioMicros(2, 1), 693'147);
  EXPECT_TRUE(rc::check([](std::uint32_t a, std::uint32_t b) {
    const std::int64_t n = std::int64_t{a} + 1;
    const std::int64_t d = std::int64_t{b} + 1;
    const double exact = std::log(static_cast<double>(n) / static_cast<double>(d)) * 1e6;
    RC_ASSERT(std::abs(static_cast<double>(LogRatioMicros(n, d)) - exact) < 1.5);
  }));
}

TEST(LogOdds, LogarithmHoldsAtTheEndsOfItsRange) {
  constexpr std::int64_t kLargest = std::int64_t{1} << 62;
  EXPECT_NEAR(static_cast<double>(LogRatioMicros(kLargest, 1)), 62 * std::log(2.0) * 1e6, 1.5);
  EXPECT_EQ(LogRatioMicros(kLargest, kLargest), 0);
  EXPECT_EQ(LogRatioMicros(1, kLargest), -LogRatioMicros(kLargest, 1));
}

TEST(LogOdds, LogitOfTheProbabilityReturnsTheLogOddsWithinOneMillionth) {
  EXPECT_TRUE(rc::check([]() {
    const LogOdds x{*rc::gen::inRange<std::int64_t>(-16'000'000, 16'000'001)};
    const double p = ProbabilityOf(x);
    RC_ASSERT(std::abs(std::log(p / (1 - p)) - x.nats()) < 1e-6);
  }));
}

TEST(LogOdds, ProbabilityRisesWithTheLogOdds) {
  double last = 0;
  for (std::int64_t micros = -16'000'000; micros <= 16'000'000; micros += 1'000) {
    const double p = ProbabilityOf({micros});
    ASSERT_GT(p, last);
    last = p;
  }
}

TEST(LogOdds, OfAProbabilityOfOnePercentIsMinusFourPointSix) {
  EXPECT_EQ(LogOddsOfBillionths(10'000'000).micros, -4'595'120);
  EXPECT_EQ(LogOddsOfBillionths(500'000'000).micros, 0);
}

}  // namespace
}  // namespace assay
