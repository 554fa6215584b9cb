// SPDX-License-Identifier: Apache-2.0
#include "ingest/detail/data_check.h"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "core/money.h"
#include "core/time.h"
#include "ingest/limits.h"

namespace assay::ingest::detail {
namespace {

constexpr std::size_t kTokenBytesMax = 1'024;

std::string Join(std::string_view parent, std::string_view name) {
  return fmt::format("{}/{}", parent, name);
}

// Where in the event a value stands. Spelt out only when something is wrong: most values are right.
struct Where {
  std::string_view parent;
  std::string_view name;
  std::int64_t index = -1;

  std::string Text() const {
    return index < 0 ? Join(parent, name) : fmt::format("{}/{}/{}", parent, name, index);
  }
};

tl::unexpected<Error> Refuse(std::string_view reason, const Where& where, std::string_view why) {
  return Fail(Refusal(reason, where.Text(), why));
}

std::string_view NounOf(FieldKind kind) {
  switch (kind) {
    case FieldKind::kString:
      return "a string";
    case FieldKind::kInteger:
      return "an integer";
    case FieldKind::kNumber:
      return "a number";
    case FieldKind::kBoolean:
      return "true or false";
    case FieldKind::kMoney:
      return "an object with amount and currency";
    case FieldKind::kTime:
      return "a time (RFC 3339)";
    case FieldKind::kDate:
      return "a date (YYYY-MM-DD)";
    case FieldKind::kObject:
      return "an object";
    case FieldKind::kArray:
      return "an array";
  }
  return "something else";
}

tl::unexpected<Error> RefuseKind(const Field& field, const Where& where) {
  return Refuse("ingest.wrong_kind", where, fmt::format("must be {}", NounOf(field.kind)));
}

std::size_t CountCharacters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool Fits(std::string_view text, Alphabet alphabet) {
  switch (alphabet) {
    case Alphabet::kAny:
      return true;
    case Alphabet::kLowerHexadecimal:
      return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    case Alphabet::kUpperLetters:
      return text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
  }
  return false;
}

Result<void> CheckText(std::string_view text, const Field& field, const Where& where) {
  if (!field.values.empty()) {
    if (std::ranges::find(field.values, text) == field.values.end()) {
      return Refuse("ingest.unknown_value", where,
                    fmt::format("must be one of {}", fmt::join(field.values, ", ")));
    }
    return {};
  }
  if (text.size() > field.length_max && CountCharacters(text) > field.length_max) {
    return Refuse("ingest.too_long", where,
                  fmt::format("has more than {} characters", field.length_max));
  }
  if (field.length_min > 0 && CountCharacters(text) < field.length_min) {
    return Refuse("ingest.too_short", where,
                  fmt::format("has fewer than {} characters", field.length_min));
  }
  if (!Fits(text, field.alphabet)) {
    return Refuse("ingest.unknown_value", where, "has characters that do not belong there");
  }
  return {};
}

// {"sealed":"<base64>","tokens":{"whole":"<hex>"}}: the box is not opened, the tokens are taken.
Result<void> CheckSealed(const Element& value, const Field& field, const Where& where,
                         CheckContext& context) {
  Object box;
  Element sealed;
  if (value.get_object().get(box) != simdjson::SUCCESS ||
      box.at_key("sealed").get(sealed) != simdjson::SUCCESS || !sealed.is_string()) {
    return Refuse("ingest.not_sealed", where, "must be sealed in the log");
  }
  Object tokens;
  if (box.at_key("tokens").get_object().get(tokens) != simdjson::SUCCESS) {
    return {};
  }
  for (const auto token : tokens) {
    std::string_view text;
    if (token.value.get_string().get(text) != simdjson::SUCCESS || text.size() > kTokenBytesMax ||
        !Fits(text, Alphabet::kLowerHexadecimal)) {
      return Refuse("ingest.wrong_kind", where, "has a token that is not hexadecimal");
    }
    std::string kind(field.personal->kind);
    if (token.key != "whole") {
      kind.append(".").append(token.key.substr(0, kTypeBytesMax));
    }
    context.tokens.push_back({std::move(kind), std::string(text)});
  }
  return {};
}

Result<void> CheckNumber(const Element& value, const Field& field, const Where& where) {
  double number = 0;
  if (value.get_double().get(number) != simdjson::SUCCESS) {
    return RefuseKind(field, where);
  }
  if (field.kind == FieldKind::kInteger) {
    if (value.type() == simdjson::dom::element_type::DOUBLE && number >= -9.2e18 &&
        number <= 9.2e18) {
      return RefuseKind(field, where);
    }
    if (!value.is_int64()) {
      return Refuse("ingest.number_out_of_range", where, "does not fit into 64 bits");
    }
  }
  if (!(number >= field.minimum && number <= field.maximum)) {
    return Refuse("ingest.number_out_of_range", where,
                  fmt::format("must be from {} to {}", field.minimum, field.maximum));
  }
  return {};
}

Result<void> CheckMoney(const Element& value, const Field& field, const Where& where) {
  Object object;
  if (value.get_object().get(object) != simdjson::SUCCESS) {
    return RefuseKind(field, where);
  }
  static constexpr Field kMembers[] = {
      {"amount",
       FieldKind::kInteger,
       true,
       Alphabet::kAny,
       false,
       0,
       0,
       -9.3e18,
       9.3e18,
       {},
       nullptr,
       {}},
      {"currency", FieldKind::kString, false, Alphabet::kAny, false, 0, 64, 0, 0, {}, nullptr, {}}};
  Members members(kMembers);
  const std::string parent = where.Text();
  CheckContext nothing_personal;
  ASSAY_TRY(CheckObject(object, parent, members, nothing_personal));
  const auto amount = members.At(0).get_int64().value_unsafe();
  if (amount < 0) {
    return Refuse("ingest.negative_amount", {parent, "amount"}, "must not be negative");
  }
  if (amount > kMoneyMinorUnitsMax) {
    return Refuse("ingest.number_out_of_range", {parent, "amount"},
                  fmt::format("must be at most {}", kMoneyMinorUnitsMax));
  }
  if (!members.Has(1)) {
    if (field.currency_optional) {
      return {};
    }
    return Refuse("ingest.missing_field", {parent, "currency"}, "is missing");
  }
  const std::string_view code = members.At(1).get_string().value_unsafe();
  // The schema has upper case only; one spelling keeps the log comparable.
  if (!Fits(code, Alphabet::kUpperLetters) || !Currency::Find(code)) {
    return Refuse("ingest.unknown_currency", {parent, "currency"},
                  "is not an ISO 4217 code in use, in upper case");
  }
  return {};
}

Result<void> CheckValue(const Element& value, const Field& field, const Where& where,
                        CheckContext& context);

Result<void> CheckArray(const Element& value, const Field& field, const Where& where,
                        CheckContext& context) {
  simdjson::dom::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS) {
    return RefuseKind(field, where);
  }
  std::uint32_t count = 0;
  for (const Element item : array) {
    if (count == field.length_max) {
      return Refuse("ingest.too_long", where,
                    fmt::format("has more than {} items", field.length_max));
    }
    Where at = where;
    at.index = count++;
    ASSAY_TRY(CheckValue(item, field.fields.front(), at, context));
  }
  return {};
}

Result<void> CheckValue(const Element& value, const Field& field, const Where& where,
                        CheckContext& context) {
  if (field.personal != nullptr) {
    context.has_personal_fields |= context.origin == Origin::kOutside;
    if (context.origin == Origin::kLog) {
      return CheckSealed(value, field, where, context);
    }
  }
  switch (field.kind) {
    case FieldKind::kString:
    case FieldKind::kTime:
    case FieldKind::kDate: {
      std::string_view text;
      if (value.get_string().get(text) != simdjson::SUCCESS) {
        return RefuseKind(field, where);
      }
      if (field.kind == FieldKind::kString) {
        return CheckText(text, field, where);
      }
      if (field.kind == FieldKind::kTime) {
        return ReadTime(text, where.Text()).map([](const OffsetInstant&) {});
      }
      if (text.size() != 10 || !ParseRfc3339(std::string(text) + "T00:00:00Z")) {
        return RefuseKind(field, where);
      }
      return {};
    }
    case FieldKind::kInteger:
    case FieldKind::kNumber:
      return CheckNumber(value, field, where);
    case FieldKind::kBoolean:
      if (!value.is_bool()) {
        return RefuseKind(field, where);
      }
      return {};
    case FieldKind::kMoney:
      return CheckMoney(value, field, where);
    case FieldKind::kObject: {
      Object object;
      if (value.get_object().get(object) != simdjson::SUCCESS) {
        return RefuseKind(field, where);
      }
      Members members(field.fields);
      return CheckObject(object, where.Text(), members, context);
    }
    case FieldKind::kArray:
      return CheckArray(value, field, where, context);
  }
  return {};
}

}  // namespace

