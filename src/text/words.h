// SPDX-License-Identifier: Apache-2.0
// Where words begin and end in folded text. Latin, Greek and Cyrillic words are runs of letters and
// digits; Chinese, Japanese and Korean have no borders to look for, so every place is one.
#pragma once

#include <string_view>

namespace assay::text {

enum class WordEnd {
  kStrict,      // Neither letter nor digit may follow or go before.
  kDigitsJoin,  // As strict, but digits may follow letters: "iphone11", "speedy30".
};

// Whether the bytes [begin, end) of `folded` stand as words of their own. Non-empty, on code-point
// borders.
bool StandsAlone(std::string_view folded, std::size_t begin, std::size_t end, WordEnd rule);

}  // namespace assay::text
