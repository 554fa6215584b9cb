// SPDX-License-Identifier: Apache-2.0
#include "adapters/webhook/detail/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::webhook {
namespace {

using flows::Answer;
using ::testing::HasSubstr;

const Instant kNow = ParseRfc3339("2017-03-01T12:00:00Z")->instant;

flows::Handover JudgeAnswer(unsigned status, const std::string& retry_after = "",
                            const std::string& body = "", const std::string& location = "") {
  return Judge({.answer = HttpAnswer{status, location, retry_after, body}, .failure = ""}, kNow);
}

TEST(Answer, OnlySuccessIsTaken) {
  for (const unsigned status : {200U, 201U, 202U, 204U, 299U}) {
    EXPECT_EQ(JudgeAnswer(status).answer, Answer::kTaken) << status;
  }
  for (const unsigned status :
       {100U, 199U, 301U, 304U, 400U, 401U, 404U, 409U, 429U, 500U, 503U, 599U}) {
    EXPECT_EQ(JudgeAnswer(status).answer, Answer::kRefused) << status;
  }
  EXPECT_EQ(JudgeAnswer(410).answer, Answer::kGone);
}

TEST(Answer, ARedirectSaysWhereToAndThatItIsNotFollowed) {
  const auto handover = JudgeAnswer(302, "", "", "http://10.0.0.1/hook");
  EXPECT_EQ(handover.answer, Answer::kRefused);
  EXPECT_THAT(handover.message, HasSubstr("answered 302, a redirect to http://10.0.0.1/hook"));
  EXPECT_THAT(handover.message, HasSubstr("not followed"));
}

TEST(Answer, WhatTheReceiverSaysIsShownInOnePrintableLine) {
  EXPECT_EQ(JudgeAnswer(401, "", "bad\nsignature\x1b[31m\"x").message,
            "answered 401: \"bad signature [31m x\"");
  EXPECT_THAT(JudgeAnswer(500, "", std::string(10'000, 'x')).message.size(), ::testing::Lt(200U));
}

TEST(Answer, RetryAfterIsSecondsOrADate) {
  EXPECT_EQ(RetryAfterMs("120", kNow), 120'000);
  EXPECT_EQ(RetryAfterMs("Wed, 01 Mar 2017 12:10:00 GMT", kNow), 600'000);
  EXPECT_EQ(RetryAfterMs("Wed, 01 Mar 2017 11:00:00 GMT", kNow), 0);
  for (const char* text : {"", "-1", "soon", "1.5", "Wed, 31 Feb 2017 12:10:00 GMT",
                           "Wed, 01 Foo 2017 12:10:00 GMT", "99999999999999999999"}) {
    EXPECT_EQ(RetryAfterMs(text, kNow), std::nullopt) << text;
  }
}

TEST(Answer, NobodyMakesUsWaitForMoreThanADay) {
  EXPECT_EQ(RetryAfterMs("9223372036854775807", kNow), kMillisecondsPerDay);
  EXPECT_EQ(RetryAfterMs("Wed, 01 Mar 9999 12:10:00 GMT", kNow), kMillisecondsPerDay);
}

TEST(Answer, OnlyBusyReceiversMayAskUsToWait) {
  EXPECT_EQ(JudgeAnswer(429, "60").wait_ms, 60'000);
  EXPECT_EQ(JudgeAnswer(503, "60").wait_ms, 60'000);
  EXPECT_EQ(JudgeAnswer(500, "60").wait_ms, 0);
  EXPECT_EQ(JudgeAnswer(200, "60").wait_ms, 0);
}

}  // namespace
}  // namespace assay::webhook
