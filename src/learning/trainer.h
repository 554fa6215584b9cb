// SPDX-License-Identifier: Apache-2.0
// Fits a LinearModel to labelled texts. Deterministic: the same examples give the same bytes, on every machine
// (additions, multiplications, divisions and square roots of doubles only, in a fixed order).
//
// How: the runs of a text are weighted by how much more often they stand in texts of one class (log ratio of
// smoothed counts: Wang and Manning 2012), then a linear support vector machine with squared hinge loss is
// fitted by dual coordinate descent (Hsieh et al. 2008), as LIBLINEAR's solver 1 does. Its scores on texts it
// did not learn from are calibrated (Platt 1999) and moved to a stated base rate; both are folded into the
// weights, so that a score is log-odds. The smallest weights are dropped, the rest rounded.
//
// Texts of one group or one cluster are never on both sides. The penalty is chosen inside the texts learned from.
//
// Cost: 36,000 texts of 27 characters with two views take about a minute on one core.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/log_odds.h"
#include "learning/linear_model.h"

namespace assay::learning {

struct Example {
  std::vector<TextView> views;
  bool is_positive = false;
  std::uint32_t group = 0;  // What is held out as a whole.
  std::uint32_t cluster =
      0;  // Texts that are nearly the same: none is learned from while another is held out.
};

struct TrainingOptions {
  ModelHead head;  // Task, views, bits and reading; bias and unit are fitted.
  // Log-odds of a positive where the model will serve.
  LogOdds prior;
  std::uint32_t folds = 5;  // At least 2.
  std::vector<double> penalties = {0.05, 0.2,
                                   1.0};  // C of the machine, tried in this order; not empty.
  std::size_t weights_max = 32'768;       // Largest weights that are kept.
};

// What the model would have said of each example, had it not learned from its group's fold.
struct TrainingReport {
  double penalty = 0;  // Chosen for the model itself.
  std::vector<double> penalty_of_fold;
  std::vector<std::uint32_t> fold;  // Of each example.
  std::vector<LogOdds> held_out;    // Of each example, at the prior.
};

struct Training {
  LinearModel model;
  TrainingReport report;
};

// Nothing where there are fewer than two groups, or a fold's other texts hold one class only.
std::optional<Training> Train(std::span<const Example> examples, const TrainingOptions& options);

}  // namespace assay::learning
