// SPDX-License-Identifier: Apache-2.0
#include "configuration/sinks.h"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::configuration {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::array<std::string_view, 3> kKnown = {"delist", "hold", "close_store"};

std::string Webhook(const std::string& more = "") {
  return "[[webhook]]\nname = \"market\"\nurl = \"https://market.example/\"\n"
         "measures = [\"delist\"]\nsecrets = [\"env:HOOK\"]\n" +
         more;
}

std::string ErrorOf(const std::string& text) {
  const auto sinks = ParseSinks(text, kKnown);
  EXPECT_FALSE(sinks) << text;
  return sinks ? "" : sinks.error().message;
}

TEST(Sinks, WithoutAnySettingAllGoesToTheFileAndNothingElsewhere) {
  const auto sinks = ParseSinks("", kKnown);
  ASSERT_TRUE(sinks);
  EXPECT_FALSE(sinks->file_measures);
  EXPECT_TRUE(sinks->webhooks.empty());
}

TEST(Sinks, MeasuresAreSwitchedOnOneByOne) {
  const auto sinks = ParseSinks("[file]\nmeasures = [\"delist\", \"hold\"]\n" + Webhook(), kKnown);
  ASSERT_TRUE(sinks) << sinks.error().message;
  EXPECT_EQ(*sinks->file_measures, (MeasureNames{"delist", "hold"}));
  EXPECT_EQ(sinks->webhooks.at(0).measures, (MeasureNames{"delist"}));
  EXPECT_TRUE(ParseSinks("[file]\nmeasures = []", kKnown)->file_measures->empty());
}

TEST(Sinks, AWebhookHasCarefulDefaults) {
  const WebhookSink sink = ParseSinks(Webhook(), kKnown)->webhooks.at(0);
  EXPECT_FALSE(sink.allow_private);
  EXPECT_FALSE(sink.from_beginning);
  EXPECT_EQ(sink.timeout_ms, 15'000);
  EXPECT_EQ(sink.connect_timeout_ms, 5'000);
}

TEST(Sinks, EverythingCanBeSet) {
  const auto sinks =
      ParseSinks(Webhook("start = \"beginning\"\nallow_private = true\nca_file = \"/ca.pem\"\n"
                         "connect_timeout_s = 2\ntimeout_s = 30\nconnections = 4\n"),
                 kKnown);
  ASSERT_TRUE(sinks) << sinks.error().message;
  const WebhookSink& sink = sinks->webhooks.at(0);
  EXPECT_TRUE(sink.from_beginning);
  EXPECT_TRUE(sink.allow_private);
  EXPECT_EQ(sink.ca_file, "/ca.pem");
  EXPECT_EQ(sink.connect_timeout_ms, 2'000);
  EXPECT_EQ(sink.timeout_ms, 30'000);
  EXPECT_EQ(sink.connections_max, 4U);
}

TEST(Sinks, WhatIsWrongIsSaidWithItsPlace) {
  EXPECT_THAT(ErrorOf("[[webhook]\n"), HasSubstr("line 1"));
  EXPECT_THAT(ErrorOf(Webhook("timout_s = 3\n")),
              ::testing::AllOf(HasSubstr("line 6, column 1"), HasSubstr("\"timout_s\"")));
  EXPECT_THAT(ErrorOf(Webhook("timeout_s = 0\n")), HasSubstr("from 1 to 300"));
  EXPECT_THAT(ErrorOf(Webhook("timeout_s = 1.5\n")), HasSubstr("whole number"));
  EXPECT_THAT(ErrorOf(Webhook("start = \"later\"\n")), HasSubstr("\"now\" or \"beginning\""));
  EXPECT_THAT(ErrorOf(Webhook("allow_private = \"yes\"\n")), HasSubstr("true or false"));
  EXPECT_THAT(ErrorOf(Webhook() + Webhook()), HasSubstr("two webhooks called \"market\""));
  EXPECT_THAT(ErrorOf("[webhook]\nname = \"x\"\n"), HasSubstr("[[webhook]]"));
  EXPECT_THAT(ErrorOf("[[webhook]]\nname = \"file\"\n"), HasSubstr("not \"file\""));
  EXPECT_THAT(ErrorOf("[[webhook]]\nname = \"A b\"\n"), HasSubstr("a-z"));
  EXPECT_THAT(ErrorOf("[file]\n"), HasSubstr("measures = [...]"));
  EXPECT_THAT(ErrorOf("[file]\nmeasures = [\"delete\"]\n"),
              ::testing::AllOf(HasSubstr("line 2, column 13"), HasSubstr("delist, hold")));
  EXPECT_THAT(ErrorOf("[[webhook]]\nname = \"x\"\nurl = \"https://x.example\"\nmeasures = []\n"),
              HasSubstr("secrets"));
}

TEST(Sinks, ASecretThatWasWrittenIntoTheFileIsNotRepeated) {
  EXPECT_THAT(ErrorOf("[[webhook]]\nname = \"x\"\nurl = \"https://x.example\"\nmeasures = []\n"
                      "secrets = [\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"]\n"),
              ::testing::AllOf(HasSubstr("env:NAME"), Not(HasSubstr("MfKQ"))));
}

}  // namespace
}  // namespace assay::configuration
