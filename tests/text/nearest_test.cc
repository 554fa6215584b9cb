// SPDX-License-Identifier: Apache-2.0
#include "text/nearest.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::text {
namespace {

using ::testing::Eq;
using ::testing::Optional;

const std::vector<std::string> kKnown = {"screen", "evaluate", "ingest", "db"};

TEST(TypingDistance, CountsASwapOfNeighboursAsOneMistake) {
  EXPECT_EQ(TypingDistance("screen", "screen"), 0U);
  EXPECT_EQ(TypingDistance("scren", "screen"), 1U);
  EXPECT_EQ(TypingDistance("sceren", "screen"), 1U);
  EXPECT_EQ(TypingDistance("", "db"), 2U);
}

TEST(NearestWord, IsTheOneThatWasMeant) {
  EXPECT_THAT(NearestWord("ingset", kKnown), Optional(Eq("ingest")));
}

TEST(NearestWord, IsNoneWhereTheBestIsFar) {
  EXPECT_EQ(NearestWord("replay", kKnown), std::nullopt);
}

}  // namespace
}  // namespace assay::text
