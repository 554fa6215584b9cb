// SPDX-License-Identifier: Apache-2.0
// `assay outcomes`: labelled listings from what examiners and courts found (docs/formats/outcomes.md).
#pragma once

#include "cli/fwd.h"

namespace assay::cli {

// The lines go to services.out, what is a label and what is none to services.err.
void AddOutcomesCommand(CLI::App& app, const Services& services, int& exit_status);

}  // namespace assay::cli
