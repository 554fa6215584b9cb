// SPDX-License-Identifier: Apache-2.0
// `assay simulate` in every shipped world, and in worlds that nobody would ship.
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/process.h"

namespace assay {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;
using process::Finished;
using process::RunAssay;
using process::TemporaryFolder;

// Some hundred stores for some weeks.
Finished Simulate(const TemporaryFolder& folder, const std::string& world, const char* scale,
                  const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments = {"simulate",       "--world", world,    "--scale", scale,
                                        "--seed",         "5",       "--days", "25",      "--out",
                                        folder / "market"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return RunAssay(arguments);
}

Finished SimulateLike(const TemporaryFolder& folder, const std::string& changes,
                      const std::vector<std::string>& more = {}) {
  process::WriteFile(folder / "world.toml", "[world]\nlike = \"easy\"\n" + changes);
  return Simulate(folder, folder / "world.toml", "0.5", more);
}

Json ArmOf(const Finished& simulated) {
  EXPECT_EQ(simulated.exit_status, 0) << simulated.err;
  return Json::parse(simulated.out).at("arms").at(0);
}

TEST(SimulationWorlds, EveryShippedWorldRunsAndIsNeitherEmptyNorPerfect) {
  struct Shipped {
    const char* name;
    const char* scale;
  };
  int wrongly_accused = 0;
  for (const auto& [name, scale] :
       {Shipped{"taobao_2017", "0.00005"}, Shipped{"hostile", "0.00005"},
        Shipped{"english_small", "0.0075"}, Shipped{"second_hand_eu", "0.002"},
        Shipped{"easy", "1"}}) {
    SCOPED_TRACE(name);
    const TemporaryFolder folder;
    const Json arm = ArmOf(Simulate(folder, name, scale, {"--json"}));
    EXPECT_GT(arm.at("market").at("orders"), 300);
    EXPECT_GT(arm.at("market").at("counterfeit_orders"), 0);
    const double recall = arm.at("listings").at("recall").at("value");
    EXPECT_GT(recall, 0.0);
    EXPECT_LT(recall, 1.0);
    const Json& precision = arm.at("listings").at("precision");
    wrongly_accused += precision.at("of").get<int>() - precision.at("hits").get<int>();
  }
  // A single market this small may see none.
  EXPECT_GT(wrongly_accused, 0);
}

TEST(SimulationWorlds, WithoutOffendersNothingIsThereToBeFound) {
  const TemporaryFolder folder;
  const char* honest =
      "[mix]\nhonest = 0.6\nreseller = 0.2\nsecond_hand = 0.1\naccessories = 0.05\n"
      "authorised = 0.05\nopportunist = 0\nring = 0\n"
      "[mishaps]\nhijacked_a_year = 0\nmixed_supply = 0\n";
  const Json arm = ArmOf(SimulateLike(folder, honest, {"--json"}));
  EXPECT_EQ(arm.at("market").at("counterfeit_orders"), 0);
  EXPECT_EQ(arm.at("listings").at("recall").at("of"), 0);
  EXPECT_TRUE(arm.at("listings").at("recall").at("value").is_null());
  EXPECT_EQ(arm.at("stores").at("precision").at("hits"), 0);

  // A share of nothing is a dash, not a number.
  const TemporaryFolder other;
  const Finished text = SimulateLike(other, honest);
  EXPECT_EQ(text.exit_status, 0) << text.err;
  EXPECT_THAT(text.out, AllOf(HasSubstr("recall      -\n"), Not(HasSubstr("nan"))));
}

TEST(SimulationWorlds, WithOffendersAloneNobodyIsAccusedWrongly) {
  const TemporaryFolder folder;
  const Json arm = ArmOf(SimulateLike(
      folder,
      "[mix]\nhonest = 0\nreseller = 0\nsecond_hand = 0\naccessories = 0\nauthorised = 0\n"
      "opportunist = 0.5\nring = 0.5\n",
      {"--json"}));
  EXPECT_EQ(arm.at("stores").at("precision").at("value"), 1.0);
  EXPECT_TRUE(arm.at("innocent").empty());
}

TEST(SimulationWorlds, OneStoreIsAMarketToo) {
  const TemporaryFolder folder;
  const Json arm =
      ArmOf(SimulateLike(folder, "[stores]\ncount = 1\nopened_a_year = 0\n", {"--json"}));
  int stores = arm.at("stores").at("recall").at("of");
  for (const char* kind : {"honest", "reseller", "second_hand", "accessories", "authorised"}) {
    if (arm.at("innocent").contains(kind)) {
      stores += arm.at("innocent").at(kind).at("accused").at("of").get<int>();
    }
  }
  EXPECT_EQ(stores, 1);
}

TEST(SimulationWorlds, NonsenseIsRefusedByNameBeforeAFolderIsMade) {
  struct Nonsense {
    const char* changes;
    const char* message;
  };
  for (const auto& [changes, message] :
       {Nonsense{"[mix]\nring = 2\n", "ring must be a number from 0 to 1"},
        Nonsense{"[mix]\nring = 0.5\n", "the shares in [mix] add up to"},
        Nonsense{"[stores]\ncount = -5\n", "count must be a number from 1"},
        Nonsense{"[trade]\norders_a_day = inf\n", "orders_a_day must be a number"},
        Nonsense{"[trade]\norders_a_day = \"many\"\n", "orders_a_day must be a number"},
        Nonsense{"[stores]\ncount = 1e8\n", "stores are more than one machine holds"},
        Nonsense{"[stores]\ncount = 1e7\n[trade]\norders_a_day = 9_999\n",
                 "orders a day are more than one machine holds"},
        Nonsense{"[stores]\ncount = 1e7\n[catalogue]\noffers_a_store = 5_000\n",
                 "offers are more than one machine holds"},
        Nonsense{"[honesty]\nshare = 1\n", "honesty"}, Nonsense{"mix = 3\n", "mix"}}) {
    const TemporaryFolder folder;
    const Finished refused = SimulateLike(folder, changes);
    EXPECT_NE(refused.exit_status, 0) << changes;
    EXPECT_THAT(refused.err, HasSubstr(message)) << changes;
    EXPECT_FALSE(std::filesystem::exists(folder / "market")) << changes;
  }
}

}  // namespace
}  // namespace assay
