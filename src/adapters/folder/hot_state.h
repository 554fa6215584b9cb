// SPDX-License-Identifier: Apache-2.0
// The live state of all buckets in memory, loaded from their images when first touched, and which
// of them have changed since their image was written.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "core/result.h"
#include "engine/delta.h"
#include "engine/state_codec.h"

namespace assay::folder {

class HotState {
 public:
  // nullopt: the bucket has no image yet.
  using LoadImage = std::function<Result<std::optional<engine::BucketState>>(std::uint16_t bucket)>;
  explicit HotState(LoadImage load_image) : load_image_(std::move(load_image)) {}

  Result<engine::BucketState*> Bucket(std::uint16_t index);
  // Fills the view with the states of the keys and with the timers due.
  Result<void> Fill(const engine::KeySet& keys, engine::StateView& view);
  // Takes over the changes of buckets (not the shared state).
  Result<void> Merge(const engine::Delta& delta);

  void SetTimers(std::set<engine::Timer> timers) { timers_ = std::move(timers); }
  // Rebuilds the timers from the listings of all loaded buckets.
  void DeriveTimers();

  // The next buckets to checkpoint, round robin among the changed ones.
  std::vector<std::uint16_t> NextDirty(std::size_t count);
  void MarkClean(std::uint16_t bucket) { dirty_since_[bucket] = 0; }
  // First sequence whose change some image still lacks; UINT64_MAX where none does.
  std::uint64_t CheckpointFloor() const;
  std::size_t dirty_count() const;
  std::uint64_t bytes() const;
  std::uint64_t listings() const;

 private:
  void Touch(std::uint16_t bucket, std::uint64_t sequence);
  template <typename Item, typename Prefetch, typename Visit>
  Result<void> ForEachInBucket(const std::vector<Item>& items, Prefetch prefetch, Visit visit);

  LoadImage load_image_;
  std::array<std::unique_ptr<engine::BucketState>, kBucketCount> buckets_;
  std::array<std::uint64_t, kBucketCount> dirty_since_{};
  std::set<engine::Timer> timers_;
  std::uint16_t next_ = 0;
};

}  // namespace assay::folder
