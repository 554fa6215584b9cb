// SPDX-License-Identifier: Apache-2.0
#include "cli/text_arguments.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/rate_text.h"
#include "cli/text_file.h"

namespace assay::cli {

void AddAsOption(CLI::App& command, std::string& as, bool listings_too) {
  std::vector<std::string> choices = {"review", "message"};
  if (listings_too) {
    choices.insert(choices.begin(), kAsListing);
  }
  CLI::Option* option = command.add_option("--as", as, "What the rows are");
  option->check(CLI::IsMember(choices));
  if (listings_too) {
    option->capture_default_str();
  } else {
    option->required();
  }
}

void AddModelOption(CLI::App& command, std::string& model_file) {
  command.add_option("--model", model_file,
                     "With --as review or message: read with this model of `assay train`");
}

Result<std::shared_ptr<const feedback::Reader>> MakeReader(const Services& services,
                                                           const std::string& as,
                                                           const std::string& model_file) {
  feedback::ReaderSources sources = feedback::EmbeddedReaderSources();
  if (!model_file.empty()) {
    std::string& model = as == "review" ? sources.review_model : sources.message_model;
    ASSAY_ASSIGN(model, ReadTextFile(services, model_file));
  }
  return feedback::Reader::Make(sources);
}

Result<flows::ReadTextsOptions> TextOptionsOf(const std::string& as,
                                              const ListingArguments& arguments,
                                              bool prior_is_given) {
  ASSAY_ASSIGN(const flows::ScreenOptions shared, arguments.ToOptions());
  flows::ReadTextsOptions options;
  if (as == "message") {
    options.purpose = feedback::Purpose::kMessage;
    options.prior = feedback::kMessagePrior;
  }
  if (prior_is_given) {
    options.prior = shared.prior;
  }
  for (const auto& [field, column] : shared.listing.column_of_field) {
    if (field != "text") {
      return Fail(ErrorCode::kInvalidArgument, "cli.bad_mapping",
                  fmt::format("texts have no field {}; --map text=COLUMN is what there is", field));
    }
    options.text.text_column = column;
  }
  options.text.ids_are_line_numbers = shared.listing.ids_are_line_numbers;
  options.threads = shared.threads;
  return options;
}

std::string TextEvaluationAsText(const flows::TextEvaluation& evaluation, bool has_groups) {
  const flows::Evaluation& figures = evaluation.figures;
  std::string text = fmt::format(
      "texts                {} positive, {} negative, {} without label, {} bad lines\n"
      "AUC                  {}\n"
      "recall at FPR 1 %    {}\n"
      "recall at FPR 0.1 %  {}\n"
      "any class: recall    {}\n"
      "           precision {}\n"
      "           FPR       {}\n"
      "strongest: recall    {}\n"
      "           precision {}\n"
      "calibration error    {}\n",
      figures.positives, figures.negatives, figures.skipped, figures.bad_lines,
      figures.auc ? fmt::format("{:.4f}  [{:.4f}, {:.4f}]", *figures.auc, evaluation.auc_low,
                                evaluation.auc_high)
                  : "- (needs both classes)",
      RateText(figures.recall_at_1_percent), RateText(figures.recall_at_tenth_percent),
      RateText(figures.recall_at_red), RateText(evaluation.precision),
      RateText(figures.false_positives_at_red), RateText(evaluation.strongest_recall),
      RateText(evaluation.strongest_precision),
      figures.calibration_error ? fmt::format("{:.4f}", *figures.calibration_error) : "-");
  if (!has_groups) {
    return text;
  }
  for (const auto& [name, group] : figures.groups) {
    text += fmt::format(
        "{}: {} positive, {} negative\n  recall at FPR 1 %  {}\n  any class: recall  {}\n"
        "  any class: FPR     {}\n",
        name.empty() ? "(no group)" : name, group.positives, group.negatives,
        RateText(group.recall_at_1_percent), RateText(group.recall_at_red),
        RateText(group.false_positives_at_red));
  }
  return text;
}

std::string TextEvaluationAsJson(const flows::TextEvaluation& evaluation) {
  const flows::Evaluation& figures = evaluation.figures;
  const auto number = [](std::optional<double> value) {
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
  };
  nlohmann::ordered_json groups = nlohmann::ordered_json::object();
  for (const auto& [name, group] : figures.groups) {
    groups[name] = {{"positives", group.positives},
                    {"negatives", group.negatives},
                    {"recall_at_1_percent", RateJson(group.recall_at_1_percent)},
                    {"recall", RateJson(group.recall_at_red)},
                    {"false_positives", RateJson(group.false_positives_at_red)}};
  }
  const nlohmann::ordered_json json = {
      {"positives", figures.positives},
      {"negatives", figures.negatives},
      {"skipped", figures.skipped},
      {"bad_lines", figures.bad_lines},
      {"auc", number(figures.auc)},
      {"auc_low", evaluation.auc_low},
      {"auc_high", evaluation.auc_high},
      {"recall_at_1_percent", RateJson(figures.recall_at_1_percent)},
      {"recall_at_tenth_percent", RateJson(figures.recall_at_tenth_percent)},
      {"recall", RateJson(figures.recall_at_red)},
      {"precision", RateJson(evaluation.precision)},
      {"false_positives", RateJson(figures.false_positives_at_red)},
      {"strongest_recall", RateJson(evaluation.strongest_recall)},
      {"strongest_precision", RateJson(evaluation.strongest_precision)},
      {"calibration_error", number(figures.calibration_error)},
      {"groups", std::move(groups)}};
  return json.dump() + "\n";
}

}  // namespace assay::cli
