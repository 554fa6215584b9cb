// SPDX-License-Identifier: Apache-2.0
// Measures and links through the engine: what rules ask for, what people decide, what the marketplace
// reports, and who seems to be the same again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "engine/engine.h"
#include "engine/story.h"

namespace assay::engine {
namespace {

using enforcement::MeasureKind;
using enforcement::MeasureStatus;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* kFake = "耐克 高仿 1:1 莆田 运动鞋 加微信";
constexpr const char* kOtherFake = "阿迪达斯 高仿 1:1 莆田 运动鞋";
constexpr const char* kHonest = "纯棉 连衣裙 夏季";

constexpr const char* kPolicy = R"(
[[rule]]
id = "red"
scope = "listing"
when = 'listing.band == "red"'
measure = "delist"
duration = "72h"
because = "The words of this listing say that the goods are copies."

[[rule]]
id = "linked"
scope = "listing"
when = 'listing.is_new && store.links_to_closed > 0 && size(listing.brands) > 0'
measure = "hold"
duration = "48h"
because = "The store shares identities with one that was shut; a person looks at its first listings."

[[rule]]
id = "freeze"
scope = "store"
when = 'store.serious_strikes == 1'
measure = "freeze_store"
duration = "24h"
because = "A listing was confirmed as counterfeit."

[[rule]]
id = "close"
scope = "store"
when = 'store.serious_strikes >= 2'
measure = "close_store"
because = "Counterfeits were confirmed again."

[[rule]]
id = "reopened"
scope = "store"
when = 'store.links_to_closed > 0 && store.red_listings > 0'
measure = "hold_funds"
because = "The store seems to be run by those who ran one that was shut."

[[rule]]
id = "complaints"
scope = "store"
when = 'store.counterfeit_refunds_30d >= 1'
measure = "deny_entry"
shadow = true

[[points]]
severity = "serious"
allegations = ["counterfeit"]
merge_days = 3

[[source]]
name = "*"
types = ["family:reference", "family:marketplace", "family:outside", "family:outcome"]
[[source]]
name = "assay:people"
types = ["family:people"]
)";

// A story under the policy above, told by hours since 2017-03-01.
class Market : public Story {
 public:
  explicit Market(const std::string& policy = kPolicy) : Story(policy) {}

