// SPDX-License-Identifier: Apache-2.0
// Outcomes as lines of a labelled file, and their summary for people and machines (docs/formats/outcomes.md).
#pragma once

#include <cstdint>
#include <string>

#include "flows/outcomes.h"

namespace assay::cli {

// One line of JSON with its end, as `assay evaluate` reads it.
std::string OutcomeLine(const flows::Outcome& outcome, std::int16_t offset_minutes);

std::string OutcomesAsText(const flows::Outcomes& outcomes);
std::string OutcomesAsJson(const flows::Outcomes& outcomes);

}  // namespace assay::cli
