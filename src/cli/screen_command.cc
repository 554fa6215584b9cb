// SPDX-License-Identifier: Apache-2.0
#include "cli/screen_command.h"

#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/explain_text.h"
#include "cli/listing_arguments.h"
#include "cli/model_files.h"
#include "cli/text_arguments.h"
#include "screening/screen.h"

namespace assay::cli {
namespace {

struct ScreenArguments {
  ListingArguments shared;
  std::string as = kAsListing;
  std::string model;
  std::string prices;
  bool explain = false;
  std::vector<std::string> packs;
};

struct Counts {
  std::uint64_t read = 0;
  std::uint64_t bad_lines = 0;
  bool ids_are_line_numbers = false;
};

Result<Counts> Screen(const Services& services, const ScreenArguments& arguments,
                      bool prior_is_given) {
  const auto write = [&](std::string_view line) -> Result<void> {
    if (std::fwrite(line.data(), 1, line.size(), services.out) != line.size()) {
      return Fail(ErrorCode::kUnavailable, "cli.output_closed", "the output cannot be written");
    }
    return {};
  };
  const ExplainLayout layout = {services.out_columns, services.out_has_colour};
  if (arguments.as == kAsListing) {
    ASSAY_ASSIGN(const flows::ScreenOptions options, arguments.shared.ToOptions());
    const auto format =
        arguments.explain
            ? [&layout](const Listing& listing,
                        const screening::Verdict&
                            verdict) { return ExplainVerdict(listing, verdict, layout); }
            : flows::FormatVerdict(flows::VerdictLine);
    ASSAY_ASSIGN(const auto model,
                 MakeModel(services, {arguments.packs, arguments.prices, arguments.model}));
    ASSAY_ASSIGN(const auto source, services.open_input(arguments.shared.file));
    ASSAY_ASSIGN(const auto summary,
                 flows::ScreenListings(*model, *source, options, write, format));
    return Counts{summary.listings, summary.bad_lines, summary.ids_are_line_numbers};
  }
  ASSAY_ASSIGN(const flows::ReadTextsOptions options,
               TextOptionsOf(arguments.as, arguments.shared, prior_is_given));
  ASSAY_ASSIGN(const auto reader, MakeReader(services, arguments.as, arguments.model));
  ASSAY_ASSIGN(const auto source, services.open_input(arguments.shared.file));
  const auto format =
      arguments.explain
          ? [&layout](const ingest::TextRow& row,
                      const feedback::Reading&
                          reading) { return ExplainReading(row.id, row.text, reading, layout); }
          : flows::FormatReading(flows::ReadingLine);
  ASSAY_ASSIGN(const auto summary, flows::ReadTexts(*reader, *source, options, write, format));
  return Counts{summary.texts, summary.bad_lines, summary.ids_are_line_numbers};
}

}  // namespace

void AddScreenCommand(CLI::App& app, const Services& services, int& exit_status) {
  CLI::App* command = app.add_subcommand("screen",
                                         "Judge the listings of a file, or read its reviews or "
                                         "messages: one JSON line each, in input order");
  const auto arguments = std::make_shared<ScreenArguments>();
  arguments->shared.AddTo(*command);
  AddAsOption(*command, arguments->as, AsOption::kListingsUnlessSaid);
  AddModelOption(*command, arguments->model);
  AddPricesOption(*command, arguments->prices);
  command->add_flag(
      "--explain", arguments->explain,
      "Instead of JSON, show each text with the hits underlined and the reasons below");
  AddPackOption(*command, arguments->packs);
  // Verdicts are JSON in any case; the flag is there because every command has it.
  command->add_flag_callback(
      "--json", [] {}, "Write JSON (the default)");
  command->footer(
      "Example:\n  echo '{\"id\":\"1\",\"title\":\"Rolex Submariner replica\"}' | assay screen -\n"
      "  echo '{\"id\":\"1\",\"text\":\"是假货\"}' | assay screen --as review -\n"
      "  assay screen listings.csv --explain | less -R");
  command->callback([arguments, command, &services, &exit_status] {
    const Result<Counts> summary = Screen(services, *arguments, command->count("--prior") > 0);
    if (!summary) {
      exit_status = ReportError(services, summary.error());
      return;
    }
    TellLineIds(services, summary->ids_are_line_numbers);
    if (summary->bad_lines > 0) {
      fmt::print(services.err, "assay: {} of {} lines are no {}\n", summary->bad_lines,
                 summary->bad_lines + summary->read,
                 arguments->as == kAsListing ? "listings" : "texts");
    }
    exit_status = kExitDone;
  });
}

}  // namespace assay::cli
