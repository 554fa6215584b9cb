// SPDX-License-Identifier: Apache-2.0
// The writing system of a text, as far as the language can be told from it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace assay::text {

enum class Script : std::uint8_t {
  kNone,  // No letters.
  kHan,   // Chinese; a name in Latin letters among them does not change that.
  kLatin,
  kOther,  // Also Japanese and Korean, told by kana and hangul.
};
inline constexpr std::array<std::string_view, 4> kScriptNames = {"none", "han", "latin", "other"};

constexpr std::string_view NameOf(Script script) {
  return kScriptNames[static_cast<std::size_t>(script)];
}

// The script of most words: one Han character counts like three letters. Any bytes; linear.
Script MainScriptOf(std::string_view text);

}  // namespace assay::text
