// SPDX-License-Identifier: Apache-2.0
// `assay simulate`: a made-up marketplace in a folder, its truth apart, and how well Assay did in it.
#pragma once

#include "cli/fwd.h"

namespace assay::cli {

void AddSimulateCommand(CLI::App& app, const Services& services, int& exit_status);

}  // namespace assay::cli
