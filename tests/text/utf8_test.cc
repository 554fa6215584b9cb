// SPDX-License-Identifier: Apache-2.0
#include "text/utf8.h"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace assay::text {
namespace {

TEST(Utf8, AcceptsEveryLengthAndScript) {
  EXPECT_TRUE(IsValidUtf8(""));
  EXPECT_TRUE(IsValidUtf8("plain words, longer than eight bytes"));
  EXPECT_TRUE(IsValidUtf8("耐克 Ñike реплика 👟"));
}

TEST(Utf8, RefusesOverlongFormsSurrogatesAndTooLargeValues) {
  EXPECT_FALSE(IsValidUtf8("\xC0\xAF"));
  EXPECT_FALSE(IsValidUtf8("\xE0\x80\xAF"));
  EXPECT_FALSE(IsValidUtf8("\xED\xA0\x80"));
  EXPECT_FALSE(IsValidUtf8("\xF4\x90\x80\x80"));
  EXPECT_FALSE(IsValidUtf8("\xFF"));
}

TEST(Utf8, RefusesSequencesCutOffAtTheEnd) {
  EXPECT_FALSE(IsValidUtf8("12345678\xE8\x80"));
  EXPECT_FALSE(IsValidUtf8("\xF0\x9F\x91"));
}

TEST(Utf8, RepairedTextIsValidAndValidTextIsLeftAlone) {
  EXPECT_EQ(ToValidUtf8("a\xFF"
                        "b"),
            "a\xEF\xBF\xBD"
            "b");
  const bool holds = rc::check("any bytes", [](const std::string& bytes) {
    const std::string repaired = ToValidUtf8(bytes);
    RC_ASSERT(IsValidUtf8(repaired));
    RC_ASSERT(ToValidUtf8(repaired) == repaired);
    if (IsValidUtf8(bytes)) {
      RC_ASSERT(repaired == bytes);
    }
  });
  EXPECT_TRUE(holds);
}

TEST(Utf8, WhatIsAppendedIsReadBack) {
  for (char32_t value = 0; value <= 0x10FFFF; value += value < 0x3000 ? 1 : 37) {
    if (value >= 0xD800 && value < 0xE000) {
      continue;
    }
    std::string text;
    AppendUtf8(text, value);
    const CodePoint point = DecodeAt(text, 0);
    ASSERT_TRUE(point.is_valid);
    ASSERT_EQ(point.value, value);
    ASSERT_EQ(point.length, text.size());
  }
}

}  // namespace
}  // namespace assay::text
