// SPDX-License-Identifier: Apache-2.0
// Characters of text that nobody has checked, as far as showing them safely asks for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace assay::detail {

struct Character {
  std::uint32_t code = 0xFFFD;
  std::size_t size = 1;
};

// A byte that begins no valid character stands for U+FFFD. `at` lies inside `text`.
Character CharacterAt(std::string_view text, std::size_t at);

bool IsContinuation(char byte);

// Drawn as nothing, or moving what is drawn: Unicode 15, general categories Cc, Cf and the fillers; not tab
// and line feed.
bool IsHidden(std::uint32_t code);

// Categories Mn and Me of the scripts in which they can be heaped.
bool IsCombining(std::uint32_t code);

// Columns of a terminal: 2 for what East Asian Width (UAX 11) calls wide or full-width, else 1.
std::size_t ColumnsOf(std::uint32_t code);

}  // namespace assay::detail
