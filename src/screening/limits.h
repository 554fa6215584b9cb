// SPDX-License-Identifier: Apache-2.0
// Maxima of screening. A listing past one is still judged, and a finding says what was not read.
#pragma once

#include <cstddef>

namespace assay::screening {

// Bytes of one field that are read. The longest real description in our data has 9 KB; what lies
// behind 256 KB is there to wear a reader down.
inline constexpr std::size_t kFieldBytesMax = 256 * 1024;

// Claims listed in one verdict; a seller who names more brands than this says nothing with them.
inline constexpr std::size_t kBrandClaimsMax = 32;

}  // namespace assay::screening
