// SPDX-License-Identifier: Apache-2.0
// A bucket's state as bytes and as canonical text. Images are what checkpoints keep: written in key
// order, so that equal states give equal bytes. Layout and version: docs/formats/storage.md.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "engine/flat_map.h"
#include "engine/state.h"

namespace assay::engine {

struct BucketState;

// Ids of events accepted lately. Invariant: the generations never share a key.
class SeenEvents {
 public:
  struct Entry {
    std::uint32_t fingerprint = 0;
    bool young = true;
  };
  // nullopt where the event was not seen within the horizon.
  std::optional<Entry> Find(const Hash128& event) const;
  std::size_t young_size() const { return young_.size(); }
  const SeenTimes& times() const { return times_; }
  void Prefetch(const Hash128& event) const {
    young_.Prefetch(event);
    old_.Prefetch(event);
  }
  void Add(const Hash128& event, std::uint32_t fingerprint, EventType type, Instant time);
  std::size_t size() const { return young_.size() + old_.size(); }
  std::size_t bytes() const { return young_.bytes() + old_.bytes(); }

 private:
  friend std::string EncodeImage(const BucketState& bucket);
  friend Result<BucketState> DecodeImage(std::string_view image);
  FlatMap<std::uint32_t> young_;
  FlatMap<std::uint32_t> old_;
  SeenTimes times_;
};

struct BucketState {
  FlatMap<ListingState> listings;
  FlatMap<StoreState> stores;
  SeenEvents seen;
  std::size_t bytes() const;  // Of memory, roughly.
};

// The time limits that stand in a bucket's listings and stores.
void ForEachTimer(std::uint16_t index, const BucketState& bucket,
                  const std::function<void(const Timer&)>& visit);

std::string EncodeImage(const BucketState& bucket);
// Errors: kCorrupted "engine.image_damaged".
Result<BucketState> DecodeImage(std::string_view image);

// One line of JSON for each listing and store of the bucket, in key order.
void DumpBucket(std::uint16_t index, const BucketState& bucket,
                const std::function<void(std::string_view line)>& write);

}  // namespace assay::engine
