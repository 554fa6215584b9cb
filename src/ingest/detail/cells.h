// SPDX-License-Identifier: Apache-2.0
// What one cell of a table says, as JSON. nullopt where it does not say a thing of the kind asked for.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ingest/event_types.h"
#include "ingest/time_zone.h"

namespace assay::ingest::detail {

enum class TimeFormat {
  kRfc3339,
  kCivil,       // "2017-03-01 22:04:05", "2017/3/1 22:04", "2017年3月1日"
  kDayFirst,    // "01.03.2017 22:04", "1/3/17"
  kMonthFirst,  // "3/1/2017 10:04 PM"
  kUnixSeconds,
  kUnixMilliseconds,
};

struct TimeRule {
  TimeFormat format = TimeFormat::kRfc3339;
  TimeZone zone;  // Of times that carry no offset.
};

std::string_view Trimmed(std::string_view text);
// Of the three in the middle; without an offset: "2017-03-01T22:04:05". Years of two digits are of this century.
std::optional<std::string> CivilOf(std::string_view cell, TimeFormat format);
std::optional<std::string> TimeOf(std::string_view cell, const TimeRule& rule);
// kInteger or kNumber.
std::optional<std::string> NumberOf(std::string_view cell, FieldKind kind);
std::optional<std::string> FlagOf(std::string_view cell);

// An amount as shops write it, "1.299,00 €" or "¥ 1,299", as plain digits: the sign of a currency around it is taken
// off, and what groups thousands, if it stands before three digits. `decimal` is '.' or ','.
std::optional<std::string> AmountOf(std::string_view cell, char decimal);

}  // namespace assay::ingest::detail
