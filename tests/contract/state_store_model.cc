// SPDX-License-Identifier: Apache-2.0
#include "contract/state_store_model.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "engine/engine.h"
#include "engine/state_codec.h"

namespace assay::contract {

engine::StateView Model::Load(const engine::KeySet& keys) const {
  engine::StateView view;
  view.shared = commits_.empty() ? at_start_ : commits_.back().delta.shared;
  std::set<engine::Timer> timers;
  for (const Committed& commit : commits_) {
    view.last.number += commit.delta.log.size();
    timers.insert(commit.delta.timers_set.begin(), commit.delta.timers_set.end());
    for (const engine::Timer& gone : commit.delta.timers_gone) {
      timers.erase(gone);
    }
  }
  for (const engine::Timer& timer : timers) {
    if (timer.due_ms <= keys.timers_due_by.ms) {
      view.timers.insert(timer);
      timer.target == enforcement::Target::kStore ? LoadStore(timer.key, view)
                                                  : LoadListing(timer.key, view);
    }
  }
  for (const engine::BucketKey& key : keys.listings) {
    LoadListing(key.key, view);
  }
  for (const engine::BucketKey& key : keys.stores) {
    LoadStore(key.key, view);
  }
  for (const engine::BucketKey& key : keys.events) {
    LoadSeen(key, view);
  }
  linkage::IdentityIndex identities;
  for (const Committed& commit : commits_) {
    engine::ApplyIdentities(commit.delta, identities);
  }
  view.identities = identities.Around(keys.tokens, keys.identities);
  return view;
}

void Model::LoadStore(const Hash128& key, engine::StateView& view) const {
  for (const Committed& commit : commits_) {
    for (const engine::StoreChange& change : commit.delta.stores) {
      if (change.key.key == key) {
        view.stores.Insert(key).first->state = change.state;
      }
    }
  }
}

void Model::LoadListing(const Hash128& key, engine::StateView& view) const {
  for (const Committed& commit : commits_) {
    for (const engine::ListingChange& change : commit.delta.listings) {
      if (change.key.key == key) {
        view.listings.Insert(key).first->state = change.state;
      }
    }
  }
}

void Model::LoadSeen(const engine::BucketKey& key, engine::StateView& view) const {
  std::vector<engine::SeenEvent> of_bucket;
  for (const Committed& commit : commits_) {
    for (const engine::SeenEvent& seen : commit.delta.seen) {
      if (seen.key.bucket == key.bucket) {
        of_bucket.push_back(seen);
      }
    }
  }
  // A generation is full when the next event comes, not before.
  const bool never_forgets = key.bucket == engine::kSharedBucket;
  const std::size_t count = of_bucket.size();
  const std::size_t young = never_forgets || count == 0 ? 0
                                                        : (count - 1) / engine::kSeenPerGeneration *
                                                              engine::kSeenPerGeneration;
  const std::size_t old =
      young < engine::kSeenPerGeneration ? 0 : young - engine::kSeenPerGeneration;
  if (!never_forgets) {
    engine::SeenTimes times;
    for (std::size_t i = 0; i < count; ++i) {
      if (const auto kind = engine::SeenTimes::KindOf(of_bucket[i].type)) {
        auto& of_generation = i >= young ? times.young : i >= old ? times.old : times.forgotten;
        of_generation[*kind] = std::max(of_generation[*kind], of_bucket[i].time.ms);
      }
    }
    view.generations[key.bucket] = {0, count - young, times};
  }
  for (std::size_t i = old; i < count; ++i) {
    if (of_bucket[i].key.key == key.key) {
      *view.seen.Insert(key.key).first = {of_bucket[i].fingerprint, i >= young ? 0 : -1};
    }
  }
}

engine::InputPosition Model::FindPosition(const std::string& input) const {
  engine::InputPosition position{.input = input, .fingerprint = {}, .lines = 0, .bytes = 0};
  for (const Committed& commit : commits_) {
    if (!input.empty() && commit.extras.position.input == input) {
      position = commit.extras.position;
    }
  }
  return position;
}

KeptRows Model::Rows() const {
  KeptRows rows;
  for (const Committed& commit : commits_) {
    for (const engine::LogEntry& entry : commit.delta.log) {
      rows.log.push_back(entry.line);
    }
    for (const engine::VerdictRow& row : commit.delta.verdicts) {
      rows.verdicts.push_back(row.sequence.number);
    }
    for (const engine::ExaminationRow& row : commit.delta.examinations) {
      rows.examinations.push_back(row.sequence.number);
    }
    for (const engine::OutboxRow& row : commit.delta.outbox) {
      rows.actions.push_back(row.body);
    }
    for (const engine::QuarantineRow& row : commit.extras.quarantine) {
      rows.quarantined_lines.push_back(row.line);
      rows.released.push_back(false);
    }
    for (const std::int64_t id : commit.extras.released) {
      rows.released.at(static_cast<std::size_t>(id - 1)) = true;
    }
  }
  return rows;
}

engine::KeySet Model::AllKeys() const {
  engine::KeySet keys;
  for (const Committed& commit : commits_) {
    for (const engine::ListingChange& change : commit.delta.listings) {
      keys.listings.push_back(change.key);
    }
    for (const engine::StoreChange& change : commit.delta.stores) {
      keys.stores.push_back(change.key);
    }
    for (const engine::SeenEvent& seen : commit.delta.seen) {
      keys.events.push_back(seen.key);
    }
  }
  keys.timers_due_by = {INT64_MAX};
  return keys;
}

std::string TextOf(const engine::StateView& view) {
  const auto hash_of = [](const std::shared_ptr<const registry::Registry>& registry) {
    return registry == nullptr ? "none" : ToHex(Sha256Of(registry->CanonicalBytes()));
  };
  const engine::SharedState& shared = view.shared;
  std::string text = fmt::format(
      "last {}\nclock {} epoch {} configuration {} pending {}\nregistry {} {} pending {}\n",
      view.last.number, shared.clock.ms, shared.epoch, ToHex(shared.configuration),
      ToHex(shared.pending_configuration), ToHex(shared.registry_sha256), hash_of(shared.registry),
      hash_of(shared.pending_registry));
  engine::BucketState states;
  for (const auto* entry : view.listings.Sorted()) {
    *states.listings.Insert(entry->key).first = entry->value.state;
  }
  for (const auto* entry : view.stores.Sorted()) {
    *states.stores.Insert(entry->key).first = entry->value.state;
  }
  engine::DumpBucket(0, states, [&](std::string_view line) { text += fmt::format("{}\n", line); });
  for (const auto* entry : view.seen.Sorted()) {
    text += fmt::format("seen {} {} {}\n", ToHex(entry->key), entry->value.fingerprint,
                        entry->value.generation);
  }
  for (std::size_t bucket = 0; bucket < view.generations.size(); ++bucket) {
    const engine::StateView::Generation& generation = view.generations[bucket];
    if (generation.size == 0) {
      continue;
    }
    text += fmt::format("generation of {}: {} with {}, times {} {} {}\n", bucket, generation.number,
                        generation.size, fmt::join(generation.times.young, ","),
                        fmt::join(generation.times.old, ","),
                        fmt::join(generation.times.forgotten, ","));
  }
  for (const engine::Timer& timer : view.timers) {
    text += fmt::format("timer {} {} {} {} {}\n", timer.due_ms, timer.measure, timer.bucket,
                        enforcement::NameOf(timer.target), ToHex(timer.key));
  }
  text += fmt::format("identities {} {}\n", view.identities.store_count(),
                      view.identities.token_count());
  return text;
}

}  // namespace assay::contract