Error Refusal(std::string_view reason, std::string_view pointer, std::string_view why) {
  const bool is_limit = reason == "ingest.too_long" || reason == "ingest.too_deep";
  return {is_limit ? ErrorCode::kLimitExceeded : ErrorCode::kInvalidArgument, std::string(reason),
          fmt::format("{} {}", pointer, why)};
}

Result<OffsetInstant> ReadTime(std::string_view text, std::string_view pointer) {
  const auto time = ParseRfc3339(text);
  if (!time) {
    return Fail(Refusal("ingest.wrong_kind", pointer, "must be a time as RFC 3339 writes it"));
  }
  if (time->instant < kEarliestTime || time->instant >= kTimeEnd) {
    return Fail(Refusal("ingest.time_out_of_range", pointer, "must lie in the years 2000 to 2199"));
  }
  return *time;
}

const Element* Members::Find(std::string_view name) const {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (fields_[i].name == name) {
      return Has(i) ? &elements_[i] : nullptr;
    }
  }
  return nullptr;
}

Result<void> CheckObject(const Object& object, std::string_view parent, Members& members,
                         CheckContext& context) {
  const std::span<const Field> fields = members.fields();
  std::uint64_t seen = 0;
  for (const auto member : object) {
    std::size_t at = 0;
    while (at < fields.size() && fields[at].name != member.key) {
      ++at;
    }
    if (at == fields.size()) {
      continue;
    }
    const Where where{parent, fields[at].name};
    if (((seen >> at) & 1) != 0) {
      // Readers differ on which of the two counts: a way to show one thing and do another.
      return Refuse("ingest.duplicate_key", where, "stands there twice");
    }
    seen |= std::uint64_t{1} << at;
    if (member.value.is_null()) {
      continue;
    }
    ASSAY_TRY(CheckValue(member.value, fields[at], where, context));
    members.Set(at, member.value);
  }
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].required && !members.Has(i)) {
      return Refuse("ingest.missing_field", {parent, fields[i].name}, "is missing");
    }
  }
  return {};
}

}  // namespace assay::ingest::detail
