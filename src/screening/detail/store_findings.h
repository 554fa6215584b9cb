// SPDX-License-Identifier: Apache-2.0
// The findings about a listing that rest on its store.
#pragma once

#include <string>
#include <vector>

#include "screening/detail/kinds.h"
#include "screening/store_context.h"

namespace assay::screening::detail {

struct StoreFinding {
  Kind kind;
  std::string text;
};

std::vector<StoreFinding> FindingsOf(const StoreContext& store);

}  // namespace assay::screening::detail
