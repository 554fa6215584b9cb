// SPDX-License-Identifier: Apache-2.0
#include "linkage/token_kind.h"

#include <algorithm>
#include <array>

#include "linkage/limits.h"

namespace assay::linkage {
namespace {

struct KindInfo {
  std::string_view name;
  Attribute attribute;
  LogOdds weight;
};

constexpr std::array<KindInfo, kTokenKinds> kKinds = {{
    {"document", Attribute::kDocument, {9'000'000}},
    {"document.prefix_mask", Attribute::kDocument, {6'000'000}},
    {"document.last8", Attribute::kDocument, {4'000'000}},
    {"bank_account", Attribute::kBankAccount, {8'000'000}},
    {"bank_account.last8", Attribute::kBankAccount, {5'000'000}},
    {"phone", Attribute::kPhone, {6'000'000}},
    {"phone.last8", Attribute::kPhone, {4'500'000}},
    {"email", Attribute::kEmail, {6'000'000}},
    {"device", Attribute::kDevice, {6'000'000}},
    {"ip", Attribute::kIp, {2'500'000}},
    {"ip.slash24", Attribute::kIp, {1'000'000}},
    {"address", Attribute::kAddress, {3'000'000}},
    {"name", Attribute::kName, {1'500'000}},
}};

const KindInfo& InfoOf(TokenKind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}

}  // namespace

std::string_view NameOf(TokenKind kind) {
  return InfoOf(kind).name;
}

std::optional<TokenKind> FindTokenKind(std::string_view name) {
  const auto found = std::ranges::find(kKinds, name, &KindInfo::name);
  return found == kKinds.end() ? std::nullopt
                               : std::optional(static_cast<TokenKind>(found - kKinds.begin()));
}

bool IsPart(TokenKind kind) {
  return InfoOf(kind).name.find('.') != std::string_view::npos;
}

bool IsCompared(TokenKind kind, Comparison comparison) {
  return comparison == Comparison::kParts || (comparison == Comparison::kWhole && !IsPart(kind));
}

Attribute AttributeOf(TokenKind kind) {
  return InfoOf(kind).attribute;
}

LogOdds WeightOf(TokenKind kind, std::uint32_t carriers) {
  if (carriers < 2 || carriers > kCarriersMax) {
    return {};
  }
  const LogOdds damped = InfoOf(kind).weight - LogOdds{LogRatioMicros(carriers - 1, 1)};
  return std::max(damped, LogOdds{});
}

}  // namespace assay::linkage
