// SPDX-License-Identifier: Apache-2.0
#include "linkage/link_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::linkage {
namespace {

using testing::SizeIs;

Link LinkOf(const char* store, const char* closed, std::int64_t log_odds_micros) {
  return {.store = StoreId(store),
          .closed = StoreId(closed),
          .closed_at = {1'000},
          .log_odds = {log_odds_micros},
          .evidence = {{TokenKind::kDevice, 2, {log_odds_micros}}}};
}

TEST(LinkSet, GivesTheStrongestLinkFirst) {
  LinkSet links;
  links.Apply({LinkOf("s", "a", 5'000'000), false});
  links.Apply({LinkOf("s", "b", 9'000'000), false});
  links.Apply({LinkOf("t", "a", 6'000'000), false});
  ASSERT_THAT(links.LinksOf(StoreId("s"), {2'000}), SizeIs(2));
  EXPECT_EQ(links.LinksOf(StoreId("s"), {2'000}).front()->closed, StoreId("b"));
}

TEST(LinkSet, SaysWhetherAnythingChanged) {
  LinkSet links;
  EXPECT_TRUE(links.Apply({LinkOf("s", "a", 5'000'000), false}));
  EXPECT_FALSE(links.Apply({LinkOf("s", "a", 5'000'000), false}));
  EXPECT_TRUE(links.Apply({LinkOf("s", "a", 6'000'000), false}));
  EXPECT_TRUE(links.Apply({LinkOf("s", "a", 0), true}));
  EXPECT_FALSE(links.Apply({LinkOf("s", "a", 0), true}));
}

TEST(LinkSet, CanonicalBytesGiveTheSameSetAgain) {
  LinkSet links;
  links.Apply({LinkOf("s \"1\"", "店-2", 5'000'000), false});
  links.Apply({LinkOf("s", "b", 9'000'000), false});
  const auto again = LinkSet::FromCanonicalBytes(links.CanonicalBytes());
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->CanonicalBytes(), links.CanonicalBytes());
  EXPECT_EQ(again->size(), 2U);
}

TEST(LinkSet, RefusesBytesThatAreNoLinks) {
  for (
      const char* damaged :
      {"{}\n", "not json\n", R"({"store":1})",
       R"({"store":"a","closed":"b","closed_at_ms":1,"log_odds_micros":1,"evidence":[{"kind":"x"}]})"}) {
    const auto links = LinkSet::FromCanonicalBytes(damaged);
    ASSERT_FALSE(links.has_value()) << damaged;
    EXPECT_EQ(links.error().reason, "linkage.damaged");
  }
}

}  // namespace
}  // namespace assay::linkage
