// SPDX-License-Identifier: Apache-2.0
// A text without what may have been put inside its names: 香(大牌同款)奈儿, Ba*hot*len*sale*ciaga, N新I款K鞋E.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::text::detail {

struct ReducedText {
  std::string bytes;                   // A zero-width space stands where something was left out.
  std::vector<std::uint32_t> origins;  // By byte: its offset in the source.
};

// False where nothing looks like a decoy, which is so of most texts. Linear.
bool WithoutDecoys(std::string_view source, ReducedText& out);

}  // namespace assay::text::detail
