// SPDX-License-Identifier: Apache-2.0
#include "cli/evaluate_command.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/evaluation_text.h"
#include "cli/listing_arguments.h"
#include "cli/model_files.h"
#include "cli/text_arguments.h"
#include "evaluation/reliability_plot.h"
#include "flows/evaluate_listings.h"
#include "screening/screen.h"

namespace assay::cli {
namespace {

struct EvaluateArguments {
  ListingArguments listings;
  std::string label;
  std::string group;
  std::string weight;
  std::optional<double> min_auc;
  bool json = false;
  std::string as = kAsListing;
  std::string model;
  std::vector<std::string> packs;
  std::string prices;
  std::vector<std::string> positives;  // Of texts.
  std::string plot;                    // File for the reliability plot.
};

Result<flows::Evaluation> EvaluateListings(const Services& services,
                                           const EvaluateArguments& arguments) {
  ASSAY_ASSIGN(flows::ScreenOptions options, arguments.listings.ToOptions());
  options.listing.label_column = arguments.label;
  options.listing.group_column = arguments.group;
  options.listing.weight_column = arguments.weight;
  ASSAY_ASSIGN(const auto model,
               MakeModel(services, {arguments.packs, arguments.prices, arguments.model}));
  ASSAY_ASSIGN(const auto source, services.open_input(arguments.listings.file));
  return flows::EvaluateListings(*model, *source, options);
}

Result<flows::Evaluation> EvaluateTexts(const Services& services,
                                        const EvaluateArguments& arguments, bool prior_is_given) {
  ASSAY_ASSIGN(flows::ReadTextsOptions options,
               TextOptionsOf(arguments.as, arguments.listings, prior_is_given));
  options.text.label_column = arguments.label;
  options.text.group_column = arguments.group;
  options.text.weight_column = arguments.weight;
  options.labels.positives = arguments.positives;
  ASSAY_ASSIGN(const auto reader, MakeReader(services, arguments.as, arguments.model));
  ASSAY_ASSIGN(const auto source, services.open_input(arguments.listings.file));
  return flows::EvaluateTexts(*reader, *source, options);
}

// The reliability plot, where it was asked for.
Result<void> WritePlot(const Services& services, const EvaluateArguments& arguments,
                       const evaluation::Figures& figures) {
  if (arguments.plot.empty()) {
    return {};
  }
  if (!figures.calibration) {
    return Fail(ErrorCode::kInvalidArgument, "evaluate.one_class",
                "a reliability plot needs rows of both labels");
  }
  return services.replace_file(
      arguments.plot,
      evaluation::ReliabilityPlot(
          *figures.calibration,
          fmt::format("Stated probability and what came true, {} where {:.4g} % are positive",
                      WordsFor(arguments.as).rows, 100 * figures.calibration->positive_share)));
}

int Report(const Services& services, const EvaluateArguments& arguments,
           const flows::Evaluation& evaluation) {
  TellLineIds(services, evaluation.ids_are_line_numbers);
  fmt::print(services.out, "{}",
             arguments.json
                 ? EvaluationAsJson(evaluation)
                 : EvaluationAsText(evaluation, WordsFor(arguments.as), !arguments.group.empty()));
  if (const Result<void> plot = WritePlot(services, arguments, evaluation.figures); !plot) {
    return ReportError(services, plot.error());
  }
  if (arguments.min_auc && !(evaluation.figures.auc.value_or(0) >= *arguments.min_auc)) {
    fmt::print(services.err, "assay: the AUC is below {}\n", *arguments.min_auc);
    return kExitFindings;
  }
  return kExitDone;
}

}  // namespace

void AddEvaluateCommand(CLI::App& app, const Services& services, int& exit_status) {
  CLI::App* command = app.add_subcommand(
      "evaluate", "Measure how well verdicts agree with labelled listings, reviews or messages");
  const auto arguments = std::make_shared<EvaluateArguments>();
  arguments->listings.AddTo(*command);
  AddAsOption(*command, arguments->as, AsOption::kListingsUnlessSaid);
  AddModelOption(*command, arguments->model);
  AddPackOption(*command, arguments->packs);
  AddPricesOption(*command, arguments->prices);
  command
      ->add_option("--label", arguments->label,
                   "Column with 1, 0, and -1 or empty to skip; of texts also classes, spam and ham")
      ->required();
  command
      ->add_option("--positive", arguments->positives,
                   "Labels of texts that are positive; all others but ? and -1 are then negative")
      ->delimiter(',');
  command->add_option("--group", arguments->group, "Column to report apart, such as the source");
  command->add_option("--weight", arguments->weight,
                      "Column that says how many rows each stands for: one over the chance with "
                      "which it was drawn");
  command->add_option("--min-auc", arguments->min_auc, "Exit with 1 where the AUC is below this");
  command->add_option("--plot", arguments->plot,
                      "Draw stated probabilities against what came true into this SVG file");
  command->add_flag("--json", arguments->json, "Answer as JSON");
  command->footer("Example:\n  assay evaluate listings.csv --label label --group source");
  command->callback([arguments, command, &services, &exit_status] {
    const Result<flows::Evaluation> evaluation =
        arguments->as == kAsListing
            ? EvaluateListings(services, *arguments)
            : EvaluateTexts(services, *arguments, command->count("--prior") > 0);
    exit_status = evaluation ? Report(services, *arguments, *evaluation)
                             : ReportError(services, evaluation.error());
  });
}

}  // namespace assay::cli
