// SPDX-License-Identifier: Apache-2.0
// The jurisdiction profiles compiled into the binary (data/jurisdictions/*.toml).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "enforcement/jurisdiction.h"

namespace assay::configuration {

inline constexpr std::string_view kDefaultJurisdiction = "cn-2017";

std::vector<std::string> JurisdictionNames();

// Errors: kNotFound "configuration.no_jurisdiction", naming those known; kInvalidArgument
// "configuration.invalid" where the profile itself is wrong (a test keeps the shipped ones right).
Result<enforcement::JurisdictionProfile> LoadJurisdiction(std::string_view name);

// One profile file, with line and column in the errors.
Result<enforcement::JurisdictionProfile> ParseJurisdiction(std::string_view text);

}  // namespace assay::configuration
