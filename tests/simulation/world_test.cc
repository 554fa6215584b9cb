// SPDX-License-Identifier: Apache-2.0
#include "simulation/world.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::simulation {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string MessageOf(const std::string& text) {
  const auto world = ParseWorld(text);
  if (world) {
    return "(parsed)";
  }
  EXPECT_EQ(world.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(world.error().reason, "simulation.invalid_world");
  return world.error().message;
}

TEST(ParseWorld, TakesEveryShippedWorld) {
  for (const ShippedWorld& shipped : ShippedWorlds()) {
    const auto world = ParseWorld(shipped.text);
    EXPECT_TRUE(world) << shipped.name << ": " << (world ? "" : world.error().message);
  }
}

TEST(ParseWorld, TakesWhatIsNotSetFromTheWorldItIsLike) {
  const auto base = ParseWorld(ShippedWorlds()[0].text);
  const auto world = ParseWorld("[world]\nlike = \"taobao_2017\"\n[trade]\norders_a_day = 2\n");
  ASSERT_TRUE(base && world);
  EXPECT_EQ(world->trade.orders_a_day, 2);
  EXPECT_EQ(world->reentry.returns, base->reentry.returns);
  EXPECT_EQ(world->from, base->from);
  EXPECT_EQ(world->days, base->days);
}

TEST(ParseWorld, KeepsTheFirstDayWhenTheZoneChanges) {
  const auto world = ParseWorld("[world]\nlike = \"taobao_2017\"\nutc_offset = \"-05:00\"\n");
  ASSERT_TRUE(world);
  EXPECT_EQ(FormatRfc3339(OffsetInstant{world->from, world->utc_offset_minutes}),
            "2016-01-01T00:00:00-05:00");
}

TEST(ParseWorld, SuggestsTheKeyThatWasMeant) {
  EXPECT_THAT(MessageOf("[world]\nlike = \"taobao_2017\"\n[trade]\norder_a_day = 2\n"),
              AllOf(HasSubstr("line 4, column 1"), HasSubstr("did you mean \"orders_a_day\"?")));
  EXPECT_THAT(MessageOf("[world]\nlike = \"taobao_2017\"\n[evasoin]\nopen = 1\n"),
              HasSubstr("did you mean \"evasion\"?"));
  EXPECT_THAT(MessageOf("[world]\nlike = \"taobao_2016\"\n"),
              AllOf(HasSubstr("line 2, column 8"), HasSubstr("did you mean \"taobao_2017\"?")));
}

TEST(ParseWorld, RefusesSharesOutOfRange) {
  EXPECT_THAT(MessageOf("[world]\nlike = \"taobao_2017\"\n[reentry]\nreturns = 1.2\n"),
              AllOf(HasSubstr("line 4, column 11"), HasSubstr("from 0 to 1")));
  EXPECT_THAT(MessageOf("[world]\nlike = \"taobao_2017\"\n[reentry]\nreturns = -0.1\n"),
              HasSubstr("from 0 to 1"));
  EXPECT_THAT(MessageOf("[world]\nlike = \"taobao_2017\"\n[reentry]\nreturns = nan\n"),
              HasSubstr("must be a number"));
  EXPECT_THAT(MessageOf("[world]\nlike = \"taobao_2017\"\n[reentry]\nreturns = \"all\"\n"),
              HasSubstr("must be a number"));
  EXPECT_THAT(MessageOf("[world]\nlike = \"taobao_2017\"\n[stores]\ncount = 0\n"),
              HasSubstr("from 1 to"));
}

TEST(ParseWorld, RefusesSharesThatDoNotAddUp) {
  EXPECT_THAT(MessageOf("[world]\nlike = \"taobao_2017\"\n[mix]\nring = 0.5\n"),
              AllOf(HasSubstr("[mix]"), HasSubstr("not to 1")));
  EXPECT_THAT(MessageOf("[world]\nlike = \"taobao_2017\"\n[evasion]\nopen = 0.9\n"),
              AllOf(HasSubstr("[evasion]"), HasSubstr("not to 1")));
}

TEST(ParseWorld, RefusesWhatIsIncomplete) {
  EXPECT_THAT(MessageOf(""), HasSubstr("begins with [world]"));
  EXPECT_THAT(MessageOf("[world]\nname = \"x\"\n"), HasSubstr("is missing"));
}

TEST(ParseWorld, RefusesWrongTimesAndMoney) {
  EXPECT_THAT(MessageOf("[world]\nlike = \"taobao_2017\"\ndays = 0\n"), HasSubstr("1 to 3660"));
  EXPECT_THAT(MessageOf("[world]\nlike = \"taobao_2017\"\nfrom = \"2016-01-01\"\n"),
              HasSubstr("a day without quotes"));
  EXPECT_THAT(MessageOf("[world]\nlike = \"taobao_2017\"\nutc_offset = \"8\"\n"),
              HasSubstr("\"+08:00\""));
  EXPECT_THAT(MessageOf("[world]\nlike = \"taobao_2017\"\ncurrency = \"yuan\"\n"),
              HasSubstr("ISO 4217"));
}

TEST(ParseWorld, TellsWhereTomlIsBroken) {
  EXPECT_THAT(MessageOf("[world\n"), HasSubstr("line 1"));
}

}  // namespace
}  // namespace assay::simulation
