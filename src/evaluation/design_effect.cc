// SPDX-License-Identifier: Apache-2.0
#include "evaluation/design_effect.h"

#include <algorithm>

#include "core/check.h"

namespace assay::evaluation {
namespace {

double RowsOf(std::span<const std::uint64_t> sizes) {
  double rows = 0;
  for (const std::uint64_t size : sizes) {
    rows += static_cast<double>(size);
  }
  return rows;
}

}  // namespace

double DesignEffectOfShare(const ClusterOfRow& category, std::span<const std::uint64_t> sizes) {
  const double share = static_cast<double>(category.size()) / std::max(RowsOf(sizes), 1.0);
  CHECK_THAT(share <= 1, "the rows of a category are rows of the clusters");
  if (share == 0 || share == 1) {
    return 1;
  }
  // The sum over clusters of (rows of the category - share * rows)^2, first as if none had any of the category.
  double seen = 0;
  for (const std::uint64_t size : sizes) {
    const double expected = share * static_cast<double>(size);
    seen += expected * expected;
  }
  ClusterOfRow sorted = category;
  std::ranges::sort(sorted);
  for (auto row = sorted.begin(); row != sorted.end();) {
    const auto end = std::upper_bound(row, sorted.end(), *row);
    CHECK_THAT(*row < sizes.size(), "a row is of a cluster");
    const double expected = share * static_cast<double>(sizes[*row]);
    const auto rows = static_cast<double>(end - row);
    seen += (rows - expected) * (rows - expected) - expected * expected;
    row = end;
  }
  return std::max(seen / (RowsOf(sizes) * share * (1 - share)), 1.0);
}

double DesignEffectOf(std::span<const ClusterOfRow> categories) {
  std::vector<std::uint64_t> sizes;
  for (const ClusterOfRow& category : categories) {
    for (const std::uint32_t cluster : category) {
      sizes.resize(std::max<std::size_t>(sizes.size(), cluster + 1ULL));
      ++sizes[cluster];
    }
  }
  const double rows = RowsOf(sizes);
  double sum = 0;
  int held = 0;
  for (const ClusterOfRow& category : categories) {
    if (!category.empty()) {
      const double share = static_cast<double>(category.size()) / rows;
      sum += (1 - share) * DesignEffectOfShare(category, sizes);
      ++held;
    }
  }
  return held < 2 ? 1 : std::max(sum / (held - 1), 1.0);  // Less than 1 by rounding alone.
}

}  // namespace assay::evaluation
