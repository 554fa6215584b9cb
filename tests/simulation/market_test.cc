// SPDX-License-Identifier: Apache-2.0
#include "simulation/market.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/decode.h"
#include "simulation/market_course.h"

namespace assay::simulation {
namespace {

TEST(Market, WritesOnlyEventsThatTheDecoderTakes) {
  ingest::Decoder decoder;
  for (const char* name : {"easy", "english_small", "hostile"}) {
    const World world = WorldLike(name);
    const Course course = Simulate(
        world, {.seed = 3, .scale = 300 / world.stores.count, .days = 40}, Enforcer::kKnowsAll);
    ASSERT_GT(course.feed.size(), 5'000U);
    std::set<std::string> types;
    for (const auto* lines : {&course.feed, &course.people}) {
      for (const std::string& line : *lines) {
        const auto decoded =
            decoder.Decode(line, {.origin = ingest::Origin::kOutside, .latest = {INT64_MAX}});
        ASSERT_TRUE(decoded) << decoded.error().reason << ' ' << decoded.error().message << '\n'
                             << line;
        types.insert(std::string(InfoOf(decoded->event.type).name));
      }
    }
    EXPECT_THAT(types, ::testing::IsSupersetOf({"store.opened", "listing", "order", "parcel",
                                                "refund", "review", "measure.executed", "notice",
                                                "store.closed", "decision"}));
  }
}

TEST(Market, WritesTheSameBytesForTheSameSeed) {
  const World world = WorldLike("easy");
  const Course first = Simulate(world, {.seed = 7, .scale = 0.5}, Enforcer::kKnowsAll);
  const Course second = Simulate(world, {.seed = 7, .scale = 0.5}, Enforcer::kKnowsAll);
  EXPECT_EQ(first.feed, second.feed);
  EXPECT_EQ(first.people, second.people);
  EXPECT_EQ(first.stores, second.stores);
  EXPECT_EQ(first.orders, second.orders);
  EXPECT_NE(first.feed, Simulate(world, {.seed = 8, .scale = 0.5}, Enforcer::kKnowsAll).feed);
}

TEST(Market, WritesInTheOrderOfTimeAndNoIdTwice) {
  const World world = WorldLike("easy");
  const Course course = Simulate(world, {.seed = 7, .scale = 1}, Enforcer::kKnowsAll);
  std::set<std::pair<std::string, std::string>> ids;
  for (const auto* lines : {&course.feed, &course.people}) {
    Instant before;
    for (const std::string& line : *lines) {
      const Json event = Json::parse(line);
      const auto time = ParseRfc3339(event.at("time").get<std::string>());
      ASSERT_TRUE(time);
      EXPECT_LE(before, time->instant);
      before = time->instant;
      ASSERT_TRUE(ids.emplace(event.at("source"), event.at("id")).second) << line;
    }
  }
}

TEST(Market, GivesVersionsOfAListingInTheOrderOfTime) {
  const World world = WorldLike("hostile", "[evasion]\nrewrite_hours = 1\n");
  const Course course =
      Simulate(world, {.seed = 5, .scale = 100 / 9e6, .days = 60}, Enforcer::kKnowsAll);
  std::map<std::string, std::int64_t> newest;
  for (const std::string& line : course.feed) {
    if (line.find("assay.listing.v1") != std::string::npos) {
      const Json data = Json::parse(line).at("data");
      std::int64_t& version = newest[data.at("listing").get<std::string>()];
      EXPECT_EQ(data.at("version").get<std::int64_t>(), version + 1);
      ++version;
    }
  }
}

TEST(Market, GrowsWithTheScale) {
  const World world = WorldLike("taobao_2017");
  const Course small = Simulate(world, {.seed = 7, .scale = 300 / 9e6, .days = 15});
  const Course large = Simulate(world, {.seed = 7, .scale = 1'200 / 9e6, .days = 15});
  EXPECT_EQ(CountOf(LinesOf(small.stores), "\"store\""), small.truths.size());
  EXPECT_NEAR(static_cast<double>(large.truths.size()) / static_cast<double>(small.truths.size()),
              4, 0.1);
  // Trade is spread over few stores, so the sums vary.
  EXPECT_NEAR(static_cast<double>(large.feed.size()) / static_cast<double>(small.feed.size()), 4,
              1.0);
}

// Innocent stores' own doings: what they offer and ship, whatever happens to others.
std::vector<std::string> DoingsOf(const Course& course, const std::set<std::string>& stores) {
  std::vector<std::string> doings;
  for (const std::string& line : course.feed) {
    const std::size_t at = line.find("\"subject\":\"") + 11;
    const std::string store = line.substr(at, line.find('"', at) - at);
    const bool own = line.find("assay.listing.v1") != std::string::npos ||
                     line.find("assay.order.v1") != std::string::npos ||
                     line.find("assay.parcel.v1") != std::string::npos;
    if (own && stores.contains(store)) {
      doings.push_back(line);
    }
  }
  return doings;
}

TEST(Market, HonestStoresDoTheSameWhateverIsDoneAboutOthers) {
  // Notices and test buys that are wrong about a store are decisions about it: here there are none.
  const World world = WorldLike("easy", "[notices]\nbad_faith = 0\n[test_buys]\nright = 1\n");
  const Course without = Simulate(world, {.seed = 7, .scale = 1, .enforces = false});
  const Course with = Simulate(world, {.seed = 7, .scale = 1}, Enforcer::kKnowsAll);
  std::set<std::string> honest;
  for (const StoreTruth& store : without.truths) {
    if (store.kind == StoreKind::kHonest) {
      honest.insert(store.store);
    }
  }
  const auto doings = DoingsOf(without, honest);
  EXPECT_GT(doings.size(), 1'000U);
  EXPECT_EQ(doings, DoingsOf(with, honest));
  EXPECT_GT(with.tally.stores_shut, 0U);
  EXPECT_EQ(without.tally.stores_shut, 0U);
}

TEST(Market, ShutOffendersOpenAgainWithSomeOfTheirIdentities) {
  const World world = WorldLike("easy", "days = 60\n[reentry]\nreturns = 1\ndelay_days = 2\n");
  const Course course = Simulate(world, {.seed = 7, .scale = 1}, Enforcer::kKnowsAll);
  std::map<std::string, std::string> phones;
  for (const std::string& line : course.feed) {
    if (line.find("assay.store.opened.v1") != std::string::npos) {
      const Json event = Json::parse(line);
      phones[event.at("subject")] = event.at("data").at("phones").at(0).at("number");
    }
  }
  std::size_t reopened = 0;
  std::size_t same_phone = 0;
  std::set<std::string> shut;
  for (const StoreTruth& store : course.truths) {
    if (store.shut) {
      shut.insert(store.store);
    }
    if (!store.reopened_from.empty()) {
      ++reopened;
      EXPECT_TRUE(shut.contains(store.reopened_from));
      same_phone += phones[store.store] == phones[store.reopened_from] ? 1U : 0U;
    }
  }
  EXPECT_GT(reopened, 5U);
  EXPECT_GT(same_phone, 0U);
  EXPECT_LT(same_phone, reopened);
}

// Mishaps of each kind, as the truth has them day by day and at the end.
TEST(Market, InnocentSellersMeetMishaps) {
  const World world =
      WorldLike("easy",
                "days = 60\n[stores]\nopened_a_year = 2\n[reentry]\nreturns = 1\ndelay_days = 2\n"
                "keeps_person = 0\nborrows = 1\n[mishaps]\nmixed_supply = 0.5\n"
                "recycled_phone = 0.2\nhijacked_a_year = 0.5\nattacks_a_year = 100\n");
  const Course course = Simulate(world, {.seed = 7, .scale = 1}, Enforcer::kKnowsAll);
  std::set<std::pair<std::string, std::string>> told;
  for (const std::string& line : LinesOf(course.mishaps)) {
    const Json mishap = Json::parse(line);
    EXPECT_TRUE(told.emplace(mishap.at("store"), mishap.at("mishap")).second) << line;
  }
  std::map<Mishap, std::size_t> counts;
  for (const StoreTruth& store : course.truths) {
    for (const Mishap mishap : kMishaps) {
      const bool befell = store.befell[static_cast<std::size_t>(mishap)];
      EXPECT_EQ(befell, told.contains({store.store, std::string(NameOf(mishap))}));
      EXPECT_FALSE(befell && store.offender);
      counts[mishap] += befell ? 1U : 0U;
    }
  }
  for (const Mishap mishap : kMishaps) {
    EXPECT_GT(counts[mishap], 0U) << NameOf(mishap);
  }
}

TEST(Market, SomePiecesOfAMixedSupplyAreCounterfeitThoughNoOfferIs) {
  const std::string mix =
      "[mix]\nhonest = 0.5\nreseller = 0.5\nsecond_hand = 0\naccessories = 0\n"
      "authorised = 0\nopportunist = 0\nring = 0\n";
  const World world = WorldLike(
      "easy", mix + "[mishaps]\nmixed_supply = 1\nfake_pieces = 0.5\nhijacked_a_year = 0\n");
  const Course course = Simulate(world, {.seed = 7, .scale = 1});
  EXPECT_EQ(CountOf(LinesOf(course.listings), "\"counterfeit\":true"), 0U);
  const double share = static_cast<double>(course.tally.counterfeit_orders) /
                       static_cast<double>(course.tally.orders);
  // Half of the stores resell, six of ten of their offers are of a brand, half of those pieces are counterfeit; trade
  // is spread over few stores.
  EXPECT_GT(share, 0.05);
  EXPECT_LT(share, 0.3);
}

TEST(Market, AHijackedStoreOffersCounterfeitsForSomeDaysAndItsSellerEndsIt) {
  const World world = WorldLike(
      "easy",
      "[mix]\nhonest = 1\nreseller = 0\nsecond_hand = 0\naccessories = 0\nauthorised = 0\n"
      "opportunist = 0\nring = 0\n[stores]\ncount = 100\nclosed_a_year = 0\n"
      "[catalogue]\nnew_a_day = 0\n[mishaps]\nhijacked_a_year = 3\n");
  const Course course = Simulate(world, {.seed = 7, .scale = 1});
  std::map<std::string, std::string> listed;
  for (const std::string& line : LinesOf(course.listings)) {
    const Json listing = Json::parse(line);
    if (listing.at("counterfeit").get<bool>()) {
      listed[listing.at("listing")] = listing.at("listed");
    }
  }
  ASSERT_GT(listed.size(), 10U);
  std::size_t ended = 0;
  for (const std::string& line : course.feed) {
    if (line.find("assay.listing.removed.v1") == std::string::npos) {
      continue;
    }
    const Json event = Json::parse(line);
    const auto offer = listed.find(event.at("data").at("listing"));
    if (offer != listed.end()) {
      const auto days = (ParseRfc3339(event.at("time").get<std::string>())->instant.ms -
                         ParseRfc3339(offer->second)->instant.ms) /
                        kMillisecondsPerDay;
      EXPECT_LE(days, 4);
      ++ended;
    }
  }
  // Those of the last days are still there when the market ends.
  EXPECT_GT(ended, listed.size() / 2);
  EXPECT_GT(course.tally.counterfeit_orders, 0U);
}

TEST(Market, AGangThatExtortsClaimsOfEachPieceThatItIsCounterfeit) {
  const std::string calm =
      "[buyers]\nclaims_mistaken = 0\nclaims_parallel = 0\nclaims_plain = 0\nextorts = 0\n"
      "[mix]\nhonest = 1\nreseller = 0\nsecond_hand = 0\naccessories = 0\nauthorised = 0\n"
      "opportunist = 0\nring = 0\n[mishaps]\nhijacked_a_year = 0\n";
  const Course without =
      Simulate(WorldLike("easy", calm + "attacks_a_year = 0\n"), {.seed = 7, .scale = 1});
  EXPECT_EQ(without.tally.refunds_claimed_fake, 0U);
  const Course with =
      Simulate(WorldLike("easy", calm + "attacks_a_year = 200\nattack_orders = 6\n"),
               {.seed = 7, .scale = 1});
  EXPECT_GT(with.tally.refunds_claimed_fake, 10U);
  EXPECT_EQ(with.tally.refunds_claimed_fake_wrongly, with.tally.refunds_claimed_fake);
  EXPECT_EQ(with.tally.refunds_claimed_fake, with.tally.orders - without.tally.orders);
}

TEST(Market, NoticesOfSquattersHitStoresThatSellNoBrand) {
  const World world = WorldLike(
      "easy", "[habits]\nbranded = 0\n[notices]\na_day = 10\nbad_faith = 1\nsquatted = 1\n");
  const Course course = Simulate(world, {.seed = 7, .scale = 1});
  std::size_t honest = 0;
  for (const StoreTruth& store : course.truths) {
    const bool noticed = store.befell[static_cast<std::size_t>(Mishap::kNoticedInBadFaith)];
    honest += store.kind == StoreKind::kHonest && noticed ? 1U : 0U;
  }
  EXPECT_GT(honest, 10U);
  EXPECT_EQ(CountOf(course.feed, R"("brand":"mark-)"), CountOf(course.feed, "assay.notice.v1"));
}

TEST(Market, ATakenDownOfferIsWrittenAnew) {
  const World world = WorldLike("easy",
                                "[evasion]\nrewrites = 1\nrewrite_hours = 5\n"
                                "[marketplace]\ncloses_after = 0\n");
  const Course course = Simulate(world, {.seed = 7, .scale = 1}, Enforcer::kKnowsAll);
  const Course without = Simulate(world, {.seed = 7, .scale = 1});
  EXPECT_GT(CountOf(course.feed, "\"version\":2"), CountOf(without.feed, "\"version\":2") + 50);
}

TEST(Market, LivesWithoutOffenders) {
  const World world =
      WorldLike("easy",
                "[mix]\nhonest = 0.7\nreseller = 0.1\nsecond_hand = 0.1\n"
                "accessories = 0.05\nauthorised = 0.05\nopportunist = 0\nring = 0\n");
  const Course course = Simulate(world, {.seed = 7, .scale = 1}, Enforcer::kKnowsAll);
  EXPECT_EQ(CountOf(LinesOf(course.listings), "\"counterfeit\":true"), 0U);
  EXPECT_GT(course.tally.orders, 1'000U);
  EXPECT_EQ(course.tally.counterfeit_orders, 0U);
}

TEST(Market, LivesWithOffendersAlone) {
  const World world = WorldLike("easy",
                                "[mix]\nhonest = 0\nreseller = 0\nsecond_hand = 0\n"
                                "accessories = 0\nauthorised = 0\nopportunist = 0.5\nring = 0.5\n");
  const Course course = Simulate(world, {.seed = 7, .scale = 1}, Enforcer::kKnowsAll);
  EXPECT_EQ(CountOf(LinesOf(course.stores), "\"offender\":false"), 0U);
  EXPECT_GT(course.tally.stores_shut, 0U);
}

TEST(Market, LivesWithOneStore) {
  const World world = WorldLike("easy", "[stores]\nopened_a_year = 0\n");
  const Course course = Simulate(world, {.seed = 7, .scale = 1e-9}, Enforcer::kKnowsAll);
  EXPECT_EQ(course.truths.size(), 1U);
}

TEST(Market, LastsAsManyDaysAsAsked) {
  const World world = WorldLike("easy");
  EXPECT_EQ(Market::Make(world, {.scale = 0.1, .days = 5})->days(), 5);
  EXPECT_EQ(Market::Make(world, {.scale = 0.1, .days = 500})->days(), world.days);
}

}  // namespace
}  // namespace assay::simulation
