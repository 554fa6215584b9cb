// SPDX-License-Identifier: Apache-2.0
#include "ingest/time_zone.h"

#include <cstdint>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace assay::ingest {
namespace {

// "2017-03-26T02:30:00" on the wall of a place.
std::string AtLocal(std::string_view zone, const std::string& local) {
  return FormatRfc3339(
      TimeZone::Find(zone).value().AtLocal(ParseRfc3339(local + "Z").value().instant.ms));
}

TEST(TimeZone, IsAnOffsetOrAPlace) {
  EXPECT_EQ(AtLocal("+08:00", "2017-03-01T22:04:05"), "2017-03-01T22:04:05+08:00");
  EXPECT_EQ(AtLocal("Asia/Shanghai", "2017-03-01T22:04:05"), "2017-03-01T22:04:05+08:00");
  EXPECT_EQ(AtLocal("America/New_York", "2017-03-01T22:04:05"), "2017-03-01T22:04:05-05:00");
  EXPECT_EQ(AtLocal("Asia/Kolkata", "2017-03-01T22:04:05"), "2017-03-01T22:04:05+05:30");
  EXPECT_EQ(AtLocal("UTC", "2017-03-01T22:04:05"), "2017-03-01T22:04:05Z");
  EXPECT_EQ(TimeZone().name(), "+00:00");
  EXPECT_TRUE(TimeZone::Find("-03:30")->is_fixed());
  EXPECT_FALSE(TimeZone::Find("Europe/Berlin")->is_fixed());
}

TEST(TimeZone, KnowsDaylightSaving) {
  EXPECT_EQ(AtLocal("Europe/Berlin", "2017-01-15T12:00:00"), "2017-01-15T12:00:00+01:00");
  EXPECT_EQ(AtLocal("Europe/Berlin", "2017-07-15T12:00:00"), "2017-07-15T12:00:00+02:00");
  EXPECT_EQ(AtLocal("Australia/Sydney", "2017-01-15T12:00:00"), "2017-01-15T12:00:00+11:00");
}

TEST(TimeZone, TakesTheFirstOfAnHourThatComesTwice) {
  EXPECT_EQ(AtLocal("Europe/Berlin", "2017-10-29T01:59:59"), "2017-10-29T01:59:59+02:00");
  EXPECT_EQ(AtLocal("Europe/Berlin", "2017-10-29T02:30:00"), "2017-10-29T02:30:00+02:00");
  EXPECT_EQ(AtLocal("Europe/Berlin", "2017-10-29T03:00:00"), "2017-10-29T03:00:00+01:00");
}

TEST(TimeZone, MovesATimeThatIsLeftOutToWhatTheClockShowedThen) {
  EXPECT_EQ(AtLocal("Europe/Berlin", "2017-03-26T01:59:59"), "2017-03-26T01:59:59+01:00");
  EXPECT_EQ(AtLocal("Europe/Berlin", "2017-03-26T02:30:00"), "2017-03-26T03:30:00+02:00");
  EXPECT_EQ(AtLocal("Europe/Berlin", "2017-03-26T03:00:00"), "2017-03-26T03:00:00+02:00");
}

TEST(TimeZone, RefusesWhatIsNeither) {
  for (const char* name : {"", "Berlin", "europe/berlin", "+8", "+0800", "+24:00", "08:00", "CEST",
                           "../../../etc/passwd", "Europe", "Europe/Berlin "}) {
    EXPECT_FALSE(TimeZone::Find(name).has_value()) << name;
  }
}

TEST(TimeZone, TellsTheOffsetWithoutDaylightSavingOnBothHalvesOfTheEarth) {
  for (const char* day : {"2017-01-15T00:00:00Z", "2017-07-15T00:00:00Z"}) {
    const Instant about = ParseRfc3339(day)->instant;
    EXPECT_EQ(TimeZone::Find("Europe/Berlin")->StandardOffset(about), 60);
    EXPECT_EQ(TimeZone::Find("Australia/Sydney")->StandardOffset(about), 600);
    EXPECT_EQ(TimeZone::Find("Asia/Shanghai")->StandardOffset(about), 480);
    EXPECT_EQ(TimeZone::Find("-05:00")->StandardOffset(about), -300);
  }
}

RC_GTEST_PROP(TimeZone, GivesTheWallTimeBackUnlessItWasLeftOut, ()) {
  const auto zone = TimeZone::Find(*rc::gen::element<std::string>(
                                       "Europe/Berlin", "America/New_York", "Asia/Shanghai",
                                       "Australia/Lord_Howe", "America/Sao_Paulo", "+05:45"))
                        .value();
  // 2000 to 2037, in minutes.
  const std::int64_t local_ms = *rc::gen::inRange<std::int64_t>(15'778'080, 35'770'000) * 60'000;
  const OffsetInstant moment = zone.AtLocal(local_ms);
  const std::int64_t shown_ms = moment.instant.ms + moment.offset_minutes * std::int64_t{60'000};
  RC_ASSERT(moment.offset_minutes == zone.OffsetAt(moment.instant));
  RC_ASSERT(shown_ms == local_ms ||
            (shown_ms > local_ms && shown_ms - local_ms <= kMillisecondsPerHour));
  // The first of two: an hour earlier the clock did not show it.
  RC_ASSERT(shown_ms != local_ms ||
            zone.OffsetAt({moment.instant.ms - kMillisecondsPerHour}) - 60 !=
                moment.offset_minutes);
}

}  // namespace
}  // namespace assay::ingest
