// SPDX-License-Identifier: Apache-2.0
// Rules, points and jurisdictions as they stand in a configuration file: places in the file, the shipped
// profiles, and what the default policy does.
#include <fstream>
#include <sstream>
#include <vector>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "configuration/configuration.h"
#include "configuration/jurisdictions.h"
#include "core/time.h"

namespace assay::configuration {
namespace {

using enforcement::ListingFacts;
using enforcement::MeasureKind;
using enforcement::StoreFacts;
using screening::Band;
using testing::HasSubstr;

std::string ErrorOf(std::string_view text) {
  const auto parsed = Parse(text);
  return parsed ? "accepted" : parsed.error().message;
}

// A good rule but for `when`, which begins in line 4.
std::string RuleWith(std::string_view when) {
  return fmt::format(
      "[[rule]]\nid = \"r\"\nscope = \"listing\"\nwhen = {}\nmeasure = \"hold\"\n"
      "duration = \"1h\"\nbecause = \"So.\"\n",
      when);
}

TEST(PolicyFile, AMistakeInAConditionIsToldWhereItStandsInTheFile) {
  const std::string meant = "there is no field \"listing.bnad\"; did you mean \"listing.band\"?";
  EXPECT_EQ(ErrorOf(RuleWith("'listing.band == \"red\"'")), "accepted");
  EXPECT_EQ(ErrorOf(RuleWith("'listing.bnad == \"red\"'")), "line 4, column 17: " + meant);
  EXPECT_EQ(ErrorOf(RuleWith("\"listing.bnad == 'red'\"")), "line 4, column 17: " + meant);
  EXPECT_EQ(ErrorOf(RuleWith("\"\\\"a\\\" == \\\"\\u4e2d\\\" || listing.bnad == 'red'\"")),
            "line 4, column 40: " + meant);
  EXPECT_EQ(ErrorOf(RuleWith("'''\ntrue &&\n  listing.bnad == \"red\"'''")),
            "line 6, column 11: " + meant);
  EXPECT_EQ(ErrorOf(RuleWith("\"\"\"true && \\\n  listing.bnad == \"red\" \"\"\"")),
            "line 5, column 11: " + meant);
  EXPECT_EQ(ErrorOf("# \xE4\xB8\xAD\n" +
                    RuleWith("'\"\xE4\xB8\xAD\" == \"a\" || listing.bnad == \"b\"'")),
            "line 5, column 31: " + meant);
}

TEST(PolicyFile, AMistakeOfItsShapeIsToldWithItsPlace) {
  EXPECT_EQ(ErrorOf("[[rule]]\nidd = \"r\"\n"),
            "line 2, column 1: unknown setting \"idd\" in [[rule]]; did you mean \"id\"?; known "
            "here: id, "
            "scope, when, "
            "measure, "
            "duration, allegation, decided_by, because, shadow");
  EXPECT_EQ(ErrorOf("[rule]\nid = \"r\"\n"), "line 1, column 1: write each one as [[rule]]");
  EXPECT_EQ(ErrorOf("[[rule]]\nid = 7\n"), "line 2, column 6: id must be a text in quotes");
  EXPECT_EQ(ErrorOf(RuleWith("'listing.is_new'") + "shadow = 1\n"),
            "line 8, column 10: shadow must be true or false");
  EXPECT_EQ(ErrorOf("[[points]]\nseverity = \"serious\"\nallegations = \"counterfeit\"\n"),
            "line 3, column 15: allegations holds names, as in [\"counterfeit\"]");
  EXPECT_EQ(ErrorOf("[[points]]\nseverity = \"serious\"\nallegations = [\"counterfiet\"]\n"),
            "line 3, column 17: \"counterfiet\" is no allegation; did you mean \"counterfeit\"?");
  EXPECT_EQ(ErrorOf("[enforcement]\npoints_expiry_days = 0\n"),
            "line 2, column 22: points_expiry_days is a whole number from 1 to 1096");
}

TEST(PolicyFile, TwoRulesWithOneIdAreToldWithBothPlaces) {
  EXPECT_EQ(ErrorOf(RuleWith("'listing.band == \"red\"'") + RuleWith("'listing.band == \"red\"'")),
            "line 9, column 7: two rules have the id \"r\"; the first stands on line 2");
}

TEST(PolicyFile, ARuleThatNeverEndsIsToldWhereItBegins) {
  EXPECT_EQ(
      ErrorOf("\n[[rule]]\nid = \"r\"\nscope = \"listing\"\nwhen = 'listing.band == \"red\"'\n"
              "measure = \"delist\"\nbecause = \"So.\"\n"),
      "line 2, column 1: rule \"r\" never ends: what the machine decides alone needs a duration, "
      "at "
      "most 72h for delist (jurisdiction cn-2017)");
}

TEST(Jurisdiction, AMissingProfileIsAnsweredWithThoseKnown) {
  EXPECT_EQ(
      ErrorOf("[enforcement]\njurisdiction = \"cn-2018\"\n"),
      "line 2, column 16: there is no jurisdiction profile \"cn-2018\"; known: cn-2017, cn-2019, "
      "eu-dsa, us; did you mean \"cn-2017\"?");
  EXPECT_EQ(
      ErrorOf("[enforcement]\njurisdiction = 86\n"),
      "line 2, column 16: there is no jurisdiction profile \"\"; known: cn-2017, cn-2019, eu-dsa, "
      "us");
}

TEST(Jurisdiction, EveryShippedProfileIsReadAndSaysWhereItsNumbersComeFrom) {
  for (const std::string& name : JurisdictionNames()) {
    const auto profile = LoadJurisdiction(name);
    ASSERT_TRUE(profile) << name << ": " << profile.error().message;
    EXPECT_EQ(profile->name, name);
    EXPECT_EQ(profile->MachineMsMax(MeasureKind::kDelist), 72 * kMillisecondsPerHour);
    EXPECT_EQ(profile->TierFor(MeasureKind::kCloseStore), enforcement::Tier::kTwoPersons);
    EXPECT_FALSE(profile->reasons_from.source.empty());
  }
  EXPECT_EQ(LoadJurisdiction("cn-2019")->counter_notice_wait_days->value, 15);
  EXPECT_EQ(LoadJurisdiction("eu-dsa")->complaint_window_days->value, 183);
  EXPECT_FALSE(LoadJurisdiction("eu-dsa")->complaint_window_days->from.checked);
}

TEST(Jurisdiction, AProfileMayAskForMorePeopleNeverForFewer) {
  const std::string base =
      "name = \"x\"\ntitle = \"X\"\nin_force_from = \"2020-01-01\"\n"
      "[machine_hours_max]\nblock_publish = 1\nhold = 2\ndelist = 3\nsource = \"s\"\nchecked = "
      "true\n"
      "[reasons]\nrequired = true\nsource = \"s\"\nchecked = false\n";
  ASSERT_TRUE(ParseJurisdiction(base)) << ParseJurisdiction(base).error().message;
  EXPECT_EQ(ParseJurisdiction(base)->MachineMsMax(MeasureKind::kHold), 2 * kMillisecondsPerHour);
  const auto strict = ParseJurisdiction(base + "[decided_by]\ndelist = \"person\"\n");
  EXPECT_EQ(strict->TierFor(MeasureKind::kDelist), enforcement::Tier::kPerson);
  const auto lax = ParseJurisdiction(base + "[decided_by]\nclose_store = \"person\"\n");
  ASSERT_FALSE(lax);
  EXPECT_EQ(
      lax.error().message,
      "line 15, column 1: [decided_by] names a measure and who decides it, at least what it needs");
  EXPECT_THAT(ParseJurisdiction(base + "[review]\nhours = 1\n").error().message,
              HasSubstr("unknown setting \"review\""));
  EXPECT_THAT(ParseJurisdiction("name = \"x\"\n").error().message, HasSubstr("title"));
}

// The rule of the default policy that decides, or "none".
std::string DecidesListing(const ListingFacts& listing, const StoreFacts& store = {}) {
  const auto policy = (*Parse(DefaultText()))->policy;
  const auto decides = policy->OnListing(listing, store).decides;
  return decides ? policy->rule(*decides).id : "none";
}

std::string DecidesStore(const StoreFacts& store) {
  const auto policy = (*Parse(DefaultText()))->policy;
  std::string ids;
  for (const auto& decides : policy->OnStore(store).decides) {
    ids += decides ? policy->rule(*decides).id + " " : "";
  }
  return ids;
}

// Of a red listing whose verdict rests on findings of these kinds.
std::string DecidesRed(const std::vector<std::string>& kinds, bool is_new = false,
                       const StoreFacts& store = {}) {
  std::vector<screening::Finding> findings(kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    findings[i].kind = kinds[i];
  }
  return DecidesListing({.band = Band::kRed, .findings = findings, .is_new = is_new}, store);
}

TEST(DefaultPolicy, BlocksRedAtFirstPublishAndTakesItDownLater) {
  EXPECT_EQ(DecidesRed({"lingo.counterfeit_grade"}, true), "red-at-first-publish");
  EXPECT_EQ(DecidesRed({"lingo.counterfeit_grade"}), "red");
  EXPECT_EQ(DecidesListing({.band = Band::kRed, .authorised = true}), "none");
  EXPECT_EQ(DecidesListing({.band = Band::kWatch, .is_new = true}), "none");
}

const std::vector<std::string> kHints = {"prior",
                                         "brand.claimed",
                                         "lingo.hint",
                                         "lingo.copy_hint",
                                         "lingo.hints_together",
                                         "price.far_below_genuine",
                                         "price.like_known_fakes",
                                         "context.receipt",
                                         "store.new",
                                         "store.confirmed_once"};

TEST(DefaultPolicy, AsksAPersonWhereWordsWithAnHonestMeaningAndThePriceAreAllThereIs) {
  EXPECT_EQ(DecidesRed(kHints), "red-by-hints");
  EXPECT_EQ(DecidesRed(kHints, true), "red-by-hints");
  // Whatever else there is, of a kind that is yet to be thought of too, is the machine's.
  for (const char* kind :
       {"lingo.counterfeit_grade", "brand.disguised", "contact.off_platform", "contact.hint",
        "store.confirmed_often", "store.complaints_some", "words.new_kind"}) {
    std::vector<std::string> with_more = kHints;
    with_more.emplace_back(kind);
    EXPECT_EQ(DecidesRed(with_more), "red") << kind;
  }
}

TEST(DefaultPolicy, ActsOnHintsAfterPeopleConfirmedTwoListingsOfTheStore) {
  EXPECT_EQ(DecidesRed(kHints, false, {.confirmed_listings_365d = 1}), "red-by-hints");
  EXPECT_EQ(DecidesRed(kHints, false, {.confirmed_listings_365d = 2}), "red");
}

TEST(DefaultPolicy, WhoOpensAgainIsNoFreerWhereTheListingIsRedder) {
  const std::int64_t day = kMillisecondsPerDay;
  const StoreFacts linked{.age_ms = 5 * day, .links_to_closed = 1};
  EXPECT_EQ(DecidesListing({.band = Band::kWatch, .is_new = true}, linked),
            "first-listing-of-a-linked-store");
  EXPECT_EQ(DecidesRed(kHints, true, linked), "red-at-first-publish");
  EXPECT_EQ(DecidesRed(kHints, false, linked), "red-by-hints") << "the link holds first ones alone";
  EXPECT_EQ(DecidesRed(kHints, true, {.age_ms = 40 * day, .links_to_closed = 1}), "red-by-hints");
  EXPECT_EQ(DecidesRed(kHints, true, {.links_to_closed = 1}), "red-by-hints") << "age not known";
}

TEST(DefaultPolicy, HoldsTheFirstListingOfANewLinkedStoreThatIsWorthALook) {
  const StoreFacts linked{.age_ms = 5 * kMillisecondsPerDay, .links_to_closed = 1};
  EXPECT_EQ(DecidesListing({.band = Band::kWatch, .is_new = true}, linked),
            "first-listing-of-a-linked-store");
  EXPECT_EQ(DecidesListing({.band = Band::kClear, .is_new = true}, linked), "none");
  EXPECT_EQ(DecidesListing({.band = Band::kWatch, .is_new = true}, {.links_to_closed = 1}), "none");
}

TEST(DefaultPolicy, EscalatesBySeriousStrikes) {
  EXPECT_EQ(DecidesStore({.serious_strikes = 0}), "");
  EXPECT_EQ(DecidesStore({.serious_strikes = 1}), "first-serious-strike ");
  EXPECT_EQ(DecidesStore({.serious_strikes = 2}), "second-serious-strike ");
  EXPECT_EQ(DecidesStore({.serious_strikes = 3}), "third-serious-strike ");
}

TEST(DefaultPolicy, ProposesToKeepMoneyOnlyWhereManyBuyersComplain) {
  EXPECT_EQ(DecidesStore({.orders_30d = 200, .counterfeit_refunds_30d = 10}),
            "many-counterfeit-refunds ");
  EXPECT_EQ(DecidesStore({.orders_30d = 10, .counterfeit_refunds_30d = 10}), "");
  EXPECT_EQ(DecidesStore({.orders_30d = 201, .counterfeit_refunds_30d = 10}), "");
}

TEST(DefaultPolicy, LeavesNothingOfAStoreToTheMachine) {
  const auto policy = (*Parse(DefaultText()))->policy;
  for (const enforcement::Rule& rule : policy->rules()) {
    EXPECT_GE(rule.decided_by, enforcement::TierOf(rule.measure)) << rule.id;
    EXPECT_FALSE(rule.because.empty()) << rule.id;
  }
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(std::string(ASSAY_SOURCE_DIR) + "/" + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// docs/formats/policy.md and the code say the same of the fields.
TEST(PolicyPage, ListsEveryFieldAsTheCodeKnowsIt) {
  std::string table = "| field | type | meaning |\n| --- | --- | --- |\n";
  for (const enforcement::FieldInfo& field : enforcement::AllFields()) {
    table += fmt::format("| `{}` | {} | {}{} |\n", field.name, field.type, field.meaning,
                         field.may_be_unknown ? "; may be unknown" : "");
  }
  EXPECT_THAT(ReadFile("docs/formats/policy.md"), HasSubstr(table));
}

TEST(PolicyPage, ItsExampleLoads) {
  const std::string page = ReadFile("docs/formats/policy.md");
  const std::size_t begin = page.find("```toml\n") + 8;
  ASSERT_LT(begin, page.size());
  EXPECT_EQ(ErrorOf(page.substr(begin, page.find("```", begin) - begin)), "accepted");
}

}  // namespace
}  // namespace assay::configuration
