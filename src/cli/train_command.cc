// SPDX-License-Identifier: Apache-2.0
#include "cli/train_command.h"

#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command.h"
#include "cli/evaluation_text.h"
#include "cli/text_arguments.h"
#include "cli/train_listing.h"
#include "flows/train_text_model.h"

namespace assay::cli {
namespace {

struct TrainArguments {
  ListingArguments shared;
  std::string as;
  std::string label;
  std::string group;
  std::string weight;
  std::vector<std::string> positives;
  std::string seller;
  bool hold_out_groups = false;
};

// What goes to standard output and to standard error.
struct Trained {
  std::string file;
  std::string report;
};

Result<flows::TrainedTextModel> Train(const Services& services, const TrainArguments& arguments,
                                      bool prior_is_given) {
  ASSAY_ASSIGN(flows::ReadTextsOptions options,
               TextOptionsOf(arguments.as, arguments.shared, prior_is_given));
  options.text.label_column = arguments.label;
  options.text.group_column = arguments.group;
  options.text.weight_column = arguments.weight;
  options.text.origin_column = "origin";
  options.labels.positives = arguments.positives;
  feedback::ReaderSources sources = feedback::EmbeddedReaderSources();
  sources.review_model.clear();
  sources.message_model.clear();
  ASSAY_ASSIGN(const auto rules, feedback::Reader::Make(sources));
  ASSAY_ASSIGN(const auto source, services.open_input(arguments.shared.file));
  return flows::TrainTextModel(
      *rules, *source, options,
      arguments.hold_out_groups ? flows::HoldOut::kGroups : flows::HoldOut::kNearDuplicates);
}

std::string ReportOf(const flows::TrainedTextModel& trained, const EvaluationWords& words,
                     bool has_groups) {
  return fmt::format(
      "{} texts in {} groups, {} without label, {} bad lines\n"
      "{} weights, penalty {} (of the folds: {})\n\n"
      "The model alone, each text held out with its fold:\n{}\n"
      "The reader with it, each text held out with its fold:\n{}",
      trained.texts, trained.groups, trained.skipped, trained.bad_lines, trained.weights,
      trained.penalty, fmt::join(trained.penalty_of_fold, ", "),
      FiguresAsText(trained.model_alone, words, false),
      FiguresAsText(trained.reader, words, has_groups));
}

Result<Trained> TrainAs(const Services& services, const TrainArguments& arguments,
                        bool prior_is_given) {
  if (arguments.as == kAsListing) {
    ASSAY_ASSIGN(const auto trained,
                 TrainListing(services, {arguments.shared, arguments.label, arguments.group,
                                         arguments.seller, arguments.hold_out_groups}));
    return Trained{trained.file, ListingReportOf(trained)};
  }
  ASSAY_ASSIGN(const auto trained, Train(services, arguments, prior_is_given));
  return Trained{trained.file, ReportOf(trained, WordsFor(arguments.as), !arguments.group.empty())};
}

}  // namespace

void AddTrainCommand(CLI::App& app, const Services& services, int& exit_status) {
  CLI::App* command = app.add_subcommand(
      "train", "Fit the model of titles, reviews or messages to a labelled file and print it");
  const auto arguments = std::make_shared<TrainArguments>();
  arguments->shared.AddTo(*command);
  AddAsOption(*command, arguments->as, AsOption::kRequired);
  command->add_option("--label", arguments->label, "Column with the truth")->required();
  command
      ->add_option("--positive", arguments->positives,
                   "Labels that are positive; all others but ? and -1 are then negative")
      ->delimiter(',');
  command->add_option(
      "--group", arguments->group,
      "Column to report apart, such as the category; of listings their source, which must be "
      "there");
  command->add_option("--seller", arguments->seller,
                      "Of listings: column with the seller, held out as a whole");
  command->add_option("--weight", arguments->weight,
                      "Column that says how many texts each stands for in the figures");
  command
      ->add_flag(
          "--hold-out-groups", arguments->hold_out_groups,
          "Hold out whole groups, not only texts that are nearly the same; of listings: report "
          "each source left out as well")
      ->needs("--group");
  command->footer(
      "A file with a column \"origin\" is refused where a label is not of an audit, a test buy, an "
      "independent examiner or a judgment. The model goes to standard output, the figures to "
      "standard error. The same file gives the "
      "same bytes; --model of screen and evaluate reads with it.\nExample:\n  assay train --as "
      "message messages.tsv.gz --label label > "
      "message.model");
  command->callback([arguments, command, &services, &exit_status] {
    const Result<Trained> trained = TrainAs(services, *arguments, command->count("--prior") > 0);
    if (!trained) {
      exit_status = ReportError(services, trained.error());
      return;
    }
    fmt::print(services.err, "{}", trained->report);
    if (std::fwrite(trained->file.data(), 1, trained->file.size(), services.out) !=
        trained->file.size()) {
      exit_status = ReportError(services, Error{ErrorCode::kUnavailable, "cli.output_closed",
                                                "the output cannot be written"});
      return;
    }
    exit_status = kExitDone;
  });
}

}  // namespace assay::cli
