// SPDX-License-Identifier: Apache-2.0
#include "enforcement/policy_text.h"

#include <algorithm>
#include <string_view>

namespace assay::enforcement {
namespace {

// UTF-8 bytes of the code point whose first byte is `lead`; 1 for what begins none.
std::size_t LengthOf(unsigned char lead) {
  if (lead < 0xC0) {
    return 1;
  }
  return lead < 0xE0 ? 2 : (lead < 0xF0 ? 3 : 4);
}

// Bytes in UTF-8 of the code point that `digits` (hexadecimal) name.
std::size_t LengthOfNamed(std::string_view digits) {
  std::uint32_t value = 0;
  for (const char c : digits) {
    const auto digit = static_cast<std::uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    value = value * 16 + digit;
  }
  return value < 0x80 ? 1 : (value < 0x800 ? 2 : (value < 0x10000 ? 3 : 4));
}

struct Unit {
  std::size_t raw_bytes = 1;
  std::size_t text_bytes = 1;
};

// What stands at the front of `raw`: one character, or one escape of a TOML string.
Unit UnitAt(std::string_view raw) {
  if (raw[0] != '\\' || raw.size() < 2) {
    const std::size_t length = std::min(LengthOf(static_cast<unsigned char>(raw[0])), raw.size());
    return {.raw_bytes = length, .text_bytes = length};
  }
  const std::size_t digits = raw[1] == 'u' ? 4 : (raw[1] == 'U' ? 8 : 0);
  if (digits > 0 && raw.size() >= 2 + digits) {
    return {.raw_bytes = 2 + digits, .text_bytes = LengthOfNamed(raw.substr(2, digits))};
  }
  if (raw[1] == '\n' || raw[1] == ' ' || raw[1] == '\t' || raw[1] == '\r') {
    // A backslash that ends the line takes the line break and the space behind it away.
    const std::size_t end = raw.find_first_not_of(" \t\r\n", 1);
    return {.raw_bytes = end == std::string_view::npos ? raw.size() : end, .text_bytes = 0};
  }
  return {.raw_bytes = 2, .text_bytes = 1};
}

void Advance(Place& place, std::string_view written) {
  for (const char c : written) {
    if (c == '\n') {
      ++place.line;
      place.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
      ++place.column;
    }
  }
}

}  // namespace

Place PlaceOf(const TextAt& at, std::size_t offset) {
  Place place = at.place;
  if (at.raw.empty()) {
    Advance(place, std::string_view(at.text).substr(0, offset));
    return place;
  }
  std::string_view rest = at.raw;
  std::size_t passed = 0;
  while (!rest.empty()) {
    const Unit unit = UnitAt(rest);
    if (passed + unit.text_bytes > offset) {
      break;
    }
    Advance(place, rest.substr(0, unit.raw_bytes));
    passed += unit.text_bytes;
    rest.remove_prefix(unit.raw_bytes);
  }
  return place;
}

}  // namespace assay::enforcement
