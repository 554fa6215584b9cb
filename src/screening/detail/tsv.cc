// SPDX-License-Identifier: Apache-2.0
#include "screening/detail/tsv.h"

#include <fmt/format.h>

namespace assay::screening::detail {

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = text.find(separator, begin);
    if (end == std::string_view::npos) {
      parts.push_back(text.substr(begin));
      return parts;
    }
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
}

std::vector<TsvRow> ReadTsv(std::string_view text) {
  std::vector<TsvRow> rows;
  std::size_t number = 0;
  for (std::string_view line : Split(text, '\n')) {
    ++number;
    if (!line.empty() && line.back() == '\r') {
      line.remove_suffix(1);
    }
    if (!line.empty() && line.front() != '#') {
      rows.push_back({number, Split(line, '\t')});
    }
  }
  return rows;
}

std::vector<std::string> ExpandAlternatives(std::string_view term) {
  std::vector<std::string> terms = {""};
  while (!term.empty()) {
    const std::size_t open = std::min(term.find_first_of("()"), term.size());
    for (std::string& one : terms) {
      one.append(term.substr(0, open));
    }
    term.remove_prefix(open);
    if (term.empty()) {
      break;
    }
    const std::size_t close = term.find_first_of("()", 1);
    if (term.front() == ')' || close == std::string_view::npos || term[close] == '(') {
      return {};
    }
    const std::vector<std::string_view> alternatives = Split(term.substr(1, close - 1), '|');
    if (alternatives.size() * terms.size() > kAlternativesMax) {
      return {};
    }
    std::vector<std::string> longer;
    for (const std::string& one : terms) {
      for (const std::string_view alternative : alternatives) {
        longer.push_back(std::string(one).append(alternative));
      }
    }
    terms = std::move(longer);
    term.remove_prefix(close + 1);
  }
  return terms;
}

tl::unexpected<Error> BadModelFile(std::string_view file, std::size_t line, std::string_view why) {
  return Fail(ErrorCode::kInvalidArgument, "screening.bad_model_file",
              fmt::format("{} line {}: {}", file, line, why));
}

std::optional<std::int64_t> ParseScaled(std::string_view text, int digits) {
  const bool is_negative = !text.empty() && text.front() == '-';
  if (is_negative) {
    text.remove_prefix(1);
  }
  if (text.empty() || text.front() == '.' || text.back() == '.') {
    return std::nullopt;
  }
  std::int64_t value = 0;
  int after_point = -1;
  for (const char c : text) {
    if (c == '.' && after_point < 0) {
      after_point = 0;
      continue;
    }
    if (c < '0' || c > '9' || value > 100'000'000'000'000'000) {
      return std::nullopt;
    }
    value = value * 10 + (c - '0');
    after_point += after_point < 0 ? 0 : 1;
  }
  for (int i = after_point < 0 ? 0 : after_point; i < digits; ++i) {
    if (value > 100'000'000'000'000'000) {
      return std::nullopt;
    }
    value *= 10;
  }
  if (after_point > digits) {
    return std::nullopt;
  }
  return is_negative ? -value : value;
}

}  // namespace assay::screening::detail
