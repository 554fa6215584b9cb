// SPDX-License-Identifier: Apache-2.0
// The options that every command over a file of listings shares.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/fwd.h"
#include "core/result.h"
#include "flows/screen_listings.h"

namespace assay::cli {

struct ListingArguments {
  std::string file;
  std::string prior = "0.01";
  std::vector<std::string> mappings;  // "field=column"
  std::string currency;
  bool line_ids = false;
  unsigned threads = 0;  // 0: one a core.

  void AddTo(CLI::App& command);
  // The options alone, where the file has an option of its own.
  void AddReadingTo(CLI::App& command);
  // kInvalidArgument "cli.bad_prior", "cli.bad_mapping".
  Result<flows::ScreenOptions> ToOptions() const;
};

// Adds --prices: a file of `assay prices build` to judge with.
void AddPricesOption(CLI::App& command, std::string& prices_file);

// Says on services.err that ids are line numbers, because the file has none.
void TellLineIds(const Services& services, bool ids_are_line_numbers);

}  // namespace assay::cli
