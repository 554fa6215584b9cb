// SPDX-License-Identifier: Apache-2.0
#include "enforcement/detail/lexer.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/core.h>

namespace assay::enforcement {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsNameStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool IsName(char c) {
  return IsNameStart(c) || IsDigit(c);
}

tl::unexpected<Problem> Wrong(std::size_t offset, std::string what) {
  return tl::unexpected(Problem{.offset = offset, .what = std::move(what)});
}

Checked<Token> NumberAt(std::string_view source, std::size_t& offset) {
  Token token{.kind = TokenKind::kNumber, .offset = offset};
  const char* const begin = source.data() + offset;
  const auto [end, error] = std::from_chars(begin, source.data() + source.size(), token.number);
  if (error == std::errc::result_out_of_range) {
    return Wrong(offset, "the number does not fit 64 bits");
  }
  offset += static_cast<std::size_t>(end - begin);
  if (offset + 1 < source.size() && source[offset] == '.' && IsDigit(source[offset + 1])) {
    return Wrong(token.offset,
                 "numbers are whole; a share is written for each 10,000, as in "
                 "store.counterfeit_refund_rate > 150");
  }
  if (offset < source.size() && IsName(source[offset])) {
    return Wrong(token.offset,
                 "a number ends in a letter; a time is written like duration(\"72h\")");
  }
  return token;
}

Checked<Token> TextAtQuote(std::string_view source, std::size_t& offset) {
  Token token{.kind = TokenKind::kText, .offset = offset};
  const char quote = source[offset++];
  while (offset < source.size() && source[offset] != quote) {
    char c = source[offset++];
    if (c == '\n') {
      break;
    }
    if (c == '\\') {
      const char escaped = offset < source.size() ? source[offset++] : '\0';
      switch (escaped) {
        case 'n':
          c = '\n';
          break;
        case 't':
          c = '\t';
          break;
        case '\\':
        case '"':
        case '\'':
          c = escaped;
          break;
        default:
          return Wrong(offset - 2, "a backslash may stand before \", ', \\, n and t only");
      }
    }
    token.text.push_back(c);
  }
  if (offset >= source.size() || source[offset] != quote) {
    return Wrong(token.offset, fmt::format("the text has no closing {}", quote));
  }
  ++offset;
  return token;
}

Checked<Token> SymbolAt(std::string_view source, std::size_t& offset) {
  static constexpr std::array<std::string_view, 18> kSymbols = {
      "&&", "||", "==", "!=", "<=", ">=", "<", ">", "+",
      "-",  "*",  "!",  "(",  ")",  "[",  "]", ",", "."};
  const std::string_view rest = source.substr(offset);
  for (const std::string_view symbol : kSymbols) {
    if (rest.starts_with(symbol)) {
      offset += symbol.size();
      return Token{.kind = TokenKind::kSymbol,
                   .text = std::string(symbol),
                   .offset = offset - symbol.size()};
    }
  }
  switch (rest[0]) {
    case '=':
      return Wrong(offset, "write == to compare");
    case '&':
      return Wrong(offset, "write && for \"and\"");
    case '|':
      return Wrong(offset, "write || for \"or\"");
    case '/':
    case '%':
      return Wrong(offset, "there is no division; multiply the other side instead");
    case '?':
      return Wrong(offset, "there is no ?: ; write two rules instead");
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(rest[0]);
  return Wrong(offset, byte > 0x20 && byte < 0x7F
                           ? fmt::format("\"{}\" means nothing here", rest[0])
                           : std::string("this character means nothing outside quotes"));
}

}  // namespace

Checked<Token> NextToken(std::string_view source, std::size_t& offset) {
  offset = std::min(source.find_first_not_of(" \t\r\n", offset), source.size());
  if (offset == source.size()) {
    return Token{.kind = TokenKind::kEnd, .offset = offset};
  }
  const char c = source[offset];
  if (IsDigit(c)) {
    return NumberAt(source, offset);
  }
  if (c == '"' || c == '\'') {
    return TextAtQuote(source, offset);
  }
  if (!IsNameStart(c)) {
    return SymbolAt(source, offset);
  }
  Token token{.kind = TokenKind::kName, .offset = offset};
  while (offset < source.size() && IsName(source[offset])) {
    token.text.push_back(source[offset++]);
  }
  return token;
}

}  // namespace assay::enforcement
