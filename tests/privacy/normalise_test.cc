// SPDX-License-Identifier: Apache-2.0
#include "privacy/normalise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::privacy {
namespace {

using testing::UnorderedElementsAre;

TEST(Normalise, DocumentsKeepLettersAndDigitsInUpperCase) {
  EXPECT_EQ(NormaliseValue(PersonalKind::kDocument, " 110105-19491231 002x "),
            "11010519491231002X");
  EXPECT_EQ(NormaliseValue(PersonalKind::kDocument, "１１０１０５　ｘ"), "110105X");
}

TEST(Normalise, PhonesKeepDigitsAndTheirCountryIfGiven) {
  EXPECT_EQ(NormaliseValue(PersonalKind::kPhone, "+86 138-0013-8000"), "8613800138000");
  EXPECT_EQ(NormaliseValue(PersonalKind::kPhone, "0086 (138) 0013 8000"), "8613800138000");
  EXPECT_EQ(NormaliseValue(PersonalKind::kPhone, "13800138000"), "13800138000");
  EXPECT_EQ(NormaliseValue(PersonalKind::kPhone, "＋８６１３８"), "86138");
}

TEST(Normalise, NamesAndMailIgnoreCaseAndSpaces) {
  EXPECT_EQ(NormaliseValue(PersonalKind::kEmail, " Wang.Wu@Example.COM "), "wang.wu@example.com");
  EXPECT_EQ(NormaliseValue(PersonalKind::kName, "  WANG\t  Wu "), "wang wu");
  EXPECT_EQ(NormaliseValue(PersonalKind::kName, "王　五"), "王 五");
}

TEST(Normalise, AddressesOfTheSameHostAreEqual) {
  EXPECT_EQ(NormaliseValue(PersonalKind::kIp, "203.000.113.007"), "203.0.113.7");
  EXPECT_EQ(NormaliseValue(PersonalKind::kIp, "2001:DB8::1"),
            NormaliseValue(PersonalKind::kIp, "2001:0db8:0:0:0:0:0:1"));
  EXPECT_EQ(NormaliseValue(PersonalKind::kIp, "Not An Address"), "notanaddress");
}

TEST(Normalise, NetworksAreCutWhereProvidersHandThemOut) {
  EXPECT_EQ(NetworkOf("203.0.113.7"), "203.0.113.0/24");
  EXPECT_EQ(NetworkOf("2001:db8:5:6::1"), "2001:db8:5::/48");
  for (const char* text : {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1..2.3", "1.2.3.x", ":::",
                           "1::2::3", "12345::", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:", "g::1"}) {
    EXPECT_EQ(NetworkOf(text), std::nullopt) << text;
  }
}

TEST(Normalise, NeighboursLeaveOutOneWholeCharacter) {
  EXPECT_THAT(NeighboursOf("王小五"), UnorderedElementsAre("王小五", "小五", "王五", "王小"));
  EXPECT_THAT(NeighboursOf("aab"), UnorderedElementsAre("aab", "ab", "aa"));
  EXPECT_THAT(NeighboursOf("a"), UnorderedElementsAre("a"));
}

TEST(Normalise, ReadsTheFactsOfAResidentNumberButNoBirthDate) {
  const NumberFacts facts = FactsOfDocument("11010519491231002X");
  EXPECT_EQ(facts.validity, Validity::kValid);
  EXPECT_EQ(facts.issuer, "cn_resident");
  EXPECT_EQ(facts.region, "110105");
  EXPECT_EQ(FactsOfDocument("110105194912310021").validity, Validity::kInvalid);
}

TEST(Normalise, ReadsTheFactsOfAnEnterpriseNumber) {
  const NumberFacts facts = FactsOfDocument("91350100M000100Y43");
  EXPECT_EQ(facts.validity, Validity::kValid);
  EXPECT_EQ(facts.issuer, "cn_enterprise");
  EXPECT_EQ(facts.region, "350100");
  EXPECT_EQ(FactsOfDocument("91350100M000100Y44").validity, Validity::kInvalid);
}

TEST(Normalise, SaysUnknownOfNumbersItDoesNotKnow) {
  for (const char* text : {"", "E12345678", "11010519491331002X", "9135010OM000100Y43"}) {
    EXPECT_EQ(FactsOfDocument(text).validity, Validity::kUnknown) << text;
    EXPECT_EQ(FactsOfDocument(text).region, "") << text;
  }
  EXPECT_EQ(FactsOfBankAccount("DE89370400440532013000").validity, Validity::kUnknown);
}

TEST(Normalise, ChecksCardNumbers) {
  EXPECT_EQ(FactsOfBankAccount("4111111111111111").validity, Validity::kValid);
  EXPECT_EQ(FactsOfBankAccount("4111111111111111").issuer, "411111");
  EXPECT_EQ(FactsOfBankAccount("4111111111111112").validity, Validity::kInvalid);
}

}  // namespace
}  // namespace assay::privacy
