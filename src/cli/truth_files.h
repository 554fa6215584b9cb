// SPDX-License-Identifier: Apache-2.0
// Reads the truth of a simulation (docs/formats/truth.md). Members it does not know are passed over.
#pragma once

#include <string>

#include "cli/command.h"
#include "core/result.h"
#include "reporting/truth.h"

namespace assay::cli {

// `folder` holds stores.ndjson and may hold mishaps.ndjson, listings.ndjson and orders.ndjson, in it or in its folder
// "truth".
// Errors: those of services.open_input; kInvalidArgument "report.bad_truth" with file and line.
Result<reporting::Truth> ReadTruth(const Services& services, const std::string& folder);

}  // namespace assay::cli
