// SPDX-License-Identifier: Apache-2.0
// What every file of the module is read with: strict_toml under the reason "configuration.invalid", and texts
// with their places.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include <toml++/toml.h>

#include "core/result.h"
#include "enforcement/policy_text.h"

namespace assay::configuration::detail {

tl::unexpected<Error> Invalid(const toml::source_region& at, const std::string& what);
Result<toml::table> ParseToml(std::string_view text);
Result<void> CheckKeys(const toml::table& table, std::string_view where,
                       std::initializer_list<std::string_view> known);

enforcement::Place PlaceOfNode(const toml::node& node);
// A string node of the file `text` was read from, with the place of its first character.
enforcement::TextAt TextOf(const toml::value<std::string>& node, std::string_view text);

}  // namespace assay::configuration::detail
