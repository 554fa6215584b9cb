// SPDX-License-Identifier: Apache-2.0
#include "engine/policy_trial.h"

#include <map>
#include <set>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "engine/story.h"

namespace assay::engine {
namespace {

using enforcement::MeasureKind;
using enforcement::MeasureStatus;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kFake = "耐克 高仿 1:1 莆田 运动鞋 加微信";
constexpr const char* kHonest = "纯棉 连衣裙 夏季";

constexpr const char* kSources = R"(
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

constexpr const char* kRed = R"(
[[rule]]
id = "red"
scope = "listing"
when = 'listing.band == "red"'
measure = "delist"
duration = "72h"
because = "The words of this listing say that the goods are copies."
)";
constexpr const char* kNamed = R"(
[[rule]]
id = "named"
scope = "listing"
when = '(listing.band == "watch" || listing.band == "red") && size(listing.brands) > 0'
measure = "hold"
duration = "24h"
because = "The listing names a brand."
)";
constexpr const char* kReviewed = R"(
[[rule]]
id = "reviewed"
scope = "listing"
when = 'listing.band == "red"'
measure = "delist"
decided_by = "person"
because = "A person looks at it."
)";
constexpr const char* kFreeze = R"(
[[rule]]
id = "freeze"
scope = "store"
when = 'store.serious_strikes >= 1'
measure = "freeze_store"
duration = "24h"
because = "A listing was confirmed as counterfeit."
)";
constexpr const char* kFunds = R"(
[[rule]]
id = "funds"
scope = "store"
when = 'store.red_listings >= 1'
measure = "hold_funds"
because = "The store offers copies."
)";
constexpr const char* kComplaints = R"(
[[rule]]
id = "complaints"
scope = "store"
when = 'store.counterfeit_refunds_30d >= 1'
measure = "hold_funds"
because = "Buyers say that they got copies."
)";

std::string Shadow(std::string rule) {
  return rule + "shadow = true\n";
}

std::string PolicyText(const std::vector<std::string>& rules) {
  return fmt::format("{}{}", fmt::join(rules, ""), kSources);
}

std::shared_ptr<const enforcement::Policy> PolicyOf(const std::vector<std::string>& rules) {
  const auto parsed = configuration::Parse(PolicyText(rules));
  EXPECT_TRUE(parsed) << parsed.error().message;
  return (*parsed)->policy;
}

std::string Hour(int hours) {
  return FormatRfc3339(Instant{At("2017-03-01T00:00:00Z").ms + hours * kMillisecondsPerHour});
}

// What was asked for, at which event, of whom, by which rule.
using Request = std::tuple<std::uint64_t, std::string, MeasureKind, bool, std::string>;

std::vector<Request> RequestsOf(const PolicyTrial& trial, Course course) {
  std::vector<Request> requests;
  for (const AskedMeasure& asked : trial.asked()) {
    if (asked.course == course) {
      requests.emplace_back(asked.sequence.number, ToHex(asked.key), asked.kind, asked.proposed,
                            trial.rules(course)[asked.rule].id);
    }
  }
  return requests;
}

// The same of what the engine decided.
std::vector<Request> RequestsOf(const memory::Contents& kept) {
  std::vector<Request> requests;
  for (const MeasureRow& row : kept.measures) {
    if (row.rule.empty()) {
      continue;
    }
    const Hash128 key =
        row.listing.empty() ? StoreKeyOf(row.store) : ListingKeyOf(row.store, row.listing);
    requests.emplace_back(row.sequence.number, ToHex(key), row.kind,
                          row.status == MeasureStatus::kProposed, row.rule);
  }
  return requests;
}

// A market under one policy with another tried beside it.
class Tried {
 public:
  Tried(const std::vector<std::string>& policy, const std::vector<std::string>& candidate,
        PolicyTrial::Options options = {.cases_max = 10, .seed = 1})
      : story_(PolicyText(policy)), trial_(PolicyOf(candidate), options) {
    story_.Try(trial_);
  }