  static std::string Hour(int hours) {
    return FormatRfc3339(Instant{At("2017-03-01T00:00:00Z").ms + hours * kMillisecondsPerHour});
  }
  Delta Offer(int hour, const std::string& title, std::int64_t version,
              const std::string& store = "s-1", const std::string& listing = "l-1") {
    return Apply({Story::Offer(Hour(hour).c_str(), title, version, store, listing)});
  }
  Delta Tell(int hour, EventType type, EventData data, const std::string& store = "s-1") {
    return Apply({Make(type, Hour(hour).c_str(), store, std::move(data))});
  }
  Delta Decide(int hour, const std::string& measure, DecisionKind kind,
               const std::string& actor = "anna", const std::string& store = "s-1") {
    return Tell(hour, EventType::kDecision, DecisionData{measure, kind, actor}, store);
  }
  Delta Report(int hour, EventType type, const std::string& measure,
               const std::string& store = "s-1") {
    return Tell(hour, type, MeasureOutcomeData{measure, ""}, store);
  }
  Delta Open(int hour, const std::string& store, std::vector<IdentityToken> tokens) {
    return Tell(hour, EventType::kStoreOpened, StoreOpenedData{store, std::move(tokens)}, store);
  }
  Delta Close(int hour, const std::string& store) {
    return Tell(
        hour, EventType::kStoreClosed,
        StoreClosedData{.reason = ClosureReason::kIpCounterfeit, .measure = {}, .actor = {}},
        store);
  }
  const StoreMeasure* MeasureAgainst(MeasureKind kind, const std::string& store = "s-1") {
    const auto& measures = StoreOf(store).measures;
    const auto found = std::ranges::find(measures, kind, &StoreMeasure::kind);
    return found == measures.end() ? nullptr : &*found;
  }
  std::string NameAgainst(MeasureKind kind, const std::string& store = "s-1") {
    return MeasureNameOf(enforcement::Target::kStore, StoreKeyOf(store),
                         MeasureAgainst(kind, store)->id);
  }
  std::int64_t CountOf(reporting::DailyCount count) const {
    std::int64_t sum = 0;
    for (const auto& [day, tally] : kept().daily) {
      sum += tally[count.index];
    }
    return sum;
  }
};

TEST(Enforcement, AMeasureNamesRuleAllegationAndTheSentenceForTheSeller) {
  Market market;
  const Delta delta = market.Offer(1, kFake, 1);
  ASSERT_THAT(delta.outbox, SizeIs(1));
  EXPECT_THAT(delta.outbox[0].body, HasSubstr(R"("action":"delist","allegation":"counterfeit")"));
  EXPECT_THAT(delta.outbox[0].body, HasSubstr(R"("rule":"red","because":"The words)"));
  ASSERT_THAT(delta.queue, SizeIs(1));
  EXPECT_EQ(delta.queue[0].item->name, market.MeasureOf());
}

TEST(Enforcement, AConfirmedListingIsAStrikeAndProposesAFreezeThatNothingSendsBeforeAPersonAgrees) {
  Market market;
  market.Offer(1, kFake, 1);
  const Delta confirmed = market.Decide(2, market.MeasureOf(), DecisionKind::kConfirm);
  ASSERT_NE(market.MeasureAgainst(MeasureKind::kFreezeStore), nullptr);
  EXPECT_EQ(market.MeasureAgainst(MeasureKind::kFreezeStore)->status, MeasureStatus::kProposed);
  ASSERT_THAT(confirmed.outbox, SizeIs(2));
  EXPECT_THAT(confirmed.outbox[1].body, HasSubstr("assay.measure.proposed.v1"));

  const Delta approved =
      market.Decide(3, market.NameAgainst(MeasureKind::kFreezeStore), DecisionKind::kConfirm);
  ASSERT_THAT(approved.outbox, SizeIs(1));
  EXPECT_THAT(approved.outbox[0].body, HasSubstr(R"("type":"assay.measure.requested.v1")"));
  EXPECT_THAT(approved.outbox[0].body, HasSubstr(R"("action":"freeze_store")"));
}

TEST(Enforcement, AFreezeEndsByItself) {
  Market market;
  market.Offer(1, kFake, 1);
  market.Decide(2, market.MeasureOf(), DecisionKind::kConfirm);
  const std::string freeze = market.NameAgainst(MeasureKind::kFreezeStore);
  market.Decide(3, freeze, DecisionKind::kConfirm);
  market.Report(4, EventType::kMeasureExecuted, freeze);
  EXPECT_EQ(market.MeasureAgainst(MeasureKind::kFreezeStore)->status, MeasureStatus::kExecuted);
  const Delta later = market.Offer(27, kHonest, 1, "s-2");
  EXPECT_EQ(market.MeasureAgainst(MeasureKind::kFreezeStore)->status, MeasureStatus::kExpired);
  ASSERT_THAT(later.outbox, SizeIs(1));
  EXPECT_THAT(later.outbox[0].body, HasSubstr(R"("reason":"time_served")"));
  EXPECT_THAT(later.outbox[0].body, HasSubstr(R"("subject":"s-1")"));
}

// Two confirmed listings more than three days apart are two strikes.
void StrikeTwice(Market& market) {
  market.Offer(1, kFake, 1);
  market.Decide(2, market.MeasureOf(), DecisionKind::kConfirm);
  market.Offer(120, kFake, 1, "s-1", "l-2");
  market.Decide(121, market.MeasureOf("s-1", "l-2"), DecisionKind::kConfirm);
}

TEST(Enforcement, ClosingAStoreNeedsTwoDifferentPeople) {
  Market market;
  StrikeTwice(market);
  const std::string close = market.NameAgainst(MeasureKind::kCloseStore);
  EXPECT_THAT(market.Decide(122, close, DecisionKind::kConfirm, "anna").outbox, IsEmpty());
  EXPECT_EQ(market.MeasureAgainst(MeasureKind::kCloseStore)->status, MeasureStatus::kFirstApproval);
  const Delta again = market.Decide(123, close, DecisionKind::kConfirm, "anna");
  EXPECT_THAT(again.outcomes, ElementsAre(Outcome::kNeedsAnother));
  EXPECT_THAT(again.outbox, IsEmpty());
  EXPECT_THAT(market.Decide(124, close, DecisionKind::kConfirm, "boris").outbox, SizeIs(1));
  EXPECT_EQ(market.MeasureAgainst(MeasureKind::kCloseStore)->status, MeasureStatus::kRequested);
}

TEST(Enforcement, WhatAPersonRejectedIsNotProposedAgainOnTheSameFacts) {
  Market market;
  StrikeTwice(market);
  market.Decide(122, market.NameAgainst(MeasureKind::kCloseStore), DecisionKind::kLift);
  EXPECT_EQ(market.MeasureAgainst(MeasureKind::kCloseStore)->status, MeasureStatus::kRejected);
  market.Offer(123, kFake, 1, "s-1", "l-3");
  EXPECT_EQ(market.MeasureAgainst(MeasureKind::kCloseStore)->status, MeasureStatus::kRejected);
  market.Decide(124, market.MeasureOf("s-1", "l-3"), DecisionKind::kConfirm);
  EXPECT_EQ(market.MeasureAgainst(MeasureKind::kCloseStore)->status, MeasureStatus::kProposed)
      << "one more confirmed listing is another fact";
}

// A policy in which a person decides what is red.
std::string ByAPerson() {
  std::string policy = kPolicy;
  const std::string rule = "id = \"red\"\n";
  policy.replace(policy.find(rule), rule.size(), rule + "decided_by = \"person\"\n");
  return policy;
}

TEST(Enforcement, WhatAPersonAgreedToStaysDownHoweverTheSellerRewritesIt) {
  Market market(ByAPerson());
  const Delta proposed = market.Offer(1, kFake, 1);
  ASSERT_THAT(proposed.outbox, SizeIs(1));
  EXPECT_THAT(proposed.outbox[0].body, HasSubstr("assay.measure.proposed.v1"));
  EXPECT_THAT(market.Decide(2, market.MeasureOf(), DecisionKind::kConfirm).outbox[0].body,
              HasSubstr("assay.measure.requested.v1"));
  market.Report(3, EventType::kMeasureExecuted, market.MeasureOf());
  EXPECT_THAT(market.Offer(4, kHonest, 2).outbox, IsEmpty());
  EXPECT_EQ(market.ListingOf().measure_status, MeasureStatus::kExecuted);
}

TEST(Enforcement, WhatWaitsForAPersonIsWithdrawnWhenTheSellerRewritesIt) {
  Market market(ByAPerson());
  market.Offer(1, kFake, 1);
  const Delta edited = market.Offer(2, kHonest, 2);
  ASSERT_THAT(edited.outbox, SizeIs(1));
  EXPECT_THAT(edited.outbox[0].body, HasSubstr("assay.measure.withdrawn.v1"));
}

// Bait and switch: a text that a person will find honest, and another one while the answer is awaited.
TEST(Enforcement, OtherWordsUnderAProposalAreProposedAnewAndKeepThePlaceInTheQueue) {
  Market market(ByAPerson());
  const Delta first = market.Offer(1, kFake, 1);
  const std::string bait = market.MeasureOf();
  const Delta edited = market.Offer(9, kOtherFake, 2);
  ASSERT_THAT(edited.outbox, SizeIs(2));
  EXPECT_THAT(edited.outbox[0].body, HasSubstr("assay.measure.withdrawn.v1"));
  EXPECT_THAT(edited.outbox[1].body, HasSubstr("assay.measure.proposed.v1"));
  ASSERT_THAT(edited.queue, SizeIs(2));
  EXPECT_EQ(edited.queue[1].item->since_ms, first.queue[0].item->since_ms);
  EXPECT_EQ(edited.queue[1].item->sequence, edited.verdicts.at(0).sequence) << "what is shown";

  EXPECT_THAT(market.Decide(10, bait, DecisionKind::kLift).outcomes,
              ElementsAre(Outcome::kUnknownTarget))
      << "a no to what is gone";
  EXPECT_EQ(market.ListingOf().measure_status, MeasureStatus::kProposed);
  market.Decide(11, market.MeasureOf(), DecisionKind::kLift);
  EXPECT_EQ(market.ListingOf().measure_status, MeasureStatus::kRejected);
  EXPECT_EQ(
      market.CountOf(reporting::Handled(reporting::Claim::kCounterfeit, 10 * kMillisecondsPerHour)),
      1)
      << "waited since the first";
}

TEST(Enforcement, AProposalThatTheMachineTakesOverBeginsThen) {
  Market market(ByAPerson() + R"(
[[rule]]
id = "plain"
scope = "listing"
when = 'listing.band == "watch"'
measure = "delist"
duration = "72h"
because = "For this test, the machine acts where people would not even be asked."
)");
  market.Offer(1, kFake, 1);
  const Delta taken = market.Offer(9, "耐克 尾单 运动鞋 懂的来", 2);
  ASSERT_EQ(market.ListingOf().band, screening::Band::kWatch);
  ASSERT_THAT(taken.queue, SizeIs(2));
  EXPECT_EQ(taken.queue[1].item->since_ms, At(Market::Hour(9).c_str()).ms);
}

TEST(Enforcement, WordsThatAreFoundAlikeAreShownAnewWhereAMeasureIsAskedForAnew) {
  Market market(ByAPerson());
  market.Offer(1, "耐克 高仿 男鞋", 1);
  const Delta edited = market.Offer(2, "耐克 高仿 女鞋", 2);
  ASSERT_THAT(edited.verdicts, SizeIs(1)) << "the same findings at the same places";
  ASSERT_THAT(edited.queue, SizeIs(2));
  EXPECT_EQ(edited.queue[1].item->sequence, edited.verdicts[0].sequence);
}

TEST(Enforcement, ASellerWhoEditsAllDayHasOneProposalWaiting) {
  Market market(ByAPerson());
  std::size_t rows_of_an_edit = 0;
  for (int version = 1; version <= 1'000; ++version) {
    const Delta edit = market.Offer(1, version % 2 == 0 ? kFake : kOtherFake, version);
    const std::size_t rows = edit.measures.size() + edit.outbox.size() + edit.verdicts.size() +
                             edit.queue.size() + edit.timers_set.size();
    rows_of_an_edit = version == 2 ? rows : rows_of_an_edit;
    ASSERT_LE(rows, version < 2 ? rows : rows_of_an_edit);
  }
  EXPECT_THAT(market.kept().queue, SizeIs(1));
  EXPECT_THAT(market.StoreOf().measures, IsEmpty());
}

TEST(Enforcement, WhoIsHeldDoesNotGetFreeByWordsThatAPersonHasToDecide) {
  Market market(ByAPerson());
  market.Open(0, "old", {{"phone", "aa"}});
  market.Close(10, "old");
  market.Open(20, "new", {{"phone", "aa"}});
  market.Offer(21, "Nike 运动鞋", 1, "new", "a");
  ASSERT_EQ(market.ListingOf("new", "a").measure_kind, MeasureKind::kHold);
  market.Offer(22, kFake, 2, "new", "a");
  ASSERT_EQ(market.ListingOf("new", "a").band, screening::Band::kRed);
  EXPECT_EQ(market.ListingOf("new", "a").measure_kind, MeasureKind::kHold);
  EXPECT_EQ(market.ListingOf("new", "a").measure_status, MeasureStatus::kRequested);
}

TEST(Enforcement, AReversedConfirmationTakesItsStrikeBack) {
  Market market;
  market.Offer(1, kFake, 1);
  market.Decide(2, market.MeasureOf(), DecisionKind::kConfirm);
  EXPECT_THAT(market.StoreOf().points, SizeIs(1));
  const Delta reversed = market.Decide(80, market.MeasureOf(), DecisionKind::kLift, "boris");
  EXPECT_THAT(market.StoreOf().points, IsEmpty());
  ASSERT_FALSE(reversed.outbox.empty());
  EXPECT_THAT(reversed.outbox[0].body, HasSubstr("measure.lift_requested"));
}

TEST(Enforcement, ExecutionIsCountedOnceAlsoAfterAPersonConfirmed) {
  Market market;
  market.Offer(1, kFake, 1);
  const std::string measure = market.MeasureOf();
  market.Decide(2, measure, DecisionKind::kConfirm);
  EXPECT_THAT(market.Report(3, EventType::kMeasureExecuted, measure).outcomes,
              ElementsAre(Outcome::kApplied));
  EXPECT_THAT(market.Report(4, EventType::kMeasureExecuted, measure).outcomes,
              ElementsAre(Outcome::kStale));
  EXPECT_EQ(market.ListingOf().measure_status, MeasureStatus::kConfirmed);
  EXPECT_EQ(market.CountOf(reporting::Measures(reporting::Claim::kCounterfeit,
                                               reporting::CountedKind::kDelist,
                                               reporting::CountedStatus::kExecuted)),
            1);
}

TEST(Enforcement, DecisionsAboutOtherAllegationsAreCountedApart) {
  std::string policy = kPolicy;
  const std::string rule = "id = \"red\"\n";
  policy.replace(policy.find(rule), rule.size(), rule + "allegation = \"misuse_of_mark\"\n");
  for (const bool about_counterfeits : {true, false}) {
    Market market(about_counterfeits ? std::string(kPolicy) : policy);
    market.Offer(1, kFake, 1);
    market.Decide(3, market.MeasureOf(), DecisionKind::kLift);
    const std::int64_t two_hours = 2 * kMillisecondsPerHour;
    EXPECT_EQ(market.CountOf(reporting::Handled(reporting::Claim::kCounterfeit, two_hours)),
              about_counterfeits ? 1 : 0);
    EXPECT_EQ(market.CountOf(reporting::Handled(reporting::Claim::kOther, two_hours)),
              about_counterfeits ? 0 : 1);
  }
}

TEST(Enforcement, AReportBeforeTheRequestChangesNothing) {
  Market market;
  market.Offer(1, kFake, 1);
  market.Decide(2, market.MeasureOf(), DecisionKind::kConfirm);
  const std::string freeze = market.NameAgainst(MeasureKind::kFreezeStore);
  EXPECT_THAT(market.Report(3, EventType::kMeasureExecuted, freeze).outcomes,
              ElementsAre(Outcome::kStale));
  EXPECT_EQ(market.MeasureAgainst(MeasureKind::kFreezeStore)->status, MeasureStatus::kProposed);
  EXPECT_THAT(market.Report(3, EventType::kMeasureExecuted, "store-nonsense").outcomes,
              ElementsAre(Outcome::kUnknownTarget));
}

// A measure that is named under another store than its own: unknown, though another event of the same
// batch has the measure's listing or store in view.
TEST(Enforcement, AMeasureUnderAnotherStoresNameIsUnknownWhateverSharesTheBatch) {
  Market market;
  market.Offer(1, kFake, 1);
  market.Decide(2, market.MeasureOf(), DecisionKind::kConfirm);
  market.Offer(2, kFake, 1, "s-2", "l-2");
  const std::string freeze = market.NameAgainst(MeasureKind::kFreezeStore);
  int version = 1;
  for (const std::string& measure : {market.MeasureOf(), freeze}) {
    const Event decision = market.Make(EventType::kDecision, Market::Hour(3).c_str(), "s-2",
                                       DecisionData{measure, DecisionKind::kLift, "berta"});
    const Event report = market.Make(EventType::kMeasureExecuted, Market::Hour(3).c_str(), "s-2",
                                     MeasureOutcomeData{measure, ""});
    Event again = decision;
    again.id += "-again";
    const Event offer = market.Story::Offer(Market::Hour(3).c_str(), kFake, ++version);
    EXPECT_THAT(market.Apply({report, decision}).outcomes, Each(Outcome::kUnknownTarget));
    EXPECT_EQ(market.Apply({offer, again}).outcomes.back(), Outcome::kUnknownTarget);
  }
}

TEST(Enforcement, AWordAboutAStoreThatNobodyKnowsChangesNothing) {
  Market market;
  market.Offer(1, kFake, 1);
  const std::string before = market.Decisions();
  const std::string elsewhere =
      MeasureNameOf(enforcement::Target::kStore, StoreKeyOf("unheard-of"), 7);
  for (const std::string& measure : {elsewhere, market.MeasureOf()}) {
    EXPECT_THAT(market.Decide(2, measure, DecisionKind::kConfirm, "anna", "unheard-of").outcomes,
                ElementsAre(Outcome::kUnknownTarget));
    EXPECT_THAT(market.Report(2, EventType::kMeasureExecuted, measure, "unheard-of").outcomes,
                ElementsAre(Outcome::kUnknownTarget));
  }
  EXPECT_EQ(market.Decisions(), before);
}

TEST(Enforcement, AShutStoreNeedsNoDecisionAnyMore) {
  Market market;
  StrikeTwice(market);
  const Delta shut = market.Close(122, "s-1");
  EXPECT_EQ(market.MeasureAgainst(MeasureKind::kCloseStore)->status, MeasureStatus::kExpired);
  EXPECT_THAT(shut.outbox, SizeIs(2)) << "freeze and close are withdrawn";
}

TEST(Enforcement, AShadowRuleIsRecordedAndDoesNothing) {
  Market market;
  RefundData refund;
  refund.order = "o";
  refund.reason = RefundReason::kCounterfeit;
  market.Tell(1, EventType::kRefund, refund);
  const Delta next_day = market.Tell(30, EventType::kRefund, refund);
  ASSERT_THAT(next_day.shadows, SizeIs(1)) << "the window ends before the event's day";
  EXPECT_EQ(next_day.shadows[0].rule, "complaints");
  EXPECT_THAT(next_day.measures, IsEmpty());
  EXPECT_THAT(market.Tell(31, EventType::kRefund, refund).shadows, IsEmpty()) << "not again";
}

TEST(Enforcement, FirstMeasuresBeforeASaleAndBeforeAComplaintAreCounted) {
  Market market;
  market.Offer(1, kFake, 1, "s-1", "unsold");
  market.Offer(1, kHonest, 1, "s-1", "sold");
  OrderData order;
  order.order = "o";
  order.listing = ListingId("sold");
  market.Tell(2, EventType::kOrder, order);
  market.Offer(3, kFake, 2, "s-1", "sold");
  EXPECT_EQ(market.CountOf(reporting::kFirstMeasures), 2);
  EXPECT_EQ(market.CountOf(reporting::kFirstMeasuresBeforeSale), 1);
  EXPECT_EQ(market.CountOf(reporting::kFirstMeasuresBeforeComplaint), 2);
}

// --- the same people again ---

const std::vector<IdentityToken> kPhone = {{"phone", "aa"}};

TEST(Reopening, AStoreWithAShutStoresPhoneIsLinkedAtOnce) {
  Market market;
  market.Open(0, "old", kPhone);
  market.Close(10, "old");
  const Delta opened = market.Open(20, "new", kPhone);
  ASSERT_THAT(opened.links, SizeIs(1));
  EXPECT_EQ(opened.links[0].change.link.closed, StoreId("old"));
}

TEST(Reopening, LinksAreReadFromTheNextEpochOn) {
  Market market;
  market.Open(0, "old", kPhone);
  market.Close(10, "old");
  market.Open(20, "new", kPhone);
  EXPECT_THAT(market.Offer(20, "Nike 运动鞋", 1, "new", "a").measures, IsEmpty())
      << "found within this epoch: advisory";
  const Delta held = market.Offer(21, "Nike 运动鞋", 1, "new", "b");
  ASSERT_THAT(held.measures, SizeIs(1));
  EXPECT_EQ(held.measures[0].kind, MeasureKind::kHold);
  EXPECT_THAT(market.Offer(22, "Nike 运动鞋", 2, "new", "a").measures, IsEmpty())
      << "only first versions are held";
}

TEST(Reopening, AStoreThatWasOpenBeforeIsLinkedWhenTheOtherIsShut) {
  Market market;
  market.Open(0, "old", kPhone);
  EXPECT_THAT(market.Open(5, "twin", kPhone).links, IsEmpty());
  EXPECT_THAT(market.Close(10, "old").links, SizeIs(1));
}

TEST(Reopening, AVoluntaryClosingLinksNobody) {
  Market market;
  market.Open(0, "old", kPhone);
  market.Tell(10, EventType::kStoreClosed,
              StoreClosedData{.reason = ClosureReason::kVoluntary, .measure = {}, .actor = {}},
              "old");
  EXPECT_THAT(market.Open(20, "new", kPhone).links, IsEmpty());
}

TEST(Reopening, ALinkAloneNeverTakesAnythingDown) {
  Market market;
  market.Open(0, "old", kPhone);
  market.Close(10, "old");
  market.Open(20, "new", kPhone);
  market.Offer(21, kHonest, 1, "new", "a");
  market.Offer(22, kHonest, 2, "new", "a");
  EXPECT_EQ(market.ListingOf("new", "a").measure_status, MeasureStatus::kNone);
  EXPECT_THAT(market.StoreOf("new").measures, IsEmpty());
}

TEST(Reopening, APersonsWordAboutALinkedStoreBecomesAFactThatVerdictsRead) {
  Market market;
  market.Open(0, "old", kPhone);
  market.Close(10, "old");
  market.Open(20, "new", kPhone);
  market.Offer(22, kFake, 1, "new", "a");
  ASSERT_NE(market.MeasureAgainst(MeasureKind::kHoldFunds, "new"), nullptr);
  EXPECT_FALSE(market.StoreOf("new").same_controller_confirmed);
  const std::string funds = market.NameAgainst(MeasureKind::kHoldFunds, "new");
  market.Decide(23, funds, DecisionKind::kConfirm, "anna", "new");
  EXPECT_TRUE(market.StoreOf("new").same_controller_confirmed);
  const Delta judged = market.Offer(24, "Nike 运动鞋", 1, "new", "b");
  ASSERT_THAT(judged.verdicts, SizeIs(1));
  EXPECT_THAT(judged.verdicts[0].findings_json, HasSubstr("store.same_controller"));
  market.Decide(25, funds, DecisionKind::kLift, "boris", "new");
  EXPECT_FALSE(market.StoreOf("new").same_controller_confirmed);
}

TEST(Enforcement, ADeltaDoesNotDependOnHowTheDayIsCutIntoBatches) {
  EXPECT_TRUE(rc::check([] {
    const std::string policy = *rc::gen::arbitrary<bool>() ? ByAPerson() : kPolicy;
    Market whole(policy);
    Market single(policy);
    std::vector<Event> events;
    const int count = *rc::gen::inRange(1, 40);
    int hour = 0;
    for (int i = 0; i < count; ++i) {
      hour += *rc::gen::inRange(0, 20);
      const std::string time = Market::Hour(hour);
      const std::string store = fmt::format("s-{}", *rc::gen::inRange(0, 4));
      const std::vector<IdentityToken> tokens = {
          {"phone", fmt::format("{}", *rc::gen::inRange(0, 3))}};
      switch (*rc::gen::inRange(0, 6)) {
        case 0:
          events.push_back(whole.Make(EventType::kStoreOpened, time.c_str(), store,
                                      StoreOpenedData{"", tokens}));
          break;
        case 1:
          events.push_back(
              whole.Make(EventType::kStoreClosed, time.c_str(), store,
                         StoreClosedData{
                             .reason = ClosureReason::kIpCounterfeit, .measure = {}, .actor = {}}));
          break;
        case 2: {
          RefundData refund;
          refund.order = "o";
          refund.listing = ListingId("l-0");
          refund.reason = RefundReason::kCounterfeit;
          events.push_back(whole.Make(EventType::kRefund, time.c_str(), store, refund));
          break;
        }
        default:
          events.push_back(static_cast<Story&>(whole).Offer(
              time.c_str(), *rc::gen::element(kFake, kOtherFake, kHonest, "Nike 运动鞋"),
              *rc::gen::inRange<std::int64_t>(1, 5), store,
              fmt::format("l-{}", *rc::gen::inRange(0, 2))));
      }
    }
    whole.Apply(events);
    for (const Event& event : events) {
      single.Apply({event});
    }
    RC_ASSERT(whole.Decisions() == single.Decisions());
    RC_ASSERT(whole.history() == single.history());
  }));
}

}  // namespace
}  // namespace assay::engine
