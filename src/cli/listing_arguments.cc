// SPDX-License-Identifier: Apache-2.0
#include "cli/listing_arguments.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace assay::cli {
namespace {

Result<LogOdds> ParsePrior(const std::string& text) {
  double share = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), share);
  // Within kLogOddsLimit and what parts of 10^9 can tell apart.
  if (error != std::errc() || end != text.data() + text.size() || !(share >= 1e-6) ||
      !(share <= 1 - 1e-6)) {
    return Fail(ErrorCode::kInvalidArgument, "cli.bad_prior",
                fmt::format("--prior takes a share from 0.000001 to 0.999999, not \"{}\"", text));
  }
  return LogOddsOfBillionths(std::llround(share * 1e9));
}

}  // namespace

void ListingArguments::AddTo(CLI::App& command) {
  command
      .add_option("file", file,
                  "Listings as NDJSON, CSV or TSV, plain, .gz or .zst; - is standard input")
      ->required();
  AddReadingTo(command);
}

void ListingArguments::AddReadingTo(CLI::App& command) {
  command.add_option("--prior", prior, "Share of listings that are counterfeit offers")
      ->capture_default_str();
  command.add_option("--map", mappings, "Read a field from another column: title=desc_en")
      ->allow_extra_args(false);
  command.add_option("--currency", currency,
                     "Currency of prices where the file has no such column");
  command.add_flag("--line-ids", line_ids, "Use line numbers as ids");
  command.add_option("--threads", threads, "Threads to use; 0 for one a core")
      ->capture_default_str();
}

Result<flows::ScreenOptions> ListingArguments::ToOptions() const {
  flows::ScreenOptions options;
  ASSAY_ASSIGN(options.prior, ParsePrior(prior));
  for (const std::string& mapping : mappings) {
    const std::size_t equals = mapping.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == mapping.size()) {
      return Fail(ErrorCode::kInvalidArgument, "cli.bad_mapping",
                  fmt::format("--map takes field=column, not \"{}\"", mapping));
    }
    options.listing.column_of_field[mapping.substr(0, equals)] = mapping.substr(equals + 1);
  }
  options.listing.default_currency = currency;
  options.listing.ids_are_line_numbers = line_ids;
  options.threads = threads != 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
  return options;
}

void AddPricesOption(CLI::App& command, std::string& prices_file) {
  command.add_option("--prices", prices_file,
                     "Price table of `assay prices build` to judge listings with");
}

void TellLineIds(const Services& services, bool ids_are_line_numbers) {
  if (ids_are_line_numbers) {
    fmt::print(services.err, "assay: ids are line numbers of the file\n");
  }
}

}  // namespace assay::cli
