// SPDX-License-Identifier: Apache-2.0
// Whom a personal field is about. The rule, in this order:
//  1. store.* events: the store, which is `subject` of the event: "S-17". Person and operator of a
//  store
//     have no other identifier before they are linked, and they leave together with it.
//  2. A token beside the field, in the same object: "<stem>_token" with the longest stem that
//  begins the
//     field's name (buyer_phone, buyer_token), else "token", else the only "*_token" there. The
//     data subject is "<stem>:<token>" ("buyer:T-9"); the stem of "token" is the name of the
//     object.
//  3. A token beside an enclosing object: buyer:{phone}, buyer_token.
//  4. Else the subject of the event.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/event.h"
#include "privacy/detail/json_tree.h"

namespace assay::privacy::detail {

// `ancestors` go from the event's `data` object down to the object that holds the field.
std::string DataSubjectOf(const Event& event, std::string_view line,
                          std::span<const JsonNode* const> ancestors, std::string_view field_name);

// Whether the event names the subject: as its own subject, or by a token as in the rule above.
bool NamesSubject(const JsonNode& event, std::string_view line, std::string_view subject);

}  // namespace assay::privacy::detail
