// SPDX-License-Identifier: Apache-2.0
// Every kind of finding the weights file must give a weight to. "prior" and "limit" are not among
// them: their weight is computed.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace assay::screening::detail {

enum class Kind : std::uint8_t {
  kWordsNone,
  kLingoCounterfeitGrade,
  kLingoPassesCheck,
  kLingoBatch,
  kLingoDisclosure,
  kLingoOriginHint,
  kLingoQualityClaim,
  kLingoHiddenLink,
  kLingoPackaging,
  kLingoHint,
  kLingoCopyHint,
  kLingoHintsTogether,
  kLingoManyHints,
  kLingoTwoMeanings,
  kLingoDisguised,
  kContactOffPlatform,
  kContactHint,
  kContactNumber,
  kBrandNone,
  kBrandNotNamed,
  kBrandClaimed,
  kBrandDisguised,
  kBrandList,
  kContextCompatible,
  kContextService,
  kContextSecondHand,
  kContextOfficialTerm,
  kContextDenial,
  kContextReceipt,
  kContextAuthorised,
  kStoreNew,
  kStoreEstablished,
  kStoreComplaintsSome,
  kStoreComplaintsMany,
  kStoreParcelsMissing,
  kStoreConfirmedOnce,
  kStoreConfirmedOften,
  kStoreSameController,
  kPriceUsual,
  kPriceSaysLittle,
  kPriceBelowGenuine,
  kPriceLikeFakes3,
  kPriceLikeFakes10,
  kPriceLikeFakes30,
  kPriceLikeFakes100,
  kPriceNoReference,
  kPriceNotGiven,
  kPriceWithoutCurrency,
  kPriceCurrencyNotKnown,
  kTextCut,
};

inline constexpr std::array<std::string_view, 50> kKindNames = {
    "words.none",
    "lingo.counterfeit_grade",
    "lingo.passes_check",
    "lingo.batch",
    "lingo.disclosure",
    "lingo.origin_hint",
    "lingo.quality_claim",
    "lingo.hidden_link",
    "lingo.packaging",
    "lingo.hint",
    "lingo.copy_hint",
    "lingo.hints_together",
    "lingo.many_hints",
    "lingo.two_meanings",
    "lingo.disguised",
    "contact.off_platform",
    "contact.hint",
    "contact.number",
    "brand.none",
    "brand.not_named",
    "brand.claimed",
    "brand.disguised",
    "brand.list",
    "context.compatible",
    "context.service",
    "context.second_hand",
    "context.official_term",
    "context.denial",
    "context.receipt",
    "context.authorised",
    "store.new",
    "store.established",
    "store.complaints_some",
    "store.complaints_many",
    "store.parcels_missing",
    "store.confirmed_once",
    "store.confirmed_often",
    "store.same_controller",
    "price.usual",
    "price.says_little",
    "price.below_genuine",
    "price.like_fakes_3",
    "price.like_fakes_10",
    "price.like_fakes_30",
    "price.like_fakes_100",
    "price.no_reference",
    "price.not_given",
    "price.without_currency",
    "price.currency_not_known",
    "text.cut",
};
inline constexpr std::size_t kKindCount = kKindNames.size();
static_assert(static_cast<std::size_t>(Kind::kTextCut) + 1 == kKindCount);

constexpr std::string_view NameOf(Kind kind) {
  return kKindNames[static_cast<std::size_t>(kind)];
}

constexpr std::optional<Kind> FindKind(std::string_view name) {
  for (std::size_t i = 0; i < kKindCount; ++i) {
    if (kKindNames[i] == name) {
      return static_cast<Kind>(i);
    }
  }
  return std::nullopt;
}

}  // namespace assay::screening::detail