  void Offer(int hour, const std::string& title, std::int64_t version,
             const std::string& store = "s-1", const std::string& listing = "l-1") {
    story_.Apply({story_.Offer(Hour(hour).c_str(), title, version, store, listing)});
  }
  void Tell(int hour, EventType type, EventData data, const std::string& store = "s-1") {
    story_.Apply({story_.Make(type, Hour(hour).c_str(), store, std::move(data))});
  }
  void Complain(int hour, const std::string& store = "s-1") {
    RefundData refund;
    refund.order = "o";
    refund.reason = RefundReason::kCounterfeit;
    Tell(hour, EventType::kRefund, refund, store);
  }
  // Of the measure that the recorded policy asked for against the listing.
  void Answer(int hour, DecisionKind kind, const std::string& store = "s-1",
              const std::string& listing = "l-1") {
    Tell(hour, EventType::kDecision, DecisionData{story_.MeasureOf(store, listing), kind, "anna"},
         store);
  }
  void Report(int hour, EventType type) {
    Tell(hour, type, MeasureOutcomeData{story_.MeasureOf(), ""});
  }

  Story& story() { return story_; }
  const PolicyTrial& trial() const { return trial_; }
  // The kinds that a course asked for, in order.
  std::vector<MeasureKind> Asked(Course course) const {
    std::vector<MeasureKind> kinds;
    for (const AskedMeasure& asked : trial_.asked()) {
      if (asked.course == course) {
        kinds.push_back(asked.kind);
      }
    }
    return kinds;
  }

 private:
  Story story_;
  PolicyTrial trial_;
};

// --- against the engine itself ---

Event AnyEvent(Story& story, int& hour) {
  hour += *rc::gen::inRange(0, 15);
  const std::string time = Hour(hour);
  const std::string store = fmt::format("s-{}", *rc::gen::inRange(0, 3));
  switch (*rc::gen::inRange(0, 9)) {
    case 0:
      return story.Make(EventType::kStoreOpened, time.c_str(), store, StoreOpenedData{"", {}});
    case 1:
      return story.Make(
          EventType::kStoreClosed, time.c_str(), store,
          StoreClosedData{.reason = ClosureReason::kIpCounterfeit, .measure = {}, .actor = {}});
    case 2: {
      RefundData refund;
      refund.order = "o";
      refund.listing = ListingId("l-0");
      refund.reason = RefundReason::kCounterfeit;
      return story.Make(EventType::kRefund, time.c_str(), store, refund);
    }
    default:
      return story.Offer(time.c_str(), *rc::gen::element(kFake, kHonest, "Nike 运动鞋 高仿"),
                         *rc::gen::inRange<std::int64_t>(1, 9), store,
                         fmt::format("l-{}", *rc::gen::inRange(0, 2)));
  }
}

std::vector<std::string> AnyRules() {
  const std::vector<std::string> all = {kRed,   kNamed,      kReviewed,        kFreeze,
                                        kFunds, kComplaints, Shadow(kReviewed)};
  std::vector<std::string> rules;
  for (const std::string& rule : all) {
    const bool known = !rules.empty() && rule == Shadow(kReviewed) &&
                       std::ranges::find(rules, std::string(kReviewed)) != rules.end();
    if (!known && *rc::gen::arbitrary<bool>()) {
      rules.push_back(rule);
    }
  }
  return rules;
}

TEST(PolicyTrial, ThePolicyInEffectTriedBesideItselfChangesNothing) {
  EXPECT_TRUE(rc::check([] {
    const auto rules = AnyRules();
    Tried market(rules, rules);
    const int count = *rc::gen::inRange(1, 60);
    int hour = 0;
    for (int i = 0; i < count; ++i) {
      const auto& queue = market.story().kept().queue;
      if (!queue.empty() && *rc::gen::inRange(0, 3) == 0) {
        // People and the marketplace have their say about something that is open.
        const auto open =
            std::next(queue.begin(), *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(queue)));
        const QueueItem item = *open->second.item;
        switch (*rc::gen::inRange(0, 4)) {
          case 0:
            market.Tell(hour, EventType::kMeasureExecuted, MeasureOutcomeData{item.name, ""},
                        item.store);
            break;
          case 1:
            market.Tell(hour, EventType::kMeasureFailed, MeasureOutcomeData{item.name, ""},
                        item.store);
            break;
          default:
            market.Tell(hour, EventType::kDecision,
                        DecisionData{item.name,
                                     *rc::gen::element(DecisionKind::kConfirm, DecisionKind::kLift),
                                     *rc::gen::element<std::string>("anna", "boris")},
                        item.store);
        }
      } else {
        market.story().Apply({AnyEvent(market.story(), hour)});
      }
    }
    const PolicyTrial& trial = market.trial();
    RC_ASSERT(RequestsOf(trial, Course::kRecorded) == RequestsOf(market.story().kept()));
    RC_ASSERT(RequestsOf(trial, Course::kCandidate) == RequestsOf(trial, Course::kRecorded));
    RC_ASSERT(trial.lifted(Course::kCandidate) == trial.lifted(Course::kRecorded));
    RC_ASSERT(trial.cases(Course::kRecorded).empty());
    RC_ASSERT(trial.cases(Course::kCandidate).empty());
  }));
}

