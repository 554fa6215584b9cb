// SPDX-License-Identifier: Apache-2.0
// What the marketplace does when it is asked, and what reviewers and examiners say.
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cases/review_order.h"
#include "simulation/market_course.h"

namespace assay::simulation {
namespace {

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

TEST(MarketPeople, ShutsAStoreThatItIsAskedToClose) {
  std::string store;
  const Course course = AfterOneInstruction("measure.requested", "close_store", store);
  EXPECT_EQ(CountOf(course.feed, "assay.measure.executed.v1"), 1U);
  ASSERT_EQ(CountOf(course.feed, R"("reason":"ip_counterfeit")"), 1U);
  EXPECT_EQ(CountOf(course.feed, R"("indefinite":true,"measure":"m-1")"), 1U);
  EXPECT_EQ(OrdersAfter(course, store, "2017-03-15"), 0U);
}

TEST(MarketPeople, AFrozenStoreSellsNothing) {
  std::string store;
  const Course course = AfterOneInstruction("measure.requested", "freeze_store", store);
  EXPECT_EQ(OrdersAfter(course, store, "2017-03-15"), 0U);
  EXPECT_EQ(CountOf(course.feed, R"("reason":"ip_counterfeit")"), 0U);
}

TEST(MarketPeople, HoldsFunds) {
  std::string store;
  const Course course = AfterOneInstruction("measure.requested", "hold_funds", store);
  EXPECT_EQ(CountOf(course.feed, R"("kind":"held")"), 1U);
}

TEST(MarketPeople, SaysOfAnActionThatItDoesNotKnowThatItFailed) {
  std::string store;
  const Course course = AfterOneInstruction("measure.requested", "paint_it_blue", store);
  EXPECT_EQ(CountOf(course.feed, "assay.measure.failed.v1"), 1U);
  EXPECT_EQ(CountOf(course.feed, "not known here"), 1U);
  EXPECT_GT(OrdersAfter(course, store, "2017-03-15"), 0U) << "it goes on selling";
}

TEST(MarketPeople, AProposedMeasureWaitsForPeopleAndIsNotExecuted) {
  std::string store;
  const Course freeze = AfterOneInstruction("measure.proposed", "freeze_store", store);
  EXPECT_EQ(CountOf(freeze.feed, "assay.measure.executed.v1"), 0U);
  EXPECT_EQ(CountOf(freeze.people, "assay.decision.v1"), 1U);
}

TEST(MarketPeople, APersonsYesIsNotAskedForAgain) {
  const World world = WithoutClosingsOfItsOwn();
  const std::string store = FirstOffender(world);
  const Course course = AfterInstructions(world, {About(store, "measure.proposed", "freeze_store")},
                                          {About(store, "measure.requested", "freeze_store")});
  EXPECT_EQ(CountOf(course.people, "assay.decision.v1"), 1U);
  EXPECT_EQ(CountOf(course.feed, "assay.measure.executed.v1"), 1U);
}

// The measures decided, in their order, by reviewers who make one decision a day.
std::vector<std::string> DecidedOneByOne(const World& world,
                                         const std::vector<Instruction>& thirteenth,
                                         const std::vector<Instruction>& fifteenth = {}) {
  std::vector<std::string> decided;
  for (const std::string& line : AfterInstructions(world, thirteenth, fifteenth).people) {
    const Json event = Json::parse(line);
    if (event.at("type") == "assay.decision.v1") {
      decided.push_back(event.at("data").at("measure"));
    }
  }
  return decided;
}

World WithOneDecisionADay() {
  return WithoutClosingsOfItsOwn(
      "executes = 1\n[reviewers]\npeople = 1\ndecisions_a_day = 1\nappeals = 0\n"
      "offender_appeals = 0\n");
}

TEST(MarketPeople, ReviewersTakeWhatWaitsInTheOrderOfTheProductsQueue) {
  const World world = WithOneDecisionADay();
  const std::vector<ListingTruth> offers =
      Market::Make(world, {.seed = 7, .scale = 1})->ListingTruths();
  ASSERT_GT(offers.size(), 9U);
  const Instant day{world.from.ms + 12 * kMillisecondsPerDay};
  std::vector<Instruction> instructions;
  std::vector<cases::OpenItem> queue;
  for (int number = 0; number < 9; ++number) {
    const ListingTruth& offer = offers[static_cast<std::size_t>(number)];
    const bool is_in_force = number % 3 != 0;
    Instruction asked = About(offer.store, is_in_force ? "measure.requested" : "measure.proposed",
                              "delist", "m-" + std::to_string(number), offer.listing);
    asked.score = 80 + number * 7 % 5;
    asked.until =
        is_in_force ? std::optional(Instant{day.ms + 72 * kMillisecondsPerHour}) : std::nullopt;
    instructions.push_back(asked);
    cases::OpenItem& item = queue.emplace_back();
    item.name = asked.measure;
    item.status = is_in_force ? enforcement::MeasureStatus::kRequested
                              : enforcement::MeasureStatus::kProposed;
    item.since_ms = day.ms;
    item.due_ms = asked.until ? asked.until->ms : 0;
    item.score = asked.score;
  }
  std::vector<std::string> expected;
  std::size_t decisions = 2;  // The day before was idle.
  for (std::int64_t now = day.ms + 9 * kMillisecondsPerHour; !queue.empty();
       now += kMillisecondsPerDay) {
    cases::SortForReview(queue, {now});
    for (; decisions > 0 && !queue.empty(); --decisions) {
      expected.push_back(queue.front().name);
      queue.erase(queue.begin());
    }
    decisions = 1;
  }
  EXPECT_EQ(DecidedOneByOne(world, instructions), expected);
}

TEST(MarketPeople, WhatIsProposedAnewAfterAnEditKeepsItsPlaceInTheQueue) {
  const World world = WithOneDecisionADay();
  const std::vector<ListingTruth> offers =
      Market::Make(world, {.seed = 7, .scale = 1})->ListingTruths();
  ASSERT_GT(offers.size(), 5U);
  const auto proposed = [&](std::size_t offer, const std::string& measure, std::int32_t score) {
    Instruction asked =
        About(offers[offer].store, "measure.proposed", "delist", measure, offers[offer].listing);
    asked.score = score;
    return asked;
  };
  Instruction withdrawn = proposed(1, "m-2", 80);
  withdrawn.type = "measure.withdrawn";
  // Three are decided until the fifteenth.
  EXPECT_THAT(DecidedOneByOne(world,
                              {proposed(0, "m-1", 90), proposed(2, "m-3", 85),
                               proposed(4, "m-6", 84), proposed(1, "m-2", 80)},
                              {proposed(3, "m-4", 100), withdrawn, proposed(1, "m-5", 80)}),
              ::testing::ElementsAre("m-1", "m-3", "m-6", "m-5", "m-4"));
}

TEST(MarketPeople, ClosingIsConfirmedByTwoDifferentPeople) {
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

TEST(MarketPeople, DrawsOrdersToBeExaminedByTheChanceThatItTells) {
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

TEST(MarketPeople, ADrawnOrderIsExaminedAgainByAnotherWhoErrsByHimself) {
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

TEST(MarketPeople, SomeExaminersCannotSay) {
  const World world =
      WorldLike("easy", "[test_buys]\na_year = 9000\nsuspicion = 0.5\ncannot_say = 1\n");
  const Course course = Simulate(world, {.seed = 11, .scale = 1, .days = 40});
  const std::size_t test_buys = CountOf(course.feed, "assay.test_buy.v1");
  EXPECT_GT(test_buys, 50U);
  EXPECT_EQ(CountOf(course.feed, "\"verdict\":\"cannot_say\""), test_buys);
}

}  // namespace
}  // namespace assay::simulation
