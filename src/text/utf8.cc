// SPDX-License-Identifier: Apache-2.0
#include "text/utf8.h"

#include <cstring>

namespace assay::text {
namespace {

std::uint32_t ByteAt(std::string_view text, std::size_t offset) {
  return static_cast<unsigned char>(text[offset]);
}

bool IsContinuation(std::string_view text, std::size_t offset) {
  return offset < text.size() && (ByteAt(text, offset) & 0xC0U) == 0x80U;
}

}  // namespace

CodePoint detail::DecodeAnyAt(std::string_view text, std::size_t offset) {
  const std::uint32_t lead = ByteAt(text, offset);
  if (lead < 0x80) {
    return {lead, 1, true};
  }
  if (lead >= 0xC2 && lead < 0xE0 && IsContinuation(text, offset + 1)) {
    return {((lead & 0x1FU) << 6U) | (ByteAt(text, offset + 1) & 0x3FU), 2, true};
  }
  if (lead >= 0xE0 && lead < 0xF0 && IsContinuation(text, offset + 1) &&
      IsContinuation(text, offset + 2)) {
    const char32_t value = ((lead & 0x0FU) << 12U) | ((ByteAt(text, offset + 1) & 0x3FU) << 6U) |
                           (ByteAt(text, offset + 2) & 0x3FU);
    const bool is_surrogate = value >= 0xD800 && value < 0xE000;
    if (value >= 0x800 && !is_surrogate) {
      return {value, 3, true};
    }
  }
  if (lead >= 0xF0 && lead < 0xF5 && IsContinuation(text, offset + 1) &&
      IsContinuation(text, offset + 2) && IsContinuation(text, offset + 3)) {
    const char32_t value = ((lead & 0x07U) << 18U) | ((ByteAt(text, offset + 1) & 0x3FU) << 12U) |
                           ((ByteAt(text, offset + 2) & 0x3FU) << 6U) |
                           (ByteAt(text, offset + 3) & 0x3FU);
    if (value >= 0x10000 && value <= 0x10FFFF) {
      return {value, 4, true};
    }
  }
  return {};
}

bool IsValidUtf8(std::string_view text) {
  std::size_t offset = 0;
  while (offset < text.size()) {
    // Eight ASCII bytes at a time: most titles in Latin script are nothing else.
    std::uint64_t word = 0;
    while (offset + sizeof word <= text.size()) {
      std::memcpy(&word, text.data() + offset, sizeof word);
      if ((word & 0x8080808080808080U) != 0) {
        break;
      }
      offset += sizeof word;
    }
    if (offset == text.size()) {
      break;
    }
    const CodePoint point = DecodeAt(text, offset);
    if (!point.is_valid) {
      return false;
    }
    offset += point.length;
  }
  return true;
}

std::string ToValidUtf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  for (std::size_t offset = 0; offset < text.size();) {
    const CodePoint point = DecodeAt(text, offset);
    AppendUtf8(valid, point.value);
    offset += point.length;
  }
  return valid;
}

void AppendUtf8(std::string& text, char32_t value) {
  const auto append = [&text](char32_t byte) {
    text.push_back(static_cast<char>(static_cast<unsigned char>(byte)));
  };
  if (value < 0x80) {
    append(value);
  } else if (value < 0x800) {
    append(0xC0U | (value >> 6U));
    append(0x80U | (value & 0x3FU));
  } else if (value < 0x10000) {
    append(0xE0U | (value >> 12U));
    append(0x80U | ((value >> 6U) & 0x3FU));
    append(0x80U | (value & 0x3FU));
  } else {
    append(0xF0U | (value >> 18U));
    append(0x80U | ((value >> 12U) & 0x3FU));
    append(0x80U | ((value >> 6U) & 0x3FU));
    append(0x80U | (value & 0x3FU));
  }
}

std::u32string ToCodePoints(std::string_view text) {
  std::u32string points;
  for (std::size_t offset = 0; offset < text.size();) {
    const CodePoint point = DecodeAt(text, offset);
    points.push_back(point.is_valid ? point.value : kReplacementCharacter);
    offset += point.length;
  }
  return points;
}

std::string ToUtf8(std::u32string_view code_points) {
  std::string text;
  for (const char32_t point : code_points) {
    AppendUtf8(text, point);
  }
  return text;
}

}  // namespace assay::text
