// SPDX-License-Identifier: Apache-2.0
// A marketplace told line by line, applied by the engine over a store in memory.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "adapters/memory/state_store.h"
#include "configuration/configuration.h"
#include "engine/engine.h"
#include "engine/policy_trial.h"

namespace assay::engine {

inline Instant At(const char* time) {
  return ParseRfc3339(time)->instant;
}

class Story {
 public:
  explicit Story(const std::string& configuration = std::string(configuration::DefaultText())) {
    Configure(configuration);
    kept_.shared.pending_configuration = settings_.begin()->first;
    kept_.shared.pending_registry = std::make_shared<registry::Registry>();
  }
  Story(const Story&) = delete;
  Story& operator=(const Story&) = delete;

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

  // From now on, a policy that is tried beside the one in effect; it outlives the story.
  void Try(PolicyTrial& trial) { options_.trial = &trial; }

  // Applies the events as one batch and returns what changed.
  Delta Apply(std::vector<Event> events) {
    std::vector<Prepared> batch;
    for (Event& event : events) {
      batch.push_back(Prepare(std::move(event)));
    }
    const SharedState& shared = kept_.shared;
    const Settings& active =
        settings_.at(shared.epoch == 0 ? shared.pending_configuration : shared.configuration);
    const KeySet keys = KeysOf(batch, shared, active.configuration->epoch_ms);
    Delta delta = *engine::Apply(*store_->Load(keys), std::move(batch), settings_, options_);
    outcomes_.insert(outcomes_.end(), delta.outcomes.begin(), delta.outcomes.end());
    EXPECT_TRUE(store_->Commit(delta, {}));
    return delta;
  }

  const ListingState& ListingOf(const std::string& store = "s-1",
                                const std::string& listing = "l-1") {
    return kept_.listings.at(ListingKeyOf(store, listing)).state;
  }
  const StoreState& StoreOf(const std::string& store = "s-1") {
    return kept_.stores.at(StoreKeyOf(store)).state;
  }
  const memory::Contents& kept() const { return kept_; }
  const SharedState& shared() const { return kept_.shared; }
  std::string MeasureOf(const std::string& store = "s-1", const std::string& listing = "l-1") {
    return MeasureNameOf(enforcement::Target::kListing, ListingKeyOf(store, listing),
                         ListingOf(store, listing).measure);
  }
  // The log and what became of each event, as text.
  std::string history() const {
    std::string text = fmt::format("{}\n", fmt::join(kept_.log, "\n"));
    for (const Outcome outcome : outcomes_) {
      text += fmt::format("{}\n", NameOf(outcome));
    }
    return text;
  }

  // Verdict, outbox and examination rows, and the state they left.
  std::string Decisions() const {
    std::string text;
    for (const VerdictRow& row : kept_.verdicts) {
      text += fmt::format("{} {:x} {} {}\n", row.sequence.number, row.id, row.score, row.previous);
    }
    for (const ExaminationRow& row : kept_.examinations) {
      text += fmt::format("{} {} {}\n", row.sequence.number, row.store, row.data.test_buy);
    }
    for (const OutboxRow& row : kept_.outbox) {
      text += fmt::format("{} {} {}\n", row.sequence.number, row.ordinal, row.body);
    }
    for (const auto& [key, listing] : kept_.listings) {
      const ListingState& state = listing.state;
      text += fmt::format("{} {} {} {}\n", ToHex(key), state.version, state.last_verdict,
                          enforcement::NameOf(state.measure_status));
    }
    for (const auto& [key, change] : kept_.stores) {
      const StoreState& store = change.state;
      text += fmt::format("{} {} {} {}", ToHex(key), store.listings, store.red_listings,
                          fmt::join(store.totals, ","));
      for (const StoreMeasure& measure : store.measures) {
        text += fmt::format(" {:x} {} {}", measure.id, enforcement::NameOf(measure.status),
                            measure.due_ms);
      }
      text += "\n";
    }
    for (const LinkRow& row : kept_.links) {
      text += fmt::format("{} {} {}\n", row.sequence.number, row.change.withdrawn,
                          linkage::LinkSet::LineOf(row.change.link));
    }
    for (const auto& [measure, waiting] : kept_.queue) {
      text += fmt::format("{:x} {}\n", measure, enforcement::NameOf(waiting.status));
    }
    for (const auto& [day, tally] : kept_.daily) {
      text += fmt::format("{} {}\n", day, fmt::join(tally, ","));
    }
    return text;
  }

 private:
  SettingsByHash settings_;
  ApplyOptions options_;
  memory::Contents kept_;
  std::unique_ptr<StateStore> store_ = memory::MakeStateStore(kept_);
  std::vector<Outcome> outcomes_;
  int made_ = 0;
};

}  // namespace assay::engine
