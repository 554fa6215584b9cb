// SPDX-License-Identifier: Apache-2.0
#include "ingest/listing_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace assay::ingest {
namespace {

enum Slot : std::size_t {
  kId,
  kTitle,
  kDescription,
  kBrand,
  kCategory,
  kCondition,
  kPrice,
  kCurrency,
  kAuthorisedBrands,
  kStoreAgeDays,
  kStoreOrders,
  kStoreParcels,
  kStoreCounterfeitRefunds,
  kStoreConfirmedListings,
  kLabel,
  kGroup,
  kWeight,
  kSeller,
};
constexpr std::array<std::string_view, kLabel> kFieldNames = {"id",
                                                              "title",
                                                              "description",
                                                              "brand",
                                                              "category",
                                                              "condition",
                                                              "price",
                                                              "currency",
                                                              "authorised_brands",
                                                              "store_age_days",
                                                              "store_orders",
                                                              "store_parcels",
                                                              "store_counterfeit_refunds",
                                                              "store_confirmed_listings"};

using Values = std::vector<std::optional<std::string>>;

tl::unexpected<Error> BadListing(std::string reason, std::string message) {
  return Fail(ErrorCode::kInvalidArgument, std::move(reason), std::move(message));
}

Condition ParseCondition(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, Condition>, 15> kWords = {{
      {"new", Condition::kNew},
      {"brand new", Condition::kNew},
      {"全新", Condition::kNew},
      {"used", Condition::kUsed},
      {"second-hand", Condition::kUsed},
      {"second hand", Condition::kUsed},
      {"secondhand", Condition::kUsed},
      {"pre-owned", Condition::kUsed},
      {"preowned", Condition::kUsed},
      {"pre-loved", Condition::kUsed},
      {"二手", Condition::kUsed},
      {"非全新", Condition::kUsed},
      {"refurbished", Condition::kRefurbished},
      {"renewed", Condition::kRefurbished},
      {"翻新", Condition::kRefurbished},
  }};
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  for (const auto& [word, condition] : kWords) {
    if (lower == word) {
      return condition;
    }
  }
  return Condition::kUnknown;
}

// 1 and 0 count; -1, "?" and empty mean that the row is not to be scored.
Result<std::optional<bool>> ParseLabel(const std::optional<std::string>& text) {
  if (!text || text->empty() || *text == "-1" || *text == "?") {
    return std::optional<bool>{};
  }
  if (*text == "1" || *text == "true") {
    return std::optional<bool>{true};
  }
  if (*text == "0" || *text == "false") {
    return std::optional<bool>{false};
  }
  return BadListing("listing.bad_label", "a label is 1, 0, -1 or empty");
}

Result<void> SetPrice(const Values& values, Listing& listing) {
  const std::string& price = values[kPrice].value_or("");
  const std::string& code = values[kCurrency].value_or("");
  if (price.empty()) {
    return {};
  }
  if (code.empty()) {
    listing.has_price_without_currency = true;
    return {};
  }
  const std::optional<Currency> currency = Currency::Find(code);
  if (!currency) {
    return BadListing("listing.unknown_currency", "the currency is no ISO 4217 code");
  }
  ASSAY_ASSIGN(listing.price, ParseMoney(price, *currency));
  return {};
}

// A count of the store, where the record has it.
template <typename Number>
Result<std::optional<Number>> CountOf(const Values& values, Slot slot) {
  const std::string& text = values[slot].value_or("");
  if (text.empty()) {
    return std::optional<Number>{};
  }
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0) {
    return BadListing("listing.bad_count",
                      fmt::format("{} takes a whole number, 0 or more", kFieldNames[slot]));
  }
  return std::optional<Number>{number};
}

Result<std::optional<StoreFacts>> ToStore(const Values& values) {
  StoreFacts store;
  ASSAY_ASSIGN(store.age_days, CountOf<std::int64_t>(values, kStoreAgeDays));
  ASSAY_ASSIGN(const auto orders, CountOf<std::uint64_t>(values, kStoreOrders));
  ASSAY_ASSIGN(const auto parcels, CountOf<std::uint64_t>(values, kStoreParcels));
  ASSAY_ASSIGN(const auto refunds, CountOf<std::uint64_t>(values, kStoreCounterfeitRefunds));
  ASSAY_ASSIGN(const auto confirmed, CountOf<std::uint32_t>(values, kStoreConfirmedListings));
  if (!store.age_days && !orders && !parcels && !refunds && !confirmed) {
    return std::optional<StoreFacts>{};
  }
  store.orders = orders.value_or(0);
  store.parcels = parcels.value_or(0);
  store.counterfeit_refunds = refunds.value_or(0);
  store.confirmed_listings = confirmed.value_or(0);
  return std::optional(store);
}

