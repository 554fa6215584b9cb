// SPDX-License-Identifier: Apache-2.0
#include "flows/outcomes.h"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::flows {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

// A log of these lines, and nothing else.
class Log final : public History {
 public:
  Log& Add(const char* type, const char* time, const std::string& data,
           const char* subject = "s-1") {
    lines_.push_back(fmt::format(
        R"({{"specversion":"1.0","id":"e-{}","source":"test","type":"assay.{}.v1","time":"{}",)"
        R"("subject":"{}","data":{}}})",
        lines_.size(), type, time, subject, data));
    return *this;
  }
  // A title that says when it was written.
  Log& AddListing(const char* time, const char* title, const char* listing = "l-1") {
    return Add("listing", time, fmt::format(R"({{"listing":"{}","title":"{}"}})", listing, title));
  }
  Log& AddOrder(const char* time, const char* order = "o-1", const char* listing = "l-1") {
    return Add("order", time,
               fmt::format(R"({{"order":"{}","listing":"{}","quantity":1,)"
                           R"("paid":{{"amount":100,"currency":"CNY"}}}})",
                           order, listing));
  }
  // An order of two listings.
  Log& AddBasket() {
    return AddListing("2017-03-01T00:00:00Z", "first in basket", "l-1")
        .AddListing("2017-03-01T00:00:00Z", "second in basket", "l-2")
        .AddOrder("2017-03-03T00:00:00Z", "o-1", "l-1")
        .AddOrder("2017-03-03T00:00:00Z", "o-1", "l-2");
  }
  Log& AddFinalJudgment(const char* time, const std::string& goods) {
    return Add("court_result", time,
               fmt::format(R"({{"claim":"c-1","result":"won","final":true,"goods":[{}]}})", goods),
               "case-1");
  }
  Log& AddTestBuy(const char* time, const std::string& members) {
    return Add("test_buy", time, fmt::format(R"({{"listing":"l-1",{}}})", members));
  }

  Result<LogExtent> LoadExtent() override {
    LogExtent extent{};
    extent.last = {lines_.size()};
    return extent;
  }
  Result<engine::Settings> LoadSettings(const Sha256&) override { return engine::Settings(); }
  const engine::RecordedInputs& recorded() const override { return recorded_; }
  Result<Past> LoadPastBefore(std::optional<Instant>) override { return Past(); }
  Result<void> ForEachLineAfter(
      Sequence position,
      const std::function<Result<bool>(Sequence, std::string_view)>& visit) override {
    for (std::uint64_t i = position.number; i < lines_.size(); ++i) {
      ASSAY_ASSIGN(const bool goes_on, visit({i + 1}, lines_[i]));
      if (!goes_on) {
        break;
      }
    }
    return {};
  }
  Result<void> ForEachAnswerFrom(Sequence,
                                 const std::function<void(const PersonsAnswer&)>&) override {
    return {};
  }

 private:
  std::vector<std::string> lines_;
  engine::RecordedInputs recorded_;
};

Outcomes Collect(Log& log, const OutcomeOptions& options = {}) {
  Result<Outcomes> outcomes = CollectOutcomes(log, options, [](double) {});
  EXPECT_TRUE(outcomes) << outcomes.error().message;
  return *std::move(outcomes);
}

constexpr const char* kDrawn =
    R"("test_buy":"t-1","order":"o-1","selection":"random","selection_probability":0.02,)"
    R"("interest":"rights_owner","verdict":"counterfeit")";

TEST(Outcomes, ADrawnOrderIsAnAuditOfTheListingAsItStoodWhenOrdered) {
  Log log;
  log.AddListing("2017-03-01T00:00:00Z", "before")
      .AddListing("2017-03-02T00:00:00Z", "then")
      .AddOrder("2017-03-03T00:00:00Z")
      .AddListing("2017-03-04T00:00:00Z", "after")
      .AddTestBuy("2017-03-20T00:00:00Z", kDrawn);
  const Outcomes found = Collect(log);
  ASSERT_THAT(found.outcomes, SizeIs(1));
  const Outcome& outcome = found.outcomes[0];
  EXPECT_EQ(outcome.origin, OutcomeOrigin::kAudit);
  EXPECT_TRUE(outcome.is_counterfeit);
  EXPECT_DOUBLE_EQ(outcome.inclusion_probability, 0.02);
  EXPECT_DOUBLE_EQ(outcome.weight(), 50);
  EXPECT_EQ(outcome.listing.title, "then");
  EXPECT_EQ(outcome.event, Sequence{5});
  EXPECT_EQ(outcome.store, "s-1");
  EXPECT_EQ(outcome.ordered_at, ParseRfc3339("2017-03-03T00:00:00Z")->instant);
}

