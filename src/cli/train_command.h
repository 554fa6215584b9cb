// SPDX-License-Identifier: Apache-2.0
// `assay train --as review|message FILE --label COLUMN`: a model of the words of reviews or messages.
#pragma once

#include "cli/fwd.h"

namespace assay::cli {

// The model goes to services.out, what it is worth on texts it did not learn from to services.err.
void AddTrainCommand(CLI::App& app, const Services& services, int& exit_status);

}  // namespace assay::cli