// Where nobody answers, what happens does not depend on the policy: then the candidate's course is what
// the engine does when the candidate is in effect.
TEST(PolicyTrial, FindsWhatTheEngineDoesUnderTheCandidate) {
  EXPECT_TRUE(rc::check([] {
    const auto candidate = AnyRules();
    Tried market(AnyRules(), candidate);
    Story real(PolicyText(candidate));
    std::vector<Event> events;
    const int count = *rc::gen::inRange(1, 60);
    int hour = 0;
    for (int i = 0; i < count; ++i) {
      events.push_back(AnyEvent(real, hour));
    }
    real.Apply(events);
    const auto cut = *rc::gen::inRange<std::size_t>(0, events.size());
    market.story().Apply({events.begin(), events.begin() + static_cast<std::ptrdiff_t>(cut)});
    market.story().Apply({events.begin() + static_cast<std::ptrdiff_t>(cut), events.end()});
    RC_ASSERT(RequestsOf(market.trial(), Course::kCandidate) == RequestsOf(real.kept()));
    RC_ASSERT(RequestsOf(market.trial(), Course::kRecorded) == RequestsOf(market.story().kept()));
  }));
}

TEST(PolicyTrial, ChangesNothingOfWhatIsDecided) {
  Story plain(PolicyText({kRed, kFunds}));
  Tried tried({kRed, kFunds}, {kNamed, kComplaints});
  for (const int hour : {0, 5, 80}) {
    plain.Apply({plain.Offer(Hour(hour).c_str(), kFake, hour + 1)});
    tried.Offer(hour, kFake, hour + 1);
  }
  EXPECT_EQ(plain.Decisions(), tried.story().Decisions());
  EXPECT_EQ(plain.history(), tried.story().history());
}

// --- people and the marketplace ---

TEST(PolicyTrial, APersonsAnswerIsAnAnswerToTheCandidatesMeasureToo) {
  Tried lifted({kRed}, {kNamed});
  lifted.Offer(0, kFake, 1);
  lifted.Answer(1, DecisionKind::kLift);
  lifted.Offer(2, kFake, 2);
  EXPECT_THAT(lifted.Asked(Course::kCandidate), ElementsAre(MeasureKind::kHold))
      << "what a person lifted is not asked for again on the same content";

  Tried unanswered({kRed}, {kNamed});
  unanswered.Offer(0, kFake, 1);
  unanswered.Offer(2, kHonest, 2);
  unanswered.Offer(3, kFake, 3);
  EXPECT_THAT(unanswered.Asked(Course::kCandidate),
              ElementsAre(MeasureKind::kHold, MeasureKind::kHold));
  EXPECT_EQ(unanswered.trial().lifted(Course::kCandidate), 1U);
}

TEST(PolicyTrial, FactsThatPeopleMadeHoldForBothCourses) {
  // The candidate would not have delisted the listing; that a person confirmed it stays a fact.
  Tried market({kRed}, {kFreeze});
  market.Offer(0, kFake, 1);
  market.Answer(1, DecisionKind::kConfirm);
  EXPECT_THAT(market.Asked(Course::kRecorded), ElementsAre(MeasureKind::kDelist));
  EXPECT_THAT(market.Asked(Course::kCandidate), ElementsAre(MeasureKind::kFreezeStore));
}

