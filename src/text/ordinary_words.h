// SPDX-License-Identifier: Apache-2.0
// Whether what is spelled almost like a name is an everyday word: 粉底 (foundation) sounds like 芬迪 (Fendi), and
// "channel" is one letter from Chanel.
#pragma once

#include <string_view>

namespace assay::text {

// Whether a dictionary of Chinese has `word`, of two or three characters; false for any other length. The
// dictionary is the one ICU breaks lines with (Unicode licence), kept as 32-bit hashes: about one in 20,000
// strings that are no words is taken for one. Cost: a binary search. Threads: pure.
bool IsOrdinaryWord(std::u32string_view word);

// The same for an English word of four small letters and more (SCOWL's list, Debian's wamerican).
bool IsOrdinaryWord(std::string_view word);

// The same, and the short words that offers are full of: "bag", "new".
bool IsShortOrOrdinaryWord(std::string_view word);

// Whether small letters are nothing but such words set side by side: "newbag", "womenshoes". At most 32 letters. Cost:
// quadratic in them, each a binary search.
bool IsMadeOfWords(std::string_view letters);

}  // namespace assay::text
