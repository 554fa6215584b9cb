// SPDX-License-Identifier: Apache-2.0
#include "cli/outcomes_command.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/moment_argument.h"
#include "cli/outcomes_text.h"
#include "cli/progress.h"
#include "flows/log_decoder.h"
#include "flows/outcomes.h"

namespace assay::cli {
namespace {

struct Arguments {
  std::string folder = "./assay-data";
  std::string since;
  std::string until;
  std::vector<std::string> origins;  // Empty: all.
  bool json = false;
};

Result<int> Run(const Services& services, const Arguments& arguments) {
  ASSAY_ASSIGN(const auto history, services.open_history(arguments.folder));
  ASSAY_ASSIGN(const flows::LogExtent extent, history->LoadExtent());
  ASSAY_ASSIGN(const engine::Settings settings, history->LoadSettings(extent.configuration));
  const std::int16_t offset = settings.configuration->reporting_offset_minutes;
  flows::OutcomeOptions options{.since = {}, .until = {}, .workers = flows::WorkersOfMachine()};
  if (!arguments.since.empty()) {
    ASSAY_ASSIGN(options.since, MomentOf(arguments.since, "--since", offset));
  }
  if (!arguments.until.empty()) {
    ASSAY_ASSIGN(options.until, MomentOf(arguments.until, "--until", offset));
  }
  const std::uint64_t events = extent.last.number;
  Progress progress(
      services.clock, *services.err,
      {.what = "events", .is_terminal = services.err_is_terminal, .quiet = arguments.json});
  ASSAY_ASSIGN(flows::Outcomes outcomes,
               flows::CollectOutcomes(*history, options, [&](double fraction) {
                 progress.Advance(
                     static_cast<std::uint64_t>(fraction * static_cast<double>(events)), fraction);
               }));
  progress.Finish(events);
  if (!arguments.origins.empty()) {
    std::erase_if(outcomes.outcomes, [&](const flows::Outcome& outcome) {
      return std::ranges::find(arguments.origins, NameOf(outcome.origin)) ==
             arguments.origins.end();
    });
  }
  for (const flows::Outcome& outcome : outcomes.outcomes) {
    const std::string line = OutcomeLine(outcome, offset);
    if (std::fwrite(line.data(), 1, line.size(), services.out) != line.size()) {
      return Fail(ErrorCode::kUnavailable, "cli.output_closed", "the output cannot be written");
    }
  }
  fmt::print(services.err, "{}",
             arguments.json ? OutcomesAsJson(outcomes) : OutcomesAsText(outcomes));
  return kExitDone;
}

}  // namespace

void AddOutcomesCommand(CLI::App& app, const Services& services, int& exit_status) {
  CLI::App* command = app.add_subcommand(
      "outcomes",
      "Write the listings whose goods examiners or courts judged, with label, origin and weight, "
      "as train and evaluate read them; say what is no label and why");
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("--data", arguments->folder, "Data folder")->capture_default_str();
  command->add_option("--since", arguments->since,
                      "What was said from this day on (reporting zone), or a moment as RFC 3339");
  command->add_option("--until", arguments->until, "What was said before this day or moment");
  command
      ->add_option("--origin", arguments->origins,
                   "Only labels of these origins: audit, test_buy, examiner, judgment")
      ->delimiter(',')
      ->check(CLI::IsMember(std::vector<std::string>(flows::kOutcomeOriginNames.begin(),
                                                     flows::kOutcomeOriginNames.end())));
  command->add_flag("--json", arguments->json, "Print the summary as JSON");
  command->footer(
      "The lines go to standard output, the summary to standard error. Nothing is written to the "
      "data folder, and a writer may go on.\nExample:\n  assay outcomes --data market/data > "
      "outcomes.ndjson");
  command->callback([arguments, &services, &exit_status] {
    const Result<int> done = Run(services, *arguments);
    exit_status = done ? *done : ReportError(services, done.error());
  });
}

}  // namespace assay::cli
