// SPDX-License-Identifier: Apache-2.0
// `assay pilot score` and `assay pilot delete`: what becomes of a pilot once it has run.
#pragma once

#include <string_view>

#include "cli/command.h"

namespace CLI {
class App;
}

namespace assay::cli {

// A file that says a folder is a pilot's, so that nothing else is ever removed.
inline constexpr std::string_view kPilotMarker = "pilot.toml";
inline constexpr std::string_view kPilotMarkerText =
    "# Made by `assay pilot`. `assay pilot delete` removes this folder and all in it.\npilot = 1\n";

// `pilot` is the command they belong to. `services` and `exit_status` must outlive it.
void AddPilotReviewCommands(CLI::App& pilot, const Services& services, int& exit_status);

}  // namespace assay::cli
