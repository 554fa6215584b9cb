// SPDX-License-Identifier: Apache-2.0
// `assay ingest FILE...` and `assay quarantine list|replay`: events in, and what did not become
// one.
#pragma once

#include "cli/command.h"

namespace CLI {
class App;
}

namespace assay::cli {

// `services` and `exit_status` must outlive `app`.
void AddIngestCommand(CLI::App& app, const Services& services, int& exit_status);
void AddQuarantineCommand(CLI::App& app, const Services& services, int& exit_status);

}  // namespace assay::cli
