// SPDX-License-Identifier: Apache-2.0
// `assay report`: the figures of a year, and the rows behind them. `assay show`: one event's line (found by
// reading the log from its beginning), one measure with what became of it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "cli/fwd.h"
#include "core/result.h"
#include "reporting/report_source.h"

namespace assay::cli {

// Reads the tables of a data folder; no event is replayed.
using OpenReport =
    std::function<Result<std::unique_ptr<reporting::ReportSource>>(const std::string& folder)>;

void AddReportCommand(CLI::App& app, const Services& services, const OpenReport& open,
                      int& exit_status);
void AddShowCommand(CLI::App& app, const Services& services, const OpenReport& open,
                    int& exit_status);

}  // namespace assay::cli
