// SPDX-License-Identifier: Apache-2.0
// The words of a condition.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace assay::enforcement {

enum class TokenKind : std::uint8_t {
  kEnd,
  kName,    // text
  kNumber,  // number
  kText,    // text, escapes resolved
  kSymbol,  // text: "&&", "<=", "(", ...
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string text{};
  std::int64_t number = 0;
  std::size_t offset = 0;  // In the source.
};

// What is wrong, and where in the source.
struct Problem {
  std::size_t offset = 0;
  std::string what;
  bool is_limit = false;
};

template <typename T>
using Checked = tl::expected<T, Problem>;

// The token at or behind `offset`, white space passed over; `offset` moves behind it.
Checked<Token> NextToken(std::string_view source, std::size_t& offset);

}  // namespace assay::enforcement
