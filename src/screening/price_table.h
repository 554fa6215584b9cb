// SPDX-License-Identifier: Apache-2.0
// What genuine offers and known fakes of a brand ask, by kind of goods, model line and condition, and from which price
// down an offer is more like the fakes. All figures come from the file (data/model/prices.tsv, or an operator's own),
// which screening/price_fit.h computes; nothing here is a guess about a brand. docs/formats/prices.md has the columns.
//
// Invariants of a cell
//  1. low < middle < high in each band; all amounts above 0.
//  2. at_most never rises with the step: a lower price never is less like a fake.
//
// Threads: immutable once parsed. Cost: FindRow looks up at most six keys; StepOf compares six numbers.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/money.h"
#include "core/result.h"

namespace assay::screening {

// Thousandths of a US dollar: the common unit of all bands.
struct MilliUsd {
  std::int64_t amount = 0;
  friend auto operator<=>(const MilliUsd&, const MilliUsd&) = default;
};

enum class PriceCondition : std::uint8_t { kAny, kNew, kSecondHand };

std::string_view NameOf(PriceCondition condition);  // "any", "new", "second_hand".
std::optional<PriceCondition> FindPriceCondition(std::string_view name);

// What a price is compared with.
struct PriceSubject {
  std::string brand;  // "*" for any.
  std::string item;   // Kind of goods; "*" for any.
  std::string line;   // Model line of brand and item; empty for any.
  PriceCondition condition = PriceCondition::kAny;
  friend auto operator<=>(const PriceSubject&, const PriceSubject&) = default;
};

struct PriceBand {
  std::int64_t offers = 0;  // How many offers it rests on; 0: estimated from brand and kind alone.
  MilliUsd low;             // One in ten asks less.
  MilliUsd middle;
  MilliUsd high;  // One in ten asks more.
};

// How many times as common a price is among known fakes as among genuine offers, at least, by step. Below the first,
// the price is as genuine offers ask.
inline constexpr std::array<double, 6> kPriceStepRatios = {0.2, 1, 3, 10, 30, 100};
inline constexpr std::size_t kPriceStepCount = kPriceStepRatios.size();
// As many as what a parent says is worth (price_fit.h).
inline constexpr std::int64_t kOffersToTellUsual = 20;

struct PriceCell {
  PriceSubject subject;
  PriceBand genuine;  // List prices included.
  std::optional<PriceBand> fake;
  std::int64_t list_prices = 0;  // Prices that makers list; 0 where none is known.
  MilliUsd list_middle;
  // A price at or below [i] is kPriceStepRatios[i] times as common among fakes; 0 where none is.
  std::array<MilliUsd, kPriceStepCount> at_most{};

  // 0 for a price as genuine offers ask, up to kPriceStepCount. Never 0 where the band rests on fewer than
  // kOffersToTellUsual and not on list prices alone: it is then more of other goods than of these.
  std::size_t StepOf(MilliUsd price) const;
};

// A kind of goods and the words that name it.
struct PriceItem {
  std::string name;
  std::vector<std::string> sectors;
  std::vector<std::string> words;
};

// A model line of a brand: "Neverfull". Of the lines that a listing names the first in the file counts.
struct PriceLine {
  std::string brand;
  std::string name;
  std::string item;  // Row of this item.
  std::vector<std::string> words;
};

// Which offers the cells were made of. Empty name: the file does not say.
struct PriceVersion {
  std::string name;
  std::int64_t genuine = 0;
  std::int64_t list_prices = 0;
  std::int64_t fakes = 0;
};

class PriceTable {
 public:
  // Errors: kInvalidArgument "screening.bad_model_file" with the line.
  static Result<PriceTable> Parse(std::string_view tsv);

  const PriceVersion& version() const { return version_; }
  const std::vector<PriceItem>& items() const { return items_; }
  const std::vector<PriceLine>& lines() const { return lines_; }
  const std::vector<PriceCell>& cells() const { return cells_; }
  const PriceCell& cell(std::size_t row) const { return cells_[row]; }
  // Second-hand goods ask this share of the price when new, in thousandths; for brands of which one of both is unknown.
  std::int64_t second_hand_thousandths() const { return second_hand_thousandths_; }
  // Everyday brands: what other brands' goods cost says nothing of theirs (a Casio is no Rolex).
  bool IsApart(std::string_view brand) const { return apart_.contains(brand); }

  // The nearest row: the line, else the item, else any goods of the brand; of each, the condition before any
  // condition. -1 if there is none.
  std::int32_t FindRow(const PriceSubject& subject) const;
  // Adds a row for a line of a brand from what its owner asks for it, and returns it. FindRow does not find it.
  std::int32_t AddListPrice(std::string_view brand, std::string_view line, MilliUsd list_price);
  // By the dated rates of the file; nullopt for a currency it does not list.
  std::optional<MilliUsd> ToUsd(const Money& money) const;
  // The other way, for texts: a band in the money's own currency. The currency must be listed.
  Money FromUsd(MilliUsd amount, Currency currency) const;

 private:
  Result<void> AddRow(const std::vector<std::string_view>& fields, std::size_t line);
  Result<void> AddCell(const std::vector<std::string_view>& fields, std::size_t line);

  PriceVersion version_;
  std::vector<PriceItem> items_;
  std::vector<PriceLine> lines_;
  std::vector<PriceCell> cells_;
  std::unordered_map<std::string, std::int32_t> rows_;
  std::set<std::string, std::less<>> apart_;
  std::map<std::string, std::int64_t, std::less<>> micro_usd_of_unit_;
  std::int64_t second_hand_thousandths_ = 1'000;
};

}  // namespace assay::screening
