// SPDX-License-Identifier: Apache-2.0
// `assay evaluate FILE --label COLUMN`: how well verdicts agree with labels.
#pragma once

#include "cli/fwd.h"

namespace assay::cli {

// kExitFindings where --min-auc is not met.
void AddEvaluateCommand(CLI::App& app, const Services& services, int& exit_status);

}  // namespace assay::cli
