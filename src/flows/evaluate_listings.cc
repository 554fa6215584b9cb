// SPDX-License-Identifier: Apache-2.0
#include "flows/evaluate_listings.h"

#include <utility>

namespace assay::flows {
namespace {

evaluation::Level LevelOf(screening::Band band) {
  switch (band) {
    case screening::Band::kRed:
      return evaluation::Level::kRed;
    case screening::Band::kWatch:
      return evaluation::Level::kWatch;
    case screening::Band::kClear:
    case screening::Band::kUnknown:
      return evaluation::Level::kPass;
  }
  return evaluation::Level::kPass;
}

}  // namespace

LabelledRows::LabelledRows() {
  names_.scripts.assign(text::kScriptNames.begin(), text::kScriptNames.end());
}

void LabelledRows::Add(LogOdds log_odds, evaluation::Level level, bool is_positive,
                       const std::string& group, text::Script script, double weight) {
  const auto [known, is_new] =
      group_of_name_.emplace(group, static_cast<std::uint32_t>(names_.groups.size()));
  if (is_new) {
    names_.groups.push_back(group);
  }
  rows_.push_back(
      {log_odds, level, is_positive, known->second, static_cast<std::uint32_t>(script), weight});
}

evaluation::Figures LabelledRows::Figures(LogOdds prior, bool are_weighted) && {
  return evaluation::FiguresOf(
      std::move(rows_), names_, prior,
      are_weighted ? evaluation::Mixture::kRows : evaluation::Mixture::kPrior);
}

Result<Evaluation> EvaluateListings(const screening::Model& model, ingest::ByteSource& source,
                                    const ScreenOptions& options) {
  if (options.listing.label_column.empty()) {
    return Fail(ErrorCode::kInvalidArgument, "evaluate.no_label_column",
                "name the column that holds the truth");
  }
  ASSAY_ASSIGN(ingest::ListingTable table, ingest::ListingTable::Open(source, options.listing));
  Evaluation evaluation;
  LabelledRows rows;
  ASSAY_TRY(JudgeInOrder(model, table, options, nullptr, [&](Judged& judged) -> Result<void> {
    if (judged.error || !judged.label) {
      (judged.error ? evaluation.bad_lines : evaluation.skipped) += 1;
      return {};
    }
    rows.Add(judged.log_odds, LevelOf(judged.band), *judged.label, judged.group, judged.script,
             judged.weight);
    return {};
  }));
  evaluation.figures =
      std::move(rows).Figures(options.prior, !options.listing.weight_column.empty());
  evaluation.ids_are_line_numbers = table.ids_are_line_numbers();
  return evaluation;
}

}  // namespace assay::flows
