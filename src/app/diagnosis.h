// SPDX-License-Identifier: Apache-2.0
// Looks at the machine for `assay doctor`: the data folder, disk, clock, entropy, limits.
#pragma once

#include <string>
#include <vector>

#include "cli/diagnosis.h"
#include "core/clock.h"

namespace assay::app {

std::vector<cli::Check> DiagnoseMachine(const std::string& data, const Clock& clock,
                                        Entropy& entropy);

}  // namespace assay::app
