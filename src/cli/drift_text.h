// SPDX-License-Identifier: Apache-2.0
// What moved between two periods, for people and machines.
#pragma once

#include <cstddef>
#include <string>

#include "flows/drift.h"

namespace assay::cli {

// At most `movers_max` movers; of those of which only little moved, none.
std::string DriftAsText(const flows::DriftReport& report, std::size_t movers_max);
std::string DriftAsJson(const flows::DriftReport& report);

}  // namespace assay::cli
