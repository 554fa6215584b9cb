// SPDX-License-Identifier: Apache-2.0
// TOML read strictly. Errors are kInvalidArgument with the reason of the caller's kind of file, such as
// "configuration.invalid", and their message begins with "line L, column C: ".
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <toml++/toml.h>

#include "core/result.h"

namespace assay::strict_toml {

tl::unexpected<Error> InvalidAt(const toml::source_region& at, std::string_view what,
                                std::string_view reason);

Result<toml::table> Parse(std::string_view text, std::string_view reason);

// A key that is not among `known` is an error, which names the nearest and all known. `where` such as
// " in [time]", for the message.
Result<void> CheckKeys(const toml::table& table, std::string_view where,
                       std::span<const std::string_view> known, std::string_view reason);

}  // namespace assay::strict_toml
