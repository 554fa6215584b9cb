// SPDX-License-Identifier: Apache-2.0
// What sellers write: titles, descriptions, brands and prices of offers, in Chinese and English. Brand names are
// real, because what reads them knows real brands, but for two that no list has; sellers, prices and words are made up.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "simulation/chance.h"

namespace assay::simulation {

struct BrandGoods {
  std::string_view id;
  std::string_view name;
  std::string_view chinese;
  // Spelled so that only people read it.
  std::string_view disguised;
  std::string_view disguised_chinese;
  std::string_view category;
  std::string_view goods;  // "running shoes"
  std::string_view chinese_goods;
  std::int64_t price_fen;  // Usual price of the genuine piece.
  bool of_shoes = false;
};
std::span<const BrandGoods> Brands();

// How an offer is written. From kFakeOpen on it is counterfeit, in the order in which sellers retreat.
enum class Style : std::uint8_t {
  kPlain,       // Unbranded goods.
  kGenuine,     // A brand's genuine goods, new.
  kUsed,        // Likewise, used.
  kAccessory,   // Fits a brand's goods.
  kClearance,   // A brand's genuine goods, sold off: last sizes, last year's, small flaws.
  kParallel,    // A brand's genuine goods, new, bought abroad.
  kComparison,  // Unbranded goods that name a brand to be likened to.
  kFakeOpen,
  kFakeHinted,
  kFakeDisguised,
  kFakeClean,
  kFakeHidden,
};
std::string_view NameOf(Style style);
inline bool IsCounterfeit(Style style) {
  return style >= Style::kFakeOpen;
}

inline bool IsGenuineBrand(Style style) {
  return style == Style::kGenuine || style == Style::kUsed || style == Style::kClearance ||
         style == Style::kParallel;
}

struct OfferText {
  std::string title;
  std::string description;
  std::string_view brand;  // As the seller fills the field in; may be empty.
  std::string_view category;
  std::string_view condition;
  std::int64_t price_fen = 0;
};

struct OfferWish {
  Style style = Style::kPlain;
  std::size_t brand = 0;  // Index into Brands.
  bool chinese = true;
  bool two_meanings = false;  // Hold a word of the trade in its honest meaning.
};

// `chance` decides the words; the same row gives the same offer.
OfferText WriteOffer(const OfferWish& wish, Chance chance);

// What buyers and sellers write about an order.
std::string_view RefundWords(bool claims_fake, bool chinese, Chance& chance);
std::string_view ReviewWords(bool content, bool chinese, Chance& chance);
std::string_view MoveAwayWords(bool chinese, Chance& chance);

// Units of `currency` for one yuan, rough; 1 where it is not known.
double RateOf(std::string_view currency);

}  // namespace assay::simulation
