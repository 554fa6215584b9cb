// SPDX-License-Identifier: Apache-2.0
// A simulated marketplace drives an installation, and the installation drives the marketplace: each simulated day its
// events are written down and ingested, and what Assay asked for then is what the marketplace is told the next morning.
//
// What is ingested is exactly what is written, file by file, so ingesting the written files in the order of their names
// gives the same decisions.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "flows/ingest_events.h"
#include "simulation/market.h"

namespace assay::flows {

// Appends bytes to a file of the simulation's folder, compressed as the name says:
// "events/2016-01-01.1-feed.ndjson.zst", "truth/stores.ndjson.zst".
using AppendToFile = std::function<Result<void>(const std::string& name, std::string_view bytes)>;

struct SimulationOptions {
  std::size_t workers = 2;
};

// A measure that Assay asked for, from its actions.
struct AskedMeasure {
  std::string action = {};  // "delist"
  bool of_listing = false;
  std::string target = {};  // Id of the listing or store.
  // Of the marketplace, by the machine or with a person's yes; none: only ever proposed to a person.
  std::optional<Instant> requested = std::nullopt;
  std::optional<Instant> ended = std::nullopt;  // Withdrawn or lifted; none: it stands.
  bool ended_by_person = false;
};

struct SimulationReport {
  std::uint64_t events = 0;
  std::uint64_t actions = 0;
  std::uint64_t red_verdicts = 0;
  std::vector<AskedMeasure> measures;  // In the order in which they were asked for.
};

struct SimulationProgress {
  std::int64_t days = 0;
  std::int64_t days_in_all = 0;
  std::uint64_t events = 0;
};

// Runs the market to its end. Errors: those of ingest and of `append`; kInternal "simulation.rejected" where Assay
// refuses an event that the simulation wrote.
Result<SimulationReport> SimulateMarket(
    const IngestParts& parts, simulation::Market& market, const AppendToFile& append,
    const SimulationOptions& options,
    const std::function<void(const SimulationProgress&)>& on_progress);

}  // namespace assay::flows
