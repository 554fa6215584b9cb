// SPDX-License-Identifier: Apache-2.0
#include "text/words.h"

#include "text/utf8.h"

namespace assay::text {
namespace {

enum class Kind { kOther, kLetter, kDigit };

Kind KindOf(char32_t value) {
  if (value >= '0' && value <= '9') {
    return Kind::kDigit;
  }
  if (value >= 'a' && value <= 'z') {
    return Kind::kLetter;
  }
  // Latin, Greek, Cyrillic and Armenian letters; U+00D7 and U+00F7 are signs.
  if (value >= 0xC0 && value < 0x590 && value != 0xD7 && value != 0xF7) {
    return Kind::kLetter;
  }
  return Kind::kOther;
}

Kind KindBefore(std::string_view text, std::size_t end) {
  if (end == 0) {
    return Kind::kOther;
  }
  std::size_t begin = end - 1;
  while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) {
    --begin;
  }
  return KindOf(DecodeAt(text, begin).value);
}

Kind KindAt(std::string_view text, std::size_t begin) {
  return begin < text.size() ? KindOf(DecodeAt(text, begin).value) : Kind::kOther;
}

}  // namespace

bool StandsAlone(std::string_view folded, std::size_t begin, std::size_t end, WordEnd rule) {
  if (KindAt(folded, begin) != Kind::kOther && KindBefore(folded, begin) != Kind::kOther) {
    return false;
  }
  const Kind last = KindBefore(folded, end);
  const Kind next = KindAt(folded, end);
  if (last == Kind::kOther || next == Kind::kOther) {
    return true;
  }
  return rule == WordEnd::kDigitsJoin && last == Kind::kLetter && next == Kind::kDigit;
}

}  // namespace assay::text
