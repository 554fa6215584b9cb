// SPDX-License-Identifier: Apache-2.0
#include "flows/evaluate_listings.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace assay::flows {
namespace {

const std::vector<std::string> kOneGroup = {""};

ScoredRow Row(std::int64_t micros, bool is_positive, std::int32_t score = 0) {
  return {{micros}, score, is_positive, 0};
}

TEST(Evaluation, PerfectOrderHasAreaOneAndTiesCountHalf) {
  EXPECT_DOUBLE_EQ(*Summarise({Row(1, false), Row(2, true)}, kOneGroup, {0}).auc, 1.0);
  EXPECT_DOUBLE_EQ(*Summarise({Row(2, false), Row(1, true)}, kOneGroup, {0}).auc, 0.0);
  EXPECT_DOUBLE_EQ(*Summarise({Row(1, false), Row(1, true)}, kOneGroup, {0}).auc, 0.5);
}

TEST(Evaluation, OneClassAloneHasNoArea) {
  const Evaluation figures = Summarise({Row(1, true)}, kOneGroup, {0});
  EXPECT_FALSE(figures.auc.has_value());
  EXPECT_FALSE(figures.recall_at_1_percent.value().has_value());
}

TEST(Evaluation, ThresholdDoesNotCutThroughTies) {
  std::vector<ScoredRow> rows;
  for (int i = 0; i < 100; ++i) {
    rows.push_back(Row(i < 2 ? 10 : 0, false));
  }
  rows.push_back(Row(10, true));
  rows.push_back(Row(20, true));
  // Two of a hundred negatives tie with the first positive: 2 % is over 1 %, so only the second is
  // found.
  const Evaluation figures = Summarise(rows, kOneGroup, {0});
  EXPECT_EQ(figures.recall_at_1_percent.hits, 1U);
  EXPECT_EQ(figures.recall_at_1_percent.of, 2U);
}

TEST(Evaluation, AreaEqualsTheShareOfPairsInOrder) {
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
    const Evaluation figures = Summarise(rows, kOneGroup, {0});
    RC_ASSERT(figures.auc.has_value() == (pairs > 0));
    if (pairs > 0) {
      RC_ASSERT(std::abs(*figures.auc - won / pairs) < 1e-9);
    }
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace assay::flows
