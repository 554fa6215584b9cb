// SPDX-License-Identifier: Apache-2.0
#include "enforcement/allegation.h"

#include <algorithm>
#include <array>

namespace assay::enforcement {

std::span<const AllegationType> AllAllegationTypes() {
  static constexpr std::array kAll = {
      AllegationType::kCounterfeit,    AllegationType::kMisuseOfMark,  AllegationType::kCopyright,
      AllegationType::kDesignOrPatent, AllegationType::kParallelGoods, AllegationType::kContract,
      AllegationType::kMisdescription};
  return kAll;
}

std::string_view NameOf(AllegationType type) {
  switch (type) {
    case AllegationType::kCounterfeit:
      return "counterfeit";
    case AllegationType::kMisuseOfMark:
      return "misuse_of_mark";
    case AllegationType::kCopyright:
      return "copyright";
    case AllegationType::kDesignOrPatent:
      return "design_or_patent";
    case AllegationType::kParallelGoods:
      return "parallel_goods";
    case AllegationType::kContract:
      return "contract";
    case AllegationType::kMisdescription:
      return "misdescription";
  }
  return "counterfeit";
}

std::optional<AllegationType> FindAllegationType(std::string_view name) {
  const auto all = AllAllegationTypes();
  const auto found = std::ranges::find(all, name, [](AllegationType t) { return NameOf(t); });
  return found == all.end() ? std::nullopt : std::optional(*found);
}

}  // namespace assay::enforcement
