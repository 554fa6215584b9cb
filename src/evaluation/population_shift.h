// SPDX-License-Identifier: Apache-2.0
// How far a distribution moved between two samples: the population stability index, and how often chance alone moves it
// so far.
//
// The chance takes rows as independent. Where they come in clusters, such as the listings of a store, divide by their
// design effect (design_effect.h).
//
// Pure. Cost: of two categories the square root of the rows (a million: some thousand steps), of more n^2 log n in the
// categories.
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
  // That two samples of one population differ so much. Of two categories Fisher's exact test. Of more the chi-square test of
  // homogeneity, the rarest two being taken as one until either sample is expected to hold kExpectedMin of each, or until two are
  // left. 1 where a sample is empty or all are of one category.
  double chance = 1;
};

// What a category must be expected to hold for chi-square to be near the truth (Cochran, Biometrics 10, 1954, 417). Without
// that bound samples of very different sizes are sure of anything: of 40,000 rows and 100 of which one is new it said 2e-23.
inline constexpr double kExpectedMin = 5;

// For the chance each row counts as 1/`design_effect` (1 or more) of a row.
PopulationShift ShiftOf(std::span<const CategoryCount> categories, double design_effect = 1);

// Fisher's exact test, two-sided: that a table with these sums is no likelier than this one.
double FisherExact(const CategoryCount& with, const CategoryCount& without);

// That a chi-square variable of so many degrees of freedom (1 or more) is above `value` (0 or more).
double ChiSquareTail(double value, int degrees);

}  // namespace assay::evaluation
