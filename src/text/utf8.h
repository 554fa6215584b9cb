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

// Reads the code point that begins at `offset`, which must lie inside `text`. Never reads past the
// end.
CodePoint DecodeAt(std::string_view text, std::size_t offset);

bool IsValidUtf8(std::string_view text);

// The text with every byte that begins no valid sequence replaced by U+FFFD.
std::string ToValidUtf8(std::string_view text);

// Appends `value`, which must be a scalar value (not a surrogate, at most U+10FFFF).
void AppendUtf8(std::string& text, char32_t value);

// The scalar values of a text; U+FFFD for each byte that begins no valid sequence. And back.
std::u32string ToCodePoints(std::string_view text);
std::string ToUtf8(std::u32string_view code_points);

}  // namespace assay::text
