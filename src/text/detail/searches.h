// SPDX-License-Identifier: Apache-2.0
// The searches of a text: for Latin names, for Chinese ones, and for names of both halves.
#pragma once

#include <vector>

#include "text/detail/name_tables.h"
#include "text/detail/text_units.h"
#include "text/disguise_matcher.h"

namespace assay::text::detail {

// All append what they find, in no order; a place may be told twice.
void SearchLatin(const NameTables& tables, const TextUnits& text, DisguiseMatcher::Effort effort,
                 std::vector<DisguisedName>& found);
void SearchHan(const NameTables& tables, const TextUnits& text, std::vector<DisguisedName>& found);
void SearchMixed(const NameTables& tables, const TextUnits& text,
                 std::vector<DisguisedName>& found);

}  // namespace assay::text::detail
