// SPDX-License-Identifier: Apache-2.0
#include "adapters/folder/hot_state.h"

#include <algorithm>

#include "core/check.h"

namespace assay::folder {

Result<engine::BucketState*> HotState::Bucket(std::uint16_t index) {
  CHECK_THAT(index < kBucketCount, "a bucket's index is below the number of buckets");
  if (buckets_[index] == nullptr) {
    ASSAY_ASSIGN(auto image, load_image_(index));
    buckets_[index] =
        std::make_unique<engine::BucketState>(image ? std::move(*image) : engine::BucketState{});
  }
  return buckets_[index].get();
}

Result<void> HotState::Fill(const engine::KeySet& keys, engine::StateView& view) {
  view.listings.reserve(keys.listings.size());
  view.stores.reserve(keys.stores.size());
  for (const engine::BucketKey& key : keys.listings) {
    ASSAY_ASSIGN(engine::BucketState * bucket, Bucket(key.bucket));
    if (const engine::ListingState* state = bucket->listings.Find(key.key)) {
      view.listings.try_emplace(key.key, *state);
    }
  }
  for (const engine::BucketKey& key : keys.stores) {
    if (view.stores.contains(key.key)) {
      continue;
    }
    ASSAY_ASSIGN(engine::BucketState * bucket, Bucket(key.bucket));
    if (const auto found = bucket->stores.find(key.key); found != bucket->stores.end()) {
      view.stores.emplace(key.key, found->second);
    }
  }
  for (const engine::BucketKey& key : keys.events) {
    if (key.bucket == engine::kSharedBucket) {
      continue;
    }
    ASSAY_ASSIGN(engine::BucketState * bucket, Bucket(key.bucket));
    view.generations.try_emplace(
        key.bucket,
        engine::StateView::Generation{0, bucket->seen.young_size(), bucket->seen.times()});
    if (const auto seen = bucket->seen.Find(key.key)) {
      view.seen.try_emplace(key.key,
                            engine::StateView::Seen{seen->fingerprint, seen->young ? 0 : -1});
    }
  }
  for (const engine::Timer& timer : timers_) {
    if (timer.due_ms > keys.timers_due_by.ms) {
      break;
    }
    view.timers.insert(timer);
    ASSAY_ASSIGN(engine::BucketState * bucket, Bucket(timer.bucket));
    const engine::ListingState* state = bucket->listings.Find(timer.listing);
    if (state == nullptr) {
      return Fail(ErrorCode::kCorrupted, "storage.damaged",
                  "a timer belongs to no listing; run `assay verify`");
    }
    view.listings.try_emplace(timer.listing, *state);
  }
  return {};
}

Result<void> HotState::Merge(const engine::Delta& delta) {
  const std::uint64_t first = delta.first.number;
  for (const engine::ListingChange& change : delta.listings) {
    ASSAY_ASSIGN(engine::BucketState * bucket, Bucket(change.key.bucket));
    *bucket->listings.Insert(change.key.key).first = change.state;
    Touch(change.key.bucket, first);
  }
  for (const engine::StoreChange& change : delta.stores) {
    ASSAY_ASSIGN(engine::BucketState * bucket, Bucket(change.key.bucket));
    bucket->stores[change.key.key] = change.state;
    Touch(change.key.bucket, first);
  }
  for (const engine::SeenEvent& seen : delta.seen) {
    if (seen.key.bucket == engine::kSharedBucket) {
      continue;
    }
    ASSAY_ASSIGN(engine::BucketState * bucket, Bucket(seen.key.bucket));
    bucket->seen.Add(seen.key.key, seen.fingerprint, seen.type, seen.time);
    Touch(seen.key.bucket, first);
  }
  for (const engine::Timer& timer : delta.timers_set) {
    timers_.insert(timer);
  }
  for (const engine::Timer& timer : delta.timers_gone) {
    timers_.erase(timer);
  }
  return {};
}

void HotState::Touch(std::uint16_t bucket, std::uint64_t sequence) {
  if (dirty_since_[bucket] == 0) {
    dirty_since_[bucket] = sequence;
  }
}

void HotState::DeriveTimers() {
  timers_.clear();
  for (std::uint16_t index = 0; index < kBucketCount; ++index) {
    if (buckets_[index] == nullptr) {
      continue;
    }
    buckets_[index]->listings.ForEach([&](const Hash128& key, const engine::ListingState& state) {
      if (state.measure_due_ms != 0) {
        timers_.insert({.due_ms = state.measure_due_ms,
                        .measure = state.measure,
                        .bucket = index,
                        .listing = key});
      }
    });
  }
}

std::vector<std::uint16_t> HotState::NextDirty(std::size_t count) {
  std::vector<std::uint16_t> indexes;
  for (std::uint32_t step = 0; step < kBucketCount && indexes.size() < count; ++step) {
    const std::uint16_t index = next_;
    next_ = static_cast<std::uint16_t>((next_ + 1) % kBucketCount);
    if (dirty_since_[index] != 0) {
      indexes.push_back(index);
    }
  }
  return indexes;
}

std::uint64_t HotState::CheckpointFloor() const {
  std::uint64_t floor = UINT64_MAX;
  for (const std::uint64_t since : dirty_since_) {
    floor = since == 0 ? floor : std::min(floor, since);
  }
  return floor;
}

std::size_t HotState::dirty_count() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(dirty_since_, [](std::uint64_t since) { return since != 0; }));
}

std::uint64_t HotState::bytes() const {
  std::uint64_t sum = 0;
  for (const auto& bucket : buckets_) {
    sum += bucket != nullptr ? bucket->bytes() : 0;
  }
  return sum;
}

std::uint64_t HotState::listings() const {
  std::uint64_t sum = 0;
  for (const auto& bucket : buckets_) {
    sum += bucket != nullptr ? bucket->listings.size() : 0;
  }
  return sum;
}

}  // namespace assay::folder
