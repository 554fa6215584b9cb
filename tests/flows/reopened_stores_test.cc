// SPDX-License-Identifier: Apache-2.0
#include "flows/reopened_stores.h"

#include <string>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::flows {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Opening {
  std::int64_t time_ms;
  std::string store;
  std::string phone;
};
using Closed = std::unordered_map<std::string, Instant>;

// "store > closed store @ time", with what was said of both.
std::vector<std::string> Found(const std::vector<Opening>& openings, const Closed& closed,
                               std::size_t batch = 1) {
  ReopenedStores stores(closed);
  engine::Delta delta;
  std::uint64_t sequence = 0;
  for (const Opening& opening : openings) {
    ++sequence;
    delta.openings.push_back({{sequence}, opening.store, {opening.time_ms}, false});
    delta.tokens.push_back({{sequence}, opening.store, "phone", opening.phone});
    delta.tokens.push_back({{sequence}, opening.store, "document.near", "not compared exactly"});
    if (delta.openings.size() == batch) {
      stores.Observe(delta);
      delta = {};
    }
  }
  stores.Observe(delta);
  std::vector<std::string> found;
  for (const pilot::LinkedStore& store : stores.Finish()) {
    found.push_back(fmt::format("{} > {} @ {}{}{} by {}", store.store, store.closed_store,
                                store.since.ms, store.opened_after ? ", opened after" : "",
                                store.closed ? fmt::format(", closed {}", store.closed->ms) : "",
                                fmt::join(store.shares, "+")));
  }
  return found;
}

TEST(ReopenedStores, LinksAStoreThatOpensWithWhatAClosedOneHad) {
  const std::vector<Opening> openings = {
      {10, "first", "A"}, {20, "other", "B"}, {40, "again", "A"}};
  for (const std::size_t batch : {1U, 2U, 100U}) {
    EXPECT_THAT(Found(openings, {{"first", {30}}}, batch),
                ElementsAre("again > first @ 40, opened after by phone"));
  }
}

TEST(ReopenedStores, LinksAStoreThatWasOpenAlreadyFromTheClosingOn) {
  EXPECT_THAT(Found({{10, "first", "A"}, {20, "second", "A"}}, {{"first", {30}}}),
              ElementsAre("second > first @ 30 by phone"));
}

TEST(ReopenedStores, KnowsNothingBeforeAClosingAndOfStoresWithNothingInCommon) {
  EXPECT_THAT(Found({{10, "first", "A"}, {20, "second", "A"}}, {}), IsEmpty());
  EXPECT_THAT(Found({{10, "first", "A"}, {20, "second", "B"}}, {{"first", {15}}}), IsEmpty());
  EXPECT_THAT(Found({}, {{"first", {15}}}), IsEmpty());
}

TEST(ReopenedStores, AStoreThatTheTeamClosesLaterStaysLinked) {
  EXPECT_THAT(Found({{10, "first", "A"}, {40, "again", "A"}, {60, "third", "A"}},
                    {{"first", {30}}, {"again", {50}}}),
              ElementsAre("again > first @ 40, opened after, closed 50 by phone",
                          ::testing::StartsWith("third > ")));
}

TEST(ReopenedStores, AValueThatManyTurnOutToCarryLinksNobody) {
  std::vector<Opening> openings = {{10, "first", "A"}, {40, "again", "A"}};
  for (int i = 0; i < 30; ++i) {
    openings.push_back({50 + i, fmt::format("of many {}", i), "A"});
  }
  EXPECT_THAT(Found(openings, {{"first", {30}}}), IsEmpty());
}

}  // namespace
}  // namespace assay::flows
