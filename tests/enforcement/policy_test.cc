// SPDX-License-Identifier: Apache-2.0
#include "enforcement/policy.h"

#include <gtest/gtest.h>

namespace assay::enforcement {
namespace {

using screening::Band;

constexpr std::int64_t kHour = 3'600'000;

JurisdictionProfile Profile() {
  JurisdictionProfile profile;
  profile.name = "test";
  for (const MeasureKind kind : AllMeasureKinds()) {
    profile.machine_ms_max.at(static_cast<std::size_t>(kind)).value = 72 * kHour;
    profile.tier.at(static_cast<std::size_t>(kind)) = TierOf(kind);
  }
  return profile;
}

// Each text of a rule stands in the line of the rule, which is its number times ten, in column 8.
struct RuleDraft {
  std::string id = "r";
  std::string scope = "listing";
  std::string when = R"(listing.band == "red")";
  std::string measure = "delist";
  std::string duration = "72h";
  std::string decided_by = "";
  std::string because = "Because.";
  std::string allegation = "counterfeit";
  bool shadow = false;
};

PolicyText TextOf(const std::vector<RuleDraft>& drafts) {
  PolicyText text;
  for (const RuleDraft& draft : drafts) {
    const std::int32_t line = 10 * static_cast<std::int32_t>(text.rules.size() + 1);
    const auto at = [&](const std::string& words) -> std::optional<TextAt> {
      if (words.empty()) {
        return std::nullopt;
      }
      return TextAt{.text = words, .place = {.line = line, .column = 8}, .raw = {}};
    };
    text.rules.push_back({.place = {.line = line, .column = 1},
                          .id = at(draft.id),
                          .scope = at(draft.scope),
                          .when = at(draft.when),
                          .measure = at(draft.measure),
                          .duration = at(draft.duration),
                          .allegation = at(draft.allegation),
                          .decided_by = at(draft.decided_by),
                          .because = at(draft.because),
                          .shadow = draft.shadow});
  }
  return text;
}

std::string ErrorOf(const std::vector<RuleDraft>& drafts,
                    const JurisdictionProfile& profile = Profile()) {
  const auto policy = Policy::Compile(TextOf(drafts), profile);
  return policy ? "accepted" : policy.error().message;
}

std::shared_ptr<const Policy> PolicyOf(const std::vector<RuleDraft>& drafts) {
  auto policy = Policy::Compile(TextOf(drafts), Profile());
  EXPECT_TRUE(policy) << policy.error().message;
  return *policy;
}

TEST(Policy, TheFirstRuleThatMatchesAListingDecides) {
  const auto policy = PolicyOf({{.id = "new", .when = R"(listing.band == "red" && listing.is_new)"},
                                {.id = "red"},
                                {.id = "red-again"}});
  const StoreFacts store;
  ListingFacts listing{.band = Band::kRed, .is_new = true};
  EXPECT_EQ(policy->rule(*policy->OnListing(listing, store).decides).id, "new");
  listing.is_new = false;
  EXPECT_EQ(policy->rule(*policy->OnListing(listing, store).decides).id, "red");
  EXPECT_EQ(policy->AllMatches(listing, store).to_ulong(), 0b110U);
  listing.band = Band::kWatch;
  EXPECT_EQ(policy->OnListing(listing, store).decides, std::nullopt);
}

TEST(Policy, AShadowRuleIsReportedAndHidesNothing) {
  const auto policy = PolicyOf({{.id = "shadow", .shadow = true},
                                {.id = "red"},
                                {.id = "shadow-behind", .because = "", .shadow = true}});
  const ListingOutcome outcome = policy->OnListing({.band = Band::kRed}, {});
  EXPECT_EQ(outcome.decides, RuleIndex{1});
  EXPECT_EQ(outcome.shadows.to_ulong(), 0b101U);
  EXPECT_FALSE(policy->rule(0).sends());
  EXPECT_TRUE(policy->rule(1).sends());
  EXPECT_TRUE(policy->OnListing({.band = Band::kClear}, {}).shadows.none());
}

TEST(Policy, AStoreGetsTheFirstRuleOfEachKindOfMeasure) {
  const auto store_rule = [](std::string id, std::string when, std::string measure) {
    return RuleDraft{.id = std::move(id),
                     .scope = "store",
                     .when = std::move(when),
                     .measure = std::move(measure),
                     .duration = ""};
  };
  const auto policy =
      PolicyOf({store_rule("close", "store.serious_strikes >= 3", "close_store"),
                store_rule("freeze-2", "store.serious_strikes >= 2", "freeze_store"),
                store_rule("freeze-1", "store.serious_strikes >= 1", "freeze_store"),
                {.id = "red"}});
  const StoreOutcome outcome = policy->OnStore({.serious_strikes = 3});
  EXPECT_EQ(outcome.decides.at(static_cast<std::size_t>(MeasureKind::kCloseStore)), RuleIndex{0});
  EXPECT_EQ(outcome.decides.at(static_cast<std::size_t>(MeasureKind::kFreezeStore)), RuleIndex{1});
  EXPECT_EQ(outcome.decides.at(static_cast<std::size_t>(MeasureKind::kHoldFunds)), std::nullopt);
  EXPECT_EQ(policy->AllMatches(StoreFacts{.serious_strikes = 3}).to_ulong(), 0b111U);
  EXPECT_EQ(policy->rule(0).decided_by, Tier::kTwoPersons);
  EXPECT_EQ(policy->rule(1).decided_by, Tier::kPerson);
  EXPECT_FALSE(policy->rule(1).sends());
}

TEST(Policy, ARuleThatNeverEndsDoesNotLoad) {
  EXPECT_EQ(ErrorOf({{.id = "red", .duration = ""}}),
            "line 10, column 1: rule \"red\" never ends: what the machine decides alone needs a "
            "duration, at most 72h for delist (jurisdiction test)");
  EXPECT_EQ(
      ErrorOf({{.id = "red", .duration = "73h"}}),
      "line 10, column 8: rule \"red\": 73h is longer than the machine may decide alone: at most "
      "72h for delist (jurisdiction test)");
  EXPECT_EQ(
      ErrorOf({{.duration = "72"}}),
      "line 10, column 8: rule \"r\": a duration is written like \"72h\" or \"7d\", more than "
      "nothing and at most ten years");
  EXPECT_EQ(ErrorOf({{.duration = "", .decided_by = "person"}}), "accepted");
}

TEST(Policy, TwoRulesWithOneIdDoNotLoad) {
  EXPECT_EQ(ErrorOf({{.id = "red"}, {.id = "other"}, {.id = "red"}}),
            "line 30, column 8: two rules have the id \"red\"; the first stands on line 10");
  EXPECT_EQ(ErrorOf({{.id = "Red one"}}),
            "line 10, column 8: an id has 1 to 64 characters of a to z, 0 to 9, -, _ and .");
  EXPECT_EQ(ErrorOf({{.id = ""}}), "line 10, column 1: a rule needs an id = \"...\"");
}

TEST(Policy, AWordThatNamesNothingIsAnsweredWithTheNearest) {
  EXPECT_EQ(ErrorOf({{.measure = "delits"}}),
            "line 10, column 8: \"delits\" is no measure; did you mean \"delist\"?");
  EXPECT_EQ(ErrorOf({{.scope = "shop"}}),
            "line 10, column 8: \"shop\" is no scope; known: listing, store");
  EXPECT_EQ(ErrorOf({{.allegation = "counterfiet"}}),
            "line 10, column 8: \"counterfiet\" is no allegation; did you mean \"counterfeit\"?");
  EXPECT_EQ(ErrorOf({{.decided_by = "persn"}}),
            "line 10, column 8: \"persn\" is no tier; did you mean \"person\"?");
  EXPECT_EQ(
      ErrorOf({{.when = R"(listing.bnad == "red")"}}),
      "line 10, column 16: there is no field \"listing.bnad\"; did you mean \"listing.band\"?");
  EXPECT_EQ(ErrorOf({{.measure = ""}}), "line 10, column 1: rule \"r\" needs measure = \"...\"");
}

TEST(Policy, WhatPeopleDecideIsNotLeftToTheMachine) {
  EXPECT_EQ(
      ErrorOf({{.id = "close",
                .scope = "store",
                .when = "store.serious_strikes > 2",
                .measure = "close_store",
                .decided_by = "machine"}}),
      "line 10, column 8: rule \"close\": close_store is decided by two_persons at least, not by "
      "machine");
  JurisdictionProfile strict = Profile();
  strict.tier.at(static_cast<std::size_t>(MeasureKind::kDelist)) = Tier::kPerson;
  EXPECT_EQ(ErrorOf({{.decided_by = "machine"}}, strict),
            "line 10, column 8: rule \"r\": delist is decided by person at least, not by machine "
            "(jurisdiction test)");
  EXPECT_EQ(ErrorOf({{}}, strict), "accepted");  // A person is asked where nothing is said.
}

TEST(Policy, NothingOfAListingWaitsForTwoPersons) {
  EXPECT_EQ(
      ErrorOf({{.decided_by = "two_persons"}}),
      "line 10, column 8: rule \"r\": what is done to a listing is decided by the machine or one "
      "person, not by two");
}

TEST(Policy, KnowsWhichRulesReadLinks) {
  const auto policy =
      PolicyOf({{.id = "red"},
                {.id = "link", .when = R"(listing.band == "red" && store.links_to_closed > 0)"}});
  EXPECT_FALSE(policy->rule(0).rests_on_link);
  EXPECT_TRUE(policy->rule(1).rests_on_link);
}

TEST(Policy, AMeasureActsOnWhatTheRuleIsAbout) {
  EXPECT_EQ(
      ErrorOf({{.measure = "freeze_store"}}),
      "line 10, column 8: rule \"r\": freeze_store is done to a store, and the rule is about a "
      "listing");
}

TEST(Policy, ALinkToAClosedStoreHoldsANewListingFor48HoursAndNoMore) {
  const std::string message =
      "line 10, column 8: rule \"link\": a link to a closed store proves nothing by itself: the "
      "machine "
      "may hold a new listing for at most 48h (measure = \"hold\" and listing.is_new), unless the "
      "condition requires listing.band == \"red\"";
  const std::string link = "store.links_to_closed > 0";
  const auto error_of = [](std::string when, std::string measure, std::string duration) {
    return ErrorOf({{.id = "link",
                     .when = std::move(when),
                     .measure = std::move(measure),
                     .duration = std::move(duration)}});
  };
  EXPECT_EQ(error_of(link + " && listing.is_new", "hold", "48h"), "accepted");
  EXPECT_EQ(error_of(link + " && listing.is_new", "hold", "49h"), message);
  EXPECT_EQ(error_of(link + " && listing.is_new", "delist", "48h"), message);
  EXPECT_EQ(error_of(link, "hold", "48h"), message);
  EXPECT_EQ(error_of(link + " || listing.is_new", "hold", "48h").substr(0, 10), "line 10, c");
  EXPECT_EQ(error_of(link + R"( && listing.band == "watch")", "delist", "48h"), message);
  EXPECT_EQ(error_of(link + R"( && listing.band == "red")", "delist", "72h"), "accepted");
  EXPECT_EQ(error_of(link + R"( || listing.band == "red")", "delist", "72h"), message);
  EXPECT_EQ(error_of(R"(("red" == listing.band || false) && )" + link, "delist", "72h"), message);
}

TEST(Policy, LackOfAuthorisationPriceOrAgeAloneNeverLetTheMachineAct) {
  const std::string message =
      "line 10, column 8: rule \"r\": the machine does not act for price, age or lack of "
      "authorisation "
      "alone; let the condition require listing.band, a finding, complaints or confirmed "
      "violations, or "
      "write decided_by = \"person\"";
  const std::string cheap = "!listing.authorised && listing.price_minor < 10000";
  EXPECT_EQ(ErrorOf({{.when = cheap}}), message);
  EXPECT_EQ(ErrorOf({{.when = "true"}}), message);
  EXPECT_EQ(ErrorOf({{.when = cheap + R"( || listing.band == "red")"}}), message);
  EXPECT_EQ(ErrorOf({{.when = cheap + R"( && "lingo.counterfeit_grade" in listing.findings)"}}),
            "accepted");
  EXPECT_EQ(ErrorOf({{.when = cheap, .decided_by = "person"}}), "accepted");
}

TEST(Policy, TheSellerIsToldWhyWhereTheJurisdictionAsks) {
  EXPECT_EQ(
      ErrorOf({{.because = ""}}),
      "line 10, column 1: rule \"r\" needs because = \"...\", a sentence that the seller is shown "
      "(jurisdiction test asks for reasons)");
  EXPECT_EQ(ErrorOf({{.because = "  "}}).substr(0, 18), "line 10, column 8:");
  EXPECT_EQ(ErrorOf({{.because = "", .shadow = true}}), "accepted");
  JurisdictionProfile silent = Profile();
  silent.reasons_required = false;
  EXPECT_EQ(ErrorOf({{.because = ""}}, silent), "accepted");
  EXPECT_EQ(ErrorOf({{.because = std::string(kBecauseBytesMax + 1, 'x')}}),
            "line 10, column 8: rule \"r\": because has at most 500 bytes");
}

TEST(Policy, HoldsAtMost256Rules) {
  std::vector<RuleDraft> drafts;
  for (std::size_t i = 0; i <= kRulesMax; ++i) {
    drafts.push_back({.id = "r" + std::to_string(i)});
  }
  EXPECT_EQ(ErrorOf(drafts), "line 2570, column 1: a policy has at most 256 rules");
  drafts.pop_back();
  EXPECT_EQ(ErrorOf(drafts), "accepted");
}

PointsText PointsOf(std::string severity, const std::vector<std::string>& allegations) {
  PointsText points;
  points.severity =
      TextAt{.text = std::move(severity), .place = {.line = 5, .column = 13}, .raw = {}};
  for (const std::string& name : allegations) {
    points.allegations.push_back({.text = name, .place = {.line = 6, .column = 16}, .raw = {}});
  }
  return points;
}

std::string ErrorOfPoints(const std::vector<PointsText>& points) {
  const auto policy =
      Policy::Compile({.rules = {}, .points = points, .points_expiry_days = {}}, Profile());
  return policy ? "accepted" : policy.error().message;
}

TEST(Policy, PointsAreCheckedToo) {
  EXPECT_EQ(
      ErrorOfPoints({PointsOf("serious", {"counterfeit"}), PointsOf("general", {"contract"})}),
      "accepted");
  EXPECT_EQ(ErrorOfPoints({PointsOf("serios", {"counterfeit"})}),
            "line 5, column 13: \"serios\" is no severity; did you mean \"serious\"?");
  EXPECT_EQ(
      ErrorOfPoints({PointsOf("serious", {"counterfeit"}), PointsOf("serious", {"contract"})}),
      "line 5, column 13: [[points]] of severity \"serious\" stands twice");
  EXPECT_EQ(
      ErrorOfPoints({PointsOf("serious", {"counterfeit"}), PointsOf("general", {"counterfeit"})}),
      "line 6, column 16: \"counterfeit\" has its points already");
  PointsText costly = PointsOf("serious", {"counterfeit"});
  costly.points = NumberAt{.value = 0, .place = {.line = 7, .column = 10}};
  EXPECT_EQ(ErrorOfPoints({costly}), "line 7, column 10: points is a whole number from 1 to 100");
  costly.points.reset();
  costly.day_max = NumberAt{.value = 6, .place = {.line = 8, .column = 11}};
  EXPECT_EQ(ErrorOfPoints({costly}), "line 8, column 11: day_max is for general violations");
}

TEST(AllegationType, OnlyCounterfeitCountsAsCounterfeit) {
  for (const AllegationType type : AllAllegationTypes()) {
    EXPECT_EQ(CountsAsCounterfeit(type), NameOf(type) == "counterfeit");
    EXPECT_EQ(FindAllegationType(NameOf(type)), type);
  }
}

TEST(PlaceOf, CountsAlongEscapesAndLinesAsWritten) {
  const TextAt escaped{.text =
                           "a\"b\n\xE4\xB8\xAD"
                           "c",
                       .place = {.line = 3, .column = 5},
                       .raw = "a\\\"b\\n\\u4e2dc"};
  EXPECT_EQ(PlaceOf(escaped, 2).column, 8);
  EXPECT_EQ(PlaceOf(escaped, 7).column, 17);
  EXPECT_EQ(PlaceOf(escaped, 7).line, 3);
  const TextAt joined{.text = "ab", .place = {.line = 3, .column = 5}, .raw = "a\\\n   b"};
  EXPECT_EQ(PlaceOf(joined, 1).line, 4);
  EXPECT_EQ(PlaceOf(joined, 1).column, 4);
  const TextAt plain{.text = "\xE4\xB8\xAD\nx\\n", .place = {.line = 3, .column = 5}, .raw = {}};
  EXPECT_EQ(PlaceOf(plain, 3).column, 6);
  EXPECT_EQ(PlaceOf(plain, 6).line, 4);
  EXPECT_EQ(PlaceOf(plain, 6).column, 3);
}

}  // namespace
}  // namespace assay::enforcement
