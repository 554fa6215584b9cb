// SPDX-License-Identifier: Apache-2.0
// Fits the model of titles' wording (screening/wording.h) to labelled listings of several sources, and says what it
// is worth: of listings whose seller and near-duplicates it did not learn from, of sources left out as a whole, and
// how far its score tells which source a listing came from.
//
// It learns what the other findings leave open: their sum, price included, is where it starts from. Only listings
// that claim a brand or hold a word of the trade are learned from; the others are scored, as they will be.
//
// The file's bytes and the options alone decide the result. Cost: 12,000 such titles take about half a minute, and as
// long again for each source that is left out in turn.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/rate.h"
#include "core/result.h"
#include "evaluation/figures.h"
#include "flows/screen_listings.h"
#include "ingest/byte_source.h"
#include "learning/residual_trainer.h"
#include "screening/screen.h"

namespace assay::flows {

// How verdicts would do with what a model says of listings that it did not learn from.
struct WordingCourse {
  std::string name;  // "without the model", ...
  evaluation::Figures priced;
  evaluation::Figures titles;  // The same without what prices say.
  learning::SourceLeak leak;
};

// What a source is told by that was not used to set the threshold.
struct UnseenFigures {
  // Of a source of positives, against all negatives.
  std::optional<double> auc;
  // Its listings above the lowest threshold that at most 1 % of the other sources' negatives exceed: found, or
  // wrongly accused.
  Rate above;
  // Those negatives, of which ties may leave much less than 1 % above.
  Rate others_above;
};

// A source that was neither learned from nor used to set the threshold. Named findings and price bands knew it.
struct SourceLeftOut {
  std::string name;
  bool is_positive = false;
  UnseenFigures with_model;
  UnseenFigures without_model;
};

struct TrainedListingModel {
  std::string file;  // learning::LinearModel::Serialise.
  std::uint64_t listings = 0;
  std::uint64_t asked = 0;  // Whose wording is read.
  std::uint64_t skipped = 0;
  std::uint64_t bad_lines = 0;
  std::uint64_t sources = 0;
  std::uint64_t sellers =
      0;  // Listings without one count each by themselves, near-duplicates together.
  std::uint64_t runs_seen = 0;
  std::uint64_t runs_learned = 0;
  std::uint64_t weights = 0;
  // Without the model; with one that learns every run and holds no source to the others; with this one.
  std::vector<WordingCourse> courses;
  std::vector<SourceLeftOut> left_out;
};

// The label, source (group) and, where there is one, seller columns are named in the options. `without` is a model
// without wording. Errors: kInvalidArgument "train.no_label_column", "train.no_source_column"; "train.too_few" where
// a fold's other listings hold one class; those of reading.
Result<TrainedListingModel> TrainListingModel(const screening::Model& without,
                                              ingest::ByteSource& source,
                                              const ScreenOptions& options, bool leave_sources_out);

}  // namespace assay::flows
