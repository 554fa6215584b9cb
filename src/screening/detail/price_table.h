// SPDX-License-Identifier: Apache-2.0
// What genuine offers and known fakes of a brand ask, by kind of goods. All figures come from
// data/model/prices.tsv, which tools/fit_prices.py computes; nothing here is a guess about a brand.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/money.h"
#include "core/result.h"

namespace assay::screening::detail {

// Thousandths of a US dollar: the common unit of all bands.
struct MilliUsd {
  std::int64_t amount = 0;
  friend auto operator<=>(const MilliUsd&, const MilliUsd&) = default;
};

struct PriceBand {
  std::int64_t offers =
      0;         // How many offers the figures rest on; 0: shrunk entirely to the parent.
  MilliUsd low;  // One in ten asks less.
  MilliUsd middle;
  MilliUsd high;  // One in ten asks more.
};

struct PriceCell {
  std::string brand;
  std::string item;  // "*" for any.
  std::optional<PriceBand> genuine;
  std::optional<PriceBand> fake;
};

// A kind of goods and the words that name it.
struct Item {
  std::string name;
  std::vector<std::string> sectors;
  std::vector<std::string> words;
};

class PriceTable {
 public:
  static Result<PriceTable> Parse(std::string_view tsv);

  const std::vector<Item>& items() const { return items_; }
  const PriceCell& cell(std::size_t row) const { return cells_[row]; }
  // Second-hand goods ask this share of the price when new, in thousandths.
  std::int64_t second_hand_thousandths() const { return second_hand_thousandths_; }

  // The row for the brand and item, else the brand and any item, else, but not for brands that stand apart (a Casio is
  // no Rolex), any brand and the item; -1 if there is none.
  std::int32_t FindRow(std::string_view brand, std::string_view item) const;
  // Adds a row for a line of a brand from what its owner asks for it, and returns it. FindRow does not find it.
  std::int32_t AddListPrice(std::string_view brand, std::string_view line, MilliUsd list_price);
  // By the dated rates of the file; nullopt for a currency it does not list.
  std::optional<MilliUsd> ToUsd(const Money& money) const;
  // The other way, for texts: a band in the money's own currency. The currency must be listed.
  Money FromUsd(MilliUsd amount, Currency currency) const;

 private:
  std::vector<Item> items_;
  std::vector<PriceCell> cells_;
  std::map<std::pair<std::string, std::string>, std::size_t, std::less<>> rows_;
  std::set<std::string, std::less<>> apart_;
  std::map<std::string, std::int64_t, std::less<>> micro_usd_of_unit_;
  std::int64_t second_hand_thousandths_ = 1'000;
};

}  // namespace assay::screening::detail
