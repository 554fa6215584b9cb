// SPDX-License-Identifier: Apache-2.0
#include "linkage/identity_index.h"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "linkage/limits.h"
#include "linkage/link_set.h"

namespace assay::linkage {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr Instant kNow{1'500'000'000'000};

// An index with the set of links that its changes give.
class World {
 public:
  void Give(const std::string& store, TokenKind kind, const std::string& value) {
    const IdentityIndex::Token token{kind, TokenKeyOf(kind, value)};
    Take(index.AddTokens(StoreId(store), {&token, 1}));
  }
  void Shut(const std::string& store, Instant at = kNow) {
    Take(index.MarkClosed(StoreId(store), at));
  }
  void Reopen(const std::string& store) { Take(index.MarkOpen(StoreId(store))); }
  std::vector<const Link*> LinksOf(const std::string& store, Instant now = kNow) const {
    return links.LinksOf(StoreId(store), now);
  }

  IdentityIndex index;
  LinkSet links;

 private:
  void Take(const std::vector<LinkChange>& changes) {
    for (const LinkChange& change : changes) {
      links.Apply(change);
    }
  }
};

// Two stores that share these values, one of them shut, compared so.
std::vector<const Link*> LinksWhenCompared(Comparison comparison,
                                           const std::vector<TokenKind>& kinds, LinkSet& links) {
  IdentityIndex index;
  std::vector<IdentityIndex::Token> tokens;
  for (const TokenKind kind : kinds) {
    tokens.push_back({kind, TokenKeyOf(kind, "1")});
  }
  index.AddTokens(StoreId("old"), tokens, comparison);
  index.MarkClosed(StoreId("old"), kNow, comparison);
  for (const LinkChange& change : index.AddTokens(StoreId("new"), tokens, comparison)) {
    links.Apply(change);
  }
  return links.LinksOf(StoreId("new"), kNow);
}

TEST(IdentityIndex, ComparesPartsWholeValuesOrNothingAsItIsTold) {
  LinkSet parts;
  LinkSet whole;
  LinkSet none;
  LinkSet whole_phone;
  EXPECT_THAT(LinksWhenCompared(Comparison::kParts, {TokenKind::kBankAccountLast8}, parts),
              SizeIs(1));
  EXPECT_THAT(LinksWhenCompared(Comparison::kWhole,
                                {TokenKind::kBankAccountLast8, TokenKind::kPhoneLast8}, whole),
              IsEmpty());
  EXPECT_THAT(LinksWhenCompared(Comparison::kWhole, {TokenKind::kPhone}, whole_phone), SizeIs(1));
  EXPECT_THAT(
      LinksWhenCompared(Comparison::kNone, {TokenKind::kPhone, TokenKind::kBankAccount}, none),
      IsEmpty());
}

TEST(IdentityIndex, WhatWasKeptUnderOneComparisonIsComparedUnderTheNext) {
  IdentityIndex index;
  LinkSet links;
  const std::vector<IdentityIndex::Token> phone = {
      {TokenKind::kPhone, TokenKeyOf(TokenKind::kPhone, "1")}};
  index.AddTokens(StoreId("old"), phone, Comparison::kNone);
  index.AddTokens(StoreId("new"), phone, Comparison::kNone);
  for (const LinkChange& change : index.MarkClosed(StoreId("old"), kNow, Comparison::kParts)) {
    links.Apply(change);
  }
  EXPECT_THAT(links.LinksOf(StoreId("new"), kNow), SizeIs(1));
}

TEST(IdentityIndex, LinksANewStoreToAShutOneWithTheSamePhone) {
  World world;
  world.Give("old", TokenKind::kPhone, "1");
  world.Shut("old");
  world.Give("new", TokenKind::kPhone, "1");
  ASSERT_THAT(world.LinksOf("new"), SizeIs(1));
  const Link& link = *world.LinksOf("new").front();
  EXPECT_EQ(link.closed, StoreId("old"));
  EXPECT_EQ(link.closed_at, kNow);
  ASSERT_THAT(link.evidence, SizeIs(1));
  EXPECT_EQ(link.evidence[0].kind, TokenKind::kPhone);
  EXPECT_EQ(link.evidence[0].carriers, 2U);
}

TEST(IdentityIndex, LinksStoresThatWereOpenBeforeTheOtherWasShut) {
  World world;
  world.Give("old", TokenKind::kBankAccount, "1");
  world.Give("twin", TokenKind::kBankAccount, "1");
  EXPECT_THAT(world.LinksOf("twin"), IsEmpty()) << "two open stores accuse nobody";
  world.Shut("old");
  EXPECT_THAT(world.LinksOf("twin"), SizeIs(1));
}

TEST(IdentityIndex, ACouriersPhoneProvesNothing) {
  World world;
  world.Give("shut", TokenKind::kPhone, "courier");
  world.Shut("shut");
  for (std::size_t i = 0; i < 30; ++i) {
    world.Give(fmt::format("neighbour-{}", i), TokenKind::kPhone, "courier");
  }
  EXPECT_EQ(world.links.size(), 0U)
      << "also the first neighbours, who looked linked while the value "
         "seemed rare";
}

TEST(IdentityIndex, ACommonValueIsNamedInTheEvidenceOfALinkThatRestsOnAnother) {
  World world;
  for (std::size_t i = 0; i < 30; ++i) {
    world.Give(fmt::format("neighbour-{}", i), TokenKind::kAddress, "market hall");
  }
  for (const char* store : {"shut", "again"}) {
    world.Give(store, TokenKind::kAddress, "market hall");
    world.Give(store, TokenKind::kBankAccount, "1");
  }
  world.Shut("shut");
  ASSERT_THAT(world.LinksOf("again"), SizeIs(1));
  const Link& link = *world.LinksOf("again").front();
  ASSERT_THAT(link.evidence, SizeIs(2));
  EXPECT_EQ(link.evidence[1].kind, TokenKind::kAddress);
  EXPECT_EQ(link.evidence[1].carriers, kCarriersMax + 1);
  EXPECT_EQ(link.evidence[1].weight, LogOdds{});
  EXPECT_EQ(link.log_odds, WeightOf(TokenKind::kBankAccount, 2));
}

TEST(IdentityIndex, AnOldLinksEvidenceNamesACommonValueThatComesLater) {
  World world;
  for (const char* store : {"shut", "again"}) {
    world.Give(store, TokenKind::kBankAccount, "1");
  }
  world.Shut("shut");
  for (std::size_t i = 0; i < 30; ++i) {
    world.Give(fmt::format("neighbour-{}", i), TokenKind::kAddress, "market hall");
  }
  world.Give("again", TokenKind::kAddress, "market hall");
  world.Give("shut", TokenKind::kAddress, "market hall");
  EXPECT_THAT(world.LinksOf("again").front()->evidence, SizeIs(2));
}

TEST(IdentityIndex, PartsOfOneValueCountOnce) {
  World world;
  for (const char* store : {"shut", "again"}) {
    world.Give(store, TokenKind::kPhone, "1");
    world.Give(store, TokenKind::kPhoneLast8, "1");
  }
  world.Shut("shut");
  EXPECT_EQ(world.LinksOf("again").front()->log_odds, WeightOf(TokenKind::kPhone, 2));
}

TEST(IdentityIndex, WeakValuesAloneProposeNothing) {
  World world;
  for (const char* store : {"shut", "neighbour"}) {
    world.Give(store, TokenKind::kName, "a common name");
    world.Give(store, TokenKind::kIpNetwork, "1");
  }
  world.Shut("shut");
  EXPECT_THAT(world.LinksOf("neighbour"), IsEmpty());
}

TEST(IdentityIndex, ForgetsAfterThreeYearsAndWhenTheMarketplaceOpensAgain) {
  World world;
  world.Give("shut", TokenKind::kPhone, "1");
  world.Give("new", TokenKind::kPhone, "1");
  world.Shut("shut");
  EXPECT_THAT(world.LinksOf("new", {kNow.ms + kClosedStoreMs - 1}), SizeIs(1));
  EXPECT_THAT(world.LinksOf("new", {kNow.ms + kClosedStoreMs}), IsEmpty());
  world.Reopen("shut");
  EXPECT_EQ(world.links.size(), 0U);
}

TEST(IdentityIndex, KeepsABoundedNumberOfTokensOfAStore) {
  World world;
  for (std::size_t i = 0; i < 2 * kTokensPerStoreMax; ++i) {
    world.Give("greedy", TokenKind::kPhone, std::to_string(i));
  }
  EXPECT_EQ(world.index.token_count(), kTokensPerStoreMax);
}

struct Step {
  std::size_t store = 0;
  std::size_t value = 0;  // A token to give; or to shut, where it is past the last.
};
constexpr std::size_t kStores = 26;
constexpr std::size_t kValues = 7;

void Take(World& world, const Step& step) {
  const std::string store = fmt::format("s{:02}", step.store);
  if (step.value == kValues) {
    world.Shut(store, Instant{kNow.ms + static_cast<std::int64_t>(step.store)});
  } else {
    const auto kind = static_cast<TokenKind>(step.value % kTokenKinds);
    world.Give(store, kind, std::to_string(step.value));
  }
}

std::vector<Step> AnySteps() {
  // Long enough that some values become common.
  const auto count = *rc::gen::inRange<std::size_t>(0, 300);
  return *rc::gen::container<std::vector<Step>>(
      count, rc::gen::map(rc::gen::pair(rc::gen::inRange<std::size_t>(0, kStores),
                                        rc::gen::inRange<std::size_t>(0, kValues + 1)),
                          [](const auto& pair) {
                            return Step{pair.first, pair.second};
                          }));
}

RC_GTEST_PROP(IdentityIndex, AnyOrderGivesTheSameLinks, ()) {
  std::vector<Step> steps = AnySteps();
  World forward;
  World backward;
  for (const Step& step : steps) {
    Take(forward, step);
  }
  std::ranges::reverse(steps);
  for (const Step& step : steps) {
    Take(backward, step);
  }
  RC_ASSERT(forward.links.CanonicalBytes() == backward.links.CanonicalBytes());
}

// The obvious way: every pair of an open and a shut store, from all tokens.
RC_GTEST_PROP(IdentityIndex, FindsWhatComparingAllPairsFinds, ()) {
  const std::vector<Step> steps = AnySteps();
  World world;
  std::map<std::string, std::set<std::size_t>> tokens;
  std::set<std::string> shut;
  for (const Step& step : steps) {
    Take(world, step);
    const std::string store = fmt::format("s{:02}", step.store);
    step.value == kValues ? void(shut.insert(store)) : void(tokens[store].insert(step.value));
  }
  std::size_t expected = 0;
  for (const auto& [open, mine] : tokens) {
    for (const auto& [closed, theirs] : tokens) {
      if (shut.contains(open) || !shut.contains(closed)) {
        continue;
      }
      std::map<Attribute, LogOdds> best;
      for (const std::size_t value : mine) {
        if (theirs.contains(value)) {
          const auto carriers = static_cast<std::uint32_t>(std::ranges::count_if(
              tokens, [&](const auto& entry) { return entry.second.contains(value); }));
          const auto kind = static_cast<TokenKind>(value % kTokenKinds);
          LogOdds& weight = best[AttributeOf(kind)];
          weight = std::max(weight, WeightOf(kind, carriers));
        }
      }
      LogOdds sum;
      for (const auto& [attribute, weight] : best) {
        sum += weight;
      }
      expected += sum >= kProposalThreshold ? 1U : 0U;
    }
  }
  RC_ASSERT(world.links.size() == expected);
}

RC_GTEST_PROP(IdentityIndex, APartAnswersAsTheWhole, ()) {
  const std::vector<Step> steps = AnySteps();
  World whole;
  World by_parts;
  for (const Step& step : steps) {
    Take(whole, step);
    // The same step on the part that storage would give for it, then on the whole it was taken from.
    const StoreId store(fmt::format("s{:02}", step.store));
    const auto kind = static_cast<TokenKind>(step.value % kTokenKinds);
    const Hash128 token = TokenKeyOf(kind, std::to_string(step.value));
    World part;
    part.index = by_parts.index.Around(
        {&token, step.value == kValues ? std::size_t{0} : std::size_t{1}}, {&store, 1});
    part.links = by_parts.links;
    Take(part, step);
    by_parts.links = part.links;
    const IdentityIndex::Token own{kind, token};
    step.value == kValues
        ? by_parts.index.MarkClosed(store, {kNow.ms + static_cast<std::int64_t>(step.store)})
        : by_parts.index.AddTokens(store, {&own, 1});
  }
  RC_ASSERT(whole.links.CanonicalBytes() == by_parts.links.CanonicalBytes());
}

}  // namespace
}  // namespace assay::linkage
