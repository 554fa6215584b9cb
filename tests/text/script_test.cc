// SPDX-License-Identifier: Apache-2.0
#include "text/script.h"

#include <gtest/gtest.h>

namespace assay::text {
namespace {

TEST(MainScript, IsTheOneOfMostWords) {
  EXPECT_EQ(MainScriptOf("Rolex Submariner"), Script::kLatin);
  EXPECT_EQ(MainScriptOf("二手 Rolex 手表"), Script::kHan);
  EXPECT_EQ(MainScriptOf("Prada bag 包"), Script::kLatin);
  EXPECT_EQ(MainScriptOf("кроссовки Nike оригинал"), Script::kOther);
}

TEST(MainScript, JapaneseAndKoreanAreNotTakenForChinese) {
  EXPECT_EQ(MainScriptOf("腕時計の修理です"), Script::kOther);
  EXPECT_EQ(MainScriptOf("나이키 運動靴"), Script::kOther);
}

TEST(MainScript, NothingToReadIsNone) {
  EXPECT_EQ(MainScriptOf(""), Script::kNone);
  EXPECT_EQ(MainScriptOf("12345 !! ×÷ 🐴"), Script::kNone);
  EXPECT_EQ(MainScriptOf("\xFF\xFE\x80"), Script::kNone);
}

TEST(MainScript, AccentsAreLatin) {
  EXPECT_EQ(MainScriptOf("Hermès Évelyne"), Script::kLatin);
  EXPECT_EQ(MainScriptOf("Túi Nước hoa"), Script::kLatin);
}

}  // namespace
}  // namespace assay::text
