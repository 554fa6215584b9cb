// SPDX-License-Identifier: Apache-2.0
// The generated table behind text/folding.h (tools/make_fold_table.cc says how it is made).
#pragma once

#include <string_view>

namespace assay::text {

struct FoldMapping {
  bool is_identity = true;
  std::string_view bytes;  // What the code point folds to, where it is not itself; may be empty.
};

FoldMapping FindFoldMapping(char32_t code_point);

}  // namespace assay::text
