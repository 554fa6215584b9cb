// SPDX-License-Identifier: Apache-2.0
#include "cli/drift_command.h"

#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/drift_text.h"
#include "cli/moment_argument.h"
#include "cli/progress.h"
#include "flows/drift.h"
#include "flows/log_decoder.h"

namespace assay::cli {
namespace {

struct Arguments {
  std::string folder = "./assay-data";
  std::string before;
  std::string after;
  std::size_t movers_max = 20;
  bool json = false;
};

// "2017-03-01..2017-04-01": from the first day to before the second.
Result<flows::DriftPeriod> PeriodOf(const std::string& text, const char* option,
                                    std::int16_t offset_minutes) {
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) {
    return Fail(ErrorCode::kInvalidArgument, "cli.not_a_period",
                fmt::format("{} \"{}\" is no period: write 2017-03-01..2017-04-01, the second day "
                            "being the first that no longer belongs",
                            option, text));
  }
  flows::DriftPeriod period;
  ASSAY_ASSIGN(period.since, MomentOf(text.substr(0, dots), option, offset_minutes));
  ASSAY_ASSIGN(period.until, MomentOf(text.substr(dots + 2), option, offset_minutes));
  return period;
}

Result<int> Run(const Services& services, const Arguments& arguments) {
  ASSAY_ASSIGN(const auto history, services.open_history(arguments.folder));
  ASSAY_ASSIGN(const flows::LogExtent extent, history->LoadExtent());
  ASSAY_ASSIGN(const engine::Settings settings, history->LoadSettings(extent.configuration));
  const std::int16_t offset = settings.configuration->reporting_offset_minutes;
  flows::DriftOptions options;
  options.workers = flows::WorkersOfMachine();
  ASSAY_ASSIGN(options.before, PeriodOf(arguments.before, "--before", offset));
  ASSAY_ASSIGN(options.after, PeriodOf(arguments.after, "--after", offset));
  const std::uint64_t events = extent.last.number;
  Progress progress(
      services.clock, *services.err,
      {.what = "events", .is_terminal = services.err_is_terminal, .quiet = arguments.json});
  ASSAY_ASSIGN(const flows::DriftReport report,
               flows::CompareDrift(*history, options, [&](double fraction) {
                 progress.Advance(
                     static_cast<std::uint64_t>(fraction * static_cast<double>(events)), fraction);
               }));
  progress.Finish(events);
  fmt::print(services.out, "{}",
             arguments.json ? DriftAsJson(report) : DriftAsText(report, arguments.movers_max));
  return kExitDone;
}

}  // namespace

void AddDriftCommand(CLI::App& app, const Services& services, int& exit_status) {
  CLI::App* command = app.add_subcommand(
      "drift",
      "Tell what changed between the listings of two periods: bands, findings, brands, disguises "
      "and prices, the surest first, and what examiners found");
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("--data", arguments->folder, "Data folder")->capture_default_str();
  command
      ->add_option("--before", arguments->before,
                   "Earlier period, FIRST..END: days (reporting zone) or moments as RFC 3339; END "
                   "no longer belongs")
      ->required();
  command->add_option("--after", arguments->after, "Later period, likewise")->required();
  command->add_option("--limit", arguments->movers_max, "How many movers are told")
      ->capture_default_str();
  command->add_flag("--json", arguments->json, "Print JSON, with all that was compared");
  command->footer(
      "Nothing is written to the data folder, and a writer may go on.\nExample:\n  assay drift "
      "--before 2017-03-01..2017-04-01 --after 2017-04-01..2017-05-01");
  command->callback([arguments, &services, &exit_status] {
    const Result<int> done = Run(services, *arguments);
    exit_status = done ? *done : ReportError(services, done.error());
  });
}

}  // namespace assay::cli
