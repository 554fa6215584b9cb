// SPDX-License-Identifier: Apache-2.0
// Whether anything that is not behaviour gives the truth away: a model that sees ids, the order of the file, lengths of
// lines and the counts and times of a store's first day, and no words, places or values, must guess no better than by
// lot. Re-opened stores are left out by looking at a market where nobody is shut: that they come later is behaviour.
#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <numeric>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "simulation/chance.h"
#include "simulation/market.h"

namespace assay::simulation {
namespace {

using Json = nlohmann::json;
using Features = std::vector<double>;

struct Case {
  Features features;
  bool guilty = false;
};

// The digits of an id, as numbers.
void AddDigits(Features& features, const std::string& id, std::size_t digits) {
  for (std::size_t i = id.size() - digits; i < id.size(); ++i) {
    features.push_back(std::stoi(id.substr(i, 1), nullptr, 16));
  }
}

struct FirstDay {
  std::int64_t opened_ms = 0;
  Features of_opening;
  std::map<std::string, double> counts;
  std::vector<double> lengths;
  std::vector<double> hours;
  double positions = 0;
};

struct Seen {
  std::vector<Case> stores;
  std::vector<Case> listings;
};

double MeanOf(const std::vector<double>& values) {
  return values.empty() ? 0
                        : std::accumulate(values.begin(), values.end(), 0.0) /
                              static_cast<double>(values.size());
}

Case CaseOf(const FirstDay& day, bool guilty) {
  Features features = day.of_opening;
  for (const char* type :
       {"assay.listing.v1", "assay.order.v1", "assay.parcel.v1", "assay.refund.v1",
        "assay.review.v1", "assay.message.v1", "assay.notice.v1", "assay.store.closed.v1",
        "assay.listing.removed.v1"}) {
    const auto count = day.counts.find(type);
    features.push_back(count == day.counts.end() ? 0 : count->second);
  }
  features.push_back(MeanOf(day.lengths));
  features.push_back(day.lengths.empty() ? 0 : std::ranges::max(day.lengths));
  features.push_back(day.lengths.empty() ? 0 : std::ranges::min(day.lengths));
  features.push_back(MeanOf(day.hours));
  features.push_back(day.hours.empty() ? 0 : std::ranges::min(day.hours));
  features.push_back(day.positions / static_cast<double>(1 + day.lengths.size()));
  return {features, guilty};
}

// What can be seen without reading, of every store and every listing.
Seen Observe(const World& world, std::uint64_t seed, double stores) {
  const auto market =
      Market::Make(world, {.seed = seed, .scale = stores / world.stores.count, .enforces = false});
  std::map<std::string, FirstDay> days;
  std::map<std::string, Features> listings;
  double position = 0;
  while (!market->done()) {
    std::istringstream feed(market->Step({}).feed);
    for (std::string line; std::getline(feed, line); ++position) {
      const Json event = Json::parse(line);
      const std::string type = event.at("type");
      const std::string store = event.at("subject");
      const std::int64_t ms = ParseRfc3339(event.at("time").get<std::string>())->instant.ms;
      const double hour = static_cast<double>((ms - world.from.ms) % kMillisecondsPerDay) / 3.6e6;
      const auto length = static_cast<double>(line.size());
      if (type == "assay.store.opened.v1") {
        FirstDay& day = days[store];
        day.opened_ms = ms;
        day.of_opening = {position, hour, length, static_cast<double>(event.at("data").size()),
                          static_cast<double>(event.at("data").at("phones").size())};
        AddDigits(day.of_opening, store, 12);
        AddDigits(day.of_opening, event.at("id"), 4);
        continue;
      }
      const auto found = days.find(store);
      if (found == days.end() || ms >= found->second.opened_ms + kMillisecondsPerDay) {
        continue;
      }
      FirstDay& day = found->second;
      day.counts[type] += 1;
      day.positions += position;
      if (type == "assay.listing.v1") {
        day.lengths.push_back(length);
        day.hours.push_back(static_cast<double>(ms - day.opened_ms) / 3.6e6);
        Features& features = listings[event.at("data").at("listing")];
        features = {length, hour, day.hours.back()};
        AddDigits(features, event.at("data").at("listing"), 12);
        AddDigits(features, event.at("id"), 4);
      }
    }
  }
  Seen seen;
  for (const StoreTruth& store : market->StoreTruths()) {
    if (const auto day = days.find(store.store); day != days.end()) {
      seen.stores.push_back(CaseOf(day->second, store.offender));
    }
  }
  for (const ListingTruth& listing : market->ListingTruths()) {
    if (const auto features = listings.find(listing.listing); features != listings.end()) {
      seen.listings.push_back({features->second, listing.counterfeit});
    }
  }
  return seen;
}

// Boosted decision stumps with logistic loss: small, and good at single telling features and thresholds.
class Stumps {
 public:
  explicit Stumps(const std::vector<Case>& cases) {
    const std::size_t width = cases.front().features.size();
    std::vector<std::vector<double>> cuts(width);
    for (std::size_t f = 0; f < width; ++f) {
      std::vector<double> values;
      for (const Case& one : cases) {
        values.push_back(one.features[f]);
      }
      std::ranges::sort(values);
      for (std::size_t cut = 1; cut < 16; ++cut) {
        cuts[f].push_back(values[values.size() * cut / 16]);
      }
    }
    const double share =
        static_cast<double>(std::ranges::count_if(cases, [](const Case& c) { return c.guilty; })) /
        static_cast<double>(cases.size());
    std::vector<double> scores(cases.size(), std::log(share / (1 - share)));
    for (int round = 0; round < 60; ++round) {
      Add(cases, cuts, scores);
    }
  }

