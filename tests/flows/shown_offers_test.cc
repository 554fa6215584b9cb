// SPDX-License-Identifier: Apache-2.0
#include "flows/shown_offers.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "core/hash.h"

namespace assay::flows {
namespace {

Event Version(std::string listing, std::int64_t time_ms, std::string title) {
  Event event;
  event.time.instant.ms = time_ms;
  ListingData data;
  data.listing.id = std::move(listing);
  data.listing.title = std::move(title);
  event.data = data;
  return event;
}

std::string TitleAsOf(std::optional<Instant> as_of, const std::vector<Event>& versions) {
  ShownOffers shown;
  shown.Ask(Hash64Of("l1"), as_of);
  for (const Event& event : versions) {
    shown.Take({.event = event, .text = {}});
  }
  return shown.Find(Hash64Of("l1")).title;
}

TEST(ShownOffers, ShowsTheVersionThatWasOnOfferInWhateverOrderTheRowsCome) {
  std::vector<Event> versions = {Version("l1", 10, "honest"), Version("l1", 20, "copy"),
                                 Version("l1", 30, "cleaned"), Version("l2", 20, "another")};
  std::vector<std::size_t> order = {0, 1, 2, 3};
  do {
    std::vector<Event> rows;
    for (const std::size_t at : order) {
      rows.push_back(versions[at]);
    }
    EXPECT_EQ(TitleAsOf(Instant{25}, rows), "copy");
    EXPECT_EQ(TitleAsOf(Instant{20}, rows), "copy");
    EXPECT_EQ(TitleAsOf(Instant{5}, rows), "honest") << "the oldest, where all are younger";
    EXPECT_EQ(TitleAsOf(std::nullopt, rows), "cleaned");
  } while (std::ranges::next_permutation(order).found);
}

TEST(ShownOffers, TakesALastChangeForTheTimeOfARow) {
  const Event row = Version("l1", 10, "first row");
  const Event later = Version("l1", 15, "second row");
  const Event changed = Version("l1", 40, "");
  ShownOffers shown;
  shown.Ask(Hash64Of("l1"), Instant{20});
  shown.Take({.event = row, .text = {}, .changed = &changed});
  shown.Take({.event = later, .text = {}});
  EXPECT_EQ(shown.Find(Hash64Of("l1")).title, "second row");
}

TEST(ShownOffers, KnowsNothingOfWhatNobodyAskedFor) {
  EXPECT_EQ(TitleAsOf(Instant{5}, {Version("l2", 1, "another")}), "");
  EXPECT_EQ(ShownOffers().Find(1).listing, "");
}

}  // namespace
}  // namespace assay::flows
