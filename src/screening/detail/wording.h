// SPDX-License-Identifier: Apache-2.0
// The finding "words.pattern": what a linear model says of a title's wording.
#pragma once

#include <optional>
#include <string_view>

#include "core/result.h"
#include "learning/linear_model.h"
#include "learning/text_view.h"
#include "screening/detail/parts.h"
#include "screening/detail/reading.h"
#include "screening/verdict.h"

namespace assay::screening::detail {

inline constexpr std::string_view kWordsPattern = "words.pattern";

learning::TextView WordingOf(const Reading& reading);

// Errors: kCorrupted "learning.bad_model"; kConflict "screening.stale_model" where the model was trained for another
// task or another way of reading.
Result<learning::LinearModel> ParseWordingModel(std::string_view file);

// Nothing where there is no model, or it has nothing to add.
std::optional<Finding> WordingFinding(const Model::Parts& parts, const Reading& reading);

}  // namespace assay::screening::detail