std::vector<std::string> BrandsIn(std::string_view text) {
  std::vector<std::string> brands;
  while (!text.empty()) {
    const std::size_t bar = text.find('|');
    if (bar != 0) {
      brands.emplace_back(text.substr(0, bar));
    }
    text.remove_prefix(bar == std::string_view::npos ? text.size() : bar + 1);
  }
  return brands;
}

Result<LabelledListing> ToListing(Values& values) {
  if (!values[kId] || values[kId]->empty()) {
    return BadListing("listing.no_id", "a listing needs an id");
  }
  if (!values[kTitle]) {
    return BadListing("listing.no_title", "a listing needs a title");
  }
  LabelledListing row;
  ASSAY_ASSIGN(row.label, ParseLabel(values[kLabel]));
  ASSAY_ASSIGN(row.store, ToStore(values));
  row.authorised_brands = BrandsIn(values[kAuthorisedBrands].value_or(""));
  row.is_unlabelled = values[kLabel].value_or("").empty();
  Listing& listing = row.listing;
  listing.condition = ParseCondition(values[kCondition].value_or(""));
  ASSAY_TRY(SetPrice(values, listing));
  listing.id = std::move(*values[kId]);
  listing.title = std::move(*values[kTitle]);
  listing.description = std::move(values[kDescription]).value_or("");
  listing.brand = std::move(values[kBrand]).value_or("");
  listing.category = std::move(values[kCategory]).value_or("");
  row.group = std::move(values[kGroup]).value_or("");
  row.seller = std::move(values[kSeller]).value_or("");
  return row;
}

}  // namespace

ListingTable::ListingTable(RecordTable records, const ListingOptions& options)
    : records_(std::move(records)),
      default_currency_(options.default_currency),
      has_weights_(!options.weight_column.empty()),
      ids_are_line_numbers_(options.ids_are_line_numbers || records_.LacksColumn(kId)) {}

Result<ListingTable> ListingTable::Open(ByteSource& source, const ListingOptions& options) {
  for (const auto& [field, column] : options.column_of_field) {
    if (std::find(kFieldNames.begin(), kFieldNames.end(), field) == kFieldNames.end()) {
      return BadListing("listing.no_such_field", fmt::format("listings have no field {}", field));
    }
  }
  // A column that an option names must be there; others may be missing.
  std::vector<Column> columns;
  for (const std::string_view field : kFieldNames) {
    const auto mapped = options.column_of_field.find(std::string(field));
    const bool is_mapped = mapped != options.column_of_field.end() && mapped->second != field;
    columns.push_back({is_mapped ? mapped->second : std::string(field), is_mapped});
  }
  columns.push_back({options.label_column, true});
  columns.push_back({options.group_column, true});
  columns.push_back({options.weight_column, true});
  columns.push_back({options.seller_column, true});
  ASSAY_ASSIGN(RecordTable records, RecordTable::Open(source, "listing", std::move(columns)));
  return ListingTable(std::move(records), options);
}

ListingParser::ListingParser(const ListingTable& table) : table_(table), values_(table.records_) {}

Result<LabelledListing> ListingParser::Parse(const RawRecord& raw) {
  ASSAY_ASSIGN(Values values, values_.Parse(raw));
  if (table_.ids_are_line_numbers()) {
    values[kId] = fmt::format("{}", raw.line);
  }
  if (!values[kCurrency] || values[kCurrency]->empty()) {
    values[kCurrency] = table_.default_currency_;
  }
  ASSAY_ASSIGN(LabelledListing row, ToListing(values));
  if (table_.has_weights_) {
    ASSAY_ASSIGN(row.weight, ParseWeight("listing", values[kWeight]));
  }
  return row;
}

}  // namespace assay::ingest
