// SPDX-License-Identifier: Apache-2.0
// UTF-8, read from bytes nobody has checked. Overlong forms, surrogates and values past U+10FFFF
// are invalid, as in RFC 3629.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace assay::text {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

struct CodePoint {
  char32_t value = kReplacementCharacter;
  std::uint32_t length = 1;  // Bytes; 1 where the byte begins no valid sequence.
  bool is_valid = false;
};

namespace detail {
CodePoint DecodeAnyAt(std::string_view text, std::size_t offset);
}  // namespace detail

// Reads the code point that begins at `offset`, which must lie inside `text`. Never reads past the end. ASCII and most
// Chinese characters are read in place: a quarter of what reading a listing costs was this call.
inline CodePoint DecodeAt(std::string_view text, std::size_t offset) {
  const char* const bytes = text.data() + offset;
  const auto byte = [bytes](std::size_t i) -> std::uint32_t {
    return static_cast<unsigned char>(bytes[i]);
  };
  const std::uint32_t lead = byte(0);
  if (lead < 0x80) {
    return {lead, 1, true};
  }
  // Three bytes that are neither overlong (E0) nor surrogates (ED).
  if (lead > 0xE0 && lead < 0xED && text.size() - offset >= 3 && (byte(1) & 0xC0U) == 0x80U &&
      (byte(2) & 0xC0U) == 0x80U) {
    return {((lead & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU), 3, true};
  }
  return detail::DecodeAnyAt(text, offset);
}

bool IsValidUtf8(std::string_view text);

// The text with every byte that begins no valid sequence replaced by U+FFFD.
std::string ToValidUtf8(std::string_view text);

// Appends `value`, which must be a scalar value (not a surrogate, at most U+10FFFF).
void AppendUtf8(std::string& text, char32_t value);

// The scalar values of a text; U+FFFD for each byte that begins no valid sequence. And back.
std::u32string ToCodePoints(std::string_view text);
std::string ToUtf8(std::u32string_view code_points);

}  // namespace assay::text
