// SPDX-License-Identifier: Apache-2.0
#include "evaluation/calibration.h"

#include <vector>

#include <gtest/gtest.h>

#include "evaluation/figures.h"

namespace assay::evaluation {
namespace {

// `positives` and `negatives` rows stated to be `log_odds` likely.
void Add(std::vector<ScoredRow>& rows, LogOdds log_odds, int positives, int negatives) {
  for (int i = 0; i < positives + negatives; ++i) {
    rows.push_back({log_odds, Level::kPass, i < positives, 0, 0});
  }
}

TEST(Calibration, RowsThatComeTrueAsStatedHaveNoError) {
  // At even odds; 4 to 1 is a probability of 0.8.
  std::vector<ScoredRow> rows;
  Add(rows, {1'386'294}, 80, 20);
  Add(rows, {-1'386'294}, 20, 80);
  const auto calibration = CalibrationOf(rows, {0});
  ASSERT_TRUE(calibration);
  EXPECT_LT(calibration->error, 1e-6);
  ASSERT_EQ(calibration->bins.size(), 2U);
  EXPECT_NEAR(calibration->bins[1].observed, 0.8, 1e-9);
}

TEST(Calibration, BoastingShowsAsDistance) {
  std::vector<ScoredRow> rows;
  Add(rows, {4'595'120}, 50, 50);   // Stated 99 %.
  Add(rows, {-4'595'120}, 50, 50);  // Stated 1 %.
  EXPECT_NEAR(CalibrationOf(rows, {0})->error, 0.49, 1e-6);
}

TEST(Calibration, ClassesCountByThePriorWhateverTheirNumbers) {
  std::vector<ScoredRow> few;
  Add(few, {0}, 10, 10);
  Add(few, {-2'000'000}, 10, 10);
  std::vector<ScoredRow> many;
  Add(many, {0}, 10, 1'000);
  Add(many, {-2'000'000}, 10, 1'000);
  const LogOdds prior{-2'197'225};  // 10 %.
  const auto of_few = CalibrationOf(few, prior);
  const auto of_many = CalibrationOf(many, prior);
  EXPECT_NEAR(of_few->error, of_many->error, 1e-9);
  EXPECT_NEAR(of_few->bins[0].observed, 0.1, 1e-6);
  // More rows say it more surely.
  EXPECT_LT(of_many->bins[0].observed_interval.high, of_few->bins[0].observed_interval.high);
}

TEST(Calibration, NeedsBothClasses) {
  std::vector<ScoredRow> rows;
  Add(rows, {0}, 5, 0);
  EXPECT_FALSE(CalibrationOf(rows, {0}).has_value());
  EXPECT_FALSE(CalibrationOf({}, {0}).has_value());
}

TEST(Calibration, TheEndsOfTheScaleHaveBins) {
  std::vector<ScoredRow> rows;
  Add(rows, kLogOddsLimit, 1, 0);
  Add(rows, {-kLogOddsLimit.micros}, 0, 1);
  const auto calibration = CalibrationOf(rows, {0});
  ASSERT_EQ(calibration->bins.size(), 2U);
  EXPECT_EQ(calibration->bins.front().low, 0);
  EXPECT_EQ(calibration->bins.back().high, 1);
}

// Drawn from where one in a hundred is positive: all of the positives, one in 99 of the rest.
TEST(Calibration, OfDrawnRowsTheShareOfPositivesIsTheirOwnAndNotThePriors) {
  std::vector<ScoredRow> rows;
  Add(rows, LogOddsOfBillionths(10'000'000), 10, 10);
  for (ScoredRow& row : rows) {
    row.weight = row.is_positive ? 1 : 99;
  }
  const auto calibration = CalibrationOf(rows, {0}, Mixture::kRows);
  ASSERT_TRUE(calibration);
  EXPECT_NEAR(calibration->positive_share, 0.01, 1e-12);
  EXPECT_NEAR(calibration->error, 0, 1e-6);
  EXPECT_NEAR(CalibrationOf(rows, {0})->error, 0.49, 1e-6) << "the prior says one in two";
}

}  // namespace
}  // namespace assay::evaluation
