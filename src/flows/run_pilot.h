// SPDX-License-Identifier: Apache-2.0
// A pilot: a team's own tables replayed in the order of time, and what Assay would have found held against what the
// team closed (pilot/comparison.h).
//
// The installation must be a new one with PilotConfiguration: every rule is a shadow rule, so that it is evaluated and
// counted and nothing is ever asked of the marketplace. The team's closings are read for the comparison alone; no
// event is made of them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "flows/event_runs.h"
#include "flows/ingest_events.h"
#include "flows/pilot_sheet.h"
#include "ingest/csv_mapping.h"
#include "ingest/mapping_guess.h"
#include "pilot/report.h"

namespace assay::flows {

// The default configuration with all rules in shadow, and days that begin at midnight of this offset.
std::string PilotConfiguration(std::int16_t offset_minutes);

struct PilotTable {
  ingest::TableKind kind = ingest::TableKind::kListings;
  std::string file;
  ingest::CsvMapping mapping;
  std::optional<ingest::CsvMapping> changed =
      std::nullopt;  // Of listings: as of their last change.
};

struct PilotParts {
  IngestParts ingest;
  ingest::OpenInput open;
  EventRuns::Append append_run;
  ingest::OpenInput open_run;
};

struct PilotOptions {
  std::vector<PilotTable>
      tables;  // Listings and orders and closures at least, each kind at most once.
  std::int16_t offset_minutes = 0;
  std::uint64_t seed = 1;
  std::size_t sheet_rows = 200;
  std::size_t workers = 2;
};

struct PilotOutcome {
  pilot::PilotReport
      report;  // Without what only the guess knows: `disabled`, and `dropped` and `form` of tables.
  std::vector<SheetRow> sheet;
};

// What is being done, and how much of it, 0 to 1 where that is known.
using OnPilotProgress =
    std::function<void(std::string_view what, std::uint64_t rows, std::optional<double> fraction)>;

// Errors: those of the inputs and of IngestEvents; kLimitExceeded "pilot.too_many_refused" where more than a fifth of
// a table's rows cannot be read as its mapping says, with the first ones; kInvalidArgument "pilot.no_common_store"
// where closings and listings have no store in common.
Result<PilotOutcome> RunPilot(const PilotParts& parts, const PilotOptions& options,
                              const OnPilotProgress& on_progress);

}  // namespace assay::flows
