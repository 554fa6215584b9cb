// SPDX-License-Identifier: Apache-2.0
#include "cli/train_listing.h"

#include <fmt/format.h>

#include "cli/rate_text.h"
#include "screening/screen.h"

namespace assay::cli {
namespace {

std::string AreaText(const std::optional<double>& auc) {
  return auc ? fmt::format("{:.4f}", *auc) : "-";
}

std::string FiguresText(std::string_view what, const evaluation::Figures& figures) {
  std::string text = fmt::format(
      "  {}: AUC {}\n    recall at FPR 1 %    {}\n    recall at FPR 0.1 %  {}\n"
      "    recall at red        {}\n    FPR at red           {}\n    calibration error    {}\n",
      what, AreaText(figures.auc), RateText(figures.points[0].recall),
      RateText(figures.points[1].recall), RateText(figures.red.recall),
      RateText(figures.red.false_positives),
      figures.calibration ? fmt::format("{:.4f}", figures.calibration->error) : "-");
  for (const auto& [name, group] : figures.groups) {
    if (group.positives > 0) {
      text +=
          fmt::format("    {}: recall at FPR 1 %  {}\n", name, RateText(group.recall_at_1_percent));
    }
  }
  return text;
}

std::string UnseenText(std::string_view what, bool is_positive,
                       const flows::UnseenFigures& figures) {
  return fmt::format("  {:18} {} {}\n{:21}where {} of the other genuine listings are\n", what,
                     is_positive ? fmt::format("AUC {}, recall", AreaText(figures.auc)) : "FPR",
                     RateText(figures.above), "", RateText(figures.others_above));
}

}  // namespace

Result<flows::TrainedListingModel> TrainListing(const Services& services,
                                                const TrainListingArguments& arguments) {
  ASSAY_ASSIGN(flows::ScreenOptions options, arguments.shared.ToOptions());
  options.listing.label_column = arguments.label;
  options.listing.group_column = arguments.source;
  options.listing.seller_column = arguments.seller;
  screening::ModelSources sources = screening::EmbeddedModelSources();
  sources.listing_model.clear();
  ASSAY_ASSIGN(const auto without, screening::Model::Make(sources));
  ASSAY_ASSIGN(const auto source, services.open_input(arguments.shared.file));
  return flows::TrainListingModel(*without, *source, options, arguments.leave_sources_out);
}

std::string ListingReportOf(const flows::TrainedListingModel& trained) {
  std::string text = fmt::format(
      "{} listings of {} sources, {} without label, {} bad lines\n"
      "{} claim a brand or hold a word of the trade and are learned from, {} sellers and single "
      "titles\n{} of {} runs learned, {} weights\n",
      trained.listings, trained.sources, trained.skipped, trained.bad_lines, trained.asked,
      trained.sellers, trained.runs_learned, trained.runs_seen, trained.weights);
  for (const flows::WordingCourse& course : trained.courses) {
    text += fmt::format("\n{}, sellers and near-duplicates held out:\n{}{}", course.name,
                        FiguresText("with prices", course.priced),
                        FiguresText("titles alone", course.titles));
    text += fmt::format(
        "  the source of a listing told from the score (0.5 is chance): {:.3f}, at most {:.3f}\n",
        course.leak.mean, course.leak.largest);
  }
  for (const flows::SourceLeftOut& source : trained.left_out) {
    text += fmt::format("\n{} left out, {}:\n", source.name,
                        source.is_positive ? "counterfeit" : "genuine");
    text += UnseenText("without the model", source.is_positive, source.without_model);
    text += UnseenText("with it", source.is_positive, source.with_model);
  }
  return text;
}

}  // namespace assay::cli
