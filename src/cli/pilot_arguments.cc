// SPDX-License-Identifier: Apache-2.0
#include "cli/pilot_arguments.h"

#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "pilot/review_sheet.h"

namespace assay::cli {

void AddPilotOptions(CLI::App& command, PilotArguments& arguments) {
  constexpr std::array<std::string_view, ingest::kTableKinds> kWhat = {
      "Listings: id, store, title, when published; better with price, brand, description, last "
      "change",
      "Orders: number, listing, when and how much was paid",
      "Refunds: order, when, why",
      "Parcels: number, order, when sent",
      "What your team closed: store, when, why",
      "Stores: id, when opened, and what identifies who runs them (telephone, bank account, ...): "
      "sealed as in use"};
  for (const ingest::TableKind kind : kPilotTables) {
    const auto place = static_cast<std::size_t>(kind);
    command.add_option(fmt::format("--{}", ingest::NameOf(kind)), arguments.files[place],
                       std::string(kWhat[place]));
  }
  command.add_option("--out", arguments.folder, "New folder for everything that is made")
      ->capture_default_str();
  command.add_option("--mapping-dir", arguments.mapping_folder,
                     "Folder with corrected mapping files; others are guessed");
  command.add_flag("--only-map", arguments.only_map,
                   "Guess what the columns mean, write it down, and stop");
  command
      .add_option("--time-zone", arguments.time_zone,
                  "Of times that carry no offset, and of days in the report: Europe/Berlin, "
                  "+08:00, ...")
      ->capture_default_str();
  command.add_option("--currency", arguments.currency, "Of amounts that carry none: EUR, CNY, ...");
  command
      .add_option("--dates", arguments.dates,
                  "Where no row says whether the day or the month is first")
      ->check(CLI::IsMember({"day-first", "month-first"}));
  command.add_option("--encoding", arguments.encoding,
                     "Of tables that are not UTF-8 or UTF-16, where the guess is wrong: big5, ...");
  command
      .add_option("--column", arguments.columns,
                  "What was not found, or found wrongly: listings.title=COLUMN; may be repeated")
      ->allow_extra_args(false);
  command.add_option("--sheet-rows", arguments.sheet_rows, "Stores on the review sheet")
      ->check(CLI::Range(std::size_t{1}, pilot::kSheetRowsMax))
      ->capture_default_str();
  command.add_option("--seed", arguments.seed, "Draws the review sheet")->capture_default_str();
  command.add_option("--workers", arguments.workers, "Threads; results do not depend on it")
      ->check(CLI::Range(1, 256));
}

}  // namespace assay::cli
