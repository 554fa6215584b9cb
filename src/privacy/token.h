// SPDX-License-Identifier: Apache-2.0
// Keyed tokens: equal for equal normalised values, unreadable without the token key, and of no use
// to somebody who has another key. HMAC-SHA-256 over kind, part and value, each ended by a zero
// byte.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "privacy/keys.h"
#include "privacy/personal_field.h"

namespace assay::privacy {

// One-character deletions of a value longer than this make more tokens than are kept.
inline constexpr std::size_t kNearTokensMax = 40;
inline constexpr std::size_t kNearTokenDigits = 16;

struct Derived {
  std::string name;   // Of the part: "whole", "last8", "region"
  std::string value;  // Tokens: hexadecimal. Facts: the fact.
  bool is_fact = false;
};

// What `parts` ask for of a value as it came, in the order of `parts`. A part that the value does
// not have (the last eight of a five-digit number) is left out. The tokens of kNear are 16 digits
// each, sorted, without separators, kNearTokensMax at most.
std::vector<Derived> DeriveParts(const TokenKey& key, PersonalKind kind,
                                 const std::vector<TokenPart>& parts, std::string_view value);

// 16 hexadecimal digits over the minified `data` of an event as it came: tells a repeat from a
// contradiction without keeping what was sealed.
std::string FingerprintOf(const TokenKey& key, std::string_view minified_data);

}  // namespace assay::privacy
