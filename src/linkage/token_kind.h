// SPDX-License-Identifier: Apache-2.0
// Which identity tokens are compared, and how much an equal one says when only two stores carry it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/log_odds.h"

namespace assay::linkage {

enum class TokenKind : std::uint8_t {
  kDocument,
  kDocumentPrefixMask,
  kDocumentLast8,
  kBankAccount,
  kBankAccountLast8,
  kPhone,
  kPhoneLast8,
  kEmail,
  kDevice,
  kIp,
  kIpNetwork,
  kAddress,
  kName,
};
inline constexpr std::size_t kTokenKinds = 13;

// The wire name of the privacy module's part: "document", "phone.last8", "ip.slash24".
std::string_view NameOf(TokenKind kind);
// nullopt for parts that are not compared exactly ("document.near") and for unknown ones.
std::optional<TokenKind> FindTokenKind(std::string_view name);

// The last digits, a masked number, a network: not the whole value.
bool IsPart(TokenKind kind);

// Which tokens make links. An operator's choice ([linkage] compare).
enum class Comparison : std::uint8_t {
  kNone,   // No links at all.
  kWhole,  // Equal whole values only.
  kParts,  // Equal parts too.
};
bool IsCompared(TokenKind kind, Comparison comparison);

// The attribute a token is a part of: of several equal parts of one attribute only the strongest
// counts, because the others follow from it.
enum class Attribute : std::uint8_t {
  kDocument,
  kBankAccount,
  kPhone,
  kEmail,
  kDevice,
  kIp,
  kAddress,
  kName,
};
inline constexpr std::size_t kAttributes = 8;
Attribute AttributeOf(TokenKind kind);

// Natural log-odds that an equal token adds when two stores carry it. Beliefs, not fitted: a checked
// document or a bank account is hard to share by chance, a name or a network is not. Carried by n
// stores, the chance that it speaks of one given pair falls with the number of others:
// weight - log(n - 1), never below zero; above kCarriersMax zero.
LogOdds WeightOf(TokenKind kind, std::uint32_t carriers);

// A link is proposed from this sum on: one phone shared by two or three stores and nobody else, or
// weaker values together.
inline constexpr LogOdds kProposalThreshold{5'000'000};

}  // namespace assay::linkage
