// SPDX-License-Identifier: Apache-2.0
// `assay actions deliver|list|dead-letters|retry|enable`.
#pragma once

#include "cli/command.h"

namespace CLI {
class App;
}

namespace assay::cli {

// `services` and `exit_status` must outlive `app`.
void AddActionsCommand(CLI::App& app, const Services& services, int& exit_status);

}  // namespace assay::cli