TEST(Outcomes, TheVersionThatAnOrderNamesIsTakenWhateverItsTime) {
  Log log;
  log.Add("listing", "2017-03-01T00:00:00Z", R"({"listing":"l-1","version":1,"title":"first"})")
      .Add("listing", "2017-03-02T00:00:00Z", R"({"listing":"l-1","version":2,"title":"second"})")
      .Add("order", "2017-03-03T00:00:00Z",
           R"({"order":"o-1","listing":"l-1","listing_version":1,"quantity":1,)"
           R"("paid":{"amount":100,"currency":"CNY"}})")
      .AddTestBuy("2017-03-20T00:00:00Z", kDrawn);
  const Outcomes found = Collect(log);
  ASSERT_THAT(found.outcomes, SizeIs(1));
  EXPECT_EQ(found.outcomes[0].listing.title, "first");
  EXPECT_EQ(found.outcomes[0].listing_version, 1);
}

TEST(Outcomes, WhoExaminedAndHowItWasChosenDecideWhatIsALabel) {
  struct Case {
    const char* members;
    std::optional<OutcomeOrigin> origin;
    NoLabel no_label = NoLabel::kDecision;
  };
  const Case cases[] = {
      // The examiner's own purchase, by whoever has the right to know the goods.
      {R"("selection":"suspicion","interest":"rights_owner")", OutcomeOrigin::kTestBuy},
      {R"("selection":"suspicion","interest":"competitor")", {}, NoLabel::kInterested},
      {R"("selection":"suspicion","interest":"competitor","second_opinion":"agrees")",
       OutcomeOrigin::kTestBuy},
      // A buyer's order on suspicion: only by somebody without an interest.
      {R"("order":"o-1","selection":"complaint","interest":"none")", OutcomeOrigin::kExaminer},
      {R"("order":"o-1","selection":"complaint","interest":"rights_owner")",
       {},
       NoLabel::kInterested},
      {R"("order":"o-1","selection":"complaint")", {}, NoLabel::kInterested},
      {R"("order":"o-1","selection":"complaint","second_opinion":"agrees")",
       OutcomeOrigin::kExaminer},
      // A draw whose chance nobody told has no weight.
      {R"("order":"o-1","selection":"stratified","interest":"none")", {}, NoLabel::kUnknownChance},
      {R"("order":"o-1","selection":"complaint","interest":"none","second_opinion":"disagrees")",
       {},
       NoLabel::kUndetermined},
  };
  for (const Case& at : cases) {
    Log log;
    log.AddListing("2017-03-01T00:00:00Z", "offer")
        .AddOrder("2017-03-03T00:00:00Z")
        .AddTestBuy("2017-03-20T00:00:00Z",
                    fmt::format(R"("test_buy":"t-1","verdict":"genuine",{})", at.members));
    const Outcomes found = Collect(log);
    if (at.origin) {
      ASSERT_THAT(found.outcomes, SizeIs(1)) << at.members;
      EXPECT_EQ(found.outcomes[0].origin, *at.origin) << at.members;
      EXPECT_FALSE(found.outcomes[0].is_counterfeit) << at.members;
      EXPECT_DOUBLE_EQ(found.outcomes[0].inclusion_probability, 1) << at.members;
    } else {
      EXPECT_THAT(found.outcomes, IsEmpty()) << at.members;
      EXPECT_EQ(found.count(at.no_label), 1U) << at.members;
    }
  }
}

