// SPDX-License-Identifier: Apache-2.0
// `assay configuration show|check|activate`: what is in force, whether a file would do, and putting
// it into force from the next epoch.
#pragma once

#include "cli/command.h"

namespace CLI {
class App;
}

namespace assay::cli {

// `services` and `exit_status` must outlive `app`.
void AddConfigurationCommand(CLI::App& app, const Services& services, int& exit_status);

}  // namespace assay::cli
