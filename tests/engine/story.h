// SPDX-License-Identifier: Apache-2.0
// A marketplace told line by line, applied by the engine alone: state in a map, no storage. The simplest
// thing that keeps the contract of engine/state_store.h.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "configuration/configuration.h"
#include "engine/engine.h"
#include "engine/state_codec.h"

namespace assay::engine {

inline Instant At(const char* time) {
  return ParseRfc3339(time)->instant;
}

class Story {
 public:
  Story() {
    Configure(std::string(configuration::DefaultText()));
    shared_.pending_configuration = settings_.begin()->first;
    shared_.pending_registry = std::make_shared<registry::Registry>();
  }

  Sha256 Configure(const std::string& text) {
    static const auto model = *screening::Model::Make(screening::EmbeddedModelSources());
    const auto configuration = *configuration::Parse(text);
    settings_.emplace(configuration->sha256, Settings{configuration, model});
    return configuration->sha256;
  }

  // One event; its id is its number in the story unless given.
  Event Make(EventType type, const char* time, const std::string& subject, EventData data,
             std::string id = "") {
    Event event;
    event.type = type;
    event.source =
        InfoOf(type).family == EventFamily::kPeople ? "assay:people" : "//market.example";
    event.id = id.empty() ? fmt::format("e{}", ++made_) : id;
    event.subject = subject;
    event.time = *ParseRfc3339(time);
    event.data = std::move(data);
    event.line = fmt::format("line of {}", event.id);
    return event;
  }

  Event Offer(const char* time, const std::string& title, std::int64_t version = 0,
              const std::string& store = "s-1", const std::string& listing = "l-1") {
    ListingData data;
    data.listing.id = listing;
    data.listing.title = title;
    data.version = version;
    data.content_hash = Hash128Of(title);
    return Make(EventType::kListing, time, store, data);
  }

  // Applies the events as one batch and returns what changed.
  Delta Apply(std::vector<Event> events) {
    std::vector<Prepared> batch;
    for (Event& event : events) {
      batch.push_back(Prepare(std::move(event)));
    }
    const Settings& active =
        settings_.at(shared_.epoch == 0 ? shared_.pending_configuration : shared_.configuration);
    const KeySet keys = KeysOf(batch, shared_, active.configuration->epoch_ms);
    StateView view;
    view.shared = shared_;
    view.last = last_;
    Load(keys, view);
    Delta delta = *engine::Apply(std::move(view), std::move(batch), settings_, {});
    Merge(delta);
    return delta;
  }

  const ListingState& ListingOf(const std::string& store = "s-1",
                                const std::string& listing = "l-1") {
    return listings_.at(ListingKeyOf(store, listing));
  }
  const StoreState& StoreOf(const std::string& store = "s-1") {
    return stores_.at(StoreKeyOf(store));
  }
  const SharedState& shared() const { return shared_; }
  std::string MeasureOf(const std::string& store = "s-1", const std::string& listing = "l-1") {
    return MeasureNameOf(ListingKeyOf(store, listing), ListingOf(store, listing).measure);
  }
  // The log and what became of each event, as text.
  std::string history() const { return history_ + outcomes_; }

 private:
  void Load(const KeySet& keys, StateView& view) {
    for (const BucketKey& key : keys.listings) {
      if (const auto found = listings_.find(key.key); found != listings_.end()) {
        view.listings.try_emplace(key.key, found->second);
      }
    }
    for (const BucketKey& key : keys.stores) {
      if (const auto found = stores_.find(key.key); found != stores_.end()) {
        view.stores.try_emplace(key.key, found->second);
      }
    }
    for (const BucketKey& key : keys.events) {
      SeenEvents& seen = seen_[key.bucket];
      view.generations.try_emplace(key.bucket,
                                   StateView::Generation{0, seen.young_size(), seen.times()});
      if (const auto entry = seen.Find(key.key)) {
        view.seen.try_emplace(key.key, StateView::Seen{entry->fingerprint, entry->young ? 0 : -1});
      }
    }
    for (const Timer& timer : timers_) {
      if (timer.due_ms <= keys.timers_due_by.ms) {
        view.timers.insert(timer);
        view.listings.try_emplace(timer.listing, listings_.at(timer.listing));
      }
    }
  }

  void Merge(const Delta& delta) {
    for (const ListingChange& change : delta.listings) {
      listings_[change.key.key] = change.state;
    }
    for (const StoreChange& change : delta.stores) {
      stores_[change.key.key] = change.state;
    }
    for (const SeenEvent& seen : delta.seen) {
      seen_[seen.key.bucket].Add(seen.key.key, seen.fingerprint, seen.type, seen.time);
    }
    for (const Timer& timer : delta.timers_set) {
      timers_.insert(timer);
    }
    for (const Timer& timer : delta.timers_gone) {
      timers_.erase(timer);
    }
    shared_ = delta.shared;
    last_.number += delta.log.size();
    for (const LogEntry& entry : delta.log) {
      history_ += fmt::format("log {} {}\n", entry.sequence.number, entry.line);
    }
    for (const Outcome outcome : delta.outcomes) {
      outcomes_ += fmt::format("{}\n", NameOf(outcome));
    }
    for (const VerdictRow& row : delta.verdicts) {
      verdicts_ +=
          fmt::format("{} {:x} {} {}\n", row.sequence.number, row.id, row.score, row.previous);
    }
    for (const OutboxRow& row : delta.outbox) {
      outbox_ += fmt::format("{} {} {}\n", row.sequence.number, row.ordinal, row.body);
    }
  }

 public:
  // Verdict and outbox rows, and the state they left.
  std::string Decisions() const {
    std::string text = verdicts_ + outbox_;
    for (const auto& [key, state] : listings_) {
      text += fmt::format("{} {} {} {}\n", ToHex(key), state.version, state.last_verdict,
                          enforcement::NameOf(state.measure_status));
    }
    for (const auto& [key, store] : stores_) {
      text += fmt::format("{} {} {} {}\n", ToHex(key), store.listings, store.red_listings,
                          fmt::join(store.totals, ","));
    }
    return text;
  }

 private:
  SettingsByHash settings_;
  SharedState shared_;
  Sequence last_;
  std::map<Hash128, ListingState> listings_;
  std::map<Hash128, StoreState> stores_;
  std::map<std::uint16_t, SeenEvents> seen_;
  std::set<Timer> timers_;
  std::string history_;
  std::string outcomes_;
  std::string verdicts_;
  std::string outbox_;
  int made_ = 0;
};

}  // namespace assay::engine
