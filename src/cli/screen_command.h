// SPDX-License-Identifier: Apache-2.0
// `assay screen FILE`: one verdict a line for the listings of a file, without a database.
#pragma once

#include "cli/fwd.h"

namespace assay::cli {

void AddScreenCommand(CLI::App& app, const Services& services, int& exit_status);

}  // namespace assay::cli
