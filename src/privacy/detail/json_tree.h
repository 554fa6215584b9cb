// SPDX-License-Identifier: Apache-2.0
// Where each value of a JSON text begins and ends, so that some can be replaced and every other
// byte stays as the source wrote it: a number such as 1.10 or 12345678901234567890 would not
// survive being parsed and printed. Repeated member names are all kept, because a value hidden
// behind a repeated name must be found too.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace assay::privacy::detail {

inline constexpr int kJsonDepthMax = 64;

struct JsonNode {
  enum class Kind { kObject, kArray, kString, kOther };
  Kind kind = Kind::kOther;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string name;  // Of a member, decoded; empty for elements and the root.
  std::vector<JsonNode> children;

  std::string_view In(std::string_view text) const { return text.substr(begin, end - begin); }
  // The first member of that name; nullptr if there is none.
  const JsonNode* Find(std::string_view member) const;
};

// Errors: kInvalidArgument "privacy.not_json"; kLimitExceeded "privacy.too_deep".
Result<JsonNode> ParseJsonTree(std::string_view text);

// The decoded string of a kString node; empty if it does not decode.
std::string StringOf(const JsonNode& node, std::string_view text);
std::string ToJsonString(std::string_view text);

// The text without white space between tokens.
std::string Minify(std::string_view json);

struct Replacement {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string text;
};
// Applies replacements in any order; one that lies within another is left out.
std::string Replace(std::string_view text, std::vector<Replacement> replacements);

}  // namespace assay::privacy::detail