TEST(PolicyTrial, AFailedMeasureIsAskedForAgainOnlyOnOtherContent) {
  Tried market({kRed}, {Shadow(kNamed), kRed});
  market.Offer(0, kHonest, 1);
  market.Offer(1, kFake, 2);
  market.Report(2, EventType::kMeasureFailed);
  market.Offer(3, kFake, 3);
  EXPECT_THAT(market.Asked(Course::kCandidate), SizeIs(1));
  EXPECT_THAT(market.Asked(Course::kRecorded), SizeIs(1));
}

TEST(PolicyTrial, TheCandidatesOwnTimeLimitEndsItsMeasures) {
  Tried market({kRed}, {kNamed});  // 72 hours and 24.
  market.Offer(0, kFake, 1);
  market.Offer(30, std::string(kFake) + " 42", 2);
  EXPECT_THAT(market.Asked(Course::kRecorded), ElementsAre(MeasureKind::kDelist));
  EXPECT_THAT(market.Asked(Course::kCandidate),
              ElementsAre(MeasureKind::kHold, MeasureKind::kHold));
}

TEST(PolicyTrial, AStoreThatWasShutNeedsNoDecisionInEitherCourse) {
  Tried market({}, {kFunds});
  market.Offer(0, kFake, 1);
  market.Tell(1, EventType::kStoreClosed,
              StoreClosedData{.reason = ClosureReason::kIpCounterfeit, .measure = {}, .actor = {}});
  market.Tell(2, EventType::kStoreOpened, StoreOpenedData{"", {}});
  EXPECT_THAT(market.Asked(Course::kCandidate),
              ElementsAre(MeasureKind::kHoldFunds, MeasureKind::kHoldFunds))
      << "the first ended with the store, and that it was shut is another ground";
}

// --- what it counts ---

TEST(PolicyTrial, StartsFromTheMeasuresThatStand) {
  Story story(PolicyText({kRed}));
  story.Apply({story.Offer(Hour(0).c_str(), kFake, 1)});
  PolicyTrial trial(PolicyOf({kRed}), {});
  story.Try(trial);
  story.Apply({story.Offer(Hour(1).c_str(), kFake, 2)});
  EXPECT_THAT(trial.asked(), IsEmpty()) << "it was asked for before";
  EXPECT_EQ(trial.rules(Course::kCandidate)[0].matched, 1U);
}

TEST(PolicyTrial, CountsHowOftenEachRuleMatchedAndDecided) {
  Tried market({kRed, kNamed}, {kNamed, kRed});
  market.Offer(0, kFake, 1);
  market.Offer(1, kHonest, 1, "s-2");
  const auto recorded = market.trial().rules(Course::kRecorded);
  ASSERT_THAT(recorded, SizeIs(2));
  EXPECT_EQ(recorded[0].id, "red");
  EXPECT_EQ(recorded[0].decided, 1U);
  EXPECT_EQ(recorded[1].matched, 1U) << "though the first decided";
  EXPECT_EQ(recorded[1].decided, 0U);
  const auto candidate = market.trial().rules(Course::kCandidate);
  EXPECT_EQ(candidate[0].id, "named");
  EXPECT_EQ(candidate[0].decided, 1U);
  EXPECT_EQ(candidate[1].matched, 1U);
  EXPECT_EQ(candidate[1].decided, 0U);
  EXPECT_EQ(market.trial().listing_evaluations(), 2U);
  EXPECT_EQ(market.trial().listings_seen(), 2U);
  EXPECT_EQ(market.trial().store_evaluations(), 1U) << "when the listing turned red";
  EXPECT_EQ(market.trial().stores_seen(), 1U);
}

TEST(PolicyTrial, ARuleKeepsItsPlaceWhenTheConfigurationChanges) {
  Tried market({kRed}, {kRed});
  market.Offer(0, kFake, 1);
  ConfigurationActivatedData activated;
  activated.configuration = market.story().Configure(PolicyText({kNamed, kRed}));
  market.story().Apply({market.story().Make(EventType::kConfigurationActivated, Hour(1).c_str(),
                                            "assay", activated)});
  market.Offer(3, kFake, 2, "s-2");
  const auto recorded = market.trial().rules(Course::kRecorded);
  ASSERT_THAT(recorded, SizeIs(2));
  EXPECT_EQ(recorded[0].id, "red");
  EXPECT_EQ(recorded[0].matched, 2U);
  EXPECT_EQ(recorded[1].id, "named");
  EXPECT_EQ(recorded[1].decided, 1U);
}

