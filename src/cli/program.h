// SPDX-License-Identifier: Apache-2.0
// The command line as a whole: finds the subcommand, runs it and returns the exit status of the
// process.
//
// Exceptions of CLI11 and of the allocator end here. Threads: call it once, from main.
#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace assay::cli {

// `arguments` without the program's own name. A word that is no command gives the nearest one as
// advice and kExitUsage.
int RunProgram(std::span<const std::string> arguments, const Services& services);

}  // namespace assay::cli
