// SPDX-License-Identifier: Apache-2.0
#include "configuration/detail/file_text.h"

#include <algorithm>

#include "strict_toml/strict_toml.h"

namespace assay::configuration::detail {
namespace {

constexpr std::string_view kReason = "configuration.invalid";

// The byte of `text` at a place that the TOML reader gives: lines and columns of code points.
std::size_t OffsetOf(std::string_view text, const toml::source_position& at) {
  std::size_t offset = 0;
  for (toml::source_index line = 1; line < at.line && offset < text.size(); ++line) {
    offset = std::min(text.find('\n', offset), text.size() - 1) + 1;
  }
  for (toml::source_index column = 1; column < at.column && offset < text.size(); ++column) {
    ++offset;
    while (offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xC0U) == 0x80U) {
      ++offset;
    }
  }
  return offset;
}

// Where the string that begins behind `offset` ends: at its closing quotes.
std::size_t EndOf(std::string_view text, std::size_t offset, std::string_view quotes) {
  const bool has_escapes = quotes[0] == '"';
  while (offset < text.size() && !text.substr(offset).starts_with(quotes)) {
    offset += has_escapes && text[offset] == '\\' ? std::size_t{2} : std::size_t{1};
  }
  return std::min(offset, text.size());
}

}  // namespace

tl::unexpected<Error> Invalid(const toml::source_region& at, const std::string& what) {
  return strict_toml::InvalidAt(at, what, kReason);
}

Result<toml::table> ParseToml(std::string_view text) {
  return strict_toml::Parse(text, kReason);
}

Result<void> CheckKeys(const toml::table& table, std::string_view where,
                       std::initializer_list<std::string_view> known) {
  return strict_toml::CheckKeys(table, where, {known.begin(), known.size()}, kReason);
}

enforcement::Place PlaceOfNode(const toml::node& node) {
  return {.line = static_cast<std::int32_t>(node.source().begin.line),
          .column = static_cast<std::int32_t>(node.source().begin.column)};
}

enforcement::TextAt TextOf(const toml::value<std::string>& node, std::string_view text) {
  enforcement::TextAt at{.text = node.get(), .place = PlaceOfNode(node), .raw = {}};
  std::size_t offset = OffsetOf(text, node.source().begin);
  const std::string_view rest = text.substr(offset);
  for (const std::string_view quotes : {"\"\"\"", "'''", "\"", "'"}) {
    if (!rest.starts_with(quotes)) {
      continue;
    }
    offset += quotes.size();
    at.place.column += static_cast<std::int32_t>(quotes.size());
    const std::size_t line_break = text.substr(offset).starts_with("\r\n") ? 2 : 1;
    if (quotes.size() == 3 && text.substr(offset + line_break - 1).starts_with("\n")) {
      // A line break right behind the opening quotes is not part of the text.
      offset += line_break;
      at.place = {.line = at.place.line + 1, .column = 1};
    }
    const std::string_view raw = text.substr(offset, EndOf(text, offset, quotes) - offset);
    if (quotes[0] == '"' && raw != at.text) {
      at.raw = std::string(raw);
    }
    break;
  }
  return at;
}

}  // namespace assay::configuration::detail
