// SPDX-License-Identifier: Apache-2.0
// From the text of a condition to its checked tree.
#pragma once

#include <string_view>
#include <vector>

#include "enforcement/detail/expression_node.h"
#include "enforcement/detail/lexer.h"

namespace assay::enforcement {

Checked<std::vector<ExpressionNode>> ParseCondition(std::string_view source, Target scope);

}  // namespace assay::enforcement
