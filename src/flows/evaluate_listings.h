// SPDX-License-Identifier: Apache-2.0
// How well verdicts agree with labels, with denominators and intervals.
//
// Positives are counterfeit offers (label 1), negatives genuine or ordinary ones (label 0); rows
// with -1 or no label are counted and left out. Intervals are those of core/rate.h.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/rate.h"
#include "core/result.h"
#include "flows/screen_listings.h"

namespace assay::flows {

struct GroupFigures {
  std::uint64_t positives = 0;
  std::uint64_t negatives = 0;
  Rate recall_at_1_percent;  // At the threshold of the whole file.
  Rate recall_at_red;
  Rate false_positives_at_red;  // Negatives that are red.
};

struct Evaluation {
  std::uint64_t positives = 0;
  std::uint64_t negatives = 0;
  std::uint64_t skipped = 0;  // No label.
  std::uint64_t bad_lines = 0;
  // Where the file holds both classes. Ties count a half.
  std::optional<double> auc;
  // Positives above the lowest threshold whose false positive rate is at most 1 % (0.1 %).
  Rate recall_at_1_percent;
  Rate recall_at_tenth_percent;
  Rate recall_at_red;
  Rate false_positives_at_red;
  // Mean distance between stated probability and share of positives over ten bins of equal width,
  // with the classes weighted to the prior; where the file holds both.
  std::optional<double> calibration_error;
  std::map<std::string, GroupFigures> groups;
  bool ids_are_line_numbers = false;
};

// Errors: kInvalidArgument "evaluate.no_label_column"; those of reading.
Result<Evaluation> EvaluateListings(const screening::Model& model, ingest::ByteSource& source,
                                    const ScreenOptions& options);

// One scored row, for what follows from scores alone.
struct ScoredRow {
  LogOdds log_odds;
  std::int32_t score = 0;
  bool is_positive = false;
  std::uint32_t group = 0;  // Index into the names.
};

Evaluation Summarise(std::vector<ScoredRow> rows, const std::vector<std::string>& group_names,
                     LogOdds prior);

}  // namespace assay::flows
