// SPDX-License-Identifier: Apache-2.0
#include "evaluation/figures.h"

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace assay::evaluation {
namespace {

const RowNames kOneName = {{""}, {"latin"}};

ScoredRow Row(std::int64_t micros, bool is_positive, Level level = Level::kPass) {
  return {{micros}, level, is_positive, 0, 0};
}

Figures Of(std::vector<ScoredRow> rows) {
  return FiguresOf(std::move(rows), kOneName, {0});
}

TEST(Figures, PerfectOrderHasAreaOneAndTiesCountHalf) {
  EXPECT_DOUBLE_EQ(*Of({Row(1, false), Row(2, true)}).auc, 1.0);
  EXPECT_DOUBLE_EQ(*Of({Row(2, false), Row(1, true)}).auc, 0.0);
  EXPECT_DOUBLE_EQ(*Of({Row(1, false), Row(1, true)}).auc, 0.5);
}

TEST(Figures, OneClassAloneHasNoAreaAndNoThreshold) {
  const Figures figures = Of({Row(1, true, Level::kRed)});
  EXPECT_FALSE(figures.auc.has_value());
  EXPECT_FALSE(figures.calibration.has_value());
  EXPECT_FALSE(figures.points[0].recall.value().has_value());
  EXPECT_EQ(figures.red.recall, (Rate{1, 1}));
}

TEST(Figures, NoRowsGiveNoRates) {
  const Figures figures = Of({});
  EXPECT_FALSE(figures.red.recall.value().has_value());
  EXPECT_TRUE(figures.groups.empty());
}

TEST(Figures, ThresholdDoesNotCutThroughTies) {
  std::vector<ScoredRow> rows;
  for (int i = 0; i < 100; ++i) {
    rows.push_back(Row(i < 2 ? 10 : 0, false));
  }
  rows.push_back(Row(10, true));
  rows.push_back(Row(20, true));
  // Two of a hundred negatives tie with the first positive: 2 % is over 1 %, so only the second is
  // found.
  const OperatingPoint point = Of(rows).points[0];
  EXPECT_EQ(point.recall, (Rate{1, 2}));
  EXPECT_EQ(point.false_positives, (Rate{0, 100}));
  EXPECT_EQ(point.threshold, LogOdds{20});
}

TEST(Figures, SmallerLimitsFindNoMoreAndAccuseNoMore) {
  std::vector<ScoredRow> rows;
  for (int i = 0; i < 20'000; ++i) {
    rows.push_back(Row(i, i % 2 == 0));
  }
  const Figures figures = Of(rows);
  EXPECT_EQ(figures.points[0].false_positives, (Rate{100, 10'000}));
  EXPECT_EQ(figures.points[1].false_positives, (Rate{10, 10'000}));
  EXPECT_EQ(figures.points[2].false_positives, (Rate{1, 10'000}));
  EXPECT_GT(figures.points[0].recall.hits, figures.points[1].recall.hits);
}

TEST(Figures, ALevelCountsThoseAboveIt) {
  const Figures figures = Of({Row(3, true, Level::kRed), Row(2, true, Level::kWatch),
                              Row(1, false, Level::kWatch), Row(0, false)});
  EXPECT_EQ(figures.watch.recall, (Rate{2, 2}));
  EXPECT_EQ(figures.watch.false_positives, (Rate{1, 2}));
  EXPECT_EQ(figures.watch.precision, (Rate{2, 3}));
  EXPECT_EQ(figures.red.recall, (Rate{1, 2}));
  EXPECT_EQ(figures.red.precision, (Rate{1, 1}));
}

TEST(Figures, GroupsAreHeldToTheThresholdOfTheWholeFile) {
  std::vector<ScoredRow> rows;
  for (int i = 0; i < 200; ++i) {
    rows.push_back(Row(i < 2 ? 5 : 0, false));
    rows.back().group = i < 2 ? 1 : 0;
  }
  rows.push_back(Row(4, true));
  const Figures figures = FiguresOf(rows, {{"shop", "second-hand"}, {"latin"}}, {0});
  EXPECT_EQ(figures.groups.at("second-hand").false_positives_at_1_percent, (Rate{2, 2}));
  EXPECT_EQ(figures.groups.at("shop").false_positives_at_1_percent, (Rate{0, 198}));
  EXPECT_EQ(figures.groups.at("shop").recall_at_1_percent, (Rate{1, 1}));
}

TEST(PrecisionAt, IsBayes) {
  const LevelFigures figures = {
      .recall = {50, 100}, .false_positives = {10, 1'000}, .precision = {}};
  // 0.01 x 0.5 right, 0.99 x 0.01 wrong.
  EXPECT_NEAR(*PrecisionAt(0.01, figures).value, 0.005 / (0.005 + 0.0099), 1e-12);
}

TEST(PrecisionAt, NoFalsePositiveSeenIsNotNone) {
  const LevelFigures figures = {
      .recall = {90, 100}, .false_positives = {0, 1'000}, .precision = {}};
  const Precision precision = PrecisionAt(0.00015, figures);
  EXPECT_EQ(precision.value, 1.0);
  EXPECT_LT(precision.interval.low, 0.05);
  EXPECT_EQ(precision.interval.high, 1.0);
}

TEST(PrecisionAt, SaysNothingWithoutBothSamples) {
  EXPECT_FALSE(PrecisionAt(0.01, {}).value.has_value());
  const LevelFigures silent = {.recall = {0, 10}, .false_positives = {0, 10}, .precision = {}};
  EXPECT_FALSE(PrecisionAt(0.01, silent).value.has_value());
}

TEST(PrecisionAt, IntervalHoldsTheValueAndRisesWithTheBaseRate) {
  const bool holds = rc::check("holds", [] {
    const auto of = *rc::gen::inRange<std::uint64_t>(1, 5'000);
    const LevelFigures figures = {
        .recall = {*rc::gen::inRange<std::uint64_t>(0, of + 1), of},
        .false_positives = {*rc::gen::inRange<std::uint64_t>(0, of + 1), of},
        .precision = {}};
    double before = 0;
    for (const double base_rate : kBaseRates) {
      const Precision precision = PrecisionAt(base_rate, figures);
      if (precision.value) {
        RC_ASSERT(precision.interval.low <= *precision.value);
        RC_ASSERT(*precision.value <= precision.interval.high);
        RC_ASSERT(*precision.value >= before);
        before = *precision.value;
      }
    }
  });
  EXPECT_TRUE(holds);
}

TEST(Figures, AreaEqualsTheShareOfPairsInOrder) {
  const bool holds = rc::check("equals the oracle", [] {
    const auto scores = *rc::gen::container<std::vector<std::pair<int, bool>>>(
        rc::gen::pair(rc::gen::inRange(0, 8), rc::gen::arbitrary<bool>()));
    std::vector<ScoredRow> rows;
    double won = 0;
    double pairs = 0;
    for (const auto& [score, positive] : scores) {
      rows.push_back(Row(score, positive));
      for (const auto& [other, other_positive] : scores) {
        if (positive && !other_positive) {
          pairs += 1;
          won += score > other ? 1 : score == other ? 0.5 : 0;
        }
      }
    }
    const Figures figures = Of(rows);
    RC_ASSERT(figures.auc.has_value() == (pairs > 0));
    if (pairs > 0) {
      RC_ASSERT(std::abs(*figures.auc - won / pairs) < 1e-9);
      RC_ASSERT(figures.auc_interval.low <= *figures.auc);
      RC_ASSERT(*figures.auc <= figures.auc_interval.high);
    }
  });
  EXPECT_TRUE(holds);
}

TEST(Figures, ThePositiveShareIsToldOfRowsWithTheMixtureOfTheMarketWhateverTheirWeights) {
  std::vector<ScoredRow> rows = {Row(1, true), Row(2, false)};
  EXPECT_FALSE(FiguresOf(rows, kOneName, {0}, Mixture::kPrior).positive_share.has_value());
  EXPECT_EQ(FiguresOf(rows, kOneName, {0}, Mixture::kRows).positive_share->value(), 0.5)
      << "drawn with certainty, all of them";
  rows[0].weight = 0.5;
  rows[1].weight = 1.5;
  EXPECT_EQ(FiguresOf(rows, kOneName, {0}, Mixture::kRows).positive_share->value(), 0.25);
}

TEST(Figures, ARowOfWeightThreeIsThreeRows) {
  const bool holds = rc::check("equals copies", [] {
    const auto drawn = *rc::gen::container<std::vector<std::tuple<int, bool, int>>>(rc::gen::tuple(
        rc::gen::inRange(-6, 6), rc::gen::arbitrary<bool>(), rc::gen::inRange(1, 5)));
    std::vector<ScoredRow> weighted;
    std::vector<ScoredRow> copied;
    for (const auto& [score, positive, weight] : drawn) {
      ScoredRow row = Row(score * 1'000'000, positive, score > 2 ? Level::kRed : Level::kPass);
      copied.insert(copied.end(), static_cast<std::size_t>(weight), row);
      row.weight = weight;
      weighted.push_back(row);
    }
    const Figures a = FiguresOf(weighted, kOneName, {0}, Mixture::kRows);
    const Figures b = FiguresOf(copied, kOneName, {0}, Mixture::kRows);
    RC_ASSERT(a.auc == b.auc);
    RC_ASSERT(a.red.recall.value() == b.red.recall.value());
    RC_ASSERT(a.red.precision.value() == b.red.precision.value());
    RC_ASSERT(a.points[0].threshold == b.points[0].threshold);
    RC_ASSERT(a.points[0].recall.value() == b.points[0].recall.value());
    RC_ASSERT(a.calibration.has_value() == b.calibration.has_value());
    if (a.calibration) {
      RC_ASSERT(std::abs(a.calibration->error - b.calibration->error) < 1e-9);
    }
    // And yet they are fewer, so nothing is surer.
    RC_ASSERT(a.red.recall.low() <= b.red.recall.low() + 1e-12);
    RC_ASSERT(a.red.recall.high() >= b.red.recall.high() - 1e-12);
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace assay::evaluation
