// SPDX-License-Identifier: Apache-2.0
#include "strict_toml/strict_toml.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "text/nearest.h"

namespace assay::strict_toml {

tl::unexpected<Error> InvalidAt(const toml::source_region& at, std::string_view what,
                                std::string_view reason) {
  return Fail(ErrorCode::kInvalidArgument, std::string(reason),
              fmt::format("line {}, column {}: {}", at.begin.line, at.begin.column, what));
}

// The packaged library reports syntax errors by throwing; this is the door where that ends.
Result<toml::table> Parse(std::string_view text, std::string_view reason) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    return InvalidAt(error.source(), error.description(), reason);
  }
}

Result<void> CheckKeys(const toml::table& table, std::string_view where,
                       std::span<const std::string_view> known, std::string_view reason) {
  for (const auto& [key, node] : table) {
    if (std::ranges::find(known, key.str()) == known.end()) {
      const auto nearest =
          text::NearestWord(key.str(), std::vector<std::string>(known.begin(), known.end()));
      return InvalidAt(key.source(),
                       fmt::format("unknown setting \"{}\"{}{}; known here: {}", key.str(), where,
                                   nearest ? fmt::format("; did you mean \"{}\"?", *nearest) : "",
                                   fmt::join(known, ", ")),
                       reason);
    }
  }
  return {};
}

}  // namespace assay::strict_toml