TEST(Outcomes, WhatPeopleAndAssayChoseAndWhatIsOnlyClaimedIsCountedAndNoLabel) {
  Log log;
  log.AddListing("2017-03-01T00:00:00Z", "offer")
      .AddOrder("2017-03-03T00:00:00Z")
      .Add("decision", "2017-03-04T00:00:00Z",
           R"({"measure":"m-1","kind":"confirm","actor":"p-1"})")
      .Add("appeal_decision", "2017-03-04T00:00:00Z",
           R"({"appeal":"a-1","outcome":"upheld","actor":"p-1","reason":"no answer in time"})")
      .Add("notice", "2017-03-04T00:00:00Z",
           R"({"notice":"n-1","filer":"f-1","allegation":"counterfeit","listings":["l-1"]})")
      .Add("notice", "2017-03-04T00:00:00Z",
           R"({"notice":"n-2","filer":"f-1","allegation":"copyright","listings":["l-1"]})")
      .Add("refund", "2017-03-04T00:00:00Z",
           R"({"order":"o-1","reason":"counterfeit","amount":{"amount":100,"currency":"CNY"}})")
      .Add("dispute", "2017-03-04T00:00:00Z",
           R"({"dispute":"d-1","order":"o-1","allegation":"counterfeit","stage":"decided",)"
           R"("outcome":"buyer"})")
      .Add("store.closed", "2017-03-05T00:00:00Z", R"({"reason":"ip_counterfeit"})");
  const Outcomes found = Collect(log);
  EXPECT_THAT(found.outcomes, IsEmpty());
  EXPECT_EQ(found.count(NoLabel::kDecision), 1U);
  EXPECT_EQ(found.count(NoLabel::kAppealDecided), 1U);
  EXPECT_EQ(found.count(NoLabel::kNotice), 1U) << "of another right it looks like no label";
  EXPECT_EQ(found.count(NoLabel::kComplaint), 2U);
  EXPECT_EQ(found.count(NoLabel::kStoreShut), 1U);
}

TEST(Outcomes, OfSeveralWordsTheLastStandsAndTheOrderStaysDrawn) {
  Log log;
  log.AddListing("2017-03-01T00:00:00Z", "offer")
      .AddOrder("2017-03-03T00:00:00Z")
      .AddTestBuy("2017-03-20T00:00:00Z", kDrawn)
      .AddTestBuy("2017-03-21T00:00:00Z",
                  R"("test_buy":"t-2","order":"o-1","selection":"complaint","interest":"none",)"
                  R"("verdict":"genuine")")
      .AddTestBuy("2017-03-22T00:00:00Z",
                  R"("test_buy":"t-3","order":"o-1","selection":"complaint","interest":"none",)"
                  R"("verdict":"cannot_say")");
  const Outcomes found = Collect(log);
  ASSERT_THAT(found.outcomes, SizeIs(1));
  EXPECT_FALSE(found.outcomes[0].is_counterfeit);
  EXPECT_EQ(found.outcomes[0].event, Sequence{4});
  EXPECT_EQ(found.outcomes[0].origin, OutcomeOrigin::kAudit);
  EXPECT_DOUBLE_EQ(found.outcomes[0].weight(), 50);
  EXPECT_EQ(found.contradicted, 1U);
  EXPECT_EQ(found.count(NoLabel::kUndetermined), 1U);
}

TEST(Outcomes, ATestBuyToldAgainIsWhatItsNewestEventSays) {
  Log log;
  log.AddListing("2017-03-01T00:00:00Z", "offer")
      .AddOrder("2017-03-03T00:00:00Z")
      .AddTestBuy("2017-03-20T00:00:00Z", kDrawn)
      .AddTestBuy("2017-03-21T00:00:00Z", R"("test_buy":"t-1","order":"o-1","selection":"random",)"
                                          R"("selection_probability":0.02,"verdict":"genuine")");
  const Outcomes found = Collect(log);
  ASSERT_THAT(found.outcomes, SizeIs(1));
  EXPECT_FALSE(found.outcomes[0].is_counterfeit);
  EXPECT_EQ(found.contradicted, 0U);
}

TEST(Outcomes, AFinalJudgmentLabelsTheGoodsItNames) {
  const auto judged = [](const char* members) {
    Log log;
    log.AddListing("2017-03-01T00:00:00Z", "offer")
        .AddOrder("2017-03-03T00:00:00Z")
        .Add("court_result", "2017-12-01T00:00:00Z",
             fmt::format(R"({{"claim":"c-1","result":"won"{}}})", members), "case-1");
    return Collect(log);
  };
  constexpr const char* kGoods =
      R"(,"goods":[{"store":"s-1","listing":"l-1","order":"o-1","counterfeit":true}])";
  const Outcomes final = judged(fmt::format(R"(,"final":true{})", kGoods).c_str());
  ASSERT_THAT(final.outcomes, SizeIs(1));
  EXPECT_EQ(final.outcomes[0].origin, OutcomeOrigin::kJudgment);
  EXPECT_TRUE(final.outcomes[0].is_counterfeit);
  EXPECT_EQ(final.outcomes[0].listing.title, "offer");
  const Outcomes not_final = judged(fmt::format(R"(,"final":false{})", kGoods).c_str());
  EXPECT_THAT(not_final.outcomes, IsEmpty());
  EXPECT_EQ(not_final.count(NoLabel::kNotFinal), 1U);
  const Outcomes of_nothing = judged(R"(,"final":true)");
  EXPECT_THAT(of_nothing.outcomes, IsEmpty());
  EXPECT_EQ(of_nothing.count(NoLabel::kNamesNoGoods), 1U);
}

