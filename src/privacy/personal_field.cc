// SPDX-License-Identifier: Apache-2.0
#include "privacy/personal_field.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace assay::privacy {
namespace {

constexpr std::array<std::pair<PersonalKind, std::string_view>, 9> kKindNames{{
    {PersonalKind::kDocument, "document"},
    {PersonalKind::kBankAccount, "bank_account"},
    {PersonalKind::kPhone, "phone"},
    {PersonalKind::kEmail, "email"},
    {PersonalKind::kDevice, "device"},
    {PersonalKind::kIp, "ip"},
    {PersonalKind::kAddress, "address"},
    {PersonalKind::kName, "name"},
    {PersonalKind::kText, "text"},
}};

constexpr std::array<std::pair<TokenPart, std::string_view>, 8> kPartNames{{
    {TokenPart::kWhole, "whole"},
    {TokenPart::kLast8, "last8"},
    {TokenPart::kPrefixMask, "prefix_mask"},
    {TokenPart::kSlash24, "slash24"},
    {TokenPart::kNear, "near"},
    {TokenPart::kValidity, "validity"},
    {TokenPart::kIssuer, "issuer"},
    {TokenPart::kRegion, "region"},
}};

template <typename Table, typename Value>
std::string_view NameIn(const Table& table, Value value) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [value](const auto& row) { return row.first == value; });
  return found == table.end() ? std::string_view("unknown") : found->second;
}

template <typename Value, std::size_t Size>
std::optional<Value> ValueIn(const std::array<std::pair<Value, std::string_view>, Size>& table,
                             std::string_view name) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [name](const auto& row) { return row.second == name; });
  if (found == table.end()) {
    return std::nullopt;
  }
  return found->first;
}

}  // namespace

std::string_view NameOf(PersonalKind kind) {
  return NameIn(kKindNames, kind);
}
std::optional<PersonalKind> FindPersonalKind(std::string_view name) {
  return ValueIn(kKindNames, name);
}
std::string_view NameOf(TokenPart part) {
  return NameIn(kPartNames, part);
}
std::optional<TokenPart> FindTokenPart(std::string_view name) {
  return ValueIn(kPartNames, name);
}

bool IsFact(TokenPart part) {
  return part == TokenPart::kValidity || part == TokenPart::kIssuer || part == TokenPart::kRegion;
}

Result<void> PersonalFields::Add(EventType type, PersonalField field) {
  const auto refuse = [&](std::string_view why) {
    return Fail(ErrorCode::kInvalidArgument, "privacy.bad_field",
                fmt::format("personal field \"{}\" of {}: {}", field.path, WireNameOf(type), why));
  };
  if (field.path.size() < 2 || field.path.front() != '/' || field.path.back() == '/' ||
      field.path.find("//") != std::string::npos) {
    return refuse("the path must be a JSON pointer below `data`");
  }
  if (field.purpose.empty()) {
    return refuse("a purpose must be stated");
  }
  if (field.retention_days <= 0) {
    return refuse("the retention must be at least one day");
  }
  std::vector<PersonalField>& of_type = fields_[type];
  if (std::any_of(of_type.begin(), of_type.end(),
                  [&](const PersonalField& other) { return other.path == field.path; })) {
    return refuse("declared twice");
  }
  of_type.push_back(std::move(field));
  return {};
}

std::span<const PersonalField> PersonalFields::Of(EventType type) const {
  const auto found = fields_.find(type);
  return found == fields_.end() ? std::span<const PersonalField>() : found->second;
}

}  // namespace assay::privacy
