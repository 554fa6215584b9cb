// SPDX-License-Identifier: Apache-2.0
// Computes the cells of a price table from offers: what genuine ones and known fakes ask, and from which price down an
// offer is more like the fakes.
//
// How: log prices. The middle of a cell is the median, its spread 1.4826 times the median deviation; both are shrunk to
// what brand and kind of goods alone would say, with the strength of 20 offers, a model line to its brand's kind
// (m' = (n m + 20 m_parent) / (n + 20)). Brands and kinds are taken apart by medians in turn. Fakes have bands of their
// own: mostly of their kind, because what a copy costs hardly depends on the brand on it. The steps follow from the
// ratio of both densities, made monotone: below the price where it is highest it stays there.
//
// What keeps a poisoned history from moving the bands:
//  1. A store counts for at most 20 offers in a cell, its prices spread evenly over that; a brand needs 6 offers, where
//     stores are known of 3 stores, or it gets no row and keeps no opinion.
//  2. Medians: up to half of a cell may lie about its price before its middle leaves the honest range.
//  3. Whether an offer was a fake is told by the caller: only independent outcomes should (a test buy, an examiner, a
//     court), never what Assay decided. Everything else is taken for genuine, so a flood of cheap fakes makes the model
//     more lenient, never harsher on honest sellers.
//  4. No middle moves further than by a factor of 1.5 from the table before; what was held back is told.
//
// Deterministic: the same offers, in any order, give the same bytes. Threads: pure. Cost: O(n log n) of the offers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/listing.h"
#include "core/result.h"
#include "screening/price_table.h"
#include "screening/screen.h"

namespace assay::screening {

enum class OfferKind : std::uint8_t {
  kGenuine,
  kFake,
  kListPrice,  // What the maker asks: counts as a genuine offer of new goods, and is told apart.
};

struct PriceOffer {
  PriceSubject subject;
  MilliUsd price;
  std::string store;  // Empty: not known, then each offer counts by itself.
  OfferKind kind = OfferKind::kGenuine;
};

inline constexpr std::size_t kOffersPerStoreMax = 20;
inline constexpr std::size_t kOffersPerBrandMin = 6;
inline constexpr std::size_t kStoresPerBrandMin = 3;
inline constexpr double kMoveRatioMax = 1.5;
// Prices outside of this (half a dollar to ten million) are placeholders or slips, and are left out.
inline constexpr MilliUsd kOfferPriceMin{500};
inline constexpr MilliUsd kOfferPriceMax{10'000'000'000};

// The goods a listing offers, as the price table would look them up; nothing where it claims no brand.
std::optional<PriceSubject> PriceSubjectOf(const Model& model, const Listing& listing);

struct FittedPrices {
  std::string tsv;  // `base_tsv` with its version and cells made anew.
  std::uint64_t cells = 0;
  std::uint64_t held_back = 0;  // Middles that would have moved too far.
};

// `model` was made with `base_tsv`. Where the offers hold fewer than 6 fakes, the fakes of the base stand.
// `version` names the result: 1 to 64 characters, no control characters.
// Errors: kInvalidArgument "prices.bad_version", "prices.too_few" where no brand has enough offers.
Result<FittedPrices> FitPrices(const Model& model, std::string_view base_tsv,
                               std::span<const PriceOffer> offers, std::string_view version);

// A price file less everything that FitPrices writes: what people keep by hand.
std::string WithoutCells(std::string_view tsv);

// A cell that is not the same in both tables.
struct PriceChange {
  PriceSubject subject;
  std::optional<PriceBand> before;  // Of genuine offers; nothing where the cell is new.
  std::optional<PriceBand> after;
};

// Cells that are new, gone, or whose genuine middle moved by more than `ratio_min` (1.05: five per cent), those that
// moved furthest first, then by subject.
std::vector<PriceChange> ComparePrices(const PriceTable& before, const PriceTable& after,
                                       double ratio_min);

// Natural logarithm of how many times as common the price is among fakes, by the bands of the cell; never falls with a
// falling price. Nothing where the cell knows no fakes. Floating point: for figures and fitting, not for verdicts.
std::optional<double> LogRatioOfPrice(const PriceCell& cell, MilliUsd price);

}  // namespace assay::screening
