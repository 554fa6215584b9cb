// SPDX-License-Identifier: Apache-2.0
#include "adapters/memory/state_store.h"

#include <iterator>
#include <utility>

#include "core/check.h"
#include "engine/engine.h"

namespace assay::memory {
namespace {

template <typename Row>
void Append(std::vector<Row>& rows, std::vector<Row>&& more) {
  rows.insert(rows.end(), std::make_move_iterator(more.begin()),
              std::make_move_iterator(more.end()));
}

class MemoryStateStore final : public engine::StateStore {
 public:
  explicit MemoryStateStore(Contents& contents) : contents_(contents) {}

  Result<engine::StateView> LoadShared() override {
    engine::StateView view;
    view.shared = contents_.shared;
    view.last = {contents_.log.size()};
    return view;
  }

  Result<engine::StateView> Load(const engine::KeySet& keys) override {
    ASSAY_ASSIGN(engine::StateView view, LoadShared());
    for (const engine::BucketKey& key : keys.listings) {
      LoadListing(key, view);
    }
    for (const engine::BucketKey& key : keys.stores) {
      LoadStore(key, view);
    }
    for (const engine::BucketKey& key : keys.events) {
      LoadSeen(key, view);
    }
    for (const engine::Timer& timer : contents_.timers) {
      if (timer.due_ms <= keys.timers_due_by.ms) {
        view.timers.insert(timer);
        const engine::BucketKey key{timer.bucket, timer.key};
        timer.target == enforcement::Target::kStore ? LoadStore(key, view) : LoadListing(key, view);
      }
    }
    view.identities = contents_.identities.Around(keys.tokens, keys.identities);
    return view;
  }

  Result<void> Commit(engine::Delta delta, engine::CommitExtras extras) override {
    CHECK_THAT(delta.log.empty() || delta.first.number == contents_.log.size() + 1,
               "a commit's log goes on where the last one ended");
    MergeState(delta);
    for (engine::LogEntry& entry : delta.log) {
      contents_.log.push_back(std::move(entry.line));
    }
    engine::ApplyIdentities(delta, contents_.identities);
    for (engine::QueueChange& change : delta.queue) {
      MergeQueue(std::move(change));
    }
    for (const auto& [day, tally] : delta.daily) {
      for (std::size_t i = 0; i < tally.size(); ++i) {
        contents_.daily[day][i] += tally[i];
      }
    }
    Append(contents_.openings, std::move(delta.openings));
    Append(contents_.closures, std::move(delta.closures));
    Append(contents_.examinations, std::move(delta.examinations));
    Append(contents_.links, std::move(delta.links));
    Append(contents_.shadows, std::move(delta.shadows));
    Append(contents_.verdicts, std::move(delta.verdicts));
    Append(contents_.measures, std::move(delta.measures));
    Append(contents_.outbox, std::move(delta.outbox));
    Append(contents_.tokens, std::move(delta.tokens));
    for (const auto& [name, count] : delta.tallies) {
      contents_.tallies[name] += count;
    }
    for (engine::QuarantineRow& row : extras.quarantine) {
      contents_.quarantine.push_back({.row = std::move(row)});
    }
    for (const std::int64_t id : extras.released) {
      contents_.quarantine.at(static_cast<std::size_t>(id - 1)).released = true;
    }
    if (!extras.position.input.empty()) {
      contents_.positions[extras.position.input] = extras.position;
    }
    return {};
  }

  Result<void> Flush() override { return {}; }

  Result<engine::InputPosition> FindPosition(const std::string& input) override {
    if (const auto found = contents_.positions.find(input); found != contents_.positions.end()) {
      return found->second;
    }
    return engine::InputPosition{.input = input, .fingerprint = {}, .lines = 0, .bytes = 0};
  }

 private:
  void LoadListing(const engine::BucketKey& key, engine::StateView& view) const {
    if (const auto found = contents_.listings.find(key.key);
        found != contents_.listings.end() && found->second.key.bucket == key.bucket) {
      *view.listings.Insert(key.key).first = {.state = found->second.state, .bucket = key.bucket};
    }
  }

  void LoadStore(const engine::BucketKey& key, engine::StateView& view) const {
    if (const auto found = contents_.stores.find(key.key);
        found != contents_.stores.end() && found->second.key.bucket == key.bucket) {
      *view.stores.Insert(key.key).first = {.state = found->second.state, .bucket = key.bucket};
    }
  }

  void LoadSeen(const engine::BucketKey& key, engine::StateView& view) {
    if (key.bucket == engine::kSharedBucket) {
      if (const auto found = contents_.shared_seen.find(key.key);
          found != contents_.shared_seen.end()) {
        *view.seen.Insert(key.key).first = {found->second, 0};
      }
      return;
    }
    const engine::SeenEvents& seen = contents_.seen[key.bucket];
    view.generations[key.bucket] = {0, seen.young_size(), seen.times()};
    if (const auto entry = seen.Find(key.key)) {
      *view.seen.Insert(key.key).first = {entry->fingerprint, entry->young ? 0 : -1};
    }
  }

  void MergeQueue(engine::QueueChange change) {
    if (!change.is_open) {
      contents_.queue.erase(change.measure);
    } else if (change.item) {
      contents_.queue[change.measure] = std::move(change);
    } else if (const auto found = contents_.queue.find(change.measure);
               found != contents_.queue.end()) {
      found->second.status = change.status;
      found->second.due_ms = change.due_ms;
    }
  }

  void MergeState(const engine::Delta& delta) {
    for (const engine::ListingChange& change : delta.listings) {
      contents_.listings.insert_or_assign(change.key.key, change);
    }
    for (const engine::StoreChange& change : delta.stores) {
      contents_.stores.insert_or_assign(change.key.key, change);
    }
    for (const engine::SeenEvent& event : delta.seen) {
      if (event.key.bucket == engine::kSharedBucket) {
        contents_.shared_seen.emplace(event.key.key, event.fingerprint);
      } else {
        contents_.seen[event.key.bucket].Add(event.key.key, event.fingerprint, event.type,
                                             event.time);
      }
    }
    contents_.timers.insert(delta.timers_set.begin(), delta.timers_set.end());
    for (const engine::Timer& timer : delta.timers_gone) {
      contents_.timers.erase(timer);
    }
    contents_.shared = delta.shared;
  }

  Contents& contents_;
};

}  // namespace

std::unique_ptr<engine::StateStore> MakeStateStore(Contents& contents) {
  return std::make_unique<MemoryStateStore>(contents);
}

}  // namespace assay::memory
