// SPDX-License-Identifier: Apache-2.0
// What can be done with an installation as a whole: `assay verify`, `assay replay`, `assay dump`,
// `assay db upgrade|backup`.
#pragma once

#include "cli/command.h"

namespace CLI {
class App;
}

namespace assay::cli {

// `services` and `exit_status` must outlive `app`.
void AddVerifyCommand(CLI::App& app, const Services& services, int& exit_status);
void AddReplayCommand(CLI::App& app, const Services& services, int& exit_status);
void AddDumpCommand(CLI::App& app, const Services& services, int& exit_status);
void AddDbCommand(CLI::App& app, const Services& services, int& exit_status);

}  // namespace assay::cli
