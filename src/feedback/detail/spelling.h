// SPDX-License-Identifier: Apache-2.0
// The one spelling in which lexica and texts meet: folded, and every traditional character in its simplified form.
#pragma once

#include <string>
#include <string_view>

#include "text/folding.h"

namespace assay::feedback::detail {

// As text::Fold; a character keeps its place.
text::FoldedText Spell(std::string_view source);
std::string SpellTerm(std::string_view term);

}  // namespace assay::feedback::detail
