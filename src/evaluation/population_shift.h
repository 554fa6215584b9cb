// SPDX-License-Identifier: Apache-2.0
// How far a distribution moved between two samples: the population stability index, and how often chance alone moves it
// so far.
//
// Pure. Cost: linear in the categories.
#pragma once

#include <cstdint>
#include <span>

namespace assay::evaluation {

struct CategoryCount {
  std::uint64_t before = 0;
  std::uint64_t after = 0;
};

// The usual rule of thumb for the index: below 0.1 nothing, from 0.25 a different population (Siddiqi, Credit Risk
// Scorecards, Wiley 2006). It is about shares of many categories; what is rare moves it little however much it grows, so
// the chance is asked beside it.
inline constexpr double kShiftNoticeable = 0.1;
inline constexpr double kShiftLarge = 0.25;

struct PopulationShift {
  // Sum of (after - before) ln(after / before) over shares; each count is taken half a row larger, so that an empty
  // category does not make it infinite. 0 or more.
  double index = 0;
  // That two samples of one population differ so much: the chi-square test of homogeneity, with Yates's correction for two
  // categories, which errs towards finding nothing. 1 where a sample is empty or all are of one category.
  double chance = 1;
};

PopulationShift ShiftOf(std::span<const CategoryCount> categories);

// That a chi-square variable of so many degrees of freedom (1 or more) is above `value` (0 or more).
double ChiSquareTail(double value, int degrees);

}  // namespace assay::evaluation
