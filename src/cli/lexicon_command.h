// SPDX-License-Identifier: Apache-2.0
// `assay lexicon check | build | diff | show | suggest`.
#pragma once

#include "cli/command.h"
#include "cli/fwd.h"

namespace assay::cli {

void AddLexiconCommand(CLI::App& app, const Services& services, int& exit_status);

}  // namespace assay::cli
