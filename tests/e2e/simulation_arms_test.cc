// SPDX-License-Identifier: Apache-2.0
// What is promised of a simulation holds in each of its seven arms: the written events give the same decisions and
// the same measures when they are read in again, and what can be seen without reading gives no offender away.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/installation.h"
#include "support/leak_model.h"

namespace assay {
namespace {

using Json = nlohmann::json;
using process::DecisionsOf;
using process::Finished;
using process::RunAssay;
using process::TemporaryFolder;
using ::testing::HasSubstr;

struct SeededWorld {
  const char* like;
  const char* seed;
};

#ifdef ASSAY_TEST_SLOW
// Each with luck of its own.
constexpr std::array<SeededWorld, 3> kWorlds = {
    {{"taobao_2017", "12"}, {"hostile", "13"}, {"english_small", "14"}}};
constexpr int kStores = 1'500;
constexpr int kDays = 15;
#else
constexpr std::array<SeededWorld, 1> kWorlds = {{{"taobao_2017", "11"}}};
constexpr int kStores = 600;
constexpr int kDays = 10;
#endif

const std::set<std::string> kArms = {"no_enforcement",  "exact_matching", "default",
                                     "no_linkage",      "no_people",      "half_reviewers",
                                     "double_reviewers"};

// Half of the stores offend, so that a small leak would show; there are people enough that stores are shut, and who
// is shut comes back at once, so that arms differ.
std::string WorldLike(const std::string& name) {
  std::ostringstream world;
  world << "[world]\nlike = \"" << name << "\"\ndays = " << kDays
        << "\n[stores]\ncount = " << kStores << "\nopened_a_year = 2\n"
        << "[mix]\nhonest = 0.2\nreseller = 0.1\nsecond_hand = 0.1\naccessories = 0.05\n"
           "authorised = 0.05\nopportunist = 0.2\nring = 0.3\n"
           "[catalogue]\noffers_a_store = 4\n[trade]\norders_a_day = 0.3\n"
           "[reentry]\nreturns = 1\ndelay_days = 1\n[reviewers]\npeople = 2\n"
           "[notices]\na_day = 20\n[test_buys]\na_year = 400\n[marketplace]\ncloses_after = 1\n"
           "[mishaps]\nattacks_a_year = 20\n";
  return world.str();
}

std::string Unpacked(const std::string& path, const TemporaryFolder& folder) {
  const std::string plain = folder / "plain";
  EXPECT_EQ(std::system(("zstdcat " + path + " > " + plain).c_str()), 0) << path;
  return process::ReadFile(plain);
}

std::vector<Json> LinesOf(const std::string& text) {
  std::vector<Json> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(Json::parse(line));
  }
  return lines;
}

class SimulationArms : public ::testing::TestWithParam<SeededWorld> {
 protected:
  void SetUp() override {
    process::WriteFile(folder_ / "world.toml", WorldLike(GetParam().like));
    const Finished simulated =
        RunAssay({"simulate", "--world", folder_ / "world.toml", "--scale", "1", "--seed",
                  GetParam().seed, "--arms", "--out", folder_ / "market", "--json"});
    ASSERT_EQ(simulated.exit_status, 0) << simulated.err;
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "market")) {
      if (entry.is_directory()) {
        names.insert(entry.path().filename().string());
      }
    }
    ASSERT_EQ(names, kArms);
  }

  void ExpectSameDecisionsAgain(const std::string& arm);
  void ExpectNoLeak(const std::string& arm);

  TemporaryFolder folder_;
};

void SimulationArms::ExpectSameDecisionsAgain(const std::string& arm) {
  const std::string out = folder_ / ("market/" + arm);
  const std::string again = folder_ / (arm + "-again");
  process::IngestMarket(out, again, {"--configuration", out + "/configuration.toml"});
  const std::string decisions = DecisionsOf(out + "/data");
  EXPECT_THAT(decisions, HasSubstr("measure"));
  EXPECT_EQ(decisions.find("reviewer-") == std::string::npos, arm == "no_people");
  EXPECT_TRUE(decisions == DecisionsOf(again)) << "the dumps differ";
  const std::string actions = process::ReadFile(out + "/data/actions.ndjson");
  EXPECT_FALSE(actions.empty());
  EXPECT_TRUE(actions == process::ReadFile(again + "/actions.ndjson")) << "the measures differ";
}

void SimulationArms::ExpectNoLeak(const std::string& arm) {
  const std::string out = folder_ / ("market/" + arm);
  simulation::MetadataObserver observer;
  for (const std::string& file : process::FilesOf(out + "/events")) {
    if (file.ends_with("feed.ndjson.zst")) {
      std::istringstream feed(Unpacked(file, folder_));
      for (std::string line; std::getline(feed, line);) {
        observer.Take(line);
      }
    }
  }
  std::vector<simulation::LeakCase> stores;
  std::vector<simulation::LeakCase> listings;
  std::set<std::string> reopened;
  for (const Json& store : LinesOf(Unpacked(out + "/truth/stores.ndjson.zst", folder_))) {
    if (store.contains("reopened_from")) {
      reopened.insert(store.at("store"));
    } else if (auto seen = observer.FeaturesOfStore(store.at("store")); !seen.empty()) {
      stores.push_back({std::move(seen), store.at("offender")});
    }
  }
  for (const Json& listing : LinesOf(Unpacked(out + "/truth/listings.ndjson.zst", folder_))) {
    auto seen = observer.FeaturesOfListing(listing.at("listing"));
    if (!seen.empty() && !reopened.contains(listing.at("store"))) {
      listings.push_back({std::move(seen), listing.at("counterfeit")});
    }
  }
  // Without people a test buy may still have a store shut.
  if (arm != "no_people") {
    EXPECT_EQ(reopened.empty(), arm == "no_enforcement");
  }
  ASSERT_GT(stores.size(), static_cast<std::size_t>(kStores) * 9 / 10);
  for (const auto& [what, cases] :
       {std::pair{"stores", &stores}, std::pair{"listings", &listings}}) {
    const simulation::Guess guess = GuessOn(*cases);
    EXPECT_NEAR(guess.area, 0.5, simulation::kLeakDeviations * guess.by_lot) << what;
    std::cout << arm << ": area under the curve of " << cases->size() << ' ' << what << ' '
              << guess.area << " (by lot 0.5 +- " << guess.by_lot << ")\n";
  }
}

TEST_P(SimulationArms, GiveTheSameMeasuresAgainAndNobodyAway) {
  for (const std::string& arm : kArms) {
    SCOPED_TRACE(arm);
    ExpectSameDecisionsAgain(arm);
    ExpectNoLeak(arm);
  }
}

INSTANTIATE_TEST_SUITE_P(Worlds, SimulationArms, ::testing::ValuesIn(kWorlds),
                         [](const auto& world) { return std::string(world.param.like); });

}  // namespace
}  // namespace assay
