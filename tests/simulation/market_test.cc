// SPDX-License-Identifier: Apache-2.0
#include "simulation/market.h"

#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "ingest/decode.h"

namespace assay::simulation {
namespace {

using Json = nlohmann::json;

World WorldLike(const std::string& name, const std::string& changes = "") {
  const auto world = ParseWorld("[world]\nlike = \"" + name + "\"\n" + changes);
  EXPECT_TRUE(world) << (world ? "" : world.error().message);
  return world.value_or(World{});
}

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(line);
  }
  return lines;
}

struct Course {
  std::vector<std::string> feed;
  std::vector<std::string> people;
  std::string stores;
  std::string listings;
  std::string orders;
  std::string mishaps;
  std::vector<StoreTruth> truths;
  Tally tally;
};

// Who is behind the instructions of a course.
enum class Enforcer { kNobody, kKnowsAll };

// Asks for every counterfeit offer that was listed on a day to be taken down, and has it confirmed.
class AllKnowing {
 public:
  std::vector<Instruction> After(const Day& day) {
    for (const std::string& line : LinesOf(day.listings)) {
      const Json listing = Json::parse(line);
      if (listing.at("counterfeit").get<bool>()) {
        counterfeit_.insert(listing.at("listing").get<std::string>());
      }
    }
    std::vector<Instruction> instructions;
    for (const std::string& line : LinesOf(day.feed)) {
      if (line.find("assay.listing.v1") == std::string::npos) {
        continue;
      }
      const Json event = Json::parse(line);
      const std::string id = event.at("data").at("listing");
      if (counterfeit_.contains(id)) {
        for (const char* type : {"measure.requested", "measure.confirmed"}) {
          instructions.push_back(
              {.type = type,
               .time = ParseRfc3339(event.at("time").get<std::string>())->instant,
               .measure = "m-" + id + "-" + event.at("data").at("version").dump(),
               .action = "delist",
               .store = event.at("subject"),
               .listing = id});
        }
      }
    }
    return instructions;
  }

 private:
  std::set<std::string> counterfeit_;
};

Course Simulate(const World& world, const MarketOptions& options,
                Enforcer enforcer = Enforcer::kNobody) {
  Course course;
  const auto market = Market::Make(world, options);
  AllKnowing all_knowing;
  std::vector<Instruction> instructions;
  while (!market->done()) {
    const Day day = market->Step(instructions);
    for (std::string& line : LinesOf(day.feed)) {
      course.feed.push_back(std::move(line));
    }
    for (std::string& line : LinesOf(day.people)) {
      course.people.push_back(std::move(line));
    }
    course.stores += day.stores;
    course.listings += day.listings;
    course.orders += day.orders;
    course.mishaps += day.mishaps;
    if (enforcer == Enforcer::kKnowsAll) {
      instructions = all_knowing.After(day);
    }
  }
  course.truths = market->StoreTruths();
  course.tally = market->tally();
  return course;
}

std::size_t CountOf(const std::vector<std::string>& lines, const std::string& part) {
  return static_cast<std::size_t>(std::ranges::count_if(
      lines, [&](const std::string& line) { return line.find(part) != std::string::npos; }));
}

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

// The course in which these instructions come on the thirteenth day, and those on the fifteenth.
Course AfterInstructions(const World& world, const std::vector<Instruction>& thirteenth,
                         const std::vector<Instruction>& fifteenth = {}) {
  const auto market = Market::Make(world, {.seed = 7, .scale = 1});
  Course course;
  while (!market->done()) {
    std::vector<Instruction> instructions = market->days_done() == 12 ? thirteenth
                                            : market->days_done() == 14
                                                ? fifteenth
                                                : std::vector<Instruction>();
    for (Instruction& instruction : instructions) {
      instruction.time = {world.from.ms + market->days_done() * kMillisecondsPerDay};
    }
    const Day day = market->Step(instructions);
    for (std::string& line : LinesOf(day.feed)) {
      course.feed.push_back(std::move(line));
    }
    for (std::string& line : LinesOf(day.people)) {
      course.people.push_back(std::move(line));
    }
  }
  course.truths = market->StoreTruths();
  return course;
}

World WithoutClosingsOfItsOwn(const std::string& more = "") {
  return WorldLike("easy", "[marketplace]\ncloses_after = 0\n" + more);
}

std::string FirstOffender(const World& world) {
  const auto truths = Market::Make(world, {.seed = 7, .scale = 1})->StoreTruths();
  return std::ranges::find_if(truths, &StoreTruth::offender)->store;
}

