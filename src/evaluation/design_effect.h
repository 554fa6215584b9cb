// SPDX-License-Identifier: Apache-2.0
// How many rows that come in clusters tell as much as one that came alone.
//
// Listings of one store resemble each other: 500 of one new store were found once, not 500 times. The design effect is
// the variance of a share of such rows over that of as many independent ones. Tests and intervals that take rows as
// independent hold for counts divided by it (Rao and Scott, Biometrics 48, 1992, 577). The variance is taken about the
// share of all rows, as under the hypothesis that samples do not differ; so a sample of one cluster counts as one row.
//
// Pure. Cost: n log n in the rows given, and linear in the clusters.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace assay::evaluation {

// Rows of a category, each as the number of its cluster; in any order.
using ClusterOfRow = std::vector<std::uint32_t>;

// Of the share of `category` among all rows, `sizes` being how many rows each cluster has. 1 or more: where clusters differ
// by less than chance makes independent rows differ, that is chance. 1 where all rows are of the category or none.
double DesignEffectOfShare(const ClusterOfRow& category, std::span<const std::uint64_t> sizes);

// Of the shares of all categories, which hold every row once: the mean of theirs, each weighing the share of the others (the
// first-order correction of Rao and Scott, JASA 76, 1981, 221). Of two it is that of either. 1 of fewer.
double DesignEffectOf(std::span<const ClusterOfRow> categories);

}  // namespace assay::evaluation
