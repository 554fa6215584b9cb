// SPDX-License-Identifier: Apache-2.0
#include "cli/screen_command.h"

#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/listing_arguments.h"
#include "screening/screen.h"

namespace assay::cli {
namespace {

Result<flows::ScreenSummary> Screen(const Services& services, const ListingArguments& arguments) {
  ASSAY_ASSIGN(const flows::ScreenOptions options, arguments.ToOptions());
  ASSAY_ASSIGN(const auto model, screening::Model::Make(screening::EmbeddedModelSources()));
  ASSAY_ASSIGN(const auto source, services.open_input(arguments.file));
  return flows::ScreenListings(
      *model, *source, options, [&](std::string_view line) -> Result<void> {
        if (std::fwrite(line.data(), 1, line.size(), services.out) != line.size()) {
          return Fail(ErrorCode::kUnavailable, "cli.output_closed", "the output cannot be written");
        }
        return {};
      });
}

}  // namespace

void AddScreenCommand(CLI::App& app, const Services& services, int& exit_status) {
  CLI::App* command = app.add_subcommand(
      "screen", "Judge the listings of a file: one JSON verdict a line, in input order");
  const auto arguments = std::make_shared<ListingArguments>();
  arguments->AddTo(*command);
  // Verdicts are JSON in any case; the flag is there because every command has it.
  command->add_flag_callback(
      "--json", [] {}, "Write JSON (the default)");
  command->footer(
      "Example:\n  echo '{\"id\":\"1\",\"title\":\"Rolex Submariner replica\"}' | assay screen -");
  command->callback([arguments, &services, &exit_status] {
    const Result<flows::ScreenSummary> summary = Screen(services, *arguments);
    if (!summary) {
      exit_status = ReportError(services, summary.error());
      return;
    }
    TellLineIds(services, summary->ids_are_line_numbers);
    if (summary->bad_lines > 0) {
      fmt::print(services.err, "assay: {} of {} lines are no listings\n", summary->bad_lines,
                 summary->bad_lines + summary->listings);
    }
    exit_status = kExitDone;
  });
}

}  // namespace assay::cli
