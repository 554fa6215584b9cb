// SPDX-License-Identifier: Apache-2.0
#include "enforcement/expression.h"

#include <fstream>
#include <iterator>
#include <limits>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "enforcement/limits.h"

namespace assay::enforcement {
namespace {

using screening::Band;

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kDay = 24 * kHour;

// Wide enough for any product of two numbers.
__extension__ using Wide = __int128;

std::vector<screening::BrandClaim> Brands(const std::vector<std::string>& names) {
  std::vector<screening::BrandClaim> brands(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    brands[i].brand = names[i];
  }
  return brands;
}

std::vector<screening::Finding> Findings(const std::vector<std::string>& kinds) {
  std::vector<screening::Finding> findings(kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    findings[i].kind = kinds[i];
  }
  return findings;
}

struct World {
  std::vector<screening::BrandClaim> brands;
  std::vector<screening::Finding> findings;
  ListingFacts listing;
  StoreFacts store;
};

bool Says(std::string_view condition, const World& world) {
  const auto parsed =
      Expression::Parse({.text = std::string(condition), .place = {}, .raw = {}}, Target::kListing);
  if (!parsed) {
    ADD_FAILURE() << condition << ": " << parsed.error().message;
    return false;
  }
  ListingFacts listing = world.listing;
  listing.brands = world.brands;
  listing.findings = world.findings;
  return parsed->Matches({.store = world.store, .listing = &listing});
}

// What is said of a text that stands in line 7, its first character in column 9.
std::string ErrorOf(std::string_view condition, Target scope = Target::kListing) {
  const auto parsed = Expression::Parse(
      {.text = std::string(condition), .place = {.line = 7, .column = 9}, .raw = {}}, scope);
  return parsed ? "accepted" : parsed.error().message;
}

TEST(Expression, BindsAsInCel) {
  const World world;
  EXPECT_TRUE(Says("true || false && false", world));
  EXPECT_FALSE(Says("(true || false) && false", world));
  EXPECT_TRUE(Says("1 + 2 * 3 == 7", world));
  EXPECT_TRUE(Says("(1 + 2) * 3 == 9", world));
  EXPECT_TRUE(Says("10 - 3 - 2 == 5", world));
  EXPECT_TRUE(Says("-2 * -3 == 6", world));
  EXPECT_TRUE(Says("!false && !!true", world));
  EXPECT_TRUE(Says("1 + 1 in [2, 3]", world));
  EXPECT_TRUE(Says("1 < 2 == true", world));
  EXPECT_TRUE(Says("(1 < 2) == (3 > 2) && (1 < 2) != (2 < 1)", world));
}

TEST(Expression, ReadsTheFieldsOfListingAndStore) {
  World world;
  world.listing.band = Band::kRed;
  world.listing.price_minor = 9'900;
  world.listing.currency = "CNY";
  world.brands = Brands({"Nike", "Adidas"});
  world.store.age_ms = 3 * kDay;
  world.store.orders_30d = 300;
  world.store.counterfeit_refunds_30d = 7;
  EXPECT_TRUE(Says("listing.band == \"red\"", world));
  EXPECT_TRUE(Says("'red' == listing.band", world));
  EXPECT_TRUE(Says("listing.band in ['watch', 'red']", world));
  EXPECT_FALSE(Says("listing.band != \"red\"", world));
  EXPECT_TRUE(Says("listing.price_minor < 10000 && listing.currency == \"CNY\"", world));
  EXPECT_TRUE(Says("\"Nike\" in listing.brands && size(listing.brands) == 2", world));
  EXPECT_TRUE(Says("listing.currency in [\"USD\", \"CNY\"]", world));
  EXPECT_TRUE(Says("store.age < duration(\"7d\") && store.age == duration(\"72h\")", world));
  EXPECT_TRUE(Says("store.age - duration(\"1h\") < duration(\"71h1m\")", world));
  EXPECT_TRUE(Says("store.counterfeit_refund_rate == 233", world));  // 7 in 300, rounded down.
}

TEST(Expression, TellsTheFieldsThatItReadsWithTheirValues) {
  World world;
  world.listing.band = Band::kRed;
  world.brands = Brands({"Nike", "Adidas"});
  world.findings = Findings({"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"});
  world.store.age_ms = 5 * kDay;
  const auto read = [&](std::string_view condition) {
    const auto parsed = Expression::Parse({.text = std::string(condition), .place = {}, .raw = {}},
                                          Target::kListing);
    ListingFacts listing = world.listing;
    listing.brands = world.brands;
    listing.findings = world.findings;
    return parsed->FieldsRead({.store = world.store, .listing = &listing});
  };
  EXPECT_EQ(
      read("store.age < duration('9d') && (listing.band == 'red' || listing.band == 'watch')"),
      "listing.band red, store.age 5d");
  EXPECT_EQ(read("listing.is_new || has(listing.currency) || listing.price_minor > 1"),
            "listing.is_new false, listing.price_minor unknown, listing.currency unknown");
  EXPECT_EQ(read("'Nike' in listing.brands && size(listing.findings) > 9"),
            "listing.brands [Nike Adidas], listing.findings [1 2 3 4 5 6 7 8 and 2 more]");
  EXPECT_EQ(read("true"), "");
}

TEST(Expression, LooksIntoFindings) {
  World world;
  world.findings = Findings({"prior", "lingo.counterfeit_grade"});
  EXPECT_TRUE(Says("\"lingo.counterfeit_grade\" in listing.findings", world));
  EXPECT_FALSE(Says("\"lingo\" in listing.findings", world));
  EXPECT_TRUE(Says("listing.findings.exists(f, f.startsWith(\"lingo.\"))", world));
  EXPECT_TRUE(
      Says("listing.findings.exists(f, f.endsWith(\"grade\") && f.contains(\"feit\"))", world));
  EXPECT_FALSE(Says("listing.findings.exists(f, f == \"contact\")", world));
  EXPECT_TRUE(Says("listing.findings.exists(f, f in [\"a\", \"prior\"])", world));
  world.findings.clear();
  EXPECT_FALSE(Says("listing.findings.exists(f, true)", world));
}

// A rule must not act on a number that was made up for one that nobody knows.
TEST(Expression, WhatIsNotKnownIsNeitherTrueNorFalse) {
  const World world;  // Neither the store's age nor a price; no orders, so no rate.
  EXPECT_FALSE(Says("store.age < duration(\"30d\")", world));
  EXPECT_FALSE(Says("!(store.age < duration(\"30d\"))", world));
  EXPECT_FALSE(Says("store.age >= duration(\"30d\")", world));
  EXPECT_FALSE(Says("store.counterfeit_refund_rate == 0", world));
  EXPECT_FALSE(Says("listing.currency != \"CNY\"", world));
  EXPECT_FALSE(Says("store.age in [duration(\"1h\")]", world));
  EXPECT_FALSE(Says("has(store.age) || has(listing.currency)", world));
  EXPECT_TRUE(Says("!has(listing.price_minor)", world));
  // The other side decides, wherever it stands.
  EXPECT_TRUE(Says("store.age < duration(\"1h\") || true", world));
  EXPECT_TRUE(Says("true || store.age < duration(\"1h\")", world));
  EXPECT_TRUE(Says("!(store.age < duration(\"1h\") && false)", world));
  EXPECT_TRUE(Says("!(false && store.age < duration(\"1h\"))", world));
  EXPECT_FALSE(Says("store.age < duration(\"1h\") || false", world));
}

TEST(Expression, ASumPast64BitsIsNotKnown) {
  World world;
  world.store.orders_30d = std::numeric_limits<std::int64_t>::max();
  EXPECT_FALSE(Says("store.orders_30d + 1 > 0", world));
  EXPECT_FALSE(Says("store.orders_30d + 1 <= 0", world));
  EXPECT_FALSE(Says("store.orders_30d * 2 != 0", world));
  EXPECT_TRUE(Says("store.orders_30d - 1 > 0", world));
}

TEST(Expression, AMisspeltFieldIsToldWithItsPlaceAndTheOneThatIsMeant) {
  EXPECT_EQ(
      ErrorOf("listing.bnad == \"red\""),
      "line 7, column 17: there is no field \"listing.bnad\"; did you mean \"listing.band\"?");
  EXPECT_EQ(ErrorOf("true && stroe.points > 2"),
            "line 7, column 17: there is no \"stroe\" (a text stands in quotes); did you mean "
            "\"store\"?");
  EXPECT_EQ(ErrorOf("store.colour == 1").substr(0, 71),
            "line 7, column 15: there is no field \"store.colour\"; known: age, listin");
  EXPECT_EQ(ErrorOf("listing.band == \"rde\""),
            "line 7, column 25: \"rde\" is no band; did you mean \"red\"?");
  EXPECT_EQ(ErrorOf("listing.band in [\"red\", \"wach\"]"),
            "line 7, column 33: \"wach\" is no band; did you mean \"watch\"?");
  EXPECT_EQ(ErrorOf("sise(listing.brands) > 1"),
            "line 7, column 9: there is no function \"sise\"; did you mean \"size\"?");
  EXPECT_EQ(ErrorOf("listing.currency.startswith(\"C\")"),
            "line 7, column 26: there is no function \"startswith\"; did you mean \"startsWith\"?");
}

TEST(Expression, ATypeErrorIsToldWithItsPlace) {
  EXPECT_EQ(ErrorOf("listing.score == \"80\""),
            "line 7, column 23: a number is compared with a text");
  EXPECT_EQ(ErrorOf("store.age < 30"), "line 7, column 19: a duration is compared with a number");
  EXPECT_EQ(ErrorOf("listing.score"),
            "line 7, column 9: a condition is true or false, this is a number");
  EXPECT_EQ(ErrorOf("true && store.points"),
            "line 7, column 17: && stands between what is true or false, this is a number");
  EXPECT_EQ(ErrorOf("!store.points"),
            "line 7, column 9: ! stands before what is true or false, this is a number");
  EXPECT_EQ(
      ErrorOf("listing.band >= \"watch\""),
      "line 7, column 22: bands have no order here; write listing.band in [\"watch\", \"red\"] or "
      "compare listing.score");
  EXPECT_EQ(ErrorOf("listing.brands == \"Nike\""),
            "line 7, column 24: lists are not compared; ask \"x in list\" or size(list)");
  EXPECT_EQ(ErrorOf("1 in listing.brands"),
            "line 7, column 9: a number cannot stand in a list (each item a text)");
  EXPECT_EQ(
      ErrorOf("1 in [1, \"a\"]"),
      "line 7, column 18: a text stands in a list of another type (its first item is a number)");
  EXPECT_EQ(ErrorOf("1 < 2 < 3"), "line 7, column 15: true or false is compared with a number");
  EXPECT_EQ(ErrorOf("store.age * 2 > duration(\"1h\")"),
            "line 7, column 19: * multiplies numbers, not a duration and a number");
  EXPECT_EQ(
      ErrorOf("store.age > duration(\"3 days\")"),
      "line 7, column 30: a duration is written like \"72h\", \"30m\" or \"7d\" (d, h, m, s, ms)");
  EXPECT_EQ(ErrorOf("has(listing.score)"), "line 7, column 13: listing.score is always known");
}

TEST(Expression, ASlipOfSyntaxIsAnsweredWithWhatToWrite) {
  EXPECT_EQ(ErrorOf("listing.score = 80"), "line 7, column 23: write == to compare");
  EXPECT_EQ(ErrorOf("true and true"), "line 7, column 14: write && for \"and\"");
  EXPECT_EQ(ErrorOf("true & true"), "line 7, column 14: write && for \"and\"");
  EXPECT_EQ(ErrorOf("not true"), "line 7, column 9: write ! for \"not\"");
  EXPECT_EQ(ErrorOf("store.counterfeit_refund_rate > 0.5"),
            "line 7, column 41: numbers are whole; a share is written for each 10,000, as in "
            "store.counterfeit_refund_rate > 150");
  EXPECT_EQ(ErrorOf("store.points / 2 > 1"),
            "line 7, column 22: there is no division; multiply the other side instead");
  EXPECT_EQ(ErrorOf("(true"), "line 7, column 14: the condition ends where \")\" is missing");
  EXPECT_EQ(ErrorOf(""), "line 7, column 9: the condition ends where a value is missing");
  EXPECT_EQ(ErrorOf("true true"),
            "line 7, column 14: \"true\" stands where the end or an operator is missing");
  EXPECT_EQ(ErrorOf("\"red"), "line 7, column 9: the text has no closing \"");
  EXPECT_EQ(ErrorOf("\"a\\q\" == \"a\""),
            "line 7, column 11: a backslash may stand before \", ', \\, n and t only");
  EXPECT_EQ(ErrorOf("9223372036854775808 > 1"),
            "line 7, column 9: the number does not fit 64 bits");
  EXPECT_EQ(ErrorOf("9223372036854775807 + 1 > 1"),
            "line 7, column 9: the result does not fit 64 bits");
  EXPECT_EQ(ErrorOf("true\n  && listing.bnad == \"red\"").substr(0, 18), "line 8, column 14:");
  EXPECT_EQ(ErrorOf("listing.findings.exists(f, listing.brands.exists(g, true))"),
            "line 7, column 51: exists does not stand inside exists");
}

TEST(Expression, AStoreRuleCannotReadAListing) {
  EXPECT_EQ(
      ErrorOf("listing.score > 3", Target::kStore),
      "line 7, column 9: a rule of scope \"store\" cannot read listing.score: it is not about one "
      "listing");
  EXPECT_EQ(ErrorOf("store.points > 3", Target::kStore), "accepted");
}

TEST(Expression, EveryLimitIsTold) {
  std::string nested(kExpressionDepthMax + 1, '(');
  EXPECT_EQ(ErrorOf(nested), "line 7, column 41: a condition nests at most 32 deep");
  EXPECT_EQ(ErrorOf(std::string(100, '[')), "line 7, column 40: a condition nests at most 32 deep");
  std::string many = "true";
  for (int i = 0; i < 200; ++i) {
    many += "||true";
  }
  EXPECT_NE(ErrorOf(many).find("a condition has at most 256 parts"), std::string::npos);
  EXPECT_NE(ErrorOf(std::string(kExpressionBytesMax + 1, ' ')).find("at most 2000 bytes"),
            std::string::npos);
  std::string list = "1 in [1";
  for (std::size_t i = 0; i < kListItemsMax; ++i) {
    list += ",1";
  }
  EXPECT_NE(ErrorOf(list + "]").find("a list has at most 128 items"), std::string::npos);
  const auto parsed = Expression::Parse({.text = nested, .place = {}, .raw = {}}, Target::kStore);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().code, ErrorCode::kLimitExceeded);
  EXPECT_EQ(parsed.error().reason, "enforcement.policy_too_large");
}

TEST(Expression, EveryFieldCanBeRead) {
  for (const FieldInfo& field : AllFields()) {
    std::string condition;
    if (field.type == "bool") {
      condition = std::string(field.name);
    } else if (field.type == "int") {
      condition = std::string(field.name) + " == 1";
    } else if (field.type == "duration") {
      condition = std::string(field.name) + " == duration(\"1ms\")";
    } else if (field.type == "string") {
      condition = std::string(field.name) + " == \"x\"";
    } else if (field.type == "band") {
      condition = std::string(field.name) + " == \"clear\"";
    } else {
      condition = "size(" + std::string(field.name) + ") == 1";
    }
    World world;
    EXPECT_FALSE(Says(condition, world)) << condition;
    world.brands = Brands({"x"});
    world.findings = Findings({"x"});
    world.listing = {.band = Band::kClear,
                     .score = 1,
                     .log_odds_micros = 1,
                     .brands = {},
                     .findings = {},
                     .authorised = true,
                     .is_new = true,
                     .second_hand = true,
                     .price_minor = 1,
                     .currency = "x"};
    world.store = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, true, true};
    if (field.name == "store.counterfeit_refund_rate") {
      world.store.orders_30d = 10'000;
    }
    EXPECT_TRUE(Says(condition, world)) << condition;
  }
}

