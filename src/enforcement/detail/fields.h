// SPDX-License-Identifier: Apache-2.0
// The fields of the language, in the order of AllFields.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "enforcement/detail/expression_node.h"

namespace assay::enforcement {

enum class Field : std::uint8_t {
  kBand,
  kScore,
  kLogOdds,
  kBrands,
  kFindings,
  kAuthorised,
  kIsNew,
  kSecondHand,
  kPriceMinor,
  kCurrency,
  kAge,
  kListings,
  kRedListings,
  kOrders30d,
  kOrdersTotal,
  kRefunds30d,
  kCounterfeitRefunds30d,
  kCounterfeitRefundRate,
  kParcels30d,
  kPoints,
  kSeriousStrikes,
  kConfirmedListings365d,
  kLinksToClosed,
  kIsClosed,
  kWasClosedForCounterfeit,
};
inline constexpr std::size_t kFieldCount = 25;

std::optional<Field> FindField(std::string_view name);
ValueType TypeOf(Field field);

}  // namespace assay::enforcement
