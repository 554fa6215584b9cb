// SPDX-License-Identifier: Apache-2.0
#include "core/money.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace assay {
namespace {

const Currency kYuan = *Currency::Find("CNY");

TEST(Money, ReadsADecimalInTheMainUnit) {
  EXPECT_EQ(ParseMoney("1299.00", kYuan)->minor_units, 129'900);
  EXPECT_EQ(ParseMoney(" 1,299 ", kYuan)->minor_units, 129'900);
  EXPECT_EQ(ParseMoney("0.5", kYuan)->minor_units, 50);
  EXPECT_EQ(ParseMoney("12.345", kYuan)->minor_units, 1'235);
  EXPECT_EQ(ParseMoney("1500", *Currency::Find("jpy"))->minor_units, 1'500);
  EXPECT_EQ(ParseMoney("1.234", *Currency::Find("KWD"))->minor_units, 1'234);
}

TEST(Money, RefusesWhatIsNotAnAmount) {
  for (const char* text :
       {"", "abc", "1e5", "1.2.3", "12,34", ",5", "1,2345", "NaN", "0x10", ".", "1 2"}) {
    ASSERT_FALSE(ParseMoney(text, kYuan)) << text;
    EXPECT_EQ(ParseMoney(text, kYuan).error().reason, "money.not_a_number") << text;
  }
  EXPECT_EQ(ParseMoney("-3", kYuan).error().reason, "money.negative");
  EXPECT_EQ(ParseMoney("99999999999999999999", kYuan).error().reason, "money.out_of_range");
}

TEST(Money, KnowsOnlyIsoCurrencies) {
  EXPECT_FALSE(Currency::Find("RMB"));
  EXPECT_FALSE(Currency::Find(""));
  EXPECT_FALSE(Currency::Find("DOLLAR"));
  EXPECT_EQ(Currency::Find("usd")->code(), "USD");
}

TEST(Money, FormattingAndParsingAreInverse) {
  EXPECT_TRUE(rc::check([]() {
    const Money money{*rc::gen::inRange<std::int64_t>(0, kMoneyMinorUnitsMax), kYuan};
    RC_ASSERT(ParseMoney(FormatDecimal(money), kYuan)->minor_units == money.minor_units);
  }));
}

}  // namespace
}  // namespace assay