// docs/formats/policy.md and the code say the same of the fields.
TEST(Expression, EveryFieldStandsOnThePageAboutPolicies) {
  std::ifstream file(std::string(ASSAY_SOURCE_DIR) + "/docs/formats/policy.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  std::string table = "| field | type | meaning |\n| --- | --- | --- |\n";
  for (const FieldInfo& field : AllFields()) {
    table += fmt::format("| `{}` | {} | {}{} |\n", field.name, field.type, field.meaning,
                         field.may_be_unknown ? "; may be unknown" : "");
  }
  EXPECT_NE(page.find(table + "\n"), std::string::npos) << table;
}

TEST(Duration, IsReadAsWrittenAndWrittenAsRead) {
  EXPECT_EQ(ParseDurationMs("72h"), 72 * kHour);
  EXPECT_EQ(ParseDurationMs("1h30m"), 5'400'000);
  EXPECT_EQ(ParseDurationMs("500ms"), 500);
  EXPECT_EQ(ParseDurationMs("7d"), 7 * kDay);
  for (const std::string_view wrong : {"", "h", "72", "-1h", "0h", "-0h1m", "1w", "72 h", "99999d",
                                       "1h99999999999999999999m", "3653d1ms"}) {
    EXPECT_EQ(ParseDurationMs(wrong), std::nullopt) << wrong;
  }
  EXPECT_EQ(FormatDuration(72 * kHour), "72h");
  EXPECT_EQ(FormatDuration(7 * kDay), "7d");
  EXPECT_EQ(FormatDuration(90'000), "1m30s");
}

RC_GTEST_PROP(Duration, WrittenAndReadAgainIsTheSame, ()) {
  const auto ms = *rc::gen::inRange<std::int64_t>(1, kDurationMsMax);
  RC_ASSERT(ParseDurationMs(FormatDuration(ms)) == ms);
}

// Sums and comparisons against arithmetic in 128 bits.
RC_GTEST_PROP(Expression, ArithmeticIsExactOrUnknown, (std::int64_t a, std::int64_t b)) {
  World world;
  world.store.orders_30d = a;
  world.store.orders_total = b;
  const auto product = static_cast<Wide>(a) * b;
  const bool fits = product >= std::numeric_limits<std::int64_t>::min() &&
                    product <= std::numeric_limits<std::int64_t>::max();
  RC_ASSERT(Says("store.orders_30d * store.orders_total > 0", world) == (fits && product > 0));
  RC_ASSERT(Says("store.orders_30d * store.orders_total <= 0", world) == (fits && product <= 0));
  RC_ASSERT(Says("store.orders_30d < store.orders_total", world) == (a < b));
}

}  // namespace
}  // namespace assay::enforcement
