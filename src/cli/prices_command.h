// SPDX-License-Identifier: Apache-2.0
// `assay prices build|evaluate`: price tables from offers, and how well prices tell fakes.
#pragma once

#include "cli/fwd.h"

namespace assay::cli {

void AddPricesCommand(CLI::App& app, const Services& services, int& exit_status);

}  // namespace assay::cli
