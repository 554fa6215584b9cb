// SPDX-License-Identifier: Apache-2.0
#include "cli/evaluate_command.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/listing_arguments.h"
#include "cli/rate_text.h"
#include "cli/text_arguments.h"
#include "flows/evaluate_listings.h"
#include "screening/screen.h"

namespace assay::cli {
namespace {

struct EvaluateArguments {
  ListingArguments listings;
  std::string label;
  std::string group;
  std::optional<double> min_auc;
  bool json = false;
  std::string as = kAsListing;
  std::string model;
  std::vector<std::string> positives;  // Of texts.
};

// What a command prints, and what it is held to.
struct Figures {
  std::string text;
  std::optional<double> auc;
  bool ids_are_line_numbers = false;
};

nlohmann::ordered_json ToJson(std::optional<double> number) {
  return number ? nlohmann::ordered_json(*number) : nlohmann::ordered_json(nullptr);
}

std::string AsJson(const flows::Evaluation& figures) {
  nlohmann::ordered_json groups = nlohmann::ordered_json::object();
  for (const auto& [name, group] : figures.groups) {
    groups[name] = {{"positives", group.positives},
                    {"negatives", group.negatives},
                    {"recall_at_1_percent", RateJson(group.recall_at_1_percent)},
                    {"recall_at_red", RateJson(group.recall_at_red)},
                    {"false_positives_at_red", RateJson(group.false_positives_at_red)}};
  }
  const nlohmann::ordered_json json = {
      {"positives", figures.positives},
      {"negatives", figures.negatives},
      {"skipped", figures.skipped},
      {"bad_lines", figures.bad_lines},
      {"auc", ToJson(figures.auc)},
      {"recall_at_1_percent", RateJson(figures.recall_at_1_percent)},
      {"recall_at_tenth_percent", RateJson(figures.recall_at_tenth_percent)},
      {"recall_at_red", RateJson(figures.recall_at_red)},
      {"false_positives_at_red", RateJson(figures.false_positives_at_red)},
      {"calibration_error", ToJson(figures.calibration_error)},
      {"groups", std::move(groups)}};
  return json.dump() + "\n";
}

std::string AsText(const flows::Evaluation& figures, bool has_groups) {
  std::string text = fmt::format(
      "listings             {} counterfeit, {} genuine, {} without label, {} bad lines\n"
      "AUC                  {}\n"
      "recall at FPR 1 %    {}\n"
      "recall at FPR 0.1 %  {}\n"
      "recall at red        {}\n"
      "FPR at red           {}\n"
      "calibration error    {}\n",
      figures.positives, figures.negatives, figures.skipped, figures.bad_lines,
      figures.auc ? fmt::format("{:.4f}", *figures.auc) : "- (needs both classes)",
      RateText(figures.recall_at_1_percent), RateText(figures.recall_at_tenth_percent),
      RateText(figures.recall_at_red), RateText(figures.false_positives_at_red),
      figures.calibration_error ? fmt::format("{:.4f}", *figures.calibration_error) : "-");
  if (has_groups) {
    for (const auto& [name, group] : figures.groups) {
      text += fmt::format(
          "{}: {} counterfeit, {} genuine\n  recall at FPR 1 %  {}\n"
          "  recall at red      {}\n  FPR at red         {}\n",
          name.empty() ? "(no group)" : name, group.positives, group.negatives,
          RateText(group.recall_at_1_percent), RateText(group.recall_at_red),
          RateText(group.false_positives_at_red));
    }
  }
  return text;
}

Result<Figures> EvaluateListings(const Services& services, const EvaluateArguments& arguments) {
  ASSAY_ASSIGN(flows::ScreenOptions options, arguments.listings.ToOptions());
  options.listing.label_column = arguments.label;
  options.listing.group_column = arguments.group;
  ASSAY_ASSIGN(const auto model, screening::Model::Make(screening::EmbeddedModelSources()));
  ASSAY_ASSIGN(const auto source, services.open_input(arguments.listings.file));
  ASSAY_ASSIGN(const auto figures, flows::EvaluateListings(*model, *source, options));
  return Figures{arguments.json ? AsJson(figures) : AsText(figures, !arguments.group.empty()),
                 figures.auc, figures.ids_are_line_numbers};
}

Result<Figures> EvaluateTexts(const Services& services, const EvaluateArguments& arguments,
                              bool prior_is_given) {
  ASSAY_ASSIGN(flows::ReadTextsOptions options,
               TextOptionsOf(arguments.as, arguments.listings, prior_is_given));
  options.text.label_column = arguments.label;
  options.text.group_column = arguments.group;
  options.labels.positives = arguments.positives;
  ASSAY_ASSIGN(const auto reader, MakeReader(services, arguments.as, arguments.model));
  ASSAY_ASSIGN(const auto source, services.open_input(arguments.listings.file));
  ASSAY_ASSIGN(const auto evaluation, flows::EvaluateTexts(*reader, *source, options));
  return Figures{arguments.json ? TextEvaluationAsJson(evaluation)
                                : TextEvaluationAsText(evaluation, !arguments.group.empty()),
                 evaluation.figures.auc, evaluation.figures.ids_are_line_numbers};
}

}  // namespace

void AddEvaluateCommand(CLI::App& app, const Services& services, int& exit_status) {
  CLI::App* command = app.add_subcommand(
      "evaluate", "Measure how well verdicts agree with labelled listings, reviews or messages");
  const auto arguments = std::make_shared<EvaluateArguments>();
  arguments->listings.AddTo(*command);
  AddAsOption(*command, arguments->as, true);
  AddModelOption(*command, arguments->model);
  command
      ->add_option("--label", arguments->label,
                   "Column with 1, 0, and -1 or empty to skip; of texts also classes, spam and ham")
      ->required();
  command
      ->add_option("--positive", arguments->positives,
                   "Labels of texts that are positive; all others but ? and -1 are then negative")
      ->delimiter(',');
  command->add_option("--group", arguments->group, "Column to report apart, such as the source");
  command->add_option("--min-auc", arguments->min_auc, "Exit with 1 where the AUC is below this");
  command->add_flag("--json", arguments->json, "Answer as JSON");
  command->footer("Example:\n  assay evaluate listings.csv --label label --group source");
  command->callback([arguments, command, &services, &exit_status] {
    const Result<Figures> figures =
        arguments->as == kAsListing
            ? EvaluateListings(services, *arguments)
            : EvaluateTexts(services, *arguments, command->count("--prior") > 0);
    if (!figures) {
      exit_status = ReportError(services, figures.error());
      return;
    }
    TellLineIds(services, figures->ids_are_line_numbers);
    fmt::print(services.out, "{}", figures->text);
    exit_status = kExitDone;
    if (arguments->min_auc && !(figures->auc.value_or(0) >= *arguments->min_auc)) {
      fmt::print(services.err, "assay: the AUC is below {}\n", *arguments->min_auc);
      exit_status = kExitFindings;
    }
  });
}

}  // namespace assay::cli
