// SPDX-License-Identifier: Apache-2.0
// Other people's text on a terminal: without escape sequences, without changes of direction, with what is
// hidden made visible, and with the places that matter underlined.
//
// Pure. Cost: linear in the text, times the marks. No errors: any bytes give valid UTF-8.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace assay {

// One line: hidden characters as code points in brackets, cut behind about `bytes_max` bytes.
std::string VisibleText(std::string_view text, std::size_t bytes_max);

// A place in a text that is underlined. Bytes, end exclusive; what lies outside the text or within a character
// is cut to whole characters inside it.
struct TerminalMark {
  std::size_t begin = 0;
  std::size_t end = 0;
  char sign = '^';  // Printable ASCII: what the line under the text repeats below the place.
  enum class Colour { kNone, kRed, kGreen } colour = Colour::kNone;
};

struct TerminalLayout {
  std::size_t indent = 2;    // Columns before each line.
  std::size_t columns = 80;  // Of the whole line; at least indent + 20 are used.
  bool has_colour = false;   // Colour and underline by ANSI sequences, beside the signs.
};

// The text in lines of at most that many columns, each followed by a line of signs where something of it is
// marked; where marks overlap, by several. A text of more than kPlainLinesMax lines shows its first two, and
// those with marks; how many are left out is said. Ends with a newline, unless the text is empty.
std::string MarkedText(std::string_view text, std::span<const TerminalMark> marks,
                       const TerminalLayout& layout);
inline constexpr std::size_t kPlainLinesMax = 6;

}  // namespace assay
