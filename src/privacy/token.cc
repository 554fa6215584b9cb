// SPDX-License-Identifier: Apache-2.0
#include "privacy/token.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "privacy/detail/crypto.h"
#include "privacy/normalise.h"

namespace assay::privacy {
namespace {

// 128 bits: two of 10 million identities meet by chance with a probability of 1.5 in 10^25.
constexpr std::size_t kTokenBytes = 16;
constexpr std::size_t kFingerprintBytes = 8;
constexpr std::size_t kLastCharacters = 8;
constexpr std::size_t kPrefixCharacters = 6;
constexpr std::size_t kSuffixCharacters = 4;

std::string Hmac(const TokenKey& key, PersonalKind kind, TokenPart part, std::string_view value,
                 std::size_t bytes) {
  std::string message;
  for (const std::string_view text : {NameOf(kind), NameOf(part), value}) {
    message.append(text);
    message.push_back('\0');
  }
  return detail::HmacHex(key.key, message, bytes);
}

std::string NearTokens(const TokenKey& key, PersonalKind kind, std::string_view normalised) {
  std::vector<std::string> tokens;
  for (const std::string& neighbour : NeighboursOf(normalised)) {
    tokens.push_back(Hmac(key, kind, TokenPart::kNear, neighbour, kNearTokenDigits / 2));
  }
  // Sorted by token, so the order tells nothing of the value; and where a long value has too many,
  // two similar values keep mostly the same ones.
  std::sort(tokens.begin(), tokens.end());
  tokens.resize(std::min(tokens.size(), kNearTokensMax));
  return fmt::format("{}", fmt::join(tokens, ""));
}

std::string_view NameOf(Validity validity) {
  switch (validity) {
    case Validity::kValid:
      return "valid";
    case Validity::kInvalid:
      return "invalid";
    case Validity::kUnknown:
      break;
  }
  return "unknown";
}

NumberFacts FactsOf(PersonalKind kind, std::string_view normalised) {
  if (kind == PersonalKind::kDocument) {
    return FactsOfDocument(normalised);
  }
  return kind == PersonalKind::kBankAccount ? FactsOfBankAccount(normalised) : NumberFacts{};
}

std::optional<std::string> ValueOf(const TokenKey& key, PersonalKind kind, TokenPart part,
                                   const std::string& normalised) {
  const auto token = [&](std::string_view value) {
    return Hmac(key, kind, part, value, kTokenBytes);
  };
  const auto unless_empty = [](std::string text) {
    return text.empty() ? std::nullopt : std::optional(std::move(text));
  };
  switch (part) {
    case TokenPart::kWhole:
      return token(normalised);
    case TokenPart::kLast8:
      if (normalised.size() < kLastCharacters) {
        return std::nullopt;
      }
      return token(std::string_view(normalised).substr(normalised.size() - kLastCharacters));
    case TokenPart::kPrefixMask:
      // Shorter values would be given away whole.
      if (normalised.size() < kPrefixCharacters + kSuffixCharacters + 2) {
        return std::nullopt;
      }
      return token(fmt::format("{}*{}*{}", normalised.substr(0, kPrefixCharacters),
                               normalised.size(),
                               normalised.substr(normalised.size() - kSuffixCharacters)));
    case TokenPart::kSlash24: {
      const auto network = NetworkOf(normalised);
      return network ? std::optional(token(*network)) : std::nullopt;
    }
    case TokenPart::kNear:
      return NearTokens(key, kind, normalised);
    case TokenPart::kValidity:
      return std::string(NameOf(FactsOf(kind, normalised).validity));
    case TokenPart::kIssuer:
      return unless_empty(FactsOf(kind, normalised).issuer);
    case TokenPart::kRegion:
      return unless_empty(FactsOf(kind, normalised).region);
  }
  return std::nullopt;
}

}  // namespace

std::vector<Derived> DeriveParts(const TokenKey& key, PersonalKind kind,
                                 const std::vector<TokenPart>& parts, std::string_view value) {
  std::vector<Derived> derived;
  const std::string normalised = NormaliseValue(kind, value);
  if (normalised.empty()) {
    return derived;
  }
  for (const TokenPart part : parts) {
    if (auto text = ValueOf(key, kind, part, normalised)) {
      derived.push_back({std::string(NameOf(part)), std::move(*text), IsFact(part)});
    }
  }
  return derived;
}

std::string FingerprintOf(const TokenKey& key, std::string_view minified_data) {
  std::string message("fingerprint");
  message.push_back('\0');
  message.append(minified_data);
  return detail::HmacHex(key.key, message, kFingerprintBytes);
}

}  // namespace assay::privacy
