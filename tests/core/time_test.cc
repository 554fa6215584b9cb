// SPDX-License-Identifier: Apache-2.0
#include "core/time.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace assay {
namespace {

TEST(Time, ReadsAnInstantAndKeepsItsOffset) {
  const auto time = ParseRfc3339("2017-03-01T22:04:05.123+08:00");
  ASSERT_TRUE(time);
  EXPECT_EQ(time->instant.ms, 1'488'377'045'123);
  EXPECT_EQ(time->offset_minutes, 480);
  EXPECT_EQ(FormatRfc3339(*time), "2017-03-01T22:04:05.123+08:00");
  EXPECT_EQ(FormatRfc3339(time->instant), "2017-03-01T14:04:05.123Z");
}

TEST(Time, RefusesDaysThatDoNotExistAndOtherForms) {
  for (const char* text :
       {"2017-02-29T00:00:00Z", "2017-13-01T00:00:00Z", "2017-00-01T00:00:00Z",
        "2017-01-01T24:00:00Z", "2017-01-01", "2017-01-01T00:00:00", "2017-01-01T00:00:00+8",
        "2017-01-01T00:00:00.Z", "", "99999-01-01T00:00:00Z", "2017-01-01T00:00:00+24:00",
        "2017-01-01X00:00:00Z"}) {
    EXPECT_FALSE(ParseRfc3339(text)) << text;
  }
}

TEST(Time, HoldsTheWholeRangeOfFourDigitYears) {
  EXPECT_EQ(FormatRfc3339(ParseRfc3339("9999-12-31T23:59:59.999Z")->instant),
            "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(FormatRfc3339(ParseRfc3339("0000-01-01T00:00:00Z")->instant), "0000-01-01T00:00:00Z");
  EXPECT_EQ(FormatRfc3339(Instant{INT64_MAX}), "9999-12-31T23:59:59.999Z");
}

TEST(Time, FormattingAndParsingAreInverse) {
  EXPECT_TRUE(rc::check([]() {
    const Instant instant{
        *rc::gen::inRange<std::int64_t>(-62'167'219'200'000, 253'402'300'800'000)};
    RC_ASSERT(ParseRfc3339(FormatRfc3339(instant))->instant == instant);
  }));
}

}  // namespace
}  // namespace assay
