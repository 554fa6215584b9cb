// SPDX-License-Identifier: Apache-2.0
#include "flows/deliver_actions.h"

#include <functional>
#include <map>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/outbox.h"

namespace assay::flows {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::int64_t kSecond = 1'000;
constexpr std::int64_t kHour = 3'600 * kSecond;

// Answers as it is told, by the number of the action; remembers what it took, in order.
class Receiver : public ActionSink {
 public:
  std::size_t batch_items_max() const override { return 4; }
  bool keeps_order() const override { return false; }
  Result<SendResult> Send(std::span<const engine::OutboxRow> actions, std::uint64_t mark) override {
    if (broken) {
      return Fail(ErrorCode::kUnavailable, "test.broken", "this machine is broken");
    }
    SendResult result{.handovers = std::vector<Handover>(actions.size()), .mark = mark};
    for (std::size_t i = 0; i < actions.size(); ++i) {
      ++attempts[actions[i].id];
      Handover& handover = result.handovers[i] = answer(actions[i].id);
      if (handover.answer == Answer::kTaken) {
        taken.push_back(actions[i].id);
      } else {
        break;
      }
    }
    return result;
  }

  std::function<Handover(std::uint64_t id)> answer = [](std::uint64_t) { return Taken(); };
  std::vector<std::uint64_t> taken;
  std::map<std::uint64_t, int> attempts;
  bool broken = false;

  static Handover Taken() { return {.answer = Answer::kTaken, .message = "", .wait_ms = 0}; }
  static Handover Refused(std::int64_t wait_ms = 0) {
    return {.answer = Answer::kRefused, .message = "answered 500", .wait_ms = wait_ms};
  }
};

struct World {
  ManualClock clock;
  NoJitter entropy;
  Outbox outbox;
  Receiver receiver;
  SinkPlan plan{.name = "market", .measures = std::nullopt, .start = StartAt::kBeginning};

