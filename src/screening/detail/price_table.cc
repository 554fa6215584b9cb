// SPDX-License-Identifier: Apache-2.0
#include "screening/detail/price_table.h"

#include <algorithm>

#include "core/check.h"
#include "screening/detail/tsv.h"

namespace assay::screening::detail {
namespace {

__extension__ using Wide = __int128;

constexpr std::string_view kFile = "prices.tsv";

std::int64_t PowerOfTen(int exponent) {
  std::int64_t power = 1;
  for (int i = 0; i < exponent; ++i) {
    power *= 10;
  }
  return power;
}

// n, low, middle, high; all four empty where there is no band.
Result<std::optional<PriceBand>> ParseBand(const TsvRow& row, std::size_t first) {
  if (row.fields[first].empty()) {
    return std::optional<PriceBand>{};
  }
  const auto offers = ParseScaled(row.fields[first], 0);
  const auto low = ParseScaled(row.fields[first + 1], 3);
  const auto middle = ParseScaled(row.fields[first + 2], 3);
  const auto high = ParseScaled(row.fields[first + 3], 3);
  if (!offers || !low || !middle || !high || *low <= 0 || *low >= *middle || *middle >= *high) {
    return BadModelFile(kFile, row.line, "a band is a count and three rising amounts");
  }
  return std::optional<PriceBand>{PriceBand{*offers, {*low}, {*middle}, {*high}}};
}

std::vector<std::string> ToStrings(const std::vector<std::string_view>& views) {
  return {views.begin(), views.end()};
}

}  // namespace

Result<PriceTable> PriceTable::Parse(std::string_view tsv) {
  PriceTable table;
  for (const TsvRow& row : ReadTsv(tsv)) {
    const std::string_view record = row.fields[0];
    if (record == "rate" && row.fields.size() >= 3) {
      const auto rate = ParseScaled(row.fields[2], 6);
      if (!rate || *rate <= 0) {
        return BadModelFile(kFile, row.line, "a rate is a positive number of dollars");
      }
      table.micro_usd_of_unit_.emplace(row.fields[1], *rate);
    } else if (record == "second_hand" && row.fields.size() >= 2) {
      const auto ratio = ParseScaled(row.fields[1], 3);
      if (!ratio || *ratio <= 0 || *ratio > 1'000) {
        return BadModelFile(kFile, row.line, "the second-hand share lies between 0 and 1");
      }
      table.second_hand_thousandths_ = *ratio;
    } else if (record == "apart" && row.fields.size() >= 2) {
      for (const std::string_view brand : Split(row.fields[1], '|')) {
        table.apart_.emplace(brand);
      }
    } else if (record == "item" && row.fields.size() >= 4) {
      table.items_.push_back({std::string(row.fields[1]), ToStrings(Split(row.fields[2], '|')),
                              ToStrings(Split(row.fields[3], '|'))});
    } else if (record == "cell" && row.fields.size() >= 11) {
      PriceCell cell{std::string(row.fields[1]), std::string(row.fields[2]), {}, {}};
      ASSAY_ASSIGN(cell.genuine, ParseBand(row, 3));
      ASSAY_ASSIGN(cell.fake, ParseBand(row, 7));
      table.rows_.emplace(std::pair(cell.brand, cell.item), table.cells_.size());
      table.cells_.push_back(std::move(cell));
    } else {
      return BadModelFile(kFile, row.line, "expected rate, second_hand, apart, item or cell");
    }
  }
  return table;
}

std::int32_t PriceTable::FindRow(std::string_view brand, std::string_view item) const {
  using Key = std::pair<std::string, std::string>;
  const bool is_apart = apart_.contains(brand);
  for (const Key& key : {Key(brand, item), Key(brand, "*"), Key("*", item)}) {
    const auto row = key.first == "*" && is_apart ? rows_.end() : rows_.find(key);
    if (row != rows_.end()) {
      return static_cast<std::int32_t>(row->second);
    }
  }
  return -1;
}

std::int32_t PriceTable::AddListPrice(std::string_view brand, std::string_view line,
                                      MilliUsd list_price) {
  // What genuine offers ask for goods with a list price: 10,576 offers of an Indian marketplace (Flipkart, 2016),
  // where sales are the rule; one in ten, half and nine in ten ask less than this share. Offers of sneakers that
  // sell out ask more (StockX, 2023: 0.64, 1.03, 1.74), and so are not held to be too dear.
  constexpr std::int64_t kLowThousandths = 326;
  constexpr std::int64_t kMiddleThousandths = 583;
  const auto share = [list_price](std::int64_t thousandths) {
    return MilliUsd{std::max<std::int64_t>(1, list_price.amount * thousandths / 1'000)};
  };
  cells_.push_back({.brand = std::string(brand),
                    .item = std::string(line),
                    .genuine = PriceBand{.offers = 0,
                                         .low = share(kLowThousandths),
                                         .middle = share(kMiddleThousandths),
                                         .high = list_price},
                    .fake = std::nullopt});
  return static_cast<std::int32_t>(cells_.size() - 1);
}

std::optional<MilliUsd> PriceTable::ToUsd(const Money& money) const {
  const auto rate = micro_usd_of_unit_.find(money.currency.code());
  if (rate == micro_usd_of_unit_.end()) {
    return std::nullopt;
  }
  const Wide scaled = Wide{money.minor_units} * rate->second;
  const Wide divisor = Wide{PowerOfTen(money.currency.minor_digits())} * 1'000;
  return MilliUsd{static_cast<std::int64_t>(scaled / divisor)};
}

Money PriceTable::FromUsd(MilliUsd amount, Currency currency) const {
  const auto rate = micro_usd_of_unit_.find(currency.code());
  CHECK_THAT(rate != micro_usd_of_unit_.end(), "only a listed currency is converted back");
  const Wide scaled = Wide{amount.amount} * 1'000 * PowerOfTen(currency.minor_digits());
  const Wide rounded = (scaled + rate->second / 2) / rate->second;
  return {static_cast<std::int64_t>(rounded), currency};
}

}  // namespace assay::screening::detail