TEST(Outcomes, AJudgmentToldAgainIsWhatItsNewestEventSays) {
  for (const char* what : {R"("order":"o-1")", R"("bought_at":"2017-03-03T00:00:00Z")"}) {
    Log log;
    log.AddBasket();
    for (const bool is_counterfeit : {true, true, false}) {
      log.AddFinalJudgment("2017-12-01T00:00:00Z",
                           fmt::format(R"({{"store":"s-1","listing":"l-1",{},"counterfeit":{}}})",
                                       what, is_counterfeit));
    }
    const Outcomes found = Collect(log);
    ASSERT_THAT(found.outcomes, SizeIs(1)) << what;
    EXPECT_FALSE(found.outcomes[0].is_counterfeit) << what;
    EXPECT_EQ(found.outcomes[0].event, Sequence{7}) << what;
    EXPECT_EQ(found.contradicted, 0U) << what << ": it is one court, corrected";
  }
}

TEST(Outcomes, OfSeveralPiecesInOneJudgmentOneThatIsCounterfeitIsEnough) {
  constexpr const char* kGenuine =
      R"({"store":"s-1","listing":"l-1","order":"o-1","counterfeit":false})";
  constexpr const char* kCounterfeit =
      R"({"store":"s-1","listing":"l-1","order":"o-1","counterfeit":true})";
  Log log;
  log.AddBasket().AddFinalJudgment("2017-12-01T00:00:00Z",
                                   fmt::format("{},{},{}", kGenuine, kCounterfeit, kGenuine));
  const Outcomes found = Collect(log);
  ASSERT_THAT(found.outcomes, SizeIs(1));
  EXPECT_TRUE(found.outcomes[0].is_counterfeit);
  EXPECT_EQ(found.contradicted, 0U);
}

TEST(Outcomes, JudgmentsOfTwoClaimsAndOfOtherGoodsStandBesideEachOther) {
  Log log;
  log.AddListing("2017-03-01T00:00:00Z", "offer");
  const auto judge = [&log](const char* claim, const char* bought_at) {
    log.Add("court_result", "2017-12-01T00:00:00Z",
            fmt::format(R"({{"claim":"{}","result":"won","final":true,"goods":[{{"store":"s-1",)"
                        R"("listing":"l-1","bought_at":"{}","counterfeit":true}}]}})",
                        claim, bought_at),
            "case-1");
  };
  judge("c-1", "2017-03-03T08:00:00+08:00");
  judge("c-1", "2017-03-03T00:00:00Z");  // The same moment, told again.
  judge("c-1", "2017-03-04T00:00:00Z");
  judge("c-2", "2017-03-03T00:00:00Z");
  EXPECT_THAT(Collect(log).outcomes, SizeIs(3));
}

TEST(Outcomes, GoodsOfOneOrderAreToldApartByTheirListing) {
  Log log;
  log.AddBasket().AddFinalJudgment(
      "2017-12-01T00:00:00Z",
      R"({"store":"s-1","listing":"l-1","order":"o-1","counterfeit":true},)"
      R"({"store":"s-1","listing":"l-2","order":"o-1","counterfeit":false})");
  const Outcomes found = Collect(log);
  ASSERT_THAT(found.outcomes, SizeIs(2));
  EXPECT_EQ(found.outcomes[0].listing.title, "first in basket");
  EXPECT_TRUE(found.outcomes[0].is_counterfeit);
  EXPECT_EQ(found.outcomes[1].listing.title, "second in basket");
  EXPECT_FALSE(found.outcomes[1].is_counterfeit);
  EXPECT_EQ(found.contradicted, 0U);
}

constexpr const char* kDrawnOfUnnamedListing =
    R"({"test_buy":"t-1","order":"o-1","selection":"random","selection_probability":0.02,)"
    R"("verdict":"counterfeit"})";

