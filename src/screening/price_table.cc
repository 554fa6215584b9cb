// SPDX-License-Identifier: Apache-2.0
#include "screening/price_table.h"

#include <algorithm>

#include "core/check.h"
#include "screening/detail/tsv.h"

namespace assay::screening {
namespace {

using detail::BadModelFile;
using detail::ParseScaled;
using detail::Split;

__extension__ using Wide = __int128;

constexpr std::string_view kFile = "prices.tsv";
constexpr std::array<std::string_view, 3> kConditionNames = {"any", "new", "second_hand"};

std::int64_t PowerOfTen(int exponent) {
  std::int64_t power = 1;
  for (int i = 0; i < exponent; ++i) {
    power *= 10;
  }
  return power;
}

// n, low, middle, high; all four empty where there is no band.
Result<std::optional<PriceBand>> ParseBand(const std::vector<std::string_view>& fields,
                                           std::size_t first, std::size_t line) {
  if (fields[first].empty()) {
    return std::optional<PriceBand>{};
  }
  const auto offers = ParseScaled(fields[first], 0);
  const auto low = ParseScaled(fields[first + 1], 3);
  const auto middle = ParseScaled(fields[first + 2], 3);
  const auto high = ParseScaled(fields[first + 3], 3);
  if (!offers || *offers < 0 || !low || !middle || !high || *low <= 0 || *low >= *middle ||
      *middle >= *high) {
    return BadModelFile(kFile, line, "a band is a count and three rising amounts");
  }
  return std::optional<PriceBand>{PriceBand{*offers, {*low}, {*middle}, {*high}}};
}

std::vector<std::string> ToStrings(const std::vector<std::string_view>& views) {
  return {views.begin(), views.end()};
}

// Tabs and line breaks cannot stand in a field of the file.
std::string KeyOf(std::string_view brand, std::string_view item, std::string_view line,
                  PriceCondition condition) {
  std::string key;
  key.reserve(brand.size() + item.size() + line.size() + 4);
  key.append(brand).append(1, '\t').append(item).append(1, '\t').append(line);
  return key.append(1, static_cast<char>('0' + static_cast<int>(condition)));
}

}  // namespace

std::string_view NameOf(PriceCondition condition) {
  return kConditionNames[static_cast<std::size_t>(condition)];
}

std::optional<PriceCondition> FindPriceCondition(std::string_view name) {
  const auto at = std::ranges::find(kConditionNames, name);
  return at == kConditionNames.end()
             ? std::nullopt
             : std::optional(static_cast<PriceCondition>(at - kConditionNames.begin()));
}

std::size_t PriceCell::StepOf(MilliUsd price) const {
  const bool are_all_listed = list_prices > 0 && list_prices >= genuine.offers;
  std::size_t step = genuine.offers >= kOffersToTellUsual || are_all_listed ? 0 : 1;
  while (step < kPriceStepCount && price <= at_most[step]) {
    ++step;
  }
  return step;
}

Result<PriceTable> PriceTable::Parse(std::string_view tsv) {
  PriceTable table;
  for (const detail::TsvRow& row : detail::ReadTsv(tsv)) {
    ASSAY_TRY(table.AddRow(row.fields, row.line));
  }
  return table;
}

Result<void> PriceTable::AddRow(const std::vector<std::string_view>& fields, std::size_t line) {
  const std::string_view record = fields[0];
  if (record == "cell") {
    return AddCell(fields, line);
  }
  if (record == "rate" && fields.size() >= 3) {
    const auto rate = ParseScaled(fields[2], 6);
    if (!rate || *rate <= 0) {
      return BadModelFile(kFile, line, "a rate is a positive number of dollars");
    }
    micro_usd_of_unit_.emplace(fields[1], *rate);
  } else if (record == "second_hand" && fields.size() >= 2) {
    const auto ratio = ParseScaled(fields[1], 3);
    if (!ratio || *ratio <= 0 || *ratio > 1'000) {
      return BadModelFile(kFile, line, "the second-hand share lies between 0 and 1");
    }
    second_hand_thousandths_ = *ratio;
  } else if (record == "apart" && fields.size() >= 2) {
    for (const std::string_view brand : Split(fields[1], '|')) {
      apart_.emplace(brand);
    }
  } else if (record == "item" && fields.size() >= 4) {
    items_.push_back({std::string(fields[1]), ToStrings(Split(fields[2], '|')),
                      ToStrings(Split(fields[3], '|'))});
  } else if (record == "line" && fields.size() >= 5) {
    const auto is_its_item = [&](const PriceItem& item) { return item.name == fields[3]; };
    if (std::ranges::none_of(items_, is_its_item)) {
      return BadModelFile(kFile, line, "the item of a line stands above it");
    }
    lines_.push_back({std::string(fields[1]), std::string(fields[2]), std::string(fields[3]),
                      ToStrings(Split(fields[4], '|'))});
  } else if (record == "version" && fields.size() >= 5) {
    const auto genuine = ParseScaled(fields[2], 0);
    const auto list_prices = ParseScaled(fields[3], 0);
    const auto fakes = ParseScaled(fields[4], 0);
    if (fields[1].empty() || !genuine || !list_prices || !fakes) {
      return BadModelFile(kFile, line, "a version is a name and three counts");
    }
    version_ = {std::string(fields[1]), *genuine, *list_prices, *fakes};
  } else {
    return BadModelFile(kFile, line,
                        "expected version, rate, second_hand, apart, item, line or cell");
  }
  return {};
}

Result<void> PriceTable::AddCell(const std::vector<std::string_view>& fields, std::size_t line) {
  constexpr std::size_t kFirstStep = 15;
  if (fields.size() != kFirstStep + kPriceStepCount) {
    return BadModelFile(kFile, line, "a cell has 21 fields");
  }
  const std::optional<PriceCondition> condition = FindPriceCondition(fields[4]);
  if (fields[1].empty() || fields[2].empty() || !condition) {
    return BadModelFile(kFile, line, "a cell names brand, item and any, new or second_hand");
  }
  PriceCell cell;
  cell.subject = {std::string(fields[1]), std::string(fields[2]), std::string(fields[3]),
                  *condition};
  ASSAY_ASSIGN(const std::optional<PriceBand> genuine, ParseBand(fields, 5, line));
  ASSAY_ASSIGN(cell.fake, ParseBand(fields, 9, line));
  if (!genuine) {
    return BadModelFile(kFile, line, "a cell has a band of genuine offers");
  }
  cell.genuine = *genuine;
  if (!fields[13].empty()) {
    const auto count = ParseScaled(fields[13], 0);
    const auto middle = ParseScaled(fields[14], 3);
    if (!count || *count <= 0 || !middle || *middle <= 0) {
      return BadModelFile(kFile, line, "list prices are a count and an amount");
    }
    cell.list_prices = *count;
    cell.list_middle = {*middle};
  }
  for (std::size_t step = 0; step < kPriceStepCount; ++step) {
    const auto amount = ParseScaled(fields[kFirstStep + step], 3);
    if (!amount || *amount < 0 || (step > 0 && *amount > cell.at_most[step - 1].amount)) {
      return BadModelFile(kFile, line, "the prices of the steps never rise");
    }
    cell.at_most[step] = {*amount};
  }
  const std::string key = KeyOf(fields[1], fields[2], fields[3], *condition);
  if (!rows_.emplace(key, static_cast<std::int32_t>(cells_.size())).second) {
    return BadModelFile(kFile, line, "the same cell a second time");
  }
  cells_.push_back(std::move(cell));
  return {};
}

std::int32_t PriceTable::FindRow(const PriceSubject& subject) const {
  const auto find = [&](std::string_view brand, std::string_view item, std::string_view line) {
    auto row = rows_.find(KeyOf(brand, item, line, subject.condition));
    if (row == rows_.end() && subject.condition != PriceCondition::kAny) {
      row = rows_.find(KeyOf(brand, item, line, PriceCondition::kAny));
    }
    return row == rows_.end() ? -1 : row->second;
  };
  std::int32_t row = subject.line.empty() ? -1 : find(subject.brand, subject.item, subject.line);
  if (row < 0) {
    row = find(subject.brand, subject.item, "");
  }
  return row < 0 ? find(subject.brand, "*", "") : row;
}

std::int32_t PriceTable::AddListPrice(std::string_view brand, std::string_view line,
                                      MilliUsd list_price) {
  // What genuine offers ask for goods with a list price: 10,576 offers of an Indian marketplace (Flipkart, 2016),
  // where sales are the rule; one in ten, half and nine in ten ask less than this share. Offers of sneakers that
  // sell out ask more (StockX, 2023: 0.64, 1.03, 1.74), and so are not held to be too dear.
  constexpr std::int64_t kLowThousandths = 326;
  constexpr std::int64_t kMiddleThousandths = 583;
  // What copies of it ask is not known: half-way to the low share little is said, at it a price is below genuine ones,
  // and as far below again (0.583 * (0.326 / 0.583)^2) it is taken for three times as common among copies.
  constexpr std::array<std::int64_t, 3> kStepThousandths = {436, kLowThousandths, 182};
  const auto share = [list_price](std::int64_t thousandths) {
    return MilliUsd{std::max<std::int64_t>(1, list_price.amount * thousandths / 1'000)};
  };
  PriceCell cell;
  cell.subject = {std::string(brand), "*", std::string(line), PriceCondition::kNew};
  cell.genuine = {0, share(kLowThousandths), share(kMiddleThousandths), list_price};
  cell.list_prices = 1;
  cell.list_middle = list_price;
  std::ranges::transform(kStepThousandths, cell.at_most.begin(), share);
  cells_.push_back(std::move(cell));
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

}  // namespace assay::screening