  double ScoreOf(const Features& features) const {
    double score = 0;
    for (const Stump& stump : stumps_) {
      score += features[stump.feature] < stump.cut ? stump.below : stump.above;
    }
    return score;
  }

 private:
  struct Stump {
    std::size_t feature = 0;
    double cut = 0;
    double below = 0;
    double above = 0;
  };

  void Add(const std::vector<Case>& cases, const std::vector<std::vector<double>>& cuts,
           std::vector<double>& scores) {
    constexpr double kRate = 0.3;
    std::vector<double> gradients(cases.size());
    std::vector<double> weights(cases.size());
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const double p = 1 / (1 + std::exp(-scores[i]));
      gradients[i] = (cases[i].guilty ? 1 : 0) - p;
      weights[i] = p * (1 - p);
    }
    const double all = std::accumulate(gradients.begin(), gradients.end(), 0.0);
    const double weight = std::accumulate(weights.begin(), weights.end(), 0.0);
    Stump best;
    double best_gain = -1;
    for (std::size_t f = 0; f < cuts.size(); ++f) {
      for (const double cut : cuts[f]) {
        double below = 0;
        double weight_below = 1e-9;
        for (std::size_t i = 0; i < cases.size(); ++i) {
          if (cases[i].features[f] < cut) {
            below += gradients[i];
            weight_below += weights[i];
          }
        }
        const double weight_above = weight - weight_below + 1e-9;
        const double gain =
            below * below / weight_below + (all - below) * (all - below) / weight_above;
        if (gain > best_gain) {
          best_gain = gain;
          best = {f, cut, kRate * below / weight_below, kRate * (all - below) / weight_above};
        }
      }
    }
    for (std::size_t i = 0; i < cases.size(); ++i) {
      scores[i] += cases[i].features[best.feature] < best.cut ? best.below : best.above;
    }
    stumps_.push_back(best);
  }

  std::vector<Stump> stumps_;
};

struct Guess {
  double area = 0;    // Under the curve, on cases the model has not seen.
  double by_lot = 0;  // Standard deviation of the area where nothing can be known.
};

Guess GuessOn(const std::vector<Case>& cases) {
  std::vector<Case> seen;
  std::vector<Case> unseen;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    (i % 2 == 0 ? seen : unseen).push_back(cases[i]);
  }
  const Stumps model(seen);
  std::vector<std::pair<double, bool>> ranked;
  for (const Case& one : unseen) {
    ranked.emplace_back(model.ScoreOf(one.features), one.guilty);
  }
  std::ranges::sort(ranked);
  // Mann and Whitney's count, ties as a half.
  double guilty = 0;
  double won = 0;
  double innocent_below = 0;
  for (std::size_t i = 0; i < ranked.size();) {
    std::size_t end = i;
    double innocent_here = 0;
    double guilty_here = 0;
    while (end < ranked.size() && ranked[end].first == ranked[i].first) {
      (ranked[end].second ? guilty_here : innocent_here) += 1;
      ++end;
    }
    won += guilty_here * (innocent_below + innocent_here / 2);
    guilty += guilty_here;
    innocent_below += innocent_here;
    i = end;
  }
  const double innocent = innocent_below;
  return {won / (guilty * innocent), std::sqrt((guilty + innocent + 1) / (12 * guilty * innocent))};
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

// Four standard deviations: one in sixteen thousand by lot.
constexpr double kDeviations = 4;

TEST(Leak, MetadataSayNothingOfStoresAndListings) {
  for (const auto& [like, seed] : {std::pair{"taobao_2017", 11}, std::pair{"hostile", 12}}) {
    const Seen seen = Observe(LeakWorld(like), static_cast<std::uint64_t>(seed), 3'000);
    ASSERT_GT(seen.stores.size(), 3'000U);
    const Guess stores = GuessOn(seen.stores);
    EXPECT_NEAR(stores.area, 0.5, kDeviations * stores.by_lot) << like << ": stores";
    const Guess listings = GuessOn(seen.listings);
    EXPECT_NEAR(listings.area, 0.5, kDeviations * listings.by_lot) << like << ": listings";
    std::cout << like << ": area under the curve of stores " << stores.area << " (by lot 0.5 +- "
              << stores.by_lot << "), of listings " << listings.area << " (+- " << listings.by_lot
              << ")\n";
  }
}

TEST(Leak, AModelOfThisKindFindsASmallLeak) {
  Seen seen = Observe(LeakWorld("taobao_2017"), 11, 3'000);
  // One in five offenders writes lines that are eight bytes longer.
  for (std::size_t i = 0; i < seen.stores.size(); ++i) {
    Case& store = seen.stores[i];
    if (store.guilty && Chance(1, i, Purpose::kKind).Happens(0.2)) {
      store.features[2] += 8;
    }
  }
  const Guess guess = GuessOn(seen.stores);
  EXPECT_GT(guess.area, 0.5 + kDeviations * guess.by_lot);
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
