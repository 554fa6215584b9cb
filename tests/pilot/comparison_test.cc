// SPDX-License-Identifier: Apache-2.0
#include "pilot/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::pilot {
namespace {

using ::testing::ElementsAre;

Instant Day(double day) {
  return {static_cast<std::int64_t>(day * static_cast<double>(kMillisecondsPerDay))};
}

StoreHistory Store(std::optional<double> found, std::optional<double> closed) {
  StoreHistory store;
  if (found) {
    store.found = store.found_strict = Day(*found);
  }
  if (closed) {
    store.closed = Day(*closed);
  }
  return store;
}

TEST(Comparison, CountsEachStoreInOneOfFourGroups) {
  const std::vector<StoreHistory> stores = {Store(1, 5), Store(9, 5), Store(1, {}), Store({}, 5),
                                            Store({}, {})};
  const Comparison result = Compare(stores);
  EXPECT_EQ(result.stores, 5);
  EXPECT_EQ(result.Of(Standing::kBoth), 2);
  EXPECT_EQ(result.Of(Standing::kOnlyOurs), 1);
  EXPECT_EQ(result.Of(Standing::kMissed), 1);
  EXPECT_EQ(result.Of(Standing::kNeither), 1);
  EXPECT_EQ(result.later, 1);
  EXPECT_EQ(result.early.earlier, (Rate{1, 3}));
}

TEST(Comparison, SaysHowMuchEarlierByQuartilesAndClasses) {
  const std::vector<StoreHistory> stores = {Store(0, 2), Store(0, 10), Store(0, 40), Store(0, 400),
                                            Store(3, 3)};
  const Comparison result = Compare(stores);
  EXPECT_THAT(result.early.classes, ElementsAre(1, 1, 1, 1, 0, 0, 1));
  EXPECT_DOUBLE_EQ(*result.early.median, 25);
  EXPECT_DOUBLE_EQ(*result.early.lower_quartile, 8);
  EXPECT_DOUBLE_EQ(*result.early.upper_quartile, 130);
  EXPECT_EQ(result.early.earlier, (Rate{4, 5}));
}

TEST(Comparison, ReadsStrictlyWhereTextsMayBeYoungerThanTheirDay) {
  StoreHistory store = Store(1, 5);
  store.found_strict = Day(7);
  const Comparison result = Compare(std::vector<StoreHistory>{store});
  EXPECT_EQ(result.early.earlier, (Rate{1, 1}));
  EXPECT_EQ(result.strict.earlier, (Rate{0, 1}));
  EXPECT_FALSE(result.strict.median.has_value());
}

TEST(Comparison, AddsWhatWasSoldMeanwhile) {
  StoreHistory earlier = Store(1, 5);
  earlier.orders_after_found = 3;
  earlier.paid_after_found = {{"EUR", 500}};
  StoreHistory later = Store(6, 5);
  later.orders_after_found = 9;
  StoreHistory alone = Store(1, {});
  alone.orders_after_found = 2;
  alone.paid_after_found = {{"EUR", 70}, {"USD", 5}};
  const Comparison result = Compare(std::vector<StoreHistory>{earlier, later, alone});
  EXPECT_EQ(result.orders_before_closing, 3);
  EXPECT_EQ(result.paid_before_closing.at("EUR"), 500);
  EXPECT_EQ(result.orders_of_only_ours, 2);
  EXPECT_EQ(result.paid_of_only_ours.at("USD"), 5);
}

}  // namespace
}  // namespace assay::pilot
