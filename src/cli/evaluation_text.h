// SPDX-License-Identifier: Apache-2.0
// The figures of an evaluation for people and machines: every rate with what it rests on and its interval.
#pragma once

#include <string>
#include <string_view>

#include "cli/rate_text.h"
#include "evaluation/figures.h"
#include "flows/evaluate_listings.h"

namespace assay::cli {

// What rows and levels are called.
struct EvaluationWords {
  std::string_view rows;      // "listings"
  std::string_view positive;  // "counterfeit"
  std::string_view negative;  // "genuine"
  std::string_view watch;     // The level from kWatch up: "watch and red", "suspicion and claim".
  std::string_view red;       // "red", "claim".
};
EvaluationWords WordsFor(std::string_view as);  // "listing", "review", "message".

std::string FiguresAsText(const evaluation::Figures& figures, const EvaluationWords& words,
                          bool has_groups);
std::string EvaluationAsText(const flows::Evaluation& evaluation, const EvaluationWords& words,
                             bool has_groups);
std::string EvaluationAsJson(const flows::Evaluation& evaluation);

}  // namespace assay::cli
