// SPDX-License-Identifier: Apache-2.0
// Which members of an event identify a person, what they are kept for, and what may be compared of
// them without reading them. The table is built once from the event schemas ("x-assay-personal");
// this module does not know the schemas.
//
// Threads: immutable once filled.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/event.h"
#include "core/result.h"

namespace assay::privacy {

// Decides how a value is normalised before tokens are made of it (normalise.h).
enum class PersonalKind : std::uint8_t {
  kDocument,     // Identity card, passport, business licence number
  kBankAccount,  // Card or account number
  kPhone,
  kEmail,
  kDevice,  // IMEI, MAC address, advertising id
  kIp,
  kAddress,
  kName,
  kText,  // Free text that may name people
};

// What is derived of a value. Tokens are keyed; facts are coarse and stand in the clear.
enum class TokenPart : std::uint8_t {
  kWhole,       // Token of the normalised value
  kLast8,       // Token of its last eight characters
  kPrefixMask,  // Token of its length, first six and last four characters: how documents are often
                // shown
  kSlash24,     // Token of the network: /24 of IPv4, /48 of IPv6
  kNear,        // Tokens of the value with any one character left out: finds typing errors
  kValidity,    // Fact "valid", "invalid" or "unknown", by check digit
  kIssuer,      // Fact: the scheme of a document, the issuer's number of a bank card
  kRegion,      // Fact: six-digit administrative code inside a Chinese number
};

std::string_view NameOf(PersonalKind kind);
std::optional<PersonalKind> FindPersonalKind(std::string_view name);
// "whole", "last8", "prefix_mask", "slash24", "near", "validity", "issuer", "region".
std::string_view NameOf(TokenPart part);
std::optional<TokenPart> FindTokenPart(std::string_view name);
bool IsFact(TokenPart part);

struct PersonalField {
  // JSON pointer within the event's `data` member: "/person/document_number". A "*" stands for
  // every element of an array: "/contacts/*/phone".
  std::string path;
  PersonalKind kind = PersonalKind::kText;
  std::string purpose;
  std::int32_t retention_days = 0;
  std::vector<TokenPart> parts;
};

class PersonalFields {
 public:
  // Errors: kInvalidArgument "privacy.bad_field" for a path that is no pointer below `data`, a
  // missing purpose, a retention that is not positive, or the same path twice.
  Result<void> Add(EventType type, PersonalField field);

  // In the order added; empty for types without personal fields.
  std::span<const PersonalField> Of(EventType type) const;
  const std::map<EventType, std::vector<PersonalField>>& all() const { return fields_; }

 private:
  std::map<EventType, std::vector<PersonalField>> fields_;
};

}  // namespace assay::privacy
