// SPDX-License-Identifier: Apache-2.0
#include "enforcement/detail/fields.h"

#include <algorithm>
#include <array>

namespace assay::enforcement {
namespace {

constexpr std::array<FieldInfo, kFieldCount> kFields = {{
    {.name = "listing.band",
     .type = "band",
     .is_evidence = true,
     .meaning = "unknown, clear, watch or red"},
    {.name = "listing.score",
     .type = "int",
     .is_evidence = true,
     .meaning = "rank score, 0 to 100; 80 and above is red"},
    {.name = "listing.log_odds",
     .type = "int",
     .is_evidence = true,
     .meaning = "log-odds of a counterfeit offer, millionths of a nat"},
    {.name = "listing.brands",
     .type = "list(string)",
     .meaning = "names of the brands that the listing claims as those of its goods"},
    {.name = "listing.findings",
     .type = "list(string)",
     .is_evidence = true,
     .meaning = "kinds of the findings, such as \"lingo.counterfeit_grade\""},
    {.name = "listing.authorised",
     .type = "bool",
     .meaning = "a brand is claimed, and the store may sell every brand that is"},
    {.name = "listing.is_new", .type = "bool", .meaning = "the first version we see"},
    {.name = "listing.second_hand", .type = "bool", .meaning = "offered as used goods"},
    {.name = "listing.price_minor",
     .type = "int",
     .may_be_unknown = true,
     .meaning = "price in minor units of listing.currency (fen, cents)"},
    {.name = "listing.currency",
     .type = "string",
     .may_be_unknown = true,
     .meaning = "ISO 4217 code of the price"},
    {.name = "store.age",
     .type = "duration",
     .may_be_unknown = true,
     .meaning = "time since the store opened"},
    {.name = "store.listings", .type = "int", .meaning = "listings on sale"},
    {.name = "store.red_listings",
     .type = "int",
     .is_evidence = true,
     .meaning = "listings on sale that are red"},
    {.name = "store.orders_30d", .type = "int", .meaning = "paid orders of the last 30 days"},
    {.name = "store.orders_total", .type = "int", .meaning = "paid orders since the store opened"},
    {.name = "store.refunds_30d",
     .type = "int",
     .meaning = "refunds asked for in the last 30 days, for any reason"},
    {.name = "store.counterfeit_refunds_30d",
     .type = "int",
     .is_evidence = true,
     .meaning = "refunds of the last 30 days for which the buyer names counterfeit goods"},
    {.name = "store.counterfeit_refund_rate",
     .type = "int",
     .may_be_unknown = true,
     .is_evidence = true,
     .meaning = "store.counterfeit_refunds_30d for each 10,000 of store.orders_30d, rounded down"},
    {.name = "store.parcels_30d", .type = "int", .meaning = "parcels of the last 30 days"},
    {.name = "store.points", .type = "int", .is_evidence = true, .meaning = "points that count"},
    {.name = "store.serious_strikes",
     .type = "int",
     .is_evidence = true,
     .meaning = "serious violations that count, merged"},
    {.name = "store.confirmed_listings_365d",
     .type = "int",
     .is_evidence = true,
     .meaning = "measures against listings that a person confirmed in the last 365 days"},
    {.name = "store.links_to_closed",
     .type = "int",
     .is_evidence = true,
     .meaning = "links in effect to stores closed for counterfeits"},
    {.name = "store.is_closed", .type = "bool", .meaning = "the store is closed"},
    {.name = "store.was_closed_for_counterfeit",
     .type = "bool",
     .is_evidence = true,
     .meaning = "the store was closed for counterfeits before"},
}};

}  // namespace

std::span<const FieldInfo> AllFields() {
  return kFields;
}

std::optional<Field> FindField(std::string_view name) {
  const auto found = std::ranges::find(kFields, name, &FieldInfo::name);
  return found == kFields.end() ? std::nullopt
                                : std::optional(static_cast<Field>(found - kFields.begin()));
}

ValueType TypeOf(Field field) {
  const std::string_view name = kFields.at(static_cast<std::size_t>(field)).type;
  if (name == "list(string)") {
    return {.type = Type::kText, .is_list = true};
  }
  if (name == "bool") {
    return {.type = Type::kBool};
  }
  if (name == "int") {
    return {.type = Type::kInt};
  }
  if (name == "duration") {
    return {.type = Type::kDuration};
  }
  return {.type = name == "band" ? Type::kBand : Type::kText};
}

}  // namespace assay::enforcement
