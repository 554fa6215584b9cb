// SPDX-License-Identifier: Apache-2.0
// `assay backtest`: what a policy would have done in a period of the past.
#pragma once

#include "cli/fwd.h"

namespace assay::cli {

void AddBacktestCommand(CLI::App& app, const Services& services, int& exit_status);

}  // namespace assay::cli