  ActionDelivery Delivery() { return {outbox.journal(), receiver, plan, clock, entropy}; }
  DeliveryRound RunAll() {
    const auto round = Delivery().RunAll();
    EXPECT_TRUE(round) << round.error().message;
    return round.value_or(DeliveryRound{});
  }
  // As a program that stays up would: whenever something is due.
  void RunFor(std::int64_t ms) {
    const Instant end{clock.Now().ms + ms};
    while (true) {
      const DeliveryRound round = RunAll();
      if (!round.again || *round.again > end) {
        clock.Advance(end.ms - clock.Now().ms);
        return;
      }
      clock.Advance(round.again->ms - clock.Now().ms);
    }
  }
  std::vector<flows::Delivery> In(DeliveryStatus status) {
    return outbox.journal().LoadDeliveries("market", status).value();
  }
  SinkState State() { return outbox.journal().LoadSinks()->at("market"); }
};

TEST(DeliverActions, HandsOverEverythingInOrderAndOnlyOnce) {
  World world;
  for (int i = 0; i < 10; ++i) {
    world.outbox.Decide("m" + std::to_string(i));
  }
  EXPECT_EQ(world.RunAll().taken, 10U);
  EXPECT_THAT(world.receiver.taken, ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
  EXPECT_EQ(world.RunAll().taken, 0U);
  world.outbox.Decide("later");
  EXPECT_EQ(world.RunAll().taken, 1U);
  EXPECT_EQ(world.State().delivered, 11U);
}

TEST(DeliverActions, OnlyMeasuresThatAreSwitchedOnLeave) {
  World world;
  world.plan.measures = {"delist"};
  world.outbox.Decide("a", "close_store");
  world.outbox.Decide("b", "delist");
  world.outbox.Decide("c", "hold_funds");
  world.RunAll();
  EXPECT_THAT(world.receiver.taken, ElementsAre(2));
  world.plan.measures = {"close_store", "delist", "hold_funds"};
  world.RunAll();
  EXPECT_THAT(world.receiver.taken, ElementsAre(2)) << "what was passed over does not leave later";
}

TEST(DeliverActions, ASinkAddedLaterStartsWhereItIsTold) {
  World world;
  world.plan.start = StartAt::kNow;
  world.outbox.Decide("old");
  EXPECT_EQ(world.RunAll().taken, 0U);
  world.outbox.Decide("new");
  world.RunAll();
  EXPECT_THAT(world.receiver.taken, ElementsAre(2));
  world.plan.name = "another";
  world.plan.start = StartAt::kBeginning;
  world.RunAll();
  EXPECT_THAT(world.receiver.taken, ElementsAre(2, 1, 2));
}

TEST(DeliverActions, ARefusedActionIsTriedAgainAfterTheStatedDelays) {
  World world;
  world.receiver.answer = [](std::uint64_t) { return Receiver::Refused(); };
  world.outbox.Decide("m");
  std::vector<std::int64_t> waits;
  for (int i = 0; i < 9; ++i) {
    EXPECT_EQ(world.RunAll().refused, 1U);
    const auto waiting = world.In(DeliveryStatus::kWaiting);
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting[0].last_error, "answered 500");
    waits.push_back((waiting[0].next_attempt.ms - world.clock.Now().ms) / kSecond);
    world.clock.Advance(waits.back() * kSecond - 1);
    EXPECT_EQ(world.RunAll().refused, 0U) << "too early";
    world.clock.Advance(1);
  }
  EXPECT_THAT(waits, ElementsAre(5, 300, 1'800, 7'200, 18'000, 36'000, 50'400, 72'000, 86'400));
  EXPECT_EQ(world.RunAll().dead, 1U);
  EXPECT_EQ(world.In(DeliveryStatus::kDead).size(), 1U);
  world.RunFor(1'000 * kHour);
  EXPECT_EQ(world.receiver.attempts[1], 10) << "a dead letter is left alone";
}

TEST(DeliverActions, JitterOnlyMakesDelaysLongerAndByAFifthAtMost) {
  class Most final : public Entropy {
    void Fill(std::span<std::byte> bytes) override {
      for (std::byte& byte : bytes) {
        byte = std::byte{0xff};
      }
    }
  };
  World world;
  Most most;
  world.receiver.answer = [](std::uint64_t) { return Receiver::Refused(); };
  world.outbox.Decide("m");
  ASSERT_TRUE(ActionDelivery(world.outbox.journal(), world.receiver, world.plan, world.clock, most)
                  .RunOnce());
  const std::int64_t wait =
      world.In(DeliveryStatus::kWaiting).at(0).next_attempt.ms - world.clock.Now().ms;
  EXPECT_GT(wait, 5'900);
  EXPECT_LE(wait, 6'000);
}

TEST(DeliverActions, AReceiverThatFailsForADayLosesNothing) {
  World world;
  world.receiver.answer = [](std::uint64_t) { return Receiver::Refused(); };
  for (int i = 0; i < 200; ++i) {
    world.outbox.Decide("m" + std::to_string(i));
  }
  world.RunFor(24 * kHour);
  EXPECT_THAT(world.receiver.taken, IsEmpty());
  EXPECT_THAT(world.In(DeliveryStatus::kDead), IsEmpty());
  int attempts = 0;
  for (const auto& [id, count] : world.receiver.attempts) {
    attempts += count;
  }
  EXPECT_LT(attempts, 310) << "a receiver that is down is asked every five minutes, not flooded";
  world.receiver.answer = [](std::uint64_t) { return Receiver::Taken(); };
  world.RunFor(24 * kHour);
  EXPECT_EQ(world.receiver.taken.size(), 200U);
  EXPECT_THAT(world.In(DeliveryStatus::kWaiting), IsEmpty());
  EXPECT_EQ(world.State().failures, 0U);
}

TEST(DeliverActions, OneActionThatIsRefusedDoesNotHoldOthers) {
  World world;
  world.receiver.answer = [](std::uint64_t id) {
    return id == 3 ? Receiver::Refused() : Receiver::Taken();
  };
  for (int i = 0; i < 8; ++i) {
    world.outbox.Decide("m" + std::to_string(i));
  }
  world.RunFor(60 * kSecond);
  EXPECT_THAT(world.receiver.taken, ElementsAre(1, 2, 4, 5, 6, 7, 8));
}

TEST(DeliverActions, ActionsOfOneMeasureArriveInTheirOrder) {
  World world;
  bool up = false;
  world.receiver.answer = [&](std::uint64_t id) {
    return id == 1 && !up ? Receiver::Refused() : Receiver::Taken();
  };
  world.outbox.Decide("same");
  world.outbox.Decide("other");
  world.outbox.Decide("same");
  world.RunFor(2 * kSecond);
  world.outbox.Decide("same");
  world.RunFor(20 * kSecond);
  EXPECT_THAT(world.receiver.taken, ElementsAre(2)) << "the lift must not overtake the request";
  up = true;
  world.RunFor(kHour);
  EXPECT_THAT(world.receiver.taken, ElementsAre(2, 1, 3, 4));
}

TEST(DeliverActions, TwoActionsOfOneMeasureAreNeverSentSideBySide) {
  World world;
  std::size_t sends = 0;
  world.receiver.answer = [&](std::uint64_t) {
    ++sends;
    return Receiver::Taken();
  };
  world.outbox.Decide("same");
  world.outbox.Decide("same");
  ASSERT_TRUE(world.Delivery().RunOnce());
  EXPECT_EQ(sends, 1U);
}

TEST(DeliverActions, DeadLettersAreSentAgainWhereSomebodyAsks) {
  World world;
  bool up = false;
  world.receiver.answer = [&](std::uint64_t) {
    return up ? Receiver::Taken() : Receiver::Refused();
  };
  world.outbox.Decide("m");
  world.RunFor(200 * kHour);
  ASSERT_EQ(world.In(DeliveryStatus::kDead).size(), 1U);
  up = true;
  EXPECT_EQ(world.outbox.journal().Revive("market", world.clock.Now()).value(), 1U);
  world.RunFor(kHour);
  EXPECT_THAT(world.receiver.taken, ElementsAre(1));
  EXPECT_THAT(world.In(DeliveryStatus::kDead), IsEmpty());
}

TEST(DeliverActions, ADeadRequestIsNotSentAfterItsLiftWasTaken) {
  World world;
  bool up = false;
  world.receiver.answer = [&](std::uint64_t) {
    return up ? Receiver::Taken() : Receiver::Refused();
  };
  world.outbox.Decide("m");
  world.RunFor(200 * kHour);
  up = true;
  world.outbox.Decide("m");
  world.RunFor(kHour);
  EXPECT_THAT(world.receiver.taken, ElementsAre(2));
  EXPECT_EQ(world.outbox.journal().Revive("market", world.clock.Now()).value(), 0U);
  EXPECT_EQ(world.In(DeliveryStatus::kSuperseded).size(), 1U);
}

TEST(DeliverActions, AReceiverThatAsksToWaitIsLeftAloneForThatLong) {
  World world;
  bool busy = true;
  world.receiver.answer = [&](std::uint64_t) {
    return busy ? Receiver::Refused(3 * kHour) : Receiver::Taken();
  };
  world.outbox.Decide("a");
  world.outbox.Decide("b");
  world.RunAll();
  busy = false;
  world.RunFor(3 * kHour - 1);
  EXPECT_EQ(world.receiver.attempts.size(), 1U);
  world.RunFor(kHour);
  EXPECT_THAT(world.receiver.taken, ElementsAre(1, 2));
}

TEST(DeliverActions, AReceiverThatIsGoneIsNotAskedAgainUntilItIsEnabled) {
  World world;
  bool gone = true;
  world.receiver.answer = [&](std::uint64_t) {
    return gone ? Handover{.answer = Answer::kGone, .message = "answered 410", .wait_ms = 0}
                : Receiver::Taken();
  };
  world.outbox.Decide("a");
  world.outbox.Decide("b");
  EXPECT_THAT(world.RunAll().disabled, HasSubstr("410"));
  world.RunFor(100 * kHour);
  EXPECT_EQ(world.receiver.attempts[1], 1);
  gone = false;
  ASSERT_TRUE(world.outbox.journal().Enable("market"));
  world.RunAll();
  EXPECT_THAT(world.receiver.taken, ElementsAre(1, 2)) << "nothing was lost meanwhile";
  EXPECT_EQ(world.outbox.journal().Enable("nobody").error().reason, "actions.no_such_sink");
}

TEST(DeliverActions, AnErrorOfThisMachineCountsNothingAsSent) {
  World world;
  world.outbox.Decide("a");
  world.receiver.broken = true;
  EXPECT_FALSE(world.Delivery().RunAll());
  world.receiver.broken = false;
  EXPECT_EQ(world.RunAll().taken, 1U);
}

// A journal that dies between the sending and the recording, as a process that is killed there.
class DyingJournal final : public DeliveryJournal {
 public:
  explicit DyingJournal(DeliveryJournal& journal) : journal_(journal) {}
  Result<std::vector<engine::OutboxRow>> LoadActionsAfter(const OutboxPosition& position,
                                                          std::size_t rows_max) override {
    return journal_.LoadActionsAfter(position, rows_max);
  }
  Result<engine::OutboxRow> LoadAction(const OutboxPosition& position) override {
    return journal_.LoadAction(position);
  }
  Result<OutboxPosition> LoadLastPosition() override { return journal_.LoadLastPosition(); }
  Result<std::map<std::string, SinkState>> LoadSinks() override { return journal_.LoadSinks(); }
  Result<std::vector<flows::Delivery>> LoadDeliveries(std::string_view sink,
                                                      DeliveryStatus status) override {
    return journal_.LoadDeliveries(sink, status);
  }
  Result<void> Record(std::string_view, const DeliveryChanges&) override {
    return Fail(ErrorCode::kUnavailable, "test.killed", "killed before it was recorded");
  }
  Result<std::uint64_t> Revive(std::string_view, Instant) override { return 0; }
  Result<void> Enable(std::string_view) override { return {}; }

 private:
  DeliveryJournal& journal_;
};

TEST(DeliverActions, KilledBetweenSendingAndRecordingItSendsAgainWithTheSameIds) {
  World world;
  world.RunAll();  // The sink is known.
  world.outbox.Decide("a");
  world.outbox.Decide("b");
  DyingJournal dying(world.outbox.journal());
  EXPECT_FALSE(
      ActionDelivery(dying, world.receiver, world.plan, world.clock, world.entropy).RunOnce());
  EXPECT_THAT(world.receiver.taken, ElementsAre(1, 2));
  world.RunAll();
  EXPECT_THAT(world.receiver.taken, ElementsAre(1, 2, 1, 2));
  world.RunAll();
  EXPECT_EQ(world.receiver.taken.size(), 4U);
}

RC_GTEST_PROP(DeliverActions, WhateverFailsAndDiesAllIsTakenInTheOrderOfItsMeasure, ()) {
  World world;
  world.RunAll();
  const auto measures = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 5));
  for (const int measure : measures) {
    world.outbox.Decide("m" + std::to_string(measure));
  }
  // Each answer and each death by chance; in the end the receiver is well.
  const auto chances = *rc::gen::container<std::vector<int>>(40, rc::gen::inRange(0, 4));
  std::size_t next = 0;
  world.receiver.answer = [&](std::uint64_t) {
    return next < chances.size() && chances[next++] == 0 ? Receiver::Refused() : Receiver::Taken();
  };
  for (const int chance : chances) {
    DyingJournal dying(world.outbox.journal());
    DeliveryJournal& journal = chance == 1 ? dying : world.outbox.journal();
    (void)ActionDelivery(journal, world.receiver, world.plan, world.clock, world.entropy).RunOnce();
    world.clock.Advance(chance * 3 * kSecond);
  }
  next = chances.size();
  world.RunFor(48 * kHour);
  std::map<int, std::uint64_t> newest;
  std::set<std::uint64_t> distinct;
  for (const std::uint64_t id : world.receiver.taken) {
    std::uint64_t& before = newest[measures[id - 1]];
    // Again is allowed after a death, a newer one before an older one that was never taken is not.
    RC_ASSERT(id > before || distinct.contains(id));
    before = std::max(before, id);
    distinct.insert(id);
  }
  RC_ASSERT(distinct.size() == measures.size());
  RC_ASSERT(world.In(DeliveryStatus::kWaiting).empty());
}

class CountedWaiter final : public Waiter {
 public:
  CountedWaiter(ManualClock& clock, int waits) : clock_(clock), left_(waits) {}
  bool WaitUntil(Instant instant) override {
    clock_.Advance(std::max<std::int64_t>(0, instant.ms - clock_.Now().ms));
    return --left_ > 0;
  }

 private:
  ManualClock& clock_;
  int left_;
};

TEST(FollowActions, TakesUpNewActionsAndStopsWhenToldTo) {
  World world;
  auto delivery = world.Delivery();
  CountedWaiter waiter(world.clock, 6);
  int rounds = 0;
  FollowActions(delivery, world.clock, waiter, [&](const Result<DeliveryRound>& round) {
    EXPECT_TRUE(round);
    if (++rounds == 2) {
      world.outbox.Decide("new");
    }
  });
  EXPECT_EQ(rounds, 6);
  EXPECT_THAT(world.receiver.taken, ElementsAre(1));
}

TEST(FollowActions, AnErrorIsToldAndTriedAgainWithTheNextPoll) {
  World world;
  world.outbox.Decide("a");
  world.receiver.broken = true;
  auto delivery = world.Delivery();
  CountedWaiter waiter(world.clock, 3);
  int errors = 0;
  FollowActions(delivery, world.clock, waiter, [&](const Result<DeliveryRound>& round) {
    errors += round ? 0 : 1;
    world.receiver.broken = false;
  });
  EXPECT_EQ(errors, 1);
  EXPECT_THAT(world.receiver.taken, ElementsAre(1));
}

}  // namespace
}  // namespace assay::flows