TEST(Outcomes, AWordThatNamesNoListingIsAboutTheOnlyOneOfTheOrder) {
  Log log;
  log.AddListing("2017-03-01T00:00:00Z", "offer")
      .AddOrder("2017-03-03T00:00:00Z")
      .Add("test_buy", "2017-03-20T00:00:00Z", kDrawnOfUnnamedListing)
      .AddTestBuy("2017-03-21T00:00:00Z",
                  R"("test_buy":"t-2","order":"o-1","selection":"complaint","interest":"none",)"
                  R"("verdict":"genuine")");
  const Outcomes found = Collect(log);
  ASSERT_THAT(found.outcomes, SizeIs(1));
  EXPECT_EQ(found.outcomes[0].listing.title, "offer");
  EXPECT_EQ(found.outcomes[0].origin, OutcomeOrigin::kAudit);
  EXPECT_EQ(found.contradicted, 1U);
}

TEST(Outcomes, AWordThatNamesNoListingOfAnOrderOfTwoIsPinnedOnNeither) {
  Log log;
  log.AddBasket().Add("test_buy", "2017-03-20T00:00:00Z", kDrawnOfUnnamedListing);
  const Outcomes found = Collect(log);
  EXPECT_THAT(found.outcomes, IsEmpty());
  EXPECT_EQ(found.count(NoLabel::kListingNotFound), 1U);
  EXPECT_EQ(found.count(NoLabel::kOrderNotFound), 0U);
}

TEST(Outcomes, AWordThatNamesNoListingIsAboutTheOnlyOneThatAnotherNames) {
  Log log;
  log.AddBasket()
      .Add("test_buy", "2017-03-20T00:00:00Z", kDrawnOfUnnamedListing)
      .Add("test_buy", "2017-03-21T00:00:00Z",
           R"({"test_buy":"t-2","listing":"l-2","order":"o-1","selection":"complaint",)"
           R"("interest":"none","verdict":"counterfeit"})");
  const Outcomes found = Collect(log);
  ASSERT_THAT(found.outcomes, SizeIs(1));
  EXPECT_EQ(found.outcomes[0].listing.title, "second in basket");
  EXPECT_EQ(found.outcomes[0].origin, OutcomeOrigin::kAudit);
  EXPECT_EQ(found.count(NoLabel::kListingNotFound), 0U);
}

TEST(Outcomes, WhatIsNotInTheLogIsSaid) {
  Log no_order;
  no_order.AddListing("2017-03-01T00:00:00Z", "offer").AddTestBuy("2017-03-20T00:00:00Z", kDrawn);
  EXPECT_EQ(Collect(no_order).count(NoLabel::kOrderNotFound), 1U);
  Log no_text;
  no_text.AddOrder("2017-03-03T00:00:00Z")
      .AddListing("2017-03-04T00:00:00Z", "written after the order")
      .AddTestBuy("2017-03-20T00:00:00Z", kDrawn);
  const Outcomes found = Collect(no_text);
  EXPECT_THAT(found.outcomes, IsEmpty());
  EXPECT_EQ(found.count(NoLabel::kListingNotFound), 1U);
}

TEST(Outcomes, OfAPeriodAreThoseThatWereSaidInIt) {
  Log log;
  log.AddListing("2017-03-01T00:00:00Z", "offer")
      .AddOrder("2017-03-03T00:00:00Z", "o-1")
      .AddOrder("2017-03-03T00:00:00Z", "o-2")
      .AddTestBuy("2017-03-20T00:00:00Z", kDrawn)
      .AddTestBuy("2017-04-20T00:00:00Z", R"("test_buy":"t-2","order":"o-2","selection":"random",)"
                                          R"("selection_probability":0.5,"verdict":"genuine")");
  const Instant april = ParseRfc3339("2017-04-01T00:00:00Z")->instant;
  const Outcomes before = Collect(log, {.since = {}, .until = april});
  const Outcomes after = Collect(log, {.since = april, .until = {}, .workers = 3});
  ASSERT_THAT(before.outcomes, SizeIs(1));
  ASSERT_THAT(after.outcomes, SizeIs(1));
  EXPECT_EQ(before.outcomes[0].event, Sequence{4});
  EXPECT_EQ(after.outcomes[0].event, Sequence{5});
}

}  // namespace
}  // namespace assay::flows
