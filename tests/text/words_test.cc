// SPDX-License-Identifier: Apache-2.0
#include "text/words.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace assay::text {
namespace {

bool Stands(const std::string& text, std::string_view term, WordEnd rule = WordEnd::kStrict) {
  const std::size_t at = text.find(term);
  return StandsAlone(text, at, at + term.size(), rule);
}

TEST(Words, LatinTermInsideAWordDoesNotCount) {
  EXPECT_TRUE(Stands("nike shoes", "nike"));
  EXPECT_FALSE(Stands("vans", "van"));
  EXPECT_FALSE(Stands("caravans", "vans"));
  EXPECT_FALSE(Stands("репликатор", "реплика"));
}

TEST(Words, ChineseNeighboursDoNotMatter) {
  EXPECT_TRUE(Stands("正品nike鞋", "nike"));
  EXPECT_TRUE(Stands("这是高仿鞋", "高仿"));
}

TEST(Words, DigitsJoinLettersOnlyWhereTheRuleSaysSo) {
  EXPECT_FALSE(Stands("iphone11", "iphone"));
  EXPECT_TRUE(Stands("iphone11", "iphone", WordEnd::kDigitsJoin));
  EXPECT_FALSE(Stands("5af1", "af1", WordEnd::kDigitsJoin));
}

}  // namespace
}  // namespace assay::text
