// SPDX-License-Identifier: Apache-2.0
#include "engine/flat_map.h"

#include <cstdint>
#include <map>
#include <random>

#include <gtest/gtest.h>

namespace assay::engine {
namespace {

TEST(FlatMap, HoldsWhatAnOrderedMapHoldsAfterTheSameInsertions) {
  FlatMap<std::uint32_t> map;
  std::map<Hash128, std::uint32_t> oracle;
  std::mt19937_64 random(7);
  for (std::uint32_t i = 0; i < 5000; ++i) {
    // Few values in the high half, all in few places of the low half: long runs of collisions.
    const Hash128 key{random() % 100 + 1, random() % 40};
    const auto [value, is_new] = map.Insert(key);
    EXPECT_EQ(is_new, oracle.find(key) == oracle.end());
    *value = i;
    oracle[key] = i;
  }
  ASSERT_EQ(map.size(), oracle.size());
  auto expected = oracle.begin();
  for (const auto* entry : map.Sorted()) {
    EXPECT_EQ(entry->key, expected->first);
    EXPECT_EQ(entry->value, expected->second);
    ++expected;
  }
  for (const auto& [key, value] : oracle) {
    ASSERT_NE(map.Find(key), nullptr);
    EXPECT_EQ(*map.Find(key), value);
  }
}

TEST(FlatMap, FindsNothingWhereNothingWasInserted) {
  FlatMap<std::uint32_t> map;
  EXPECT_EQ(map.Find(Hash128{1, 2}), nullptr);
  map.Insert(Hash128{1, 2});
  EXPECT_EQ(map.Find(Hash128{2, 1}), nullptr);
}

TEST(FlatMap, KeepsAValueUnderTheZeroKey) {
  FlatMap<std::uint32_t> map;
  *map.Insert(Hash128{}).first = 5;
  ASSERT_NE(map.Find(Hash128{}), nullptr);
  EXPECT_EQ(*map.Find(Hash128{}), 5U);
}

}  // namespace
}  // namespace assay::engine
