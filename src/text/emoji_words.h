// SPDX-License-Identifier: Apache-2.0
// What an emoji is read as in Chinese: pictures stand for characters or for their sound (加🛰️ for 加微).
#pragma once

#include <string_view>

namespace assay::text {

// One or two characters; empty where it is no emoji that names are spelled with. Cost: a binary search.
std::u32string_view WordOfEmoji(char32_t code_point);

}  // namespace assay::text
