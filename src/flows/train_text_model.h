// SPDX-License-Identifier: Apache-2.0
// Fits the model of reviews or messages to a labelled file, and says what it, and the whole reader with it, would
// have said of each text had it not learned from its fold.
//
// Where the file has a column "origin", only labels of the origins of outcomes.h are learned from: one other refuses the
// file. Weights are of the figures alone: the machine learns best from rows as they are, and its scores are moved to the
// prior of where it reads.
//
// No text is learned from while one that is nearly the same is held out; so a fold is unseen in earnest. The
// file's bytes and the options alone decide the result.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.h"
#include "feedback/reader.h"
#include "flows/read_texts.h"
#include "ingest/byte_source.h"

namespace assay::flows {

// What is held out as a whole: texts that are nearly the same, or whole groups of the file as well.
enum class HoldOut : std::uint8_t { kNearDuplicates, kGroups };

struct TrainedTextModel {
  std::string file;  // learning::LinearModel::Serialise.
  std::uint64_t texts = 0;
  std::uint64_t skipped = 0;
  std::uint64_t bad_lines = 0;
  std::uint64_t groups = 0;  // Of the file, or of near-duplicates.
  std::uint64_t weights = 0;
  double penalty = 0;
  std::vector<double> penalty_of_fold;
  // Both over the texts of all folds, each held out. The model alone knows no classes.
  evaluation::Figures model_alone;
  evaluation::Figures reader;
};

// `rules` is a reader without models. Errors: kInvalidArgument "train.no_label_column", "train.forbidden_labels", "train.too_few" where the
// file does not hold both classes in two groups; those of reading.
Result<TrainedTextModel> TrainTextModel(const feedback::Reader& rules, ingest::ByteSource& source,
                                        const ReadTextsOptions& options, HoldOut hold_out);

}  // namespace assay::flows
