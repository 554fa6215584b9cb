// SPDX-License-Identifier: Apache-2.0
// What is claimed against a listing. "Counterfeit" is one type among several: findings, notices,
// measures and figures each carry their type, and the types are never added up under one name.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace assay::enforcement {

// Numbers are stored: append only.
enum class AllegationType : std::uint8_t {
  kCounterfeit = 0,     // A mark put on goods that its owner did not make or let make.
  kMisuseOfMark = 1,    // A mark used in text, shop name or links for other goods.
  kCopyright = 2,       // Copied media, texts or photographs.
  kDesignOrPatent = 3,  // Shape or invention of another.
  kParallelGoods = 4,   // Genuine goods outside the territory or channel they were sold for.
  kContract = 5,  // Genuine goods sold against terms: price, territory, lack of authorisation.
  kMisdescription = 6,  // Goods that are not as described, without a mark being abused.
};

std::span<const AllegationType> AllAllegationTypes();
// "counterfeit", "misuse_of_mark", "copyright", "design_or_patent", "parallel_goods", "contract",
// "misdescription": stable, used in configuration, JSON and tables.
std::string_view NameOf(AllegationType type);
std::optional<AllegationType> FindAllegationType(std::string_view name);

// Whether a figure called "counterfeit" may count it. Only counterfeit itself.
constexpr bool CountsAsCounterfeit(AllegationType type) {
  return type == AllegationType::kCounterfeit;
}

}  // namespace assay::enforcement
