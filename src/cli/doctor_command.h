// SPDX-License-Identifier: Apache-2.0
// `assay doctor`: is this machine fit to run Assay, and if not, what helps.
#pragma once

#include "cli/fwd.h"

namespace assay::cli {

// kExitFindings where something is bad; a doubtful thing alone does not fail.
void AddDoctorCommand(CLI::App& app, const Services& services, int& exit_status);

}  // namespace assay::cli
