// SPDX-License-Identifier: Apache-2.0
#include "evaluation/design_effect.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace assay::evaluation {
namespace {

TEST(DesignEffect, RowsThatCameAloneAreWorthOneEach) {
  const std::vector<ClusterOfRow> categories = {{0, 1, 2}, {3, 4, 5, 6, 7, 8, 9}};
  EXPECT_DOUBLE_EQ(DesignEffectOf(categories), 1);
}

TEST(DesignEffect, ClustersThatAreAllOfOneCategoryAreWorthOneRowEach) {
  const std::vector<ClusterOfRow> categories = {{0, 0, 0, 0, 1, 1, 1, 1}, {2, 2, 2, 2, 3, 3, 3, 3}};
  EXPECT_DOUBLE_EQ(DesignEffectOf(categories), 4);
}

TEST(DesignEffect, OneStoreWithFiveHundredListingsWasFoundOnce) {
  std::vector<std::uint64_t> sizes(10'001, 1);
  sizes[10'000] = 500;
  EXPECT_NEAR(DesignEffectOfShare(ClusterOfRow(500, 10'000), sizes), 500, 30);
}

TEST(DesignEffect, ClustersThatAreAllAlikeAreNotWorthMoreThanTheirRows) {
  const std::vector<ClusterOfRow> categories = {{0, 1, 2, 3}, {0, 1, 2, 3}};
  EXPECT_DOUBLE_EQ(DesignEffectOf(categories), 1);
}

TEST(DesignEffect, OfOneCategoryOrNoneIsOne) {
  EXPECT_EQ(DesignEffectOf({}), 1);
  const std::vector<ClusterOfRow> all_of_one = {{0, 0, 0, 1}, {}};
  EXPECT_EQ(DesignEffectOf(all_of_one), 1);
  const std::vector<std::uint64_t> sizes = {3, 2};
  EXPECT_EQ(DesignEffectOfShare({}, sizes), 1);
}

// The definition, cluster by cluster.
double SlowEffect(const std::vector<std::pair<std::uint32_t, bool>>& rows, std::uint32_t clusters) {
  double with = 0;
  for (const auto& [cluster, is_with] : rows) {
    with += is_with ? 1 : 0;
  }
  const double share = with / static_cast<double>(rows.size());
  double seen = 0;
  for (std::uint32_t at = 0; at < clusters; ++at) {
    double distance = 0;
    for (const auto& [cluster, is_with] : rows) {
      distance += cluster == at ? (is_with ? 1 : 0) - share : 0;
    }
    seen += distance * distance;
  }
  return seen / (static_cast<double>(rows.size()) * share * (1 - share));
}

TEST(DesignEffect, IsTheVarianceOverThatOfIndependentRows) {
  const bool holds = rc::check("equals the definition", [] {
    constexpr std::uint32_t kClusters = 6;
    const auto rows = *rc::gen::container<std::vector<std::pair<std::uint32_t, bool>>>(
        rc::gen::pair(rc::gen::inRange(0U, kClusters), rc::gen::arbitrary<bool>()));
    std::vector<ClusterOfRow> categories(2);
    std::vector<std::uint64_t> sizes(kClusters);
    for (const auto& [cluster, is_with] : rows) {
      categories[is_with ? 0 : 1].push_back(cluster);
      ++sizes[cluster];
    }
    RC_PRE(!categories[0].empty() && !categories[1].empty());
    const double expected = std::max(SlowEffect(rows, kClusters), 1.0);
    RC_ASSERT(std::abs(DesignEffectOfShare(categories[0], sizes) - expected) < 1e-9);
    RC_ASSERT(std::abs(DesignEffectOf(categories) - expected) < 1e-9);
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace assay::evaluation
