// SPDX-License-Identifier: Apache-2.0
// Which goods a listing offers, as far as its price needs to know: brand, kind, model line.
#include <array>

#include "screening/detail/reading.h"

namespace assay::screening::detail {
namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFF;

// The last product word of a title is its head: "leather watch strap", "bag charm". The category speaks where the
// title names no goods, the description where neither does. Goods of the brand's own sectors go before others, which
// count all the same: MCM is known for bags and makes shoes.
std::uint32_t ItemOf(const Model::Parts& parts, const Reading& reading, std::uint32_t brand_row) {
  constexpr std::array<Field, 4> kOrder = {Field::kTitle, Field::kBrand, Field::kCategory,
                                           Field::kDescription};
  std::array<std::uint32_t, 4> fitting = {kNone, kNone, kNone, kNone};
  std::array<std::uint32_t, 4> other = fitting;
  for (const Hit& hit : reading.words) {
    if (hit.term->role == TermRole::kItem) {
      auto& place = parts.Fits(hit.term->owner, brand_row) ? fitting : other;
      place[static_cast<std::size_t>(hit.field)] = hit.term->owner;
    }
  }
  for (const auto* found : {&fitting, &other}) {
    for (const Field field : kOrder) {
      if ((*found)[static_cast<std::size_t>(field)] != kNone) {
        return (*found)[static_cast<std::size_t>(field)];
      }
    }
  }
  return kNone;
}

// The first line of the file that the title names, of the brand and of no other goods than the item's.
std::uint32_t LineOf(const Model::Parts& parts, const Reading& reading, std::uint32_t brand_row,
                     std::string_view item) {
  std::uint32_t line = kNone;
  for (const Hit& hit : reading.words) {
    if (hit.term->role == TermRole::kPriceLine && hit.field == Field::kTitle &&
        hit.term->owner < line) {
      const PriceLine& named = parts.prices.lines()[hit.term->owner];
      if (named.brand == parts.brands[brand_row].name && (item.empty() || item == named.item)) {
        line = hit.term->owner;
      }
    }
  }
  return line;
}

}  // namespace

PricedGoods PricedGoodsOf(const Model::Parts& parts, const Reading& reading,
                          std::uint32_t brand_row, PriceCondition condition) {
  PricedGoods goods{{parts.brands[brand_row].name, "*", "", condition}, false};
  const std::uint32_t item = ItemOf(parts, reading, brand_row);
  if (item != kNone) {
    goods.subject.item = parts.prices.items()[item].name;
    goods.is_of_sectors = parts.Fits(item, brand_row);
  }
  const std::uint32_t line =
      LineOf(parts, reading, brand_row, item == kNone ? std::string_view() : goods.subject.item);
  if (line != kNone) {
    goods.subject.line = parts.prices.lines()[line].name;
    goods.subject.item = parts.prices.lines()[line].item;
    goods.is_of_sectors = true;
  }
  return goods;
}

PriceCondition PriceConditionOf(const Reading& reading, Condition condition) {
  if (condition == Condition::kUsed || condition == Condition::kRefurbished ||
      reading.Has(TermRole::kSecondHand)) {
    return PriceCondition::kSecondHand;
  }
  return condition == Condition::kNew ? PriceCondition::kNew : PriceCondition::kAny;
}

}  // namespace assay::screening::detail
