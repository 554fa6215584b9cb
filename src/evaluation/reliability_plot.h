// SPDX-License-Identifier: Apache-2.0
// The reliability plot: stated probability against how often it came true, both on a log-odds scale, because
// at a low base rate nearly everything lies below one percent.
#pragma once

#include <string>
#include <string_view>

#include "evaluation/calibration.h"

namespace assay::evaluation {

// A whole SVG document (720 x 560) that says the same in light and dark; a row for each bin under the picture
// tells the numbers. `title` is escaped.
std::string ReliabilityPlot(const Calibration& calibration, std::string_view title);

}  // namespace assay::evaluation
