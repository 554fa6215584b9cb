// SPDX-License-Identifier: Apache-2.0
// Fits a LinearModel to what another score leaves unexplained, from sources that each hold one class: crawls of
// counterfeit offers, crawls of genuine ones. Learned plainly, such texts teach which crawl they come from. So
//   1. every source of a class weighs the same (a small one in proportion);
//   2. a run of units is learned only where `sources_min` sources of one class agree: it stands in a larger share
//      of their texts than in any source of the other class, and its weight has that sign;
//   3. the mean of the model's score is held alike over the sources of a class, by a penalty on the squared
//      distance to the mean of the class (as correlation alignment does: Sun, Feng and Saenko 2016; here the first
//      moment of the score alone).
//
// How: logistic regression with the other score as offset, ridge penalty, cyclic coordinate descent with the
// quadratic bound of Böhning and Lindsay (1988), so that every step lowers the loss. The intercept is fitted and
// dropped: a text without known runs adds nothing.
//
// Deterministic as trainer.h is. Cost: 12,000 titles take some seconds on one core.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/log_odds.h"
#include "learning/linear_model.h"
#include "learning/text_view.h"

namespace assay::learning {

struct SourcedExample {
  TextView view;
  bool is_positive = false;
  std::uint32_t source = 0;  // All its examples are of one class, or it counts as two sources.
  std::uint32_t group = 0;   // What is held out as a whole: one seller's texts.
  std::uint32_t cluster =
      0;  // Texts that are nearly the same: none is learned from while another is held out.
  LogOdds offset;  // What is said of it already.
};

struct ResidualOptions {
  ModelHead head;        // Of one view; bias and unit are fitted.
  double ridge = 0.001;  // On the squared weights; all examples together weigh 1.
  double spread = 1.0;   // On the squared distances of the sources' mean scores.
  std::uint32_t sources_min =
      2;  // 0 learns every run, with either sign: what naive learning would do.
  std::size_t weights_max = 32'768;
};

struct ResidualTraining {
  LinearModel model;
  std::size_t runs_seen = 0;     // Buckets that any example learned from holds.
  std::size_t runs_learned = 0;  // Of these: agreed on.
};

// `chosen` are the examples to learn from. Nothing where they are of one class.
std::optional<ResidualTraining> FitResidual(std::span<const SourcedExample> examples,
                                            std::span<const std::uint32_t> chosen,
                                            const ResidualOptions& options);

// What models that learned from none of an example's group and cluster add to it, each within +-limit. `learn_from` says of each
// example whether any model may learn from it; the others are scored by the model that has learned from all folds.
// Nothing where a fold's other examples are of one class.
std::optional<std::vector<LogOdds>> HeldOutResiduals(std::span<const SourcedExample> examples,
                                                     const std::vector<bool>& learn_from,
                                                     std::uint32_t folds, LogOdds limit,
                                                     const ResidualOptions& options);

// How well the source of an example can be told from a score: over the pairs of sources of one class, the share of
// pairs of their examples that the score puts in the same order, turned round where it is below a half. 0.5 is chance,
// 1 tells them fully. Examples without a unit are left out (of them nothing is said: their script is told, not their
// source). Pairs of sources with fewer than 20 examples are left out; 0.5 where none is left.
struct SourceLeak {
  double mean = 0.5;
  double largest = 0.5;
};
SourceLeak LeakOf(std::span<const SourcedExample> examples, std::span<const LogOdds> scores);

}  // namespace assay::learning
