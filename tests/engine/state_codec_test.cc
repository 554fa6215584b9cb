// SPDX-License-Identifier: Apache-2.0
#include "engine/state_codec.h"

#include <gtest/gtest.h>

namespace assay::engine {
namespace {

BucketState SomeBucket() {
  BucketState bucket;
  for (std::uint64_t i = 1; i < 50; ++i) {
    ListingState& listing = *bucket.listings.Insert(Hash128Of(std::to_string(i))).first;
    listing.version = static_cast<std::int64_t>(i);
    listing.score = static_cast<std::uint8_t>(i);
    bucket.seen.Add(Hash128Of("event" + std::to_string(i)), static_cast<std::uint32_t>(i),
                    EventType::kParcel, {static_cast<std::int64_t>(i)});
  }
  StoreState& store = *bucket.stores.Insert(Hash128Of("store")).first;
  store.listings = 49;
  store.days = {{.day = 17'226, .counts = {1, 2, 3, 4, 5, 6, 7}}};
  return bucket;
}

std::string DumpOf(const BucketState& bucket) {
  std::string dump;
  DumpBucket(3, bucket, [&](std::string_view line) {
    dump += line;
    dump += '\n';
  });
  return dump;
}

TEST(BucketImage, ReadsBackWhatItWrote) {
  const BucketState bucket = SomeBucket();
  const auto read = DecodeImage(EncodeImage(bucket));
  ASSERT_TRUE(read);
  EXPECT_EQ(DumpOf(*read), DumpOf(bucket));
  EXPECT_EQ(read->seen.Find(Hash128Of("event7"))->fingerprint, 7);
  EXPECT_EQ(EncodeImage(*read), EncodeImage(bucket));
}

TEST(BucketImage, FindsEveryFlippedByteAndEveryCut) {
  const std::string image = EncodeImage(SomeBucket());
  for (std::size_t at = 0; at < image.size(); at += 3) {
    std::string flipped = image;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x10);
    ASSERT_FALSE(DecodeImage(flipped)) << at;
    ASSERT_FALSE(DecodeImage(image.substr(0, at))) << at;
  }
}

TEST(SeenEvents, RemembersAtLeastOneGenerationAndAtMostTwo) {
  SeenEvents seen;
  for (std::size_t i = 0; i < 3 * kSeenPerGeneration; ++i) {
    seen.Add(Hash128Of(std::to_string(i)), 1, EventType::kParcel, {});
  }
  EXPECT_FALSE(seen.Find(Hash128Of("0")));
  EXPECT_TRUE(seen.Find(Hash128Of(std::to_string(2 * kSeenPerGeneration))));
  EXPECT_LE(seen.size(), 2 * kSeenPerGeneration);
}

TEST(SeenEvents, KnowsHowNewWhatItForgotWas) {
  SeenEvents seen;
  for (std::size_t i = 1; i <= 2 * kSeenPerGeneration + 1; ++i) {
    const EventType type = i % 2 == 0 ? EventType::kOrder : EventType::kRefund;
    seen.Add(Hash128Of(std::to_string(i)), 1, type, {static_cast<std::int64_t>(i)});
  }
  const auto newest =
      static_cast<std::int64_t>(kSeenPerGeneration);  // Of the generation forgotten.
  EXPECT_TRUE(seen.times().MayHaveForgotten(EventType::kOrder, {newest}));
  EXPECT_FALSE(seen.times().MayHaveForgotten(EventType::kOrder, {newest + 1}));
  EXPECT_TRUE(seen.times().MayHaveForgotten(EventType::kRefund, {newest - 1}));
  EXPECT_FALSE(seen.times().MayHaveForgotten(EventType::kRefund, {newest}));
  EXPECT_FALSE(seen.times().MayHaveForgotten(EventType::kParcel, {1}));
  EXPECT_FALSE(seen.times().MayHaveForgotten(EventType::kListing, {1}));
}

}  // namespace
}  // namespace assay::engine
