// SPDX-License-Identifier: Apache-2.0
// Which texts are nearly the same: those must stand on one side when a model is tried on texts it has not
// learned from, or it is praised for its memory.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace assay::learning {

// A group number for each text, from 0 in the order of first members. Two texts whose sets of four-unit runs
// overlap by 0.7 or more (Jaccard) are found with 95 % or more (MinHash, 8 bands of 3 rows: Broder 1997); texts
// that are equal but for units other than letters and digits always are. Groups are closed under "nearly the
// same as". Cost: linear in the units; a text is compared with at most 8 others.
std::vector<std::uint32_t> NearDuplicateGroups(std::span<const std::u32string> texts);

// Deals groups into at most `folds` folds of about equal size: the largest group first, each into the smallest
// fold. Returns the fold of each text; there are fewer folds where there are fewer groups.
std::vector<std::uint32_t> FoldsOf(std::span<const std::uint32_t> groups, std::uint32_t folds);

}  // namespace assay::learning
