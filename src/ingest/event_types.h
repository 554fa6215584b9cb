// SPDX-License-Identifier: Apache-2.0
// What each event type may carry, as api/events/*.schema.json describe it. The tables behind it are
// generated from those files when the product is built (tools/generate_event_types.cc): the schemas
// are the only description.
//
// Threads: constant data. Lifetime: for ever.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/event.h"

namespace assay::ingest {

enum class FieldKind : std::uint8_t {
  kString,
  kInteger,
  kNumber,
  kBoolean,
  kMoney,  // {"amount": minor units, "currency": "CNY"}
  kTime,   // RFC 3339, year 2000 to 2199
  kDate,   // YYYY-MM-DD
  kObject,
  kArray,
};

enum class Alphabet : std::uint8_t {
  kAny,
  kLowerHexadecimal,
  kUpperLetters,
};

// Of a field that identifies a person: it is sealed before anything is written.
struct PersonalField {
  std::string_view kind;     // "document", "bank_account", "phone", ...
  std::string_view purpose;  // Why it is kept.
  std::int32_t retention_days;
  std::span<const std::string_view>
      tokens;  // "whole", "last8", ...: what may be compared without opening.
};

struct Field {
  std::string_view name;  // Empty for the items of an array.
  FieldKind kind;
  bool required;
  Alphabet alphabet;         // kString
  bool currency_optional;    // kMoney: an asked price
  std::uint32_t length_min;  // kString, in characters
  std::uint32_t length_max;  // kString: in characters; kArray: items
  double minimum;            // kInteger, kNumber
  double maximum;
  std::span<const std::string_view> values;  // kString: the only ones allowed; empty for any
  const PersonalField* personal;             // nullptr: not personal
  std::span<const Field> fields;             // kObject: its members; kArray: one, the item
};

struct EventSchema {
  std::string_view name;          // "listing.removed"
  std::span<const Field> fields;  // Members of `data`; at most 64 in any object.
  EventType type;
  bool has_personal_fields;  // Somewhere in it.
};

// In the order of AllEventTypes().
std::span<const EventSchema> AllEventSchemas();
const EventSchema& SchemaOf(EventType type);

}  // namespace assay::ingest
