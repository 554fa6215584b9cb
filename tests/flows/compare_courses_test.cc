// SPDX-License-Identifier: Apache-2.0
// The comparison as a whole is shown in backtest_test.cc.
#include "flows/compare_courses.h"

#include <gtest/gtest.h>

namespace assay::flows {
namespace {

using enforcement::MeasureKind;
using engine::AskedMeasure;

AskedMeasure Listing(std::uint64_t sequence, MeasureKind kind = MeasureKind::kDelist) {
  return {.key = engine::ListingKeyOf("s-1", "l-1"), .sequence = {sequence}, .kind = kind};
}
AskedMeasure Store(std::uint64_t sequence, MeasureKind kind) {
  return {.key = engine::StoreKeyOf("s-1"), .sequence = {sequence}, .kind = kind, .proposed = true};
}
PersonsAnswer Answer(std::uint64_t sequence, MeasureKind kind, bool confirmed) {
  const bool is_listing = enforcement::TargetOf(kind) == enforcement::Target::kListing;
  return {.sequence = {sequence},
          .store = "s-1",
          .listing = is_listing ? "l-1" : "",
          .kind = kind,
          .confirmed = confirmed};
}

TEST(LaterWords, TheLastWordFromTheRequestOnCounts) {
  LaterWords words({Listing(10)});
  words.Add(Answer(9, MeasureKind::kDelist, false));
  EXPECT_EQ(words.Confirmed(Listing(10)), std::nullopt) << "it was about something before";
  words.Add(Answer(12, MeasureKind::kDelist, true));
  EXPECT_EQ(words.Confirmed(Listing(10)), true);
  words.Add(Answer(15, MeasureKind::kDelist, false));
  EXPECT_EQ(words.Confirmed(Listing(10)), false) << "what was confirmed by mistake is taken back";
  EXPECT_EQ(words.Confirmed(Listing(16)), std::nullopt);
}

TEST(LaterWords, AWordAboutAListingIsAWordAboutAnyMeasureAgainstIt) {
  LaterWords words({Listing(1, MeasureKind::kHold)});
  words.Add(Answer(2, MeasureKind::kBlockPublish, true));
  EXPECT_EQ(words.Confirmed(Listing(1, MeasureKind::kHold)), true);
}

TEST(LaterWords, WhoRefusesToCloseAStoreHasNotSpokenAboutAFreeze) {
  LaterWords words({Store(1, MeasureKind::kFreezeStore), Store(1, MeasureKind::kCloseStore)});
  words.Add(Answer(2, MeasureKind::kCloseStore, false));
  EXPECT_EQ(words.Confirmed(Store(1, MeasureKind::kFreezeStore)), std::nullopt);
  EXPECT_EQ(words.Confirmed(Store(1, MeasureKind::kCloseStore)), false);
}

TEST(LaterWords, AreKeptOfWhatWasAskedForOnly) {
  LaterWords words({Store(1, MeasureKind::kFreezeStore)});
  words.Add(Answer(2, MeasureKind::kDelist, true));
  EXPECT_EQ(words.Confirmed(Listing(1)), std::nullopt);
}

}  // namespace
}  // namespace assay::flows
