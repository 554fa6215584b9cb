// SPDX-License-Identifier: Apache-2.0
// `assay drift`: what changed between the listings of two periods.
#pragma once

#include "cli/fwd.h"

namespace assay::cli {

void AddDriftCommand(CLI::App& app, const Services& services, int& exit_status);

}  // namespace assay::cli
