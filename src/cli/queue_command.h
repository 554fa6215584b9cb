// SPDX-License-Identifier: Apache-2.0
// `assay queue list | show | decide`: what waits for people, why, and their decisions.
#pragma once

#include "cli/command.h"
#include "cli/fwd.h"

namespace assay::cli {

// Exit statuses: 0 done; 1 where a decision changed nothing, or nothing is known of the name; 2 wrong usage;
// 4 the environment.
void AddQueueCommand(CLI::App& app, const Services& services, int& exit_status);

}  // namespace assay::cli
