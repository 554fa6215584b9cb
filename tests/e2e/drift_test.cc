// SPDX-License-Identifier: Apache-2.0
// What changed between the listings of two periods, through the program as people use it.
#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/installation.h"

namespace assay {
namespace {

using nlohmann::json;
using process::Finished;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kMarch = "2017-03-01..2017-04-01";
constexpr const char* kApril = "2017-04-01..2017-05-01";

class Drift : public process::InstallationTest {
 protected:
  struct Offer {
    int month = 3;
    int day = 1;
    std::string store;
    std::string listing;
    std::string title;
    int price_fen = 30'000;
  };
  void AddListing(const Offer& offer) {
    lines_ += fmt::format(R"({{"specversion":"1.0","id":"listing-{}","source":"//market.example",)"
                          R"("type":"assay.listing.v1","time":"2017-{:02}-{:02}T10:00:00+08:00",)"
                          R"("subject":"{}","data":{{"listing":"{}","title":"{}",)"
                          R"("price":{{"amount":{},"currency":"CNY"}}}}}})"
                          "\n",
                          ++listings_, offer.month, offer.day, offer.store, offer.listing,
                          offer.title, offer.price_fen);
  }
  // `count` listings of one title in a month, each of a store of its own.
  void Add(int month, const std::string& name, const std::string& title, int count,
           int price_yuan = 300) {
    for (int i = 0; i < count; ++i) {
      const std::string id = fmt::format("{}-{}-{}", name, month, i);
      AddListing({.month = month,
                  .day = 1 + i % 28,
                  .store = "s-" + id,
                  .listing = "l-" + id,
                  .title = title,
                  .price_fen = 100 * price_yuan + i});
    }
  }
  // An order of the first listing of that name, and what an examiner found, chosen as the members say.
  void AddCounterfeitOrder(int month, const std::string& name, const std::string& chosen) {
    lines_ += fmt::format(
        R"({{"specversion":"1.0","id":"order-{0}-{1}","source":"//market.example",)"
        R"("type":"assay.order.v1","time":"2017-{1:02}-10T10:00:00+08:00",)"
        R"("subject":"s-{0}-{1}-0","data":{{"order":"o-{0}-{1}","listing":"l-{0}-{1}-0",)"
        R"("quantity":1,"paid":{{"amount":100,"currency":"CNY"}}}}}})"
        "\n"
        R"({{"specversion":"1.0","id":"buy-{0}-{1}","source":"//market.example",)"
        R"("type":"assay.test_buy.v1","time":"2017-{1:02}-20T10:00:00+08:00",)"
        R"("subject":"s-{0}-{1}-0","data":{{"test_buy":"t-{0}-{1}","order":"o-{0}-{1}",)"
        R"({2},"verdict":"counterfeit"}}}})"
        "\n",
        name, month, chosen);
  }
  json Compare() {
    Ingest(lines_);
    const Finished done = Assay({"drift", "--before", kMarch, "--after", kApril, "--json"});
    EXPECT_EQ(done.exit_status, 0) << done.err;
    return json::parse(done.out);
  }
  static json MoverOf(const json& report, const std::string& kind, const std::string& name) {
    for (const json& mover : report.at("movers")) {
      if (mover.at("kind") == kind && mover.at("name") == name) {
        return mover;
      }
    }
    ADD_FAILURE() << "nothing compared: " << kind << " " << name;
    return {};
  }

