// SPDX-License-Identifier: Apache-2.0
// Words of the messages about policies.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "enforcement/detail/expression_node.h"
#include "enforcement/detail/lexer.h"

namespace assay::enforcement {

// "a number", "a list (each item a text)", ...
std::string NameOf(ValueType type);

// "; did you mean "band"?" where one is near, else "; known: a, b, c".
std::string Suggestion(std::string_view word, std::span<const std::string_view> known);

// Where `wanted` should stand instead of `token`.
std::string UnexpectedToken(const Token& token, std::string_view wanted);

// Of a member that `object` ("listing", "store") does not have.
std::string NoSuchField(std::string_view object, std::string_view member);

}  // namespace assay::enforcement
