// SPDX-License-Identifier: Apache-2.0
// `assay pilot --listings F --orders F --closures F`, `assay pilot score` and `assay pilot delete`: whether Assay finds
// more than a team does, on the team's own tables.
#pragma once

#include "cli/command.h"

namespace CLI {
class App;
}

namespace assay::cli {

// `services` and `exit_status` must outlive `app`.
void AddPilotCommand(CLI::App& app, const Services& services, int& exit_status);

}  // namespace assay::cli
