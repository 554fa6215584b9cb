// SPDX-License-Identifier: Apache-2.0
// What one cell of a table says, as JSON. nullopt where it does not say a thing of the kind asked for.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ingest/event_types.h"

namespace assay::ingest::detail {

enum class TimeFormat {
  kRfc3339,
  kCivil,  // "2017-03-01 22:04:05", "2017/03/01 22:04", "2017-03-01"
  kUnixSeconds,
  kUnixMilliseconds,
};

struct TimeRule {
  TimeFormat format = TimeFormat::kRfc3339;
  std::string offset = "+00:00";  // Of times that carry none.
};

std::string_view Trimmed(std::string_view text);
// "+08:00"
bool IsOffset(std::string_view text);
std::optional<std::string> TimeOf(std::string_view cell, const TimeRule& rule);
// kInteger or kNumber.
std::optional<std::string> NumberOf(std::string_view cell, FieldKind kind);
std::optional<std::string> FlagOf(std::string_view cell);

}  // namespace assay::ingest::detail
