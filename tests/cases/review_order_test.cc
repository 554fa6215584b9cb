// SPDX-License-Identifier: Apache-2.0
#include "cases/review_order.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace assay::cases {
namespace {

using enforcement::MeasureKind;
using enforcement::MeasureStatus;
using ::testing::ElementsAre;
using ::testing::Pair;

constexpr std::int64_t kHour = kMillisecondsPerHour;
constexpr Instant kNow{1'000 * kHour};

// What the machine did to a listing.
OpenItem Delist(std::string name, std::int32_t score, std::int64_t hours_waited,
                std::int64_t ends_in_hours) {
  OpenItem item;
  item.name = std::move(name);
  item.kind = MeasureKind::kDelist;
  item.status = MeasureStatus::kExecuted;
  item.store = "s-1";
  item.listing = "l-1";
  item.score = score;
  item.since_ms = kNow.ms - hours_waited * kHour;
  item.due_ms = ends_in_hours == 0 ? 0 : kNow.ms + ends_in_hours * kHour;
  return item;
}

OpenItem Propose(std::string name, std::int32_t score, std::int64_t hours_waited) {
  OpenItem item = Delist(std::move(name), score, hours_waited, 0);
  item.status = MeasureStatus::kProposed;
  return item;
}

OpenItem Close(std::string name, std::int64_t hours_waited) {
  OpenItem item = Propose(std::move(name), 0, hours_waited);
  item.kind = MeasureKind::kCloseStore;
  item.store = "s-2";
  item.listing.clear();
  return item;
}

std::vector<std::string> NamesOf(const QueuePage& page) {
  std::vector<std::string> names;
  for (const OpenItem& item : page.items) {
    names.push_back(item.name);
  }
  return names;
}

QueuePage PageOf(const std::vector<OpenItem>& items, std::size_t items_max = 100,
                 const QueueFilter& filter = {}, Instant now = kNow) {
  QueuePageBuilder builder(filter, now, items_max);
  for (const OpenItem& item : items) {
    builder.Add(item);
  }
  return std::move(builder).Finish();
}

TEST(ReviewOrder, PutsWhatEndsWithinADayFirstByItsEnd) {
  EXPECT_THAT(NamesOf(PageOf({Delist("certain", 100, 40, 30), Delist("late", 80, 60, 12),
                              Delist("soon", 80, 70, 2), Delist("soon-and-likely", 95, 70, 2)})),
              ElementsAre("soon-and-likely", "soon", "late", "certain"));
}

TEST(ReviewOrder, WeighsTheRestByRiskAndHoursWaited) {
  EXPECT_THAT(NamesOf(PageOf({Delist("new-and-likely", 100, 0, 72), Delist("old", 80, 9, 63),
                              Delist("old-and-likely", 90, 9, 63)})),
              ElementsAre("old-and-likely", "old", "new-and-likely"));
  EXPECT_THAT(NamesOf(PageOf({Propose("likely", 100, 4), Propose("old", 80, 9)})),
              ElementsAre("old", "likely"));
}

// Blocks of this hour, and what was proposed months ago.
std::vector<OpenItem> NewBlocksAndOldProposals() {
  std::vector<OpenItem> items;
  for (const char* number : {"0", "1", "2", "3", "4", "5"}) {
    items.push_back(Delist(std::string("block-") + number, 80, 0, 72));
    items.push_back(Propose(std::string("propose-") + number, 100, 999));
    items.push_back(Close(std::string("close-") + number, 999));
  }
  return items;
}

TEST(ReviewOrder, GivesThreePlacesOfFiveToWhatIsInForceHoweverOldProposalsAre) {
  EXPECT_THAT(NamesOf(PageOf(NewBlocksAndOldProposals(), 12)),
              ElementsAre("block-0", "close-0", "block-1", "propose-0", "block-2", "block-3",
                          "close-1", "block-4", "propose-1", "block-5", "close-2", "propose-2"));
}

TEST(ReviewOrder, WhoeverTakesOnlyTheTopServesEveryLane) {
  const std::vector<OpenItem> items = NewBlocksAndOldProposals();
  for (const std::int64_t step : {kHour, 24 * kHour}) {
    std::map<Lane, int> tops;
    for (std::int64_t i = 0; i < 5; ++i) {
      ++tops[LaneOf(PageOf(items, 1, {}, {kNow.ms + i * step}).items.at(0))];
    }
    EXPECT_THAT(
        tops, ElementsAre(Pair(Lane::kInForce, 3), Pair(Lane::kStore, 1), Pair(Lane::kListing, 1)));
  }
}

TEST(ReviewOrder, ALaneWithNothingLeftLeavesItsPlacesToTheOthers) {
  EXPECT_THAT(NamesOf(PageOf({Propose("a", 90, 1), Propose("b", 89, 1), Close("c", 1)})),
              ElementsAre("c", "a", "b"));
}

TEST(ReviewOrder, TheSecondPersonOfTwoIsAskedInTheStoresLane) {
  OpenItem item = Close("c", 1);
  item.status = MeasureStatus::kFirstApproval;
  EXPECT_EQ(LaneOf(item), Lane::kStore);
}

TEST(ReviewOrder, KeepsTheFirstFewButCountsAll) {
  const QueuePage page =
      PageOf({Delist("c", 85, 1, 71), Delist("a", 95, 1, 71), Close("b", 50)}, 2);
  EXPECT_THAT(NamesOf(page), ElementsAre("a", "b"));
  EXPECT_EQ(page.total, 3U);
  EXPECT_THAT(page.kinds,
              ElementsAre(Pair(MeasureKind::kDelist, 2U), Pair(MeasureKind::kCloseStore, 1U)));
  EXPECT_EQ(PageOf({Close("b", 50)}, 0).total, 1U);
}

TEST(ReviewOrder, FiltersByKindStoreAndAge) {
  const std::vector<OpenItem> items = {Delist("a", 95, 1, 71), Delist("old", 95, 30, 42),
                                       Close("b", 50)};
  EXPECT_THAT(
      NamesOf(PageOf(items, 9, {.kind = MeasureKind::kCloseStore, .store = "", .before_ms = {}})),
      ElementsAre("b"));
  EXPECT_THAT(
      NamesOf(PageOf(items, 9, {.kind = {}, .store = "s-1", .before_ms = kNow.ms - 2 * kHour})),
      ElementsAre("old"));
}

RC_GTEST_PROP(ReviewOrder, ThePageIsTheBeginningOfTheSortedQueueWhateverComesFirst, ()) {
  std::vector<OpenItem> items;
  const auto count = *rc::gen::inRange<std::size_t>(0, 30);
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t hours = *rc::gen::inRange<std::int64_t>(0, 100);
    const int score = *rc::gen::inRange(0, 101);
    items.push_back(*rc::gen::element(
        Delist(std::to_string(i), score, hours, *rc::gen::inRange<std::int64_t>(-5, 72)),
        Propose(std::to_string(i), score, hours), Close(std::to_string(i), hours)));
  }
  std::vector<OpenItem> sorted = items;
  SortForReview(sorted, kNow);
  RC_ASSERT(std::ranges::is_permutation(sorted, items));
  const auto items_max = *rc::gen::inRange<std::size_t>(0, 12);
  sorted.resize(std::min(sorted.size(), items_max));
  RC_ASSERT(PageOf(items, items_max).items == sorted);
  std::ranges::reverse(items);
  RC_ASSERT(PageOf(items, items_max).items == sorted);
}

}  // namespace
}  // namespace assay::cases
