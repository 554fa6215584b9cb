// SPDX-License-Identifier: Apache-2.0
// Names that nobody has, for benchmarks of lexicons of any size; the same in every run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "text/utf8.h"

namespace assay::bench {

// `count` different names that are not among `known`: in turns two to four Chinese characters, and
// `syllables_min` to four Latin syllables.
inline std::vector<std::string> MakeNames(std::size_t count, std::uint64_t syllables_min = 2,
                                          std::set<std::string> known = {}) {
  constexpr std::string_view kSyllables = "lacomirenotavisudepogalubi";
  std::uint64_t state = 0x9E3779B97F4A7C15;
  const auto below = [&state](std::uint64_t bound) {
    state ^= state << 13U;
    state ^= state >> 7U;
    state ^= state << 17U;
    return state % bound;
  };
  std::vector<std::string> names;
  while (names.size() < count) {
    const bool is_chinese = names.size() % 2 == 0;
    const std::uint64_t parts_min = is_chinese ? 2 : syllables_min;
    std::string name;
    for (std::uint64_t parts = parts_min + below(5 - parts_min); parts > 0; --parts) {
      if (is_chinese) {
        text::AppendUtf8(name, static_cast<char32_t>(0x4E00 + below(3'000)));
      } else {
        name += kSyllables.substr(2 * below(kSyllables.size() / 2), 2);
        name += static_cast<char>('a' + below(26));
      }
    }
    if (known.insert(name).second) {
      names.push_back(std::move(name));
    }
  }
  return names;
}

}  // namespace assay::bench
