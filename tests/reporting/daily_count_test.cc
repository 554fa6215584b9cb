// SPDX-License-Identifier: Apache-2.0
#include "reporting/daily_count.h"

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/time.h"
#include "enforcement/measure.h"

namespace assay::reporting {
namespace {

TEST(DailyCount, HasANameOfItsOwnThatLeadsBackToIt) {
  std::set<std::string> names;
  for (std::uint16_t index = 0; index < kDailyCounts; ++index) {
    const std::string name = NameOf(DailyCount{index});
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_EQ(FindDailyCount(name), DailyCount{index}) << name;
  }
  EXPECT_EQ(FindDailyCount("measures.delist"), std::nullopt);
}

// Names are in every installation's tables: these may never change.
TEST(DailyCount, KeepsItsStoredNames) {
  EXPECT_EQ(NameOf(kOrders), "orders");
  EXPECT_EQ(NameOf(kOrdersRed), "orders_red");
  EXPECT_EQ(NameOf(kRefunds), "refunds");
  EXPECT_EQ(NameOf(kRefundsCounterfeit), "refunds_counterfeit");
  EXPECT_EQ(NameOf(kParcels), "parcels");
  EXPECT_EQ(NameOf(kLate), "late");
  EXPECT_EQ(NameOf(kStoresOpened), "stores_opened");
  EXPECT_EQ(NameOf(kListingsNew), "listings_new");
  EXPECT_EQ(NameOf(kListingChanges), "listing_changes");
  EXPECT_EQ(NameOf(kListingsRed), "listings_red");
  EXPECT_EQ(NameOf(kFirstMeasures), "first_measures");
  EXPECT_EQ(NameOf(kFirstMeasuresBeforeSale), "first_measures_before_sale");
  EXPECT_EQ(NameOf(kFirstMeasuresBeforeComplaint), "first_measures_before_complaint");
  EXPECT_EQ(NameOf(kLinksProposed), "links_proposed");
  EXPECT_EQ(NameOf(kLinksWithdrawn), "links_withdrawn");
  EXPECT_EQ(NameOf(StoresClosed(ClosureReason::kIpCounterfeit)), "stores_closed.ip_counterfeit");
  EXPECT_EQ(NameOf(StoresClosed(ClosureReason::kOther)), "stores_closed.other");
  EXPECT_EQ(NameOf(HandledInClass(Claim::kCounterfeit, 0)), "handled.1h");
  EXPECT_EQ(NameOf(HandledInClass(Claim::kCounterfeit, kWaitClasses - 1)), "handled.more");
  EXPECT_EQ(NameOf(HandledInClass(Claim::kOther, 0)), "handled_other.1h");
  EXPECT_EQ(NameOf(HandledInClass(Claim::kOther, kWaitClasses - 1)), "handled_other.more");
  EXPECT_EQ(NameOf(Measures(Claim::kCounterfeit, CountedKind::kDelist, CountedStatus::kExecuted)),
            "measures.delist.executed");
  EXPECT_EQ(NameOf(Measures(Claim::kOther, CountedKind::kDenyEntry, CountedStatus::kFirstApproval)),
            "measures_other.deny_entry.first_approval");
}

TEST(DailyCount, SharesNumbersAndNamesOfMeasuresWithEnforcement) {
  ASSERT_EQ(enforcement::AllMeasureKinds().size(), kCountedKinds);
  for (const enforcement::MeasureKind kind : enforcement::AllMeasureKinds()) {
    EXPECT_EQ(NameOf(static_cast<CountedKind>(kind)), enforcement::NameOf(kind));
  }
  for (std::size_t status = 0; status < kCountedStatuses; ++status) {
    EXPECT_EQ(NameOf(static_cast<CountedStatus>(status)),
              enforcement::NameOf(static_cast<enforcement::MeasureStatus>(status)));
  }
}

TEST(WaitClass, HoldsItsUpperBoundAndNothingLonger) {
  for (std::size_t i = 0; i + 1 < kWaitClasses; ++i) {
    const std::int64_t bound_ms = *HoursMaxOf(i) * kMillisecondsPerHour;
    EXPECT_EQ(WaitClassOf(bound_ms), i);
    EXPECT_EQ(WaitClassOf(bound_ms + 1), i + 1);
  }
  EXPECT_EQ(HoursMaxOf(kWaitClasses - 1), std::nullopt);
  EXPECT_EQ(WaitClassOf(-5), 0U);
  EXPECT_EQ(Handled(Claim::kOther, kMillisecondsPerHour * 30), HandledInClass(Claim::kOther, 4));
}

}  // namespace
}  // namespace assay::reporting
