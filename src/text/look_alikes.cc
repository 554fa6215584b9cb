// SPDX-License-Identifier: Apache-2.0
#include "text/look_alikes.h"

#include <algorithm>
#include <iterator>

namespace assay::text {
namespace {

struct LookAlike {
  char32_t code_point;
  std::string_view letters;
};

#include "look_alike_table.inc"

}  // namespace

std::string_view LookAlikeOf(char32_t code_point) {
  const auto* const found =
      std::ranges::lower_bound(kLookAlikes, code_point, {}, &LookAlike::code_point);
  return found != std::end(kLookAlikes) && found->code_point == code_point ? found->letters
                                                                           : std::string_view();
}

}  // namespace assay::text
