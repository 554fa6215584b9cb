// SPDX-License-Identifier: Apache-2.0
// Numbers here are invented; some are of ranges that nobody was given.
#include "contact/number_reader.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "contact/contact_reader.h"

namespace assay::contact {
namespace {

std::string PhoneIn(const std::string& text) {
  const auto number = FindPhone(text);
  return number ? text.substr(number->span.begin, number->span.end - number->span.begin) : "";
}

TEST(FindPhone, FindsMobileNumbersHoweverTheyAreGrouped) {
  EXPECT_EQ(PhoneIn("电话13900001234联系"), "13900001234");
  EXPECT_EQ(PhoneIn("139 0000 1234"), "139 0000 1234");
  EXPECT_EQ(PhoneIn("139-0000-1234 看货"), "139-0000-1234");
  EXPECT_EQ(PhoneIn("1390 000 1234"), "1390 000 1234");
  EXPECT_EQ(PhoneIn("V13900001234"), "13900001234");
  EXPECT_EQ(PhoneIn("8613900001234"), "8613900001234");
  EXPECT_EQ(PhoneIn("+86 139 0000 1234"), "86 139 0000 1234");
  EXPECT_EQ(PhoneIn("1 3 9 0 0 0 0 1 2 3 4"), "1 3 9 0 0 0 0 1 2 3 4");
}

TEST(FindPhone, ReadsDigitsInEveryWriting) {
  for (const std::string text :
       {"一三九零零零零一二三四", "壹叁玖零零零零壹贰叁肆", "幺三九洞洞洞洞幺两三四", "①③⑨⓪⓪⓪⓪①②③④",
        "❶❸❾000０1２3４", "１３９００００１２３４",
        "1️⃣3️⃣9️⃣0️⃣0️⃣0️⃣0️⃣1️⃣2️⃣3️⃣4️⃣",
        "𝟏𝟑𝟗𝟎𝟎𝟎𝟎𝟏𝟐𝟑𝟒", "l39OOoo1234", "13九零0〇0 1贰3④", "1*3*9*0*0*0*0*1*2*3*4",
        "依伞酒零铃灵凌衣尔散寺"}) {
    EXPECT_EQ(PhoneIn(text), text);
    EXPECT_TRUE(FindPhone(text)->is_disguised || text.find('*') != std::string::npos) << text;
  }
  EXPECT_EQ(PhoneIn("我的号是1三9零零零零1二3四哦"), "1三9零零零零1二3四");
}

TEST(FindPhone, FindsNumbersOfOtherCountriesByTheirPlan) {
  EXPECT_EQ(PhoneIn("WhatsApp +44 7400 123456"), "44 7400 123456");
  EXPECT_EQ(PhoneIn("call +49 1512 3456789 now"), "49 1512 3456789");
  EXPECT_EQ(PhoneIn("text (201) 555-0123"), "201) 555-0123");
  EXPECT_EQ(PhoneIn("+999 1234 5678"), "");  // No such country.
}

TEST(FindPhone, FindsANumberBehindWordsThatOnlyHoldTheNameOfANumber) {
  EXPECT_EQ(PhoneIn("Levi's jeans 13900001234"), "13900001234");
  EXPECT_EQ(PhoneIn("very clean 13900001234"), "13900001234");
  EXPECT_EQ(PhoneIn("preferred: 13900001234"), "13900001234");
  EXPECT_EQ(PhoneIn("many items, call 13900001234"), "13900001234");
  EXPECT_EQ(PhoneIn("new model! tel 13900001234"), "13900001234");
  EXPECT_EQ(PhoneIn("证书齐全 13900001234"), "13900001234");
  EXPECT_EQ(PhoneIn("货号4711 13900001234"), "13900001234");
}

TEST(FindPhone, FindsANumberBesideOtherNumbers) {
  EXPECT_EQ(PhoneIn("Nike 500 13900001234"), "13900001234");
  EXPECT_EQ(PhoneIn("38 39 40 13900001234"), "13900001234");
  EXPECT_EQ(PhoneIn("36 37 38 39 40 41 42 43 44 45 46 13900001234 47 48"), "13900001234");
  EXPECT_EQ(PhoneIn("2024 13900001234"), "13900001234");
  EXPECT_EQ(PhoneIn("¥500, 13900001234"), "13900001234");
  EXPECT_EQ(PhoneIn("13900001234 500"), "13900001234");
  EXPECT_EQ(PhoneIn("38 39 40, 139 0000 1234, 41"), "139 0000 1234");
  EXPECT_EQ(PhoneIn("38 39 40 139-0000-1234"), "139-0000-1234");
  EXPECT_EQ(
      PhoneIn("500 1️⃣3️⃣9️⃣0️⃣0️⃣0️⃣0️⃣1️⃣2️⃣3️⃣4️⃣"),
      "1️⃣3️⃣9️⃣0️⃣0️⃣0️⃣0️⃣1️⃣2️⃣3️⃣4️⃣");
  EXPECT_EQ(PhoneIn("500 一三九零零零零一二三四"), "一三九零零零零一二三四");
  EXPECT_EQ(PhoneIn("size 9, +44 7400 123456"), "44 7400 123456");
  EXPECT_EQ(PhoneIn("2024, 0755-83900001"), "0755-83900001");
  EXPECT_EQ(PhoneIn("42 43 201-555-0123"), "201-555-0123");
}

TEST(FindPhone, FindsTheFirstOfTwoNumbers) {
  EXPECT_EQ(PhoneIn("13900001234/13900005678"), "13900001234");
  EXPECT_EQ(PhoneIn("139 0000 1234/139 0000 5678"), "139 0000 1234");
  EXPECT_EQ(PhoneIn("13900001234 13900005678 13900009012"), "13900001234");
}

TEST(FindPhone, FindsANumberThatIsToBeAdded) {
  EXPECT_EQ(PhoneIn("看图+13900001234"), "13900001234");
}

TEST(FindPhone, NumbersOfThingsAreNoTelephoneNumbers) {
  for (const std::string text : {"货号13900001234",
                                 "订单编号 13900001234",
                                 "ISBN 978-7-02-000220-7",
                                 "6901234567892",
                                 "条码 13900001234",
                                 "SN13900001234",
                                 "SN-13900001234",
                                 "Model: 13900001234",
                                 "Item No. 13900001234",
                                 "order number: # 13900001234",
                                 "订单号码为：13900001234",
                                 "型号 4711-13900001234",
                                 "38 39 40 139 0000 1234 41",
                                 "99 130 1399 1499 1599",
                                 "8+256 7712 34567",
                                 "36/37/38/39/40/41/42/43/44/45/46/47",
                                 "1,3,5,6,7,8,9,0,1,2,3,4,5,6",
                                 "20231105 20231106",
                                 "36 37 38 39 40 41 42 43 44",
                                 "135 140 145 150 155",
                                 "1 3 5 7 9 11 13 15",
                                 "1299 1399 1499",
                                 "130-140-150-16",
                                 "桌子 1800*900*1200",
                                 "沙发 1500-900-1200",
                                 "价格 1399.00 元 1499.00 元",
                                 "型号 116610LN-97200",
                                 "2023.11.05 12:30",
                                 "尺寸 139x000x01234 mm",
                                 "400-820-8820",
                                 "客服热线 800-820-8820",
                                 "53度500ml*6瓶",
                                 "1:1 1:1 1:1 1:1",
                                 "一二三四五六七八九十",
                                 "139000012345678"}) {
    EXPECT_EQ(PhoneIn(text), "") << text;
  }
}

TEST(FindPhone, LooksUpNoMoreThanSoManyNumbersOfATextInThePlans) {
  // Grouped as in America, in an area that nobody was given.
  const auto after = [](std::size_t others) {
    std::string text;
    for (std::size_t i = 0; i < others; ++i) {
      text += "211-555-2671; ";
    }
    return PhoneIn(text + "13900001234");
  };
  EXPECT_EQ(after(kPlanLookupsMax - 1), "13900001234");
  EXPECT_EQ(after(kPlanLookupsMax), "");
}

TEST(FindPhone, SentencesOfCharactersThatSoundLikeDigitsAreSentences) {
  EXPECT_EQ(PhoneIn("是一而再三是无六七八九就零意思吧"), "");
  EXPECT_EQ(PhoneIn("意思意思就是一起吃酒吧"), "");
}

TEST(FindPhone, TellsNothingOfTheNumber) {
  const std::string text = "139 0000 1234";
  const std::string told = Describe(*FindPhone(text));
  EXPECT_EQ(told, "gives a telephone number of 11 digits");
  EXPECT_EQ(Describe(*FindPhone("一三九零零零零一二三四")),
            "gives a telephone number of 11 digits, not in plain digits");
}

RC_GTEST_PROP(FindPhone, AnyBytesAreSafeAndSpansLieWithin,
              (const std::vector<std::uint8_t>& bytes)) {
  const std::string text(bytes.begin(), bytes.end());
  if (const auto number = FindPhone(text)) {
    RC_ASSERT(number->span.begin < number->span.end);
    RC_ASSERT(number->span.end <= text.size());
  }
}

// Any separators and writings, mixed: what was written is found, where it stands.
RC_GTEST_PROP(FindPhone, FindsAMobileNumberWithItsDigitsMixed, ()) {
  static const std::vector<std::vector<std::string>> kWritings = {
      {"0", "零", "０", "⓪", "〇"}, {"1", "一", "①", "壹", "幺"}, {"2", "二", "②", "贰", "２"},
      {"3", "三", "③", "叁", "３"}, {"4", "四", "④", "肆", "４"}, {"5", "五", "⑤", "伍", "５"},
      {"6", "六", "⑥", "陆", "６"}, {"7", "七", "⑦", "柒", "７"}, {"8", "八", "⑧", "捌", "８"},
      {"9", "九", "⑨", "玖", "９"}};
  std::string digits = "139";
  for (int i = 0; i < 8; ++i) {
    digits += static_cast<char>('0' + *rc::gen::inRange(0, 10));
  }
  std::string number;
  for (const char digit : digits) {
    number += *rc::gen::elementOf(kWritings[static_cast<std::size_t>(digit - '0')]);
  }
  const std::string before =
      *rc::gen::elementOf(std::vector<std::string>{"", "看图 ", "加我：", "vx"});
  const auto found = FindPhone(before + number + "，在的");
  RC_ASSERT(found.has_value());
  RC_ASSERT(found->span.begin == before.size());
  RC_ASSERT(found->span.end == before.size() + number.size());
}

// Whatever row of sizes it stands in, at whatever place.
RC_GTEST_PROP(FindPhone, FindsAMobileNumberInARowOfSizes, ()) {
  const auto sizes = [] {
    std::string row;
    for (const int size : *rc::gen::container<std::vector<int>>(rc::gen::inRange(10, 60))) {
      row += std::to_string(size) + " ";
    }
    return row;
  };
  const std::string before = sizes();
  const std::string behind = sizes();
  const auto found = FindPhone(before + "13900001234 " + behind);
  RC_ASSERT(found.has_value());
  RC_ASSERT(found->span.begin == before.size());
  RC_ASSERT(found->digits == 11U);
  RC_ASSERT(!FindPhone(before + behind).has_value());
}

TEST(FindAccount, FindsWhatStandsBehindAChannel) {
  const auto account_in = [](const std::string& text, std::size_t begin) {
    const text::FoldedText folded = text::Fold(text);
    const auto number = FindAccount(text, folded, begin);
    return number ? text.substr(number->span.begin, number->span.end - number->span.begin) : "";
  };
  EXPECT_EQ(account_in("vx: abc_12345", 2), "abc_12345");
  EXPECT_EQ(account_in("qq 七八九一二三", 2), "七八九一二三");
  EXPECT_EQ(account_in("wx 36-38", 2), "");
  EXPECT_EQ(account_in("qq", 2), "");
}

TEST(FindAccount, ADigitOfAnotherWritingBeforeAPlainAccountIsNoneOfIt) {
  const std::string text = "微信 一, : abc12345";
  const text::FoldedText folded = text::Fold(text);
  const auto number = FindAccount(text, folded, 6);
  ASSERT_TRUE(number.has_value());
  EXPECT_EQ(text.substr(number->span.begin), "abc12345");
  EXPECT_FALSE(number->is_disguised);
}

}  // namespace
}  // namespace assay::contact
