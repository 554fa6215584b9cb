// SPDX-License-Identifier: Apache-2.0
#include "cli/backtest_command.h"

#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/backtest_text.h"
#include "cli/command.h"
#include "cli/model_files.h"
#include "cli/moment_argument.h"
#include "cli/progress.h"
#include "flows/backtest.h"

namespace assay::cli {
namespace {

struct Arguments {
  std::string file;
  std::string folder = "./assay-data";
  std::string since;
  std::string until;
  flows::BacktestOptions options;
  bool from_beginning = false;
  bool json = false;
};

// Why it takes a while until the period begins.
void TellStart(const Services& services, const flows::BacktestProgress& at) {
  fmt::print(services.err, "assay: {}; events before the period are applied first\n",
             at.snapshot.empty() ? "there is no month-end snapshot before the period, so the log "
                                   "is read from its beginning"
                                 : fmt::format("begun at the snapshot {}", at.snapshot));
}

Result<flows::BacktestReport> RunWithProgress(
    const Services& services, const Arguments& arguments, flows::History& history,
    std::shared_ptr<const enforcement::Policy> candidate) {
  Progress progress(
      services.clock, *services.err,
      {.what = "events", .is_terminal = services.err_is_terminal, .quiet = arguments.json});
  std::uint64_t events = 0;
  auto report = flows::Backtest(history, std::move(candidate), arguments.options,
                                [&](const flows::BacktestProgress& at) {
                                  if (events == 0 && !at.in_period && !arguments.json) {
                                    TellStart(services, at);
                                  }
                                  events = at.events;
                                  progress.Advance(at.events, at.fraction);
                                });
  if (report) {
    progress.Finish(events);
  }
  return report;
}

Result<int> RunBacktest(const Services& services, Arguments arguments) {
  ASSAY_ASSIGN(const std::string text, ReadConfiguration(services, arguments.file));
  ASSAY_ASSIGN(const auto candidate, configuration::Parse(text));
  ASSAY_ASSIGN(const auto history, services.open_history(arguments.folder));
  ASSAY_ASSIGN(const flows::LogExtent extent, history->LoadExtent());
  ASSAY_ASSIGN(const engine::Settings newest, history->LoadSettings(extent.configuration));
  const std::int16_t offset = newest.configuration->reporting_offset_minutes;
  flows::BacktestOptions& options = arguments.options;
  ASSAY_ASSIGN(options.since, MomentOf(arguments.since, "--since", offset));
  options.until = {extent.clock.ms + newest.configuration->epoch_ms};  // Behind every event.
  if (!arguments.until.empty()) {
    ASSAY_ASSIGN(options.until, MomentOf(arguments.until, "--until", offset));
  }
  options.use_snapshots = !arguments.from_beginning;
  ASSAY_ASSIGN(const flows::BacktestReport report,
               RunWithProgress(services, arguments, *history, candidate->policy));
  ASSAY_ASSIGN(const engine::Settings recorded,
               history->LoadSettings(report.configurations.empty() ? extent.configuration
                                                                   : report.configurations.back()));
  const BacktestFrame frame{.file = arguments.file,
                            .candidate = *candidate,
                            .recorded = *recorded.configuration,
                            .since = options.since,
                            .until = options.until,
                            .seed = options.seed,
                            .shadows_live = options.shadows_live};
  fmt::print(services.out, "{}",
             arguments.json ? BacktestJson(frame, report) : BacktestText(frame, report));
  return kExitDone;
}

}  // namespace

void AddBacktestCommand(CLI::App& app, const Services& services, int& exit_status) {
  CLI::App* command = app.add_subcommand(
      "backtest",
      "Try a policy on a period of the log: which measures would have come in addition, which "
      "would "
      "not have come, by rule, with a sample of cases. Facts and people's answers stay as they "
      "were; nothing is written, and a writer may go on");
  const auto arguments = std::make_shared<Arguments>();
  command
      ->add_option("policy", arguments->file,
                   "Configuration file; its rules, points and jurisdiction are tried")
      ->required();
  command
      ->add_option("--since", arguments->since,
                   "First day (reporting zone), or a moment as RFC 3339")
      ->required();
  command->add_option("--until", arguments->until,
                      "Day or moment before which it ends; left out: the end of the log");
  command->add_option("--data", arguments->folder, "Data folder")->capture_default_str();
  command->add_option("--sample", arguments->options.cases_max, "How many changed cases are shown")
      ->check(CLI::Range(0, 10'000))
      ->capture_default_str();
  command->add_option("--seed", arguments->options.seed, "Of the draw of cases")
      ->capture_default_str();
  command->add_flag("--shadow-live", arguments->options.shadows_live,
                    "Let the file's shadow rules act");
  command->add_flag("--from-beginning", arguments->from_beginning,
                    "Begin at the log's first event, not at a month-end snapshot");
  command->add_option("--workers", arguments->options.workers, "Threads that decode and read")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command->add_option("--batch", arguments->options.batch_events, "Events at once")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command->add_flag("--json", arguments->json, "Print JSON");
  command->footer(
      "Example:\n  assay backtest new-policy.toml --since 2017-03-01 --until 2017-04-01");
  command->callback([arguments, &services, &exit_status] {
    const Result<int> done = RunBacktest(services, *arguments);
    exit_status = done ? *done : ReportError(services, done.error());
  });
}

}  // namespace assay::cli
