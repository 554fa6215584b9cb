// SPDX-License-Identifier: Apache-2.0
// Nothing that is not behaviour gives the truth away, in a market where nobody is shut. That the same holds of each arm
// with Assay in it is in tests/e2e/simulation_arms_test.cc.
#include <iostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "simulation/chance.h"
#include "simulation/market.h"
#include "support/leak_model.h"

namespace assay::simulation {
namespace {

struct Seen {
  std::vector<LeakCase> stores;
  std::vector<LeakCase> listings;
};

Seen Observe(const World& world, std::uint64_t seed, double stores) {
  const auto market =
      Market::Make(world, {.seed = seed, .scale = stores / world.stores.count, .enforces = false});
  MetadataObserver observer;
  while (!market->done()) {
    std::istringstream feed(market->Step({}).feed);
    for (std::string line; std::getline(feed, line);) {
      observer.Take(line);
    }
  }
  Seen seen;
  for (const StoreTruth& store : market->StoreTruths()) {
    if (auto features = observer.FeaturesOfStore(store.store); !features.empty()) {
      seen.stores.push_back({std::move(features), store.offender});
    }
  }
  for (const ListingTruth& listing : market->ListingTruths()) {
    if (auto features = observer.FeaturesOfListing(listing.listing); !features.empty()) {
      seen.listings.push_back({std::move(features), listing.counterfeit});
    }
  }
  return seen;
}

World LeakWorld(const std::string& like) {
  // Half of the stores offend, so that a small leak would show; the days of the founding and some more.
  const auto world = ParseWorld("[world]\nlike = \"" + like +
                                "\"\ndays = 30\n[stores]\nopened_a_year = 2\n"
                                "[catalogue]\noffers_a_store = 4\n[trade]\norders_a_day = 0.3\n"
                                "[mix]\nhonest = 0.2\nreseller = 0.1\nsecond_hand = 0.1\n"
                                "accessories = 0.05\nauthorised = 0.05\nopportunist = 0.2\n"
                                "ring = 0.3\n");
  EXPECT_TRUE(world);
  return *world;
}

TEST(Leak, MetadataSayNothingOfStoresAndListings) {
  for (const auto& [like, seed] : {std::pair{"taobao_2017", 11}, std::pair{"hostile", 12}}) {
    const Seen seen = Observe(LeakWorld(like), static_cast<std::uint64_t>(seed), 3'000);
    ASSERT_GT(seen.stores.size(), 3'000U);
    const Guess stores = GuessOn(seen.stores);
    EXPECT_NEAR(stores.area, 0.5, kLeakDeviations * stores.by_lot) << like << ": stores";
    const Guess listings = GuessOn(seen.listings);
    EXPECT_NEAR(listings.area, 0.5, kLeakDeviations * listings.by_lot) << like << ": listings";
    std::cout << like << ": area under the curve of stores " << stores.area << " (by lot 0.5 +- "
              << stores.by_lot << "), of listings " << listings.area << " (+- " << listings.by_lot
              << ")\n";
  }
}

TEST(Leak, AModelOfThisKindFindsASmallLeak) {
  Seen seen = Observe(LeakWorld("taobao_2017"), 11, 3'000);
  // One in five offenders writes lines that are eight bytes longer.
  for (std::size_t i = 0; i < seen.stores.size(); ++i) {
    LeakCase& store = seen.stores[i];
    if (store.guilty && Chance(1, i, Purpose::kKind).Happens(0.2)) {
      store.features[2] += 8;
    }
  }
  const Guess guess = GuessOn(seen.stores);
  EXPECT_GT(guess.area, 0.5 + kLeakDeviations * guess.by_lot);
}

TEST(Leak, LinesOfListingsHaveTheLengthsDrawnForThem) {
  const World world = LeakWorld("hostile");
  const auto market = Market::Make(world, {.seed = 2, .scale = 500 / world.stores.count});
  std::size_t listings = 0;
  while (!market->done()) {
    std::istringstream feed(market->Step({}).feed);
    for (std::string line; std::getline(feed, line);) {
      if (line.find("assay.listing.v1") != std::string::npos) {
        ++listings;
        EXPECT_EQ(line.size() % 16, 0U) << line;
      }
    }
  }
  EXPECT_GT(listings, 1'000U);
}

}  // namespace
}  // namespace assay::simulation
