// SPDX-License-Identifier: Apache-2.0
#include "configuration/detail/strict_toml.h"

#include <algorithm>

#include <fmt/format.h>

namespace assay::configuration::detail {

tl::unexpected<Error> Invalid(const toml::source_region& at, const std::string& what) {
  return Fail(ErrorCode::kInvalidArgument, "configuration.invalid",
              fmt::format("line {}, column {}: {}", at.begin.line, at.begin.column, what));
}

// The packaged library reports syntax errors by throwing; this is the door where that ends.
Result<toml::table> ParseToml(std::string_view text) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    return Invalid(error.source(), std::string(error.description()));
  }
}

Result<void> CheckKeys(const toml::table& table, std::string_view where,
                       std::initializer_list<std::string_view> known) {
  for (const auto& [key, node] : table) {
    if (std::ranges::find(known, key.str()) == known.end()) {
      return Invalid(key.source(), fmt::format("unknown setting \"{}\"{}; known here: {}",
                                               key.str(), where, fmt::join(known, ", ")));
    }
  }
  return {};
}

}  // namespace assay::configuration::detail
