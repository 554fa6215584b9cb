// SPDX-License-Identifier: Apache-2.0
// How often the buyers of a store say that its goods are not genuine, in a category: a share that few reviews
// cannot throw about, with an interval that says how far it can be trusted.
//
// A store's share is drawn to its category's by a Beta prior (empirical Bayes; Efron 2010, Large-Scale
// Inference, ch. 1). A suspicion counts half a claim: (claims + 0.5 suspicions + a) / (n + a + b). Categories
// differ many times over: shampoo drew 980 complaints where clothes drew 148 in the same shops, so that one
// prior for all would accuse every shampoo store.
//
// Integer arithmetic, but for the interval's ends, which are for reading and never decide.
#pragma once

#include <cstdint>

namespace assay::feedback {

// What was counted. Invariant: claims + suspicions <= texts.
struct ComplaintCounts {
  std::uint64_t texts = 0;
  std::uint64_t claims = 0;
  std::uint64_t suspicions = 0;
};

// The prior of a category, as texts that it is worth: `a` of `a + b` complain. In thousandths of a text.
// Invariant: both positive, their sum at most 10^9.
struct ComplaintPrior {
  std::uint64_t a_thousandths = 200;
  std::uint64_t b_thousandths = 19'800;
};

// Texts that a prior made of a category is worth: a store needs about as many of its own to be judged by them.
inline constexpr std::uint64_t kPriorTexts = 20;

struct ComplaintRate {
  std::uint64_t millionths = 0;  // The mean of the share given the counts; rounded down.
  // 95 % of the share's distribution lies between (equal tails).
  double low = 0;
  double high = 1;
};

// The prior of a category with these counts in all its stores together: its mean is their share, smoothed by
// half a complaint so that a category without any is not taken for certain.
ComplaintPrior PriorOf(const ComplaintCounts& category);

// Counts of at most 10^12 texts (checked).
ComplaintRate RateOf(const ComplaintCounts& counts, const ComplaintPrior& prior);

}  // namespace assay::feedback
