// SPDX-License-Identifier: Apache-2.0
// One way of reading a text, as a row of units with the way back to the text: its folded characters, their
// sounds, the text with some words covered. Models read several views beside each other; whoever makes the
// views decides what there is to see.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/folding.h"

namespace assay::learning {

// Invariants: both rows are equally long; the origins never fall and lie inside the source text, at the byte
// where the source character of the unit begins. Units of the values 2 and 3 are taken for the ends of a text
// and must not be used.
struct TextView {
  std::u32string units;
  std::vector<std::uint32_t> origins;

  void Append(char32_t unit, std::uint32_t origin) {
    units.push_back(unit);
    origins.push_back(origin);
  }
};

// The characters of a folded text; control characters are left out.
TextView ViewOf(const text::FoldedText& folded);

}  // namespace assay::learning
