// SPDX-License-Identifier: Apache-2.0
// TOML read strictly: what is wrong is said with line and column, and nothing is ignored.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include <toml++/toml.h>

#include "core/result.h"
#include "enforcement/policy_text.h"

namespace assay::configuration::detail {

// kInvalidArgument "configuration.invalid".
tl::unexpected<Error> Invalid(const toml::source_region& at, const std::string& what);
Result<toml::table> ParseToml(std::string_view text);
// `where` such as " in [time]", for the message.
Result<void> CheckKeys(const toml::table& table, std::string_view where,
                       std::initializer_list<std::string_view> known);

enforcement::Place PlaceOfNode(const toml::node& node);
// A string node of the file `text` was read from, with the place of its first character.
enforcement::TextAt TextOf(const toml::value<std::string>& node, std::string_view text);

}  // namespace assay::configuration::detail
