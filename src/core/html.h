// SPDX-License-Identifier: Apache-2.0
// Writing HTML pages that carry other people's text: a frame without scripts that loads nothing, and text
// that can neither become markup nor rearrange the page around it.
//
// Pure. Cost: linear in the text. No errors: any bytes give valid UTF-8 and well-formed HTML.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace assay {

// For text and quoted attribute values of our own.
void AppendHtmlEscaped(std::string& out, std::string_view text);
std::string HtmlEscaped(std::string_view text);

// A place in a text that is underlined, with the number of what it refers to behind it. Bytes, end
// exclusive; what lies outside the text or within a character is cut to whole characters inside it.
struct HtmlMark {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t number = 0;
};

// Of a text longer than this only the beginning and what stands around its marks is shown; the page says how
// much is left out.
inline constexpr std::size_t kHtmlForeignBytesMax = 16'384;
inline constexpr std::size_t kHtmlMarkContextBytes = 200;
// Marks beyond this many are not underlined.
inline constexpr std::size_t kHtmlMarksMax = 200;
// So many combining characters are shown on one letter; more would paint over the lines around.
inline constexpr std::size_t kHtmlCombiningMax = 4;

// What somebody outside wrote: escaped, in an element whose direction ends with it; controls, invisible
// characters and changes of direction stand as their code points, because they are how words are
// hidden.
void AppendHtmlForeign(std::string& out, std::string_view text,
                       std::span<const HtmlMark> marks = {});
std::string HtmlForeign(std::string_view text, std::span<const HtmlMark> marks = {});

struct HtmlPage {
  std::string title;  // Foreign text is welcome.
  std::string body;   // HTML, without inline styles: the page's policy refuses them.
};
// A whole document: one style sheet of ours, light, dark and for print, and a content security policy under
// which nothing runs and nothing is loaded.
std::string RenderHtmlPage(const HtmlPage& page);

}  // namespace assay