  std::string lines_;
  int listings_ = 0;
};

TEST_F(Drift, ABrandThatGoesIntoDisguiseIsToldWithListingsToLookAt) {
  Add(3, "plain", "cotton kitchen towel", 300);
  Add(3, "brand", "Nike running shoes", 30);
  Add(4, "plain", "cotton kitchen towel", 300);
  Add(4, "veiled", "N.I.K.E running shoes", 30);
  const json report = Compare();
  EXPECT_EQ(report.at("listings_before"), 330);
  EXPECT_EQ(report.at("listings_after"), 330);
  const json disguised = MoverOf(report, "brand_disguised", "Nike");
  EXPECT_TRUE(disguised.at("sure").get<bool>()) << disguised;
  EXPECT_EQ(disguised.at("categories")[0], (json{{"name", "with"}, {"before", 0}, {"after", 30}}));
  EXPECT_THAT(disguised.at("examples")[0].get<std::string>(), HasSubstr("l-veiled-4-"));
  EXPECT_FALSE(MoverOf(report, "brand_claimed", "Nike").at("sure").get<bool>())
      << "it is claimed as often as before";
  EXPECT_TRUE(report.at("movers")[0].at("sure").get<bool>()) << "the surest first";

  const Finished text = Assay({"drift", "--before", kMarch, "--after", kApril});
  EXPECT_THAT(text.out, AllOf(HasSubstr("brand in disguise Nike"), HasSubstr("such as l-veiled-4-"),
                              HasSubstr("assay lexicon suggest outcomes.ndjson"),
                              Not(HasSubstr("brand claimed Nike"))));
}

TEST_F(Drift, TheSameMarketTwiceHasNotMoved) {
  for (const int month : {3, 4}) {
    Add(month, "plain", "cotton kitchen towel", 200);
    Add(month, "brand", "Nike running shoes", 20);
  }
  const json report = Compare();
  for (const json& mover : report.at("movers")) {
    EXPECT_FALSE(mover.at("sure").get<bool>()) << mover;
    EXPECT_LT(mover.at("index").get<double>(), 0.1) << mover;
  }
  const Finished text = Assay({"drift", "--before", kMarch, "--after", kApril});
  EXPECT_THAT(text.out,
              AllOf(HasSubstr("none moved"), HasSubstr("whether more is missed is not known")));
}

TEST_F(Drift, PricesAreComparedByTenthsOfTheEarlierPeriod) {
  Add(3, "dear", "cotton kitchen towel", 200, 300);
  Add(4, "cheap", "cotton kitchen towel", 200, 100);
  const json prices = MoverOf(Compare(), "price", "CNY");
  EXPECT_GT(prices.at("index").get<double>(), 0.25);
  EXPECT_EQ(prices.at("categories").size(), 10U);
  EXPECT_EQ(prices.at("categories")[0].at("after"), 200);
}

TEST_F(Drift, AListingChangedManyTimesCountsOnceAsItsNewestVersion) {
  Add(3, "a", "cotton kitchen towel", 1);
  lines_ += R"({"specversion":"1.0","id":"again","source":"//market.example",)"
            R"("type":"assay.listing.v1","time":"2017-03-20T10:00:00+08:00","subject":"s-a-3-0",)"
            R"("data":{"listing":"l-a-3-0","title":"Nike running shoes"}})"
            "\n";
  Add(4, "a", "cotton kitchen towel", 1);
  const json report = Compare();
  EXPECT_EQ(report.at("listings_before"), 1);
  EXPECT_EQ(MoverOf(report, "brand_claimed", "Nike").at("categories")[0].at("before"), 1);
}

TEST_F(Drift, ManyListingsOfOneNewStoreAreNoMovementOfTheMarket) {
  Add(3, "plain", "cotton kitchen towel", 200);
  Add(4, "plain", "cotton kitchen towel", 200);
  for (int i = 0; i < 100; ++i) {
    AddListing({.month = 4,
                .store = "s-new",
                .listing = fmt::format("l-new-{}", i),
                .title = "Nike running shoes"});
  }
  const json nike = MoverOf(Compare(), "brand_claimed", "Nike");
  EXPECT_EQ(nike.at("categories")[0].at("after"), 100);
  EXPECT_NEAR(nike.at("design_effect").get<double>(), 100, 30);
  EXPECT_FALSE(nike.at("sure").get<bool>()) << nike;
}

TEST_F(Drift, RecallAndPrecisionAreOfDrawnOrdersByTheirDraws) {
  Add(3, "copy", "Nike running shoes 莆田 纯原 过验 1:1", 1);
  Add(4, "copy", "cotton kitchen towel", 1);
  for (const int month : {3, 4}) {
    AddCounterfeitOrder(month, "copy", R"("selection":"random","selection_probability":0.1)");
  }
  const json report = Compare();
  EXPECT_EQ(report.at("outcomes_before").at("recall").at("hits"), 1);
  EXPECT_EQ(report.at("outcomes_after").at("recall").at("hits"), 0);
  EXPECT_EQ(report.at("outcomes_after").at("recall").at("of"), 1);
  EXPECT_EQ(report.at("outcomes_before").at("precision").at("hits"), 1);
}

TEST_F(Drift, GoodsBoughtOnSuspicionAreInNoRecall) {
  Add(3, "drawn", "cotton kitchen towel", 1);
  Add(3, "suspected", "Nike running shoes 莆田 纯原 过验 1:1", 1);
  Add(4, "suspected", "Nike running shoes 莆田 纯原 过验 1:1", 1);
  AddCounterfeitOrder(3, "drawn", R"("selection":"random","selection_probability":0.1)");
  for (const int month : {3, 4}) {
    AddCounterfeitOrder(month, "suspected", R"("selection":"suspicion","interest":"none")");
  }
  const json report = Compare();
  EXPECT_EQ(report.at("outcomes_before").at("recall").at("hits"), 0);
  EXPECT_EQ(report.at("outcomes_before").at("recall").at("of"), 1);
  EXPECT_EQ(report.at("outcomes_before").at("precision").at("of"), 0);
  EXPECT_EQ(report.at("outcomes_after").at("recall").at("of"), 0);
}

TEST_F(Drift, SaysWhatIsWrongWithThePeriods) {
  Add(3, "a", "cotton kitchen towel", 1);
  Ingest(lines_);
  const auto refused = [&](const char* before, const char* after) {
    const Finished done = Assay({"drift", "--before", before, "--after", after});
    EXPECT_EQ(done.exit_status, 2) << done.out;
    return done.err;
  };
  EXPECT_THAT(refused("2017-03", kApril), HasSubstr("is no period"));
  EXPECT_THAT(refused("2017-03-01..x", kApril), HasSubstr("is no date"));
  EXPECT_THAT(refused("2017-04-01..2017-03-01", kApril), HasSubstr("ends before it begins"));
  EXPECT_THAT(refused(kMarch, "2017-03-15..2017-04-15"), HasSubstr("overlap"));
  EXPECT_THAT(refused(kMarch, kApril), HasSubstr("in the later period"));
}

}  // namespace
}  // namespace assay
