// SPDX-License-Identifier: Apache-2.0
#include "pilot/linked_stores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::pilot {
namespace {

const std::vector<LinkedStore> kStores = {
    {.store = "open", .closed_store = "x", .since = {100}, .opened_after = true},
    {.store = "soon", .closed_store = "x", .since = {100}, .closed = Instant{200}},
    {.store = "late",
     .closed_store = "y",
     .since = {300},
     .opened_after = true,
     .closed = Instant{900}},
    {.store = "same day", .closed_store = "y", .since = {50}, .closed = Instant{50}}};

TEST(LinkedStores, CountsOpenedAfterAndClosedLaterApart) {
  const LinkedCounts counts = CountLinked(kStores);
  EXPECT_EQ(counts.linked, 4);
  EXPECT_EQ(counts.opened_after, 2);
  EXPECT_EQ(counts.closed_later, 3);
}

TEST(LinkedStores, ShowsThoseKnownLongestBeforeTheTeamClosedThem) {
  std::vector<std::string> names;
  for (const LinkedStore& store : LinkedExamples(kStores, 9)) {
    names.push_back(store.store);
  }
  EXPECT_THAT(names, ::testing::ElementsAre("late", "soon", "same day", "open"));
  EXPECT_EQ(LinkedExamples(kStores, 2).size(), 2U);
  EXPECT_TRUE(LinkedExamples({}, 2).empty());
}

}  // namespace
}  // namespace assay::pilot
