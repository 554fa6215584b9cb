// SPDX-License-Identifier: Apache-2.0
#include "configuration/detail/strict_toml.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "text/nearest.h"

namespace assay::configuration::detail {
namespace {

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
  return Fail(ErrorCode::kInvalidArgument, "configuration.invalid",
              fmt::format("line {}, column {}: {}", at.begin.line, at.begin.column, what));
}

// The packaged library reports syntax errors by throwing; this is the door where that ends.
Result<toml::table> ParseToml(std::string_view text) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    return Invalid(error.source(), std::string(error.description()));
  }
}

Result<void> CheckKeys(const toml::table& table, std::string_view where,
                       std::initializer_list<std::string_view> known) {
  for (const auto& [key, node] : table) {
    if (std::ranges::find(known, key.str()) == known.end()) {
      const auto nearest =
          text::NearestWord(key.str(), std::vector<std::string>(known.begin(), known.end()));
      return Invalid(key.source(),
                     fmt::format("unknown setting \"{}\"{}{}; known here: {}", key.str(), where,
                                 nearest ? fmt::format("; did you mean \"{}\"?", *nearest) : "",
                                 fmt::join(known, ", ")));
    }
  }
  return {};
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
