// SPDX-License-Identifier: Apache-2.0
#include "text/nearest.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

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

RC_GTEST_PROP(TypingDistance, WithALimitIsTheDistanceOrTheLimit, (std::uint8_t limit)) {
  const auto words = rc::gen::container<std::string>(rc::gen::inRange('a', 'd'));
  const std::string a = *words;
  const std::string b = *words;
  const std::size_t distance = TypingDistance(a, b);
  RC_ASSERT(TypingDistance(a, b, limit % 16) == std::min<std::size_t>(distance, limit % 16));
  RC_ASSERT(TypingDistance(b, a) == distance);
}

TEST(NearestWord, IsTheOneThatWasMeant) {
  EXPECT_THAT(NearestWord("ingset", kKnown), Optional(Eq("ingest")));
}

TEST(NearestWord, IsNoneWhereTheBestIsFar) {
  EXPECT_EQ(NearestWord("replay", kKnown), std::nullopt);
}

}  // namespace
}  // namespace assay::text
