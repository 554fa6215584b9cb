// SPDX-License-Identifier: Apache-2.0
// How well verdicts agree with labels (evaluation/figures.h).
//
// Positives are counterfeit offers (label 1), negatives genuine or ordinary ones (label 0); rows with -1 or no
// label are counted and left out.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/result.h"
#include "evaluation/figures.h"
#include "flows/screen_listings.h"

namespace assay::flows {

struct Evaluation {
  evaluation::Figures figures;
  std::uint64_t skipped = 0;  // No label.
  std::uint64_t bad_lines = 0;
  bool ids_are_line_numbers = false;
};

// Errors: kInvalidArgument "evaluate.no_label_column"; those of reading.
Result<Evaluation> EvaluateListings(const screening::Model& model, ingest::ByteSource& source,
                                    const ScreenOptions& options);

// Scored rows as they come, with the names of their groups.
class LabelledRows {
 public:
  LabelledRows();
  void Add(LogOdds log_odds, evaluation::Level level, bool is_positive, const std::string& group,
           text::Script script, double weight);
  // Of rows that a column weighs, calibrated in their own mixture.
  evaluation::Figures Figures(LogOdds prior, bool are_weighted) &&;

 private:
  std::vector<evaluation::ScoredRow> rows_;
  evaluation::RowNames names_;
  std::unordered_map<std::string, std::uint32_t> group_of_name_;
};

}  // namespace assay::flows
