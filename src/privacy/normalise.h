// SPDX-License-Identifier: Apache-2.0
// One spelling for values that mean the same, so that their tokens are equal; and the coarse facts
// that a number carries in itself. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/personal_field.h"

namespace assay::privacy {

// Full-width ASCII becomes plain ASCII for every kind. Then
//  document, bank account, device: letters and digits only, upper case
//  phone: digits only, a leading 00 dropped ("+86 138 0013 8000" and "0086-13800138000" are equal;
//  a
//    number without its country stays without)
//  e-mail: lower case, no spaces. IP: lower case, no spaces, IPv4 without leading zeros
//  name, address, text: outer spaces dropped, inner runs of white space one space, ASCII lower case
std::string NormaliseValue(PersonalKind kind, std::string_view value);

// "203.0.113.0/24" or "2001:db8:0::/48"; nullopt for what is no address.
std::optional<std::string> NetworkOf(std::string_view normalised_ip);

// The value itself and the value with any one character left out, in that order, duplicates
// removed.
std::vector<std::string> NeighboursOf(std::string_view normalised);

enum class Validity : std::uint8_t { kUnknown, kValid, kInvalid };

struct NumberFacts {
  Validity validity = Validity::kUnknown;
  std::string issuer;  // "cn_resident", "cn_enterprise", or the six-digit issuer number of a card
  std::string
      region;  // GB/T 2260 code: province, city, county. Neither birth date nor sex is kept.
};
// Of a normalised document number: resident identity number (GB 11643-1999, ISO 7064 MOD 11-2) or
// unified social credit code (GB 32100-2015, MOD 31).
NumberFacts FactsOfDocument(std::string_view normalised);
// Of a normalised card number: Luhn check (ISO/IEC 7812-1).
NumberFacts FactsOfBankAccount(std::string_view normalised);

}  // namespace assay::privacy
