// SPDX-License-Identifier: Apache-2.0
// What may stand for a digit, and how far it is from one.
#pragma once

#include <cstdint>

namespace assay::contact::detail {

enum class DigitStyle : std::uint8_t {
  kNone,
  kPlain,    // 5
  kStyled,   // ５ ⑤ 𝟓
  kNumeral,  // 五 伍, and what is said for digits over the telephone: 幺 拐
  kLetter,   // o for 0, l and i for 1
  kSound,    // 舞: another character of the same sound
};

struct Digit {
  DigitStyle style = DigitStyle::kNone;
  char value = '0';
};

// Cost: one table look-up.
Digit DigitOf(char32_t point);

}  // namespace assay::contact::detail
