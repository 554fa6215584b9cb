// SPDX-License-Identifier: Apache-2.0
// From the texts of one rule, or of the points, to their meaning.
#pragma once

#include "core/result.h"
#include "enforcement/policy.h"

namespace assay::enforcement {

Result<Rule> CompileRule(const RuleText& text, const JurisdictionProfile& profile);
Result<PointsScheme> CompilePoints(const PolicyText& text);

// "line L, column C: what", kInvalidArgument "enforcement.bad_policy".
tl::unexpected<Error> BadPolicy(Place place, const std::string& what);
tl::unexpected<Error> TooLargePolicy(Place place, const std::string& what);

}  // namespace assay::enforcement