Instruction About(const std::string& store, const std::string& type, const std::string& action,
                  const std::string& measure = "m-1", const std::string& listing = "") {
  return {.type = type,
          .time = {},
          .measure = measure,
          .action = action,
          .store = store,
          .listing = listing};
}

// The course in which one instruction comes, about the first store that offends.
Course AfterOneInstruction(const std::string& type, const std::string& action, std::string& store) {
  const World world = WithoutClosingsOfItsOwn();
  store = FirstOffender(world);
  return AfterInstructions(world, {About(store, type, action)});
}

std::size_t OrdersAfter(const Course& course, const std::string& store, const std::string& date) {
  return static_cast<std::size_t>(std::ranges::count_if(course.feed, [&](const std::string& line) {
    return line.find("assay.order.v1") != std::string::npos &&
           line.find(store) != std::string::npos &&
           line.substr(line.find("\"time\":\"") + 8, 10) > date;
  }));
}

TEST(Market, ShutsAStoreThatItIsAskedToClose) {
  std::string store;
  const Course course = AfterOneInstruction("measure.requested", "close_store", store);
  EXPECT_EQ(CountOf(course.feed, "assay.measure.executed.v1"), 1U);
  ASSERT_EQ(CountOf(course.feed, R"("reason":"ip_counterfeit")"), 1U);
  EXPECT_EQ(CountOf(course.feed, R"("indefinite":true,"measure":"m-1")"), 1U);
  EXPECT_EQ(OrdersAfter(course, store, "2017-03-15"), 0U);
}

TEST(Market, AFrozenStoreSellsNothing) {
  std::string store;
  const Course course = AfterOneInstruction("measure.requested", "freeze_store", store);
  EXPECT_EQ(OrdersAfter(course, store, "2017-03-15"), 0U);
  EXPECT_EQ(CountOf(course.feed, R"("reason":"ip_counterfeit")"), 0U);
}

TEST(Market, HoldsFunds) {
  std::string store;
  const Course course = AfterOneInstruction("measure.requested", "hold_funds", store);
  EXPECT_EQ(CountOf(course.feed, R"("kind":"held")"), 1U);
}

TEST(Market, SaysOfAnActionThatItDoesNotKnowThatItFailed) {
  std::string store;
  const Course course = AfterOneInstruction("measure.requested", "paint_it_blue", store);
  EXPECT_EQ(CountOf(course.feed, "assay.measure.failed.v1"), 1U);
  EXPECT_EQ(CountOf(course.feed, "not known here"), 1U);
  EXPECT_GT(OrdersAfter(course, store, "2017-03-15"), 0U) << "it goes on selling";
}

TEST(Market, AProposedMeasureWaitsForPeopleAndIsNotExecuted) {
  std::string store;
  const Course freeze = AfterOneInstruction("measure.proposed", "freeze_store", store);
  EXPECT_EQ(CountOf(freeze.feed, "assay.measure.executed.v1"), 0U);
  EXPECT_EQ(CountOf(freeze.people, "assay.decision.v1"), 1U);
}

TEST(Market, APersonsYesIsNotAskedForAgain) {
  const World world = WithoutClosingsOfItsOwn();
  const std::string store = FirstOffender(world);
  const Course course = AfterInstructions(world, {About(store, "measure.proposed", "freeze_store")},
                                          {About(store, "measure.requested", "freeze_store")});
  EXPECT_EQ(CountOf(course.people, "assay.decision.v1"), 1U);
  EXPECT_EQ(CountOf(course.feed, "assay.measure.executed.v1"), 1U);
}

TEST(Market, ReviewersLookAtProposalsAgainstOffersWhenNothingInForceWaits) {
  // One decision a day, by one of two people who never err.
  const World world = WithoutClosingsOfItsOwn(
      "[reviewers]\npeople = 1\ndecisions_a_day = 1\nappeals = 0\noffender_appeals = 0\n");
  const auto market = Market::Make(world, {.seed = 7, .scale = 1});
  const std::vector<ListingTruth> offers = market->ListingTruths();
  ASSERT_GT(offers.size(), 3U);
  std::vector<Instruction> instructions;
  for (const int number : {0, 1, 2}) {
    const ListingTruth& offer = offers[static_cast<std::size_t>(number)];
    instructions.push_back(About(offer.store,
                                 number == 0 ? "measure.proposed" : "measure.requested", "delist",
                                 "m-" + std::to_string(number), offer.listing));
  }
  std::vector<std::string> decided;
  for (const std::string& line : AfterInstructions(world, instructions).people) {
    const Json event = Json::parse(line);
    if (event.at("type") == "assay.decision.v1") {
      decided.push_back(event.at("data").at("measure"));
    }
  }
  EXPECT_THAT(decided, ::testing::ElementsAre("m-1", "m-2", "m-0"));
}

