// SPDX-License-Identifier: Apache-2.0
// The two searches of a text: for Latin names, and for Chinese ones.
#pragma once

#include <vector>

#include "text/detail/name_tables.h"
#include "text/detail/text_units.h"
#include "text/disguise_matcher.h"

namespace assay::text::detail {

// Both append what they find, in no order; a place may be told twice.
void SearchLatin(const NameTables& tables, const TextUnits& text, DisguiseMatcher::Effort effort,
                 std::vector<DisguisedName>& found);
void SearchHan(const NameTables& tables, const TextUnits& text, std::vector<DisguisedName>& found);

}  // namespace assay::text::detail
