// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "engine/engine.h"
#include "engine/story.h"

namespace assay::engine {
namespace {

using enforcement::MeasureStatus;
using screening::Band;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr const char* kFake = "耐克 高仿 1:1 莆田 运动鞋 加微信";
constexpr const char* kHonest = "纯棉 连衣裙 夏季";
constexpr const char* kNoon = "2017-03-01T12:00:00+08:00";

OrderData OrderOf(const std::string& listing) {
  OrderData order;
  order.order = "o";
  order.listing = ListingId(listing);
  return order;
}

TEST(Engine, ARedListingIsAskedToBeTakenDownForALimitedTime) {
  Story story;
  const Delta delta = story.Apply({story.Offer(kNoon, kFake)});
  EXPECT_EQ(story.ListingOf().band, Band::kRed);
  EXPECT_EQ(story.ListingOf().measure_status, MeasureStatus::kRequested);
  EXPECT_EQ(story.ListingOf().measure_due_ms, At(kNoon).ms + 72 * kMillisecondsPerHour);
  ASSERT_THAT(delta.outbox, SizeIs(1));
  EXPECT_THAT(delta.outbox[0].body, HasSubstr("assay.measure.requested.v1"));
  ASSERT_THAT(delta.verdicts, SizeIs(1));
  EXPECT_EQ(story.StoreOf().red_listings, 1);
}

TEST(Engine, AnHonestListingCausesNoRows) {
  Story story;
  const Delta delta = story.Apply({story.Offer(kNoon, kHonest)});
  EXPECT_THAT(delta.verdicts, SizeIs(0));
  EXPECT_THAT(delta.outbox, SizeIs(0));
  EXPECT_EQ(story.StoreOf().listings, 1);
}

TEST(Engine, AnOlderOrEqualVersionIsStale) {
  Story story;
  story.Apply({story.Offer(kNoon, kHonest, 7)});
  const Delta delta = story.Apply({story.Offer(kNoon, kFake, 7), story.Offer(kNoon, kFake, 6)});
  EXPECT_THAT(delta.outcomes, ElementsAre(Outcome::kStale, Outcome::kStale));
  EXPECT_NE(story.ListingOf().band, Band::kRed);
}

TEST(Engine, AVerdictRowIsWrittenOnlyWhereSomethingChanged) {
  Story story;
  EXPECT_THAT(story.Apply({story.Offer(kNoon, kFake, 1)}).verdicts, SizeIs(1));
  EXPECT_THAT(story.Apply({story.Offer(kNoon, kFake, 2)}).verdicts, SizeIs(0));
  const Delta edited = story.Apply({story.Offer(kNoon, kHonest, 3)});
  ASSERT_THAT(edited.verdicts, SizeIs(1));
  EXPECT_NE(edited.verdicts[0].previous, 0);
}

TEST(Engine, AnEditThatIsNoLongerRedLiftsTheMeasure) {
  Story story;
  story.Apply({story.Offer(kNoon, kFake, 1)});
  const Delta delta = story.Apply({story.Offer(kNoon, kHonest, 2)});
  EXPECT_EQ(story.ListingOf().measure_status, MeasureStatus::kLiftedByEdit);
  EXPECT_THAT(delta.timers_gone, SizeIs(1));
  EXPECT_EQ(story.StoreOf().red_listings, 0);
}

TEST(Engine, AnUnconfirmedMeasureEndsByItselfAndIsNotAskedForAgainOnTheSameContent) {
  Story story;
  story.Apply({story.Offer(kNoon, kFake, 1)});
  story.Apply({story.Offer("2017-03-04T13:00:00+08:00", kHonest, 1, "s-2", "l-2")});
  EXPECT_EQ(story.ListingOf().measure_status, MeasureStatus::kExpired);
  const Delta again = story.Apply({story.Offer("2017-03-04T14:00:00+08:00", kFake, 2)});
  EXPECT_THAT(again.measures, SizeIs(0));
}

TEST(Engine, TimersFireInOrderOfDueTime) {
  Story story;
  story.Apply({story.Offer("2017-03-01T12:00:00+08:00", kFake, 1, "s-1", "a"),
               story.Offer("2017-03-01T10:00:00+08:00", kFake, 1, "s-2", "b")});
  const Delta delta =
      story.Apply({story.Offer("2017-03-09T00:00:00+08:00", kHonest, 1, "s-3", "c")});
  ASSERT_THAT(delta.timers_gone, SizeIs(2));
  EXPECT_LE(delta.timers_gone[0].due_ms, delta.timers_gone[1].due_ms);
}

TEST(Engine, APersonsConfirmationEndsTheTimeLimit) {
  Story story;
  story.Apply({story.Offer(kNoon, kFake, 1)});
  story.Apply({story.Make(EventType::kDecision, kNoon, "s-1",
                          DecisionData{story.MeasureOf(), DecisionKind::kConfirm, "anna"})});
  EXPECT_EQ(story.ListingOf().measure_status, MeasureStatus::kConfirmed);
  story.Apply({story.Offer("2017-03-20T00:00:00+08:00", kHonest, 1, "s-2", "l-2")});
  EXPECT_EQ(story.ListingOf().measure_status, MeasureStatus::kConfirmed);
}

TEST(Engine, TheMachineNeverUndoesAPersonsDecision) {
  Story story;
  story.Apply({story.Offer(kNoon, kFake, 1)});
  story.Apply({story.Make(EventType::kDecision, kNoon, "s-1",
                          DecisionData{story.MeasureOf(), DecisionKind::kLift, "anna"})});
  EXPECT_EQ(story.ListingOf().measure_status, MeasureStatus::kLiftedByPerson);
  EXPECT_THAT(story.Apply({story.Offer(kNoon, kFake, 2)}).measures, SizeIs(0));
  EXPECT_EQ(story.ListingOf().measure_status, MeasureStatus::kLiftedByPerson);
}

TEST(Engine, AMeasureReportedTwiceCountsOnce) {
  Story story;
  story.Apply({story.Offer(kNoon, kFake, 1)});
  const auto executed = [&] {
    return story.Make(EventType::kMeasureExecuted, kNoon, "s-1",
                      MeasureOutcomeData{story.MeasureOf(), ""});
  };
  EXPECT_THAT(story.Apply({executed(), executed()}).outcomes,
              ElementsAre(Outcome::kApplied, Outcome::kStale));
  EXPECT_EQ(story.ListingOf().measure_status, MeasureStatus::kExecuted);
}

TEST(Engine, AMeasureExecutedAfterItFailedStillHasATimeLimit) {
  Story story;
  story.Apply({story.Offer(kNoon, kFake, 1)});
  const std::string measure = story.MeasureOf();
  story.Apply(
      {story.Make(EventType::kMeasureFailed, kNoon, "s-1", MeasureOutcomeData{measure, ""}),
       story.Make(EventType::kMeasureExecuted, kNoon, "s-1", MeasureOutcomeData{measure, ""})});
  EXPECT_NE(story.ListingOf().measure_due_ms, 0);
  story.Apply({story.Offer("2017-03-09T00:00:00+08:00", kHonest, 1, "s-2", "l-2")});
  EXPECT_EQ(story.ListingOf().measure_status, MeasureStatus::kExpired);
}

TEST(Engine, ADecisionAboutAnUnknownMeasureChangesNothing) {
  Story story;
  EXPECT_THAT(story
                  .Apply({story.Make(EventType::kDecision, kNoon, "s-1",
                                     DecisionData{"nonsense", DecisionKind::kLift, "anna"})})
                  .outcomes,
              ElementsAre(Outcome::kUnknownTarget));
}

TEST(Engine, AnAuthorisationCountsFromTheNextStepOn) {
  Story story;
  const char* title = "Nike Air Force 1 运动鞋";
  const auto authorisation = AuthorisationData{.id = "a-1",
                                               .brand = "nike",
                                               .store = StoreId("s-1"),
                                               .from = At("2017-01-01T00:00:00Z"),
                                               .until = At("2018-01-01T00:00:00Z"),
                                               .withdrawn = false};
  story.Apply(
      {story.Make(EventType::kBrand, kNoon, "nike",
                  BrandData{.brand = "nike", .name = "Nike", .names = {}, .withdrawn = false}),
       story.Make(EventType::kAuthorisation, kNoon, "nike", authorisation)});
  const Delta before = story.Apply({story.Offer(kNoon, title, 1)});
  const Delta after = story.Apply({story.Offer("2017-03-01T13:00:00+08:00", title, 2)});
  ASSERT_THAT(before.verdicts, SizeIs(1));
  ASSERT_THAT(after.verdicts, SizeIs(1));
  EXPECT_LT(after.verdicts[0].log_odds_micros, before.verdicts[0].log_odds_micros);
  EXPECT_EQ(after.verdicts[0].epoch, before.verdicts[0].epoch + 1);
}

TEST(Engine, AConfigurationTakesEffectWithTheNextEpoch) {
  Story story;
  const Sha256 calm = story.Configure(
      ""
      "[[source]]\nname = \"*\"\ntypes = [\"family:marketplace\"]\n");
  story.Apply({story.Offer(kNoon, kHonest, 1)});
  story.Apply({story.Make(EventType::kConfigurationActivated, kNoon, "assay",
                          ConfigurationActivatedData{calm})});
  EXPECT_THAT(story.Apply({story.Offer(kNoon, kFake, 1, "s-2", "a")}).measures, SizeIs(1));
  EXPECT_THAT(
      story.Apply({story.Offer("2017-03-01T13:00:00+08:00", kFake, 1, "s-3", "b")}).measures,
      SizeIs(0));
  EXPECT_EQ(story.shared().configuration, calm);
}

TEST(Engine, TimeMovesOnlyInWholeStepsAndNeverBack) {
  Story story;
  story.Apply({story.Offer("2017-03-01T12:34:56+08:00", kHonest, 1)});
  EXPECT_EQ(story.shared().clock, At("2017-03-01T12:00:00+08:00"));
  story.Apply({story.Offer("2017-02-01T00:00:00+08:00", kHonest, 2)});
  EXPECT_EQ(story.shared().clock, At("2017-03-01T12:00:00+08:00"));
}

TEST(Engine, AConfirmationUnderANewIdSendsNoSecondAction) {
  Story story;
  story.Apply({story.Offer(kNoon, kFake, 1)});
  const DecisionData confirm{story.MeasureOf(), DecisionKind::kConfirm, "anna"};
  const auto decide = [&] {
    return story.Apply({story.Make(EventType::kDecision, kNoon, "s-1", confirm)});
  };
  EXPECT_THAT(decide().outbox, SizeIs(2)) << "it stays, and the store's freeze is proposed";
  const Delta again = decide();
  EXPECT_THAT(again.outcomes, ElementsAre(Outcome::kStale));
  EXPECT_THAT(again.outbox, SizeIs(0));
}

TEST(Engine, ADuplicateIsNotLoggedAndAContradictionIsTold) {
  Story story;
  Event first = story.Offer(kNoon, kHonest, 1);
  first.id = "x";
  Event same = first;
  Event other = first;
  other.content_fingerprint = 99;
  const Delta delta = story.Apply({first, same, other});
  EXPECT_THAT(delta.outcomes,
              ElementsAre(Outcome::kApplied, Outcome::kDuplicate, Outcome::kContradiction));
  EXPECT_THAT(delta.log, SizeIs(3));  // clock.advanced, epoch.started and the first.
}

TEST(Engine, ASourceMaySendOnlyWhatItIsRegisteredFor) {
  Story story;
  Event event = story.Make(EventType::kDecision, kNoon, "s-1",
                           DecisionData{"m", DecisionKind::kLift, "somebody"});
  event.source = "//market.example";
  EXPECT_THAT(story.Apply({event}).outcomes, ElementsAre(Outcome::kNotAllowed));
}

TEST(Engine, ALateEventIsCountedAsLateAndInNoWindow) {
  Story story;
  story.Apply({story.Offer("2017-03-10T00:00:00+08:00", kHonest, 1)});
  const auto order = [&](const char* time) {
    return story.Make(EventType::kOrder, time, "s-1", OrderOf("l-1"));
  };
  EXPECT_THAT(story.Apply({order("2017-03-01T00:00:00+08:00"), order("2017-03-09T00:00:00+08:00")})
                  .outcomes,
              ElementsAre(Outcome::kLate, Outcome::kApplied));
  EXPECT_EQ(story.StoreOf().totals[static_cast<std::size_t>(Count::kLate)], 1);
  EXPECT_EQ(story.StoreOf().totals[static_cast<std::size_t>(Count::kOrders)], 1);
  EXPECT_THAT(story.StoreOf().days, SizeIs(1));
}

TEST(Engine, OrdersOfRedListingsAreCountedApart) {
  Story story;
  story.Apply(
      {story.Offer(kNoon, kFake, 1), story.Make(EventType::kOrder, kNoon, "s-1", OrderOf("l-1"))});
  EXPECT_EQ(story.StoreOf().totals[static_cast<std::size_t>(Count::kOrdersOfRedListings)], 1);
}

TEST(Engine, DaysOfAStoreAreBoundedAndTotalsAreNot) {
  Story story;
  for (int day = 0; day < 60; ++day) {
    const std::string time =
        FormatRfc3339(Instant{At("2017-03-01T04:00:00Z").ms + day * kMillisecondsPerDay});
    story.Apply({story.Make(EventType::kParcel, time.c_str(), "s-1", ParcelData{"p", "o"})});
  }
  EXPECT_THAT(story.StoreOf().days, SizeIs(kDaysKept));
  EXPECT_EQ(story.StoreOf().totals[static_cast<std::size_t>(Count::kParcels)], 60);
}

TestBuyData CounterfeitOf(const std::string& test_buy) {
  return {.test_buy = test_buy,
          .listing = ListingId("l-1"),
          .order = "o-1",
          .selection = Selection::kRandom,
          .probability_trillionths = 1'000,
          .result = ExaminationResult::kCounterfeit};
}

TEST(Engine, WhatAnExaminerFoundIsARowAndDecidesNothing) {
  Story story;
  story.Apply({story.Offer(kNoon, kHonest)});
  const Delta delta =
      story.Apply({story.Make(EventType::kTestBuy, kNoon, "s-1", CounterfeitOf("t-1"))});
  EXPECT_THAT(delta.outcomes, ElementsAre(Outcome::kApplied));
  ASSERT_THAT(delta.examinations, SizeIs(1));
  EXPECT_EQ(delta.examinations[0].sequence, delta.first);
  EXPECT_EQ(delta.examinations[0].store, "s-1");
  EXPECT_EQ(delta.examinations[0].time, At(kNoon));
  EXPECT_EQ(delta.examinations[0].data.order, "o-1");
  EXPECT_THAT(delta.verdicts, SizeIs(0));
  EXPECT_THAT(delta.measures, SizeIs(0));
  EXPECT_THAT(delta.outbox, SizeIs(0));
}

TEST(Engine, AnExaminationOfAStoreNobodyHeardOfHasAnUnknownTarget) {
  Story story;
  const auto examine = [&](const char* test_buy) {
    return story.Make(EventType::kTestBuy, kNoon, "s-1", CounterfeitOf(test_buy));
  };
  const Delta before = story.Apply({examine("t-1")});
  EXPECT_THAT(before.outcomes, ElementsAre(Outcome::kUnknownTarget));
  EXPECT_THAT(before.examinations, SizeIs(0));
  EXPECT_THAT(before.stores, SizeIs(0)) << "it makes no store known";
  EXPECT_THAT(before.log, SizeIs(3)) << "the log has it, after the clock and the epoch";
  // Any other event of the store does, in the same batch too; the order itself is not looked for.
  const Delta after = story.Apply(
      {story.Make(EventType::kParcel, kNoon, "s-1", ParcelData{"p", "o"}), examine("t-2")});
  EXPECT_THAT(after.examinations, SizeIs(1));
}

TEST(Engine, AnExaminationThatIsToldLateCountsAllTheSame) {
  Story story;
  story.Apply({story.Offer("2017-03-10T00:00:00+08:00", kHonest)});
  const Delta delta =
      story.Apply({story.Make(EventType::kTestBuy, kNoon, "s-1", CounterfeitOf("t-1"))});
  EXPECT_THAT(delta.outcomes, ElementsAre(Outcome::kLate));
  EXPECT_THAT(delta.examinations, SizeIs(1));
  EXPECT_EQ(story.StoreOf().totals[static_cast<std::size_t>(Count::kLate)], 1);
}

// What an arbitrary stream decides does not depend on how it is cut into batches: batches of one are the
// obvious form.
TEST(Engine, AnySplitIntoBatchesDecidesTheSame) {
  EXPECT_TRUE(rc::check([] {
    Story whole;
    Story split;
    Story single;
    std::vector<Event> events;
    const int count = *rc::gen::inRange(1, 40);
    for (int i = 0; i < count; ++i) {
      const std::int64_t minutes = *rc::gen::inRange<std::int64_t>(0, 60 * 24 * 5);
      const std::string time = FormatRfc3339(Instant{At(kNoon).ms + minutes * 60'000});
      const std::string store = fmt::format("s-{}", *rc::gen::inRange(0, 3));
      const std::string listing = fmt::format("l-{}", *rc::gen::inRange(0, 2));
      Event event = whole.Offer(time.c_str(), *rc::gen::element(kFake, kHonest, "Nike 运动鞋"),
                                *rc::gen::inRange<std::int64_t>(0, 6), store, listing);
      event.id = fmt::format("id-{}", *rc::gen::inRange(0, 30));
      event.content_fingerprint = *rc::gen::inRange<std::uint64_t>(0, 2);
      if (*rc::gen::inRange(0, 3) == 0) {
        event.type = EventType::kOrder;
        event.data = OrderOf(listing);
      } else if (*rc::gen::inRange(0, 4) == 0) {
        event.type = EventType::kTestBuy;
        event.data = CounterfeitOf(fmt::format("t-{}", i));
      }
      events.push_back(event);
    }
    whole.Apply(events);
    for (const Event& event : events) {
      single.Apply({event});
    }
    for (std::size_t begin = 0; begin < events.size();) {
      const std::size_t size = *rc::gen::inRange<std::size_t>(1, 8);
      const std::size_t end = std::min(events.size(), begin + size);
      split.Apply({events.begin() + static_cast<std::ptrdiff_t>(begin),
                   events.begin() + static_cast<std::ptrdiff_t>(end)});
      begin = end;
    }
    RC_ASSERT(whole.Decisions() == single.Decisions());
    RC_ASSERT(split.Decisions() == single.Decisions());
  }));
}

TEST(Engine, TheHorizonOfDuplicatesEndsAtTheSameEventInAnyBatch) {
  // One store: all in one bucket. The first event comes again after two generations, and one before.
  const auto stream = [](Story& story) {
    std::vector<Event> events;
    for (std::size_t i = 0; i < 2 * kSeenPerGeneration + 1; ++i) {
      events.push_back(story.Make(EventType::kParcel, kNoon, "s-1", ParcelData{"p", "o"},
                                  fmt::format("p-{}", i)));
    }
    events.push_back(story.Make(EventType::kParcel, kNoon, "s-1", ParcelData{"p", "o"}, "p-0"));
    events.push_back(story.Make(EventType::kParcel, kNoon, "s-1", ParcelData{"p", "o"},
                                fmt::format("p-{}", kSeenPerGeneration)));
    return events;
  };
  Story whole;
  const Delta delta = whole.Apply(stream(whole));
  EXPECT_EQ(delta.outcomes[delta.outcomes.size() - 2], Outcome::kLate);
  EXPECT_EQ(delta.outcomes.back(), Outcome::kDuplicate);
  Story parts;
  const std::vector<Event> events = stream(parts);
  for (std::size_t begin = 0; begin < events.size(); begin += 1'000) {
    const std::size_t end = std::min(events.size(), begin + 1'000);
    parts.Apply({events.begin() + static_cast<std::ptrdiff_t>(begin),
                 events.begin() + static_cast<std::ptrdiff_t>(end)});
  }
  EXPECT_TRUE(parts.history() == whole.history());
}

TEST(Engine, WhatIsSentAgainBeyondTheHorizonCountsAsLateAndEntersNoWindow) {
  constexpr std::size_t kOrders = 3 * kSeenPerGeneration;
  const std::int64_t start = At(kNoon).ms;
  const auto event_at = [&](Story& story, EventType type, std::size_t second, EventData data) {
    Event event = story.Make(type, kNoon, "s-1", std::move(data),
                             fmt::format("{}-{}", InfoOf(type).name, second));
    event.time.instant.ms = start + static_cast<std::int64_t>(second) * 1'000;
    return event;
  };
  const auto orders = [&](Story& story) {
    std::vector<Event> events;
    for (std::size_t i = 0; i < kOrders; ++i) {
      events.push_back(event_at(story, EventType::kOrder, i, OrderOf("l-1")));
    }
    return events;
  };
  const auto count_in_windows = [](const StoreState& store, Count kind) {
    std::uint64_t sum = 0;
    for (const DayCounts& day : store.days) {
      sum += day.counts[static_cast<std::size_t>(kind)];
    }
    return sum;
  };
  Story story;
  story.Apply(orders(story));
  std::size_t late = 0;
  for (const Outcome outcome : story.Apply(orders(story)).outcomes) {
    ASSERT_TRUE(outcome == Outcome::kDuplicate || outcome == Outcome::kLate) << NameOf(outcome);
    late += outcome == Outcome::kLate ? 1 : 0;
  }
  EXPECT_GE(late, kSeenPerGeneration) << "beyond the ids that are remembered";
  const auto total = [&](Count kind) {
    return story.StoreOf().totals[static_cast<std::size_t>(kind)];
  };
  EXPECT_EQ(total(Count::kOrders), kOrders);
  EXPECT_EQ(count_in_windows(story.StoreOf(), Count::kOrders), kOrders);
  EXPECT_EQ(total(Count::kLate), late);

  // What cannot have been counted before still counts: newer orders, and another kind's first ones.
  const Delta fresh = story.Apply({event_at(story, EventType::kOrder, kOrders, OrderOf("l-1")),
                                   event_at(story, EventType::kParcel, 0, ParcelData{"p", "o"})});
  EXPECT_EQ(fresh.outcomes, (std::vector<Outcome>{Outcome::kApplied, Outcome::kApplied}));
  EXPECT_EQ(total(Count::kOrders), kOrders + 1);
}

TEST(MeasureName, ReadsBackWhatItWrote) {
  const Hash128 listing = ListingKeyOf("s", "l");
  const auto parsed =
      ParseMeasureName(MeasureNameOf(enforcement::Target::kListing, listing, 0xabcdef));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->key, listing);
  EXPECT_EQ(parsed->measure, 0xabcdef);
  for (const char* wrong : {"", "abc", "0123456789abcdef0123456789abcdef_0123456789abcdef",
                            "g123456789abcdef0123456789abcdef-0123456789abcdef"}) {
    EXPECT_FALSE(ParseMeasureName(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace assay::engine
