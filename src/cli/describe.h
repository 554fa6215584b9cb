// SPDX-License-Identifier: Apache-2.0
// The tree of commands and options turned into text for others to read: completions and a man page.
#pragma once

#include <string>

#include "cli/fwd.h"

namespace assay::cli {

// Scripts for the shells' own completion; each is to be sourced or put where the shell looks.
std::string BashCompletion(const CLI::App& app);
std::string ZshCompletion(const CLI::App& app);
std::string FishCompletion(const CLI::App& app);

// roff for man(1), section 1.
std::string ManPage(const CLI::App& app, const std::string& version);

}  // namespace assay::cli
