// SPDX-License-Identifier: Apache-2.0
#include "privacy/token.h"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "privacy/world.h"

namespace assay::privacy {
namespace {

TokenKey KeyOf(unsigned char byte) {
  return {KeyFilledWith(byte)};
}

std::string PartOf(const TokenKey& key, PersonalKind kind, TokenPart part, std::string_view value) {
  const std::vector<Derived> derived = DeriveParts(key, kind, {part}, value);
  return derived.empty() ? "" : derived.front().value;
}

std::set<std::string> NearTokensOf(std::string_view value) {
  const std::string joined = PartOf(KeyOf(1), PersonalKind::kName, TokenPart::kNear, value);
  std::set<std::string> tokens;
  for (std::size_t at = 0; at < joined.size(); at += kNearTokenDigits) {
    tokens.insert(joined.substr(at, kNearTokenDigits));
  }
  return tokens;
}

bool Meet(std::string_view one, std::string_view other) {
  const std::set<std::string> others = NearTokensOf(other);
  const std::set<std::string> ones = NearTokensOf(one);
  return std::any_of(ones.begin(), ones.end(),
                     [&](const std::string& token) { return others.contains(token); });
}

TEST(Token, IsEqualForValuesThatMeanTheSame) {
  const TokenKey key = KeyOf(1);
  EXPECT_EQ(PartOf(key, PersonalKind::kPhone, TokenPart::kWhole, "+86 138 0013 8000"),
            PartOf(key, PersonalKind::kPhone, TokenPart::kWhole, "0086-13800138000"));
  EXPECT_EQ(PartOf(key, PersonalKind::kPhone, TokenPart::kLast8, "+86 138 0013 8000"),
            PartOf(key, PersonalKind::kPhone, TokenPart::kLast8, "13800138000"));
  EXPECT_EQ(PartOf(key, PersonalKind::kIp, TokenPart::kSlash24, "203.0.113.7"),
            PartOf(key, PersonalKind::kIp, TokenPart::kSlash24, "203.0.113.200"));
  EXPECT_EQ(PartOf(key, PersonalKind::kDocument, TokenPart::kPrefixMask, "11010519491231002X"),
            PartOf(key, PersonalKind::kDocument, TokenPart::kPrefixMask, "11010519850101002X"));
}

TEST(Token, DiffersBetweenKeysKindsAndParts) {
  const std::string value = "13800138000";
  const std::set<std::string> tokens{
      PartOf(KeyOf(1), PersonalKind::kPhone, TokenPart::kWhole, value),
      PartOf(KeyOf(2), PersonalKind::kPhone, TokenPart::kWhole, value),
      PartOf(KeyOf(1), PersonalKind::kBankAccount, TokenPart::kWhole, value),
      PartOf(KeyOf(1), PersonalKind::kPhone, TokenPart::kLast8, value)};
  EXPECT_EQ(tokens.size(), 4U);
  EXPECT_EQ(tokens.begin()->size(), 32U);
}

TEST(Token, IsLeftOutWhereTheValueHasNoSuchPart) {
  const std::vector<TokenPart> parts{TokenPart::kLast8, TokenPart::kPrefixMask, TokenPart::kSlash24,
                                     TokenPart::kRegion};
  EXPECT_TRUE(DeriveParts(KeyOf(1), PersonalKind::kDocument, parts, "E1234").empty());
  EXPECT_TRUE(DeriveParts(KeyOf(1), PersonalKind::kPhone, {TokenPart::kWhole}, "ext.").empty());
}

TEST(Token, NearTokensMeetForAMissingAnAddedAndAChangedCharacter) {
  EXPECT_TRUE(Meet("wang xiaowu", "wang xiaow"));
  EXPECT_TRUE(Meet("wang xiaowu", "wang xiaowuu"));
  EXPECT_TRUE(Meet("wang xiaowu", "wang xiaomu"));
  EXPECT_TRUE(Meet("wang xiaowu", "wang xiawou"));  // Two neighbours swapped
  EXPECT_FALSE(Meet("wang xiaowu", "wang dawu"));
}

TEST(Token, NearTokensOfAnyTwoValuesOneEditApartMeet) {
  EXPECT_TRUE(rc::check([]() {
    const auto letter = rc::gen::inRange('a', static_cast<char>('z' + 1));
    auto value = *rc::gen::resize(30, rc::gen::nonEmpty(rc::gen::container<std::string>(letter)));
    std::string other = value;
    other[*rc::gen::inRange<std::size_t>(0, value.size())] = *letter;
    RC_ASSERT(value.size() < 2 || Meet(value, other));
  }));
}

TEST(Token, NearTokensAreSortedAndCapped) {
  std::string name;
  for (char c = 'a'; c <= 'z'; ++c) {
    name.append({c, 'x', static_cast<char>(c + 1 <= 'z' ? c + 1 : 'a')});
  }
  const std::string joined = PartOf(KeyOf(1), PersonalKind::kName, TokenPart::kNear, name);
  ASSERT_EQ(joined.size(), kNearTokensMax * kNearTokenDigits);
  for (std::size_t at = kNearTokenDigits; at < joined.size(); at += kNearTokenDigits) {
    EXPECT_LT(joined.substr(at - kNearTokenDigits, kNearTokenDigits),
              joined.substr(at, kNearTokenDigits));
  }
}

TEST(Token, FingerprintNeedsTheKey) {
  EXPECT_EQ(FingerprintOf(KeyOf(1), "{}"), FingerprintOf(KeyOf(1), "{}"));
  EXPECT_NE(FingerprintOf(KeyOf(1), "{}"), FingerprintOf(KeyOf(2), "{}"));
  EXPECT_NE(FingerprintOf(KeyOf(1), "{}"), FingerprintOf(KeyOf(1), R"({"a":1})"));
  EXPECT_EQ(FingerprintOf(KeyOf(1), "{}").size(), 16U);
}

}  // namespace
}  // namespace assay::privacy
