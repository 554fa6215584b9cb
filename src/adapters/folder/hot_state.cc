// SPDX-License-Identifier: Apache-2.0
#include "adapters/folder/hot_state.h"

#include <algorithm>
#include <utility>

#include "core/check.h"

namespace assay::folder {
namespace {

using engine::BucketKey;
using engine::BucketState;

// Items stand in vectors; none is a temporary.
const BucketKey& KeyOf(const BucketKey& key) {
  return key;  // NOLINT(bugprone-return-const-ref-from-parameter)
}
template <typename Change>
const BucketKey& KeyOf(const Change& change) {
  return change.key;
}

tl::unexpected<Error> NoSuchTarget() {
  return Fail(ErrorCode::kCorrupted, "storage.damaged",
              "a timer belongs to no listing and no store; run `assay verify`");
}

}  // namespace

Result<engine::BucketState*> HotState::Bucket(std::uint16_t index) {
  CHECK_THAT(index < kBucketCount, "a bucket's index is below the number of buckets");
  if (buckets_[index] == nullptr) {
    ASSAY_ASSIGN(auto image, load_image_(index));
    buckets_[index] =
        std::make_unique<engine::BucketState>(image ? std::move(*image) : engine::BucketState{});
  }
  return buckets_[index].get();
}

// Visits the items in order with the bucket of each, while the memory of those some places ahead is
// on its way: at ten million listings almost every lookup would wait for it. Those of the shared
// bucket are passed over.
template <typename Item, typename Prefetch, typename Visit>
Result<void> HotState::ForEachInBucket(const std::vector<Item>& items, Prefetch prefetch,
                                       Visit visit) {
  constexpr std::size_t kAhead = 12;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i + kAhead < items.size()) {
      const engine::BucketKey& ahead = KeyOf(items[i + kAhead]);
      if (ahead.bucket != engine::kSharedBucket && buckets_[ahead.bucket] != nullptr) {
        prefetch(std::as_const(*buckets_[ahead.bucket]), ahead.key);
      }
    }
    const engine::BucketKey& key = KeyOf(items[i]);
    if (key.bucket != engine::kSharedBucket) {
      ASSAY_ASSIGN(engine::BucketState * bucket, Bucket(key.bucket));
      visit(*bucket, items[i]);
    }
  }
  return {};
}

Result<void> HotState::Fill(const engine::KeySet& keys, engine::StateView& view) {
  view.listings.Reserve(keys.listings.size());
  view.stores.Reserve(keys.stores.size());
  view.seen.Reserve(keys.events.size());
  ASSAY_TRY(ForEachInBucket(
      keys.listings,
      [](const BucketState& bucket, const Hash128& key) { bucket.listings.Prefetch(key); },
      [&](const BucketState& bucket, const BucketKey& key) {
        if (const engine::ListingState* state = bucket.listings.Find(key.key)) {
          *view.listings.Insert(key.key).first = {.state = *state, .bucket = key.bucket};
        }
      }));
  ASSAY_TRY(ForEachInBucket(
      keys.stores,
      [](const BucketState& bucket, const Hash128& key) { bucket.stores.Prefetch(key); },
      [&](const BucketState& bucket, const BucketKey& key) {
        if (const engine::StoreState* state = bucket.stores.Find(key.key)) {
          if (const auto [viewed, is_new] = view.stores.Insert(key.key); is_new) {
            *viewed = {.state = *state, .bucket = key.bucket};
          }
        }
      }));
  ASSAY_TRY(ForEachInBucket(
      keys.events, [](const BucketState& bucket, const Hash128& key) { bucket.seen.Prefetch(key); },
      [&](const BucketState& bucket, const BucketKey& key) {
        view.generations[key.bucket] = {0, bucket.seen.young_size(), bucket.seen.times()};
        if (const auto seen = bucket.seen.Find(key.key)) {
          *view.seen.Insert(key.key).first = {seen->fingerprint, seen->young ? 0 : -1};
        }
      }));
  for (const engine::Timer& timer : timers_) {
    if (timer.due_ms > keys.timers_due_by.ms) {
      break;
    }
    view.timers.insert(timer);
    ASSAY_ASSIGN(const BucketState* bucket, Bucket(timer.bucket));
    if (timer.target == enforcement::Target::kStore) {
      const engine::StoreState* state = bucket->stores.Find(timer.key);
      if (state == nullptr) {
        return NoSuchTarget();
      }
      if (const auto [viewed, is_new] = view.stores.Insert(timer.key); is_new) {
        *viewed = {.state = *state, .bucket = timer.bucket};
      }
      continue;
    }
    const engine::ListingState* state = bucket->listings.Find(timer.key);
    if (state == nullptr) {
      return NoSuchTarget();
    }
    *view.listings.Insert(timer.key).first = {.state = *state, .bucket = timer.bucket};
  }
  return {};
}

Result<void> HotState::Merge(const engine::Delta& delta) {
  const std::uint64_t first = delta.first.number;
  ASSAY_TRY(ForEachInBucket(
      delta.listings,
      [](const BucketState& bucket, const Hash128& key) { bucket.listings.Prefetch(key); },
      [&](BucketState& bucket, const engine::ListingChange& change) {
        *bucket.listings.Insert(change.key.key).first = change.state;
        Touch(change.key.bucket, first);
      }));
  ASSAY_TRY(ForEachInBucket(
      delta.stores,
      [](const BucketState& bucket, const Hash128& key) { bucket.stores.Prefetch(key); },
      [&](BucketState& bucket, const engine::StoreChange& change) {
        *bucket.stores.Insert(change.key.key).first = change.state;
        Touch(change.key.bucket, first);
      }));
  ASSAY_TRY(ForEachInBucket(
      delta.seen, [](const BucketState& bucket, const Hash128& key) { bucket.seen.Prefetch(key); },
      [&](BucketState& bucket, const engine::SeenEvent& seen) {
        bucket.seen.Add(seen.key.key, seen.fingerprint, seen.type, seen.time);
        Touch(seen.key.bucket, first);
      }));
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
    engine::ForEachTimer(index, *buckets_[index],
                         [this](const engine::Timer& timer) { timers_.insert(timer); });
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
