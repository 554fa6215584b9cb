// SPDX-License-Identifier: Apache-2.0
// [[rule]], [[points]] and [enforcement] of a configuration to the texts that enforcement compiles.
#pragma once

#include <string_view>

#include <toml++/toml.h>

#include "core/result.h"
#include "enforcement/policy_text.h"

namespace assay::configuration::detail {

// `text` is the file that `root` was read from.
Result<enforcement::PolicyText> ReadPolicyText(const toml::table& root, std::string_view text);

}  // namespace assay::configuration::detail
