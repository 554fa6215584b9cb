// SPDX-License-Identifier: Apache-2.0
#include "text/fold_table.h"

#include <cstddef>
#include <cstdint>

namespace assay::text {
namespace {

// kFoldBlockOfPage, kFoldBlocks and kFoldPool; pages of 128 code points.
#include "fold_table.inc"

}  // namespace

FoldMapping FindFoldMapping(char32_t code_point) {
  const std::size_t page = code_point >> 7U;
  const std::size_t slot = (std::size_t{kFoldBlockOfPage[page]} << 7U) | (code_point & 0x7FU);
  const std::uint32_t entry = kFoldBlocks[slot];
  if (entry == 0) {
    return {};
  }
  // The pool holds a length byte, then the bytes; entry counts from 1.
  const char* at = reinterpret_cast<const char*>(kFoldPool) + (entry - 1);
  return {false, {at + 1, static_cast<unsigned char>(*at)}};
}

}  // namespace assay::text