TEST(PolicyTrial, ShadowRulesActOnlyWhereAsked) {
  Tried as_written({}, {Shadow(kRed), Shadow(kFunds)});
  as_written.Offer(0, kFake, 1);
  EXPECT_THAT(as_written.trial().asked(), IsEmpty());
  EXPECT_EQ(as_written.trial().rules(Course::kCandidate)[0].matched, 1U);
  Tried live({}, {Shadow(kRed), Shadow(kFunds)}, {.shadows_live = true});
  live.Offer(0, kFake, 1);
  EXPECT_THAT(live.Asked(Course::kCandidate),
              ElementsAre(MeasureKind::kDelist, MeasureKind::kHoldFunds));
}

TEST(PolicyTrial, ReadsPointsByTheCandidatesScheme) {
  const std::string by_points = R"(
[[rule]]
id = "points"
scope = "store"
when = 'store.points >= 30'
measure = "freeze_store"
because = "Points."
)";
  const auto candidate = configuration::Parse(
      "[[points]]\nseverity = \"serious\"\nallegations = [\"counterfeit\"]\npoints = 30\n" +
      by_points);
  ASSERT_TRUE(candidate) << candidate.error().message;
  Story story(PolicyText({kRed, by_points}));
  PolicyTrial trial((*candidate)->policy, {.cases_max = 1});
  story.Try(trial);
  story.Apply({story.Offer(Hour(0).c_str(), kFake, 1)});
  story.Apply({story.Make(EventType::kDecision, Hour(1).c_str(), "s-1",
                          DecisionData{story.MeasureOf(), DecisionKind::kConfirm, "anna"})});
  ASSERT_THAT(trial.cases(Course::kCandidate), SizeIs(1));
  EXPECT_EQ(trial.cases(Course::kCandidate)[0]->points, 30);
  EXPECT_EQ(trial.cases(Course::kCandidate)[0]->facts, "store.points 30");
}

TEST(PolicyTrial, KeepsTheFactsThatTheRuleSaw) {
  Tried market({kRed}, {kRed, kFunds});
  market.Offer(0, kFake, 1);
  const auto cases = market.trial().cases(Course::kCandidate);
  ASSERT_THAT(cases, SizeIs(1));
  EXPECT_EQ(cases[0]->store, "s-1");
  EXPECT_EQ(cases[0]->listing, "");
  EXPECT_EQ(cases[0]->facts, "store.red_listings 1");
  EXPECT_THAT(market.trial().cases(Course::kRecorded), IsEmpty());

  Tried gone({kNamed}, {});
  gone.Offer(0, kFake, 1);
  ASSERT_THAT(gone.trial().cases(Course::kRecorded), SizeIs(1));
  EXPECT_THAT(gone.trial().cases(Course::kRecorded)[0]->facts,
              HasSubstr("listing.band red, listing.brands [Nike]"));
  EXPECT_GE(gone.trial().cases(Course::kRecorded)[0]->score, 80);
}

TEST(PolicyTrial, DrawsTheSameCasesOfASeedHoweverManyThereAre) {
  const auto drawn = [](std::size_t cases_max, std::uint64_t seed) {
    Tried market({}, {kRed}, {.cases_max = cases_max, .seed = seed});
    for (int i = 0; i < 40; ++i) {
      market.Offer(i / 10, kFake, 1, "s-1", fmt::format("l-{}", i));
    }
    std::vector<std::string> listings;
    for (const TrialCase* one : market.trial().cases(Course::kCandidate)) {
      listings.push_back(one->listing);
    }
    return listings;
  };
  const auto all = drawn(100, 1);
  ASSERT_THAT(all, SizeIs(40));
  EXPECT_EQ(drawn(7, 1), std::vector(all.begin(), all.begin() + 7));
  EXPECT_NE(drawn(7, 2), drawn(7, 1));
}

}  // namespace
}  // namespace assay::engine
