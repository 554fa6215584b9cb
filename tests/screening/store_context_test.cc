// SPDX-License-Identifier: Apache-2.0
#include "screening/store_context.h"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "screening/screen.h"

namespace assay::screening {
namespace {

using testing::Contains;
using testing::Not;

const Model& TestModel() {
  static const std::shared_ptr<const Model> model = *Model::Make(EmbeddedModelSources());
  return *model;
}

Verdict VerdictOf(const std::string& title, const StoreContext& store) {
  Listing listing;
  listing.id = "1";
  listing.title = title;
  const ContentSignals signals = ReadContent(TestModel(), listing);
  return Judge(TestModel(), listing, signals,
               {.prior = kDefaultPrior, .authorised_brands = {}, .store = &store});
}

std::vector<std::string> KindsOf(const Verdict& verdict) {
  std::vector<std::string> kinds;
  for (const Finding& finding : verdict.findings) {
    kinds.push_back(finding.kind);
  }
  return kinds;
}

TEST(StoreContext, SaysNothingOfListingsWithoutBrandOrTradeWord) {
  const StoreContext notorious{.age_days = 3,
                               .orders = 100,
                               .counterfeit_refunds = 50,
                               .confirmed_listings = 9,
                               .same_controller_as_closed = true};
  const Verdict verdict = VerdictOf("steel kettle two litres", notorious);
  EXPECT_EQ(verdict.band, Band::kUnknown);
  EXPECT_EQ(verdict.log_odds, VerdictOf("steel kettle two litres", {}).log_odds);
}

TEST(StoreContext, OneComplaintNeverRaisesAVerdict) {
  for (const std::uint64_t orders : {0U, 1U, 10U, 1'000U}) {
    EXPECT_EQ(ComplaintLevelOf(1, orders), ComplaintLevel::kUsual) << orders;
  }
}

TEST(StoreContext, TwoComplaintsAmongFewOrdersAreSomeAndAmongManyAreUsual) {
  EXPECT_EQ(ComplaintLevelOf(2, 50), ComplaintLevel::kSome);
  EXPECT_EQ(ComplaintLevelOf(2, 5'000), ComplaintLevel::kUsual);
}

TEST(StoreContext, ManyComplaintsNeedNumberAndRate) {
  EXPECT_EQ(ComplaintLevelOf(5, 100), ComplaintLevel::kMany);
  EXPECT_EQ(ComplaintLevelOf(4, 100), ComplaintLevel::kSome);
  EXPECT_EQ(ComplaintLevelOf(5, 4'000'000), ComplaintLevel::kUsual);
}

RC_GTEST_PROP(StoreContext, MoreComplaintsOrFewerOrdersNeverLowerTheLevel, ()) {
  const auto complaints = *rc::gen::inRange<std::uint64_t>(0, 1'000);
  const auto orders = *rc::gen::inRange<std::uint64_t>(0, 1'000'000);
  RC_ASSERT(ComplaintLevelOf(complaints + 1, orders) >= ComplaintLevelOf(complaints, orders));
  RC_ASSERT(ComplaintLevelOf(complaints, orders + 1) <= ComplaintLevelOf(complaints, orders));
}

TEST(StoreContext, NewStoresAndOldQuietOnesAreToldApart) {
  EXPECT_THAT(KindsOf(VerdictOf("Nike shoes", {.age_days = 0})), Contains("store.new"));
  EXPECT_THAT(KindsOf(VerdictOf("Nike shoes", {.age_days = 30})), Not(Contains("store.new")));
  EXPECT_THAT(KindsOf(VerdictOf("Nike shoes", {.age_days = -1})), Not(Contains("store.new")));
  const StoreContext old{.age_days = 400, .orders_ever = 5'000};
  EXPECT_THAT(KindsOf(VerdictOf("Nike shoes", old)), Contains("store.established"));
}

TEST(StoreContext, AnOldStoreWithConfirmedCounterfeitsIsNotCalledEstablished) {
  const StoreContext store{.age_days = 400, .orders_ever = 5'000, .confirmed_listings = 1};
  const std::vector<std::string> kinds = KindsOf(VerdictOf("Nike shoes", store));
  EXPECT_THAT(kinds, Not(Contains("store.established")));
  EXPECT_THAT(kinds, Contains("store.confirmed_once"));
}

TEST(StoreContext, MissingParcelsSpeakOnlyWhereParcelsAreTold) {
  const StoreContext untold{.orders = 100, .parcels = 0, .parcels_ever = 0};
  EXPECT_THAT(KindsOf(VerdictOf("Nike shoes", untold)), Not(Contains("store.parcels_missing")));
  const StoreContext missing{.orders = 100, .parcels = 19, .parcels_ever = 500};
  EXPECT_THAT(KindsOf(VerdictOf("Nike shoes", missing)), Contains("store.parcels_missing"));
  const StoreContext sent{.orders = 100, .parcels = 20, .parcels_ever = 500};
  EXPECT_THAT(KindsOf(VerdictOf("Nike shoes", sent)), Not(Contains("store.parcels_missing")));
}

TEST(StoreContext, WhatAStoreDidElsewhereAloneMakesNoBrandedListingRedAtAUsualPrice) {
  Listing listing;
  listing.id = "1";
  listing.title = "Nike Air Max shoes";
  listing.price = *ParseMoney("120", *Currency::Find("USD"));
  const StoreContext worst{.age_days = 1,
                           .orders = 100,
                           .parcels = 1,
                           .counterfeit_refunds = 50,
                           .parcels_ever = 1,
                           .confirmed_listings = 9,
                           .same_controller_as_closed = true};
  const Verdict verdict = Judge(TestModel(), listing, ReadContent(TestModel(), listing),
                                {.prior = kDefaultPrior, .authorised_brands = {}, .store = &worst});
  EXPECT_NE(verdict.band, Band::kRed);
}

}  // namespace
}  // namespace assay::screening
