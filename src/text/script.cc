// SPDX-License-Identifier: Apache-2.0
#include "text/script.h"

#include <cstddef>

#include "text/utf8.h"

namespace assay::text {
namespace {

// Blocks of the Unicode Standard, as far as marketplaces write them.
Script ScriptOf(char32_t c) {
  const auto within = [c](char32_t first, char32_t last) { return first <= c && c <= last; };
  if (within('a', 'z') || within('A', 'Z') || (within(0xC0, 0x24F) && c != 0xD7 && c != 0xF7) ||
      within(0x1E00, 0x1EFF)) {
    return Script::kLatin;
  }
  if (within(0x4E00, 0x9FFF) || within(0x3400, 0x4DBF) || within(0xF900, 0xFAFF) ||
      within(0x20000, 0x3FFFD)) {
    return Script::kHan;
  }
  // Greek to Khmer with what lies between, Georgian to Phags-pa, kana, hangul, Arabic forms.
  const bool is_letter = within(0x370, 0x1CFF) || within(0x3041, 0x30FF) ||
                         within(0xA500, 0xABFF) || within(0xAC00, 0xD7A3) ||
                         within(0xFB1D, 0xFDFF) || within(0xFE70, 0xFEFC);
  return is_letter ? Script::kOther : Script::kNone;
}

}  // namespace

Script MainScriptOf(std::string_view text) {
  constexpr std::size_t kLettersAWord = 3;
  std::array<std::size_t, kScriptNames.size()> counts{};
  bool has_kana_or_hangul = false;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = DecodeAt(text, i);
    i += point.length;
    if (point.is_valid) {
      const Script script = ScriptOf(point.value);
      counts[static_cast<std::size_t>(script)] += script == Script::kHan ? kLettersAWord : 1;
      has_kana_or_hangul |= script == Script::kOther && point.value >= 0x3041;
    }
  }
  const std::size_t han = counts[static_cast<std::size_t>(Script::kHan)];
  const std::size_t latin = counts[static_cast<std::size_t>(Script::kLatin)];
  std::size_t other = counts[static_cast<std::size_t>(Script::kOther)];
  if (has_kana_or_hangul) {
    other += han;  // Kanji and hanja.
  } else if (han > 0 && 2 * han >= latin) {
    return Script::kHan;
  }
  if (latin == 0 && other == 0) {
    return Script::kNone;
  }
  return latin >= other ? Script::kLatin : Script::kOther;
}

}  // namespace assay::text
