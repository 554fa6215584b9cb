// SPDX-License-Identifier: Apache-2.0
// Letters of other scripts and styles that pass for Latin ones: Greek, Cyrillic, Cherokee, small capitals,
// turned letters, flags made of letters.
#pragma once

#include <string_view>

namespace assay::text {

// The small Latin letters or digits (one or two) that `code_point` looks like; empty where it looks like
// none, for ASCII and for Chinese characters. From UTS 39 skeletons and the names of the Unicode Character
// Database. Cost: a binary search of 2,500 entries. Threads: pure.
std::string_view LookAlikeOf(char32_t code_point);

}  // namespace assay::text