TEST(Market, ClosingIsConfirmedByTwoDifferentPeople) {
  std::string store;
  const Course course = AfterOneInstruction("measure.proposed", "close_store", store);
  std::set<std::string> actors;
  for (const std::string& line : course.people) {
    const Json event = Json::parse(line);
    if (event.at("type") == "assay.decision.v1" && event.at("data").at("kind") == "confirm") {
      actors.insert(event.at("data").at("actor"));
    }
  }
  EXPECT_EQ(actors.size(), 2U);
}

// What was sent, counterfeit or not, but for sham orders.
std::map<std::string, bool> OrdersOf(const Course& course) {
  std::map<std::string, bool> orders;
  for (const std::string& line : LinesOf(course.orders)) {
    const Json order = Json::parse(line);
    if (!order.at("sham").get<bool>()) {
      orders[order.at("order")] = order.at("counterfeit");
    }
  }
  return orders;
}

// Data of the test buys whose order was drawn.
std::vector<Json> DrawsOf(const Course& course) {
  std::vector<Json> draws;
  for (const std::string& line : course.feed) {
    if (line.find("assay.test_buy.v1") != std::string::npos) {
      const Json data = Json::parse(line).at("data");
      if (data.at("selection") == "random") {
        draws.push_back(data);
      }
    }
  }
  return draws;
}

TEST(Market, DrawsOrdersToBeExaminedByTheChanceThatItTells) {
  const World world =
      WorldLike("easy",
                "[test_buys]\na_year = 9000\nsuspicion = 0.1\ndays = 1\ncannot_say = 0\n"
                "right = 1\nagain = 0\n");
  const Course course = Simulate(world, {.seed = 11, .scale = 1});
  const std::map<std::string, bool> orders = OrdersOf(course);
  const std::vector<Json> draws = DrawsOf(course);
  ASSERT_GT(draws.size(), 300U);
  double stood_for = 0;
  std::set<std::string> drawn;
  for (const Json& draw : draws) {
    const std::string order = draw.at("order");
    ASSERT_TRUE(orders.contains(order)) << "sham orders are not drawn";
    EXPECT_TRUE(drawn.insert(order).second) << "none is drawn twice";
    EXPECT_EQ(draw.at("verdict") == "counterfeit", orders.at(order));
    const double chance = draw.at("selection_probability");
    ASSERT_GT(chance, 0);
    ASSERT_LE(chance, 1);
    stood_for += 1 / chance;
  }
  // All orders there were, but for those of the first day, and of the last, whose examiners have not spoken.
  EXPECT_NEAR(stood_for / static_cast<double>(orders.size()), 1, 0.2);
}

TEST(Market, ADrawnOrderIsExaminedAgainByAnotherWhoErrsByHimself) {
  const World world = WorldLike(
      "easy",
      "[test_buys]\na_year = 9000\nsuspicion = 0.1\ncannot_say = 0\nright = 0.8\nagain = 1\n");
  const Course course = Simulate(world, {.seed = 11, .scale = 1});
  std::map<std::string, std::vector<Json>> orders;
  for (const Json& draw : DrawsOf(course)) {
    orders[draw.at("order")].push_back(draw);
  }
  ASSERT_GT(orders.size(), 300U);
  std::size_t contradicted = 0;
  for (const auto& [order, draws] : orders) {
    ASSERT_EQ(draws.size(), 2U);
    EXPECT_NE(draws[0].at("examiner"), draws[1].at("examiner"));
    EXPECT_NE(draws[0].at("test_buy"), draws[1].at("test_buy"));
    EXPECT_EQ(draws[0].at("selection_probability"), draws[1].at("selection_probability"));
    contradicted += draws[0].at("verdict") != draws[1].at("verdict") ? 1U : 0U;
  }
  // 2 * 0.8 * 0.2
  EXPECT_NEAR(static_cast<double>(contradicted) / static_cast<double>(orders.size()), 0.32, 0.08);
}

TEST(Market, SomeExaminersCannotSay) {
  const World world =
      WorldLike("easy", "[test_buys]\na_year = 9000\nsuspicion = 0.5\ncannot_say = 1\n");
  const Course course = Simulate(world, {.seed = 11, .scale = 1, .days = 40});
  const std::size_t test_buys = CountOf(course.feed, "assay.test_buy.v1");
  EXPECT_GT(test_buys, 50U);
  EXPECT_EQ(CountOf(course.feed, "\"verdict\":\"cannot_say\""), test_buys);
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
