// SPDX-License-Identifier: Apache-2.0
// The engine's storage port in memory: everything an installation keeps, as plain values that may be looked
// at between calls. "Durable" means until the contents are destroyed: a new store over the same contents is
// the same installation opened again.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/state_codec.h"
#include "engine/state_store.h"

namespace assay::memory {

struct Contents {
  struct Quarantined {
    engine::QuarantineRow row;  // Its id is its place in `quarantine`, from 1.
    bool released = false;
  };

  engine::SharedState shared;    // The first configuration and registry are put in here as pending.
  std::vector<std::string> log;  // The sequence of a line is its place, from 1.
  std::map<Hash128, engine::ListingChange> listings;
  std::map<Hash128, engine::StoreChange> stores;
  std::map<std::uint16_t, engine::SeenEvents> seen;
  std::map<Hash128, std::uint32_t> shared_seen;  // Fingerprints; never forgotten.
  std::set<engine::Timer> timers;
  std::vector<engine::VerdictRow> verdicts;
  std::vector<engine::MeasureRow> measures;
  std::vector<engine::OutboxRow> outbox;
  std::vector<engine::TokenRow> tokens;
  std::vector<engine::OpeningRow> openings;
  std::vector<engine::ClosureRow> closures;
  std::vector<engine::ExaminationRow> examinations;
  std::vector<engine::LinkRow> links;
  std::vector<engine::ShadowRow> shadows;
  std::map<std::uint64_t, engine::QueueChange> queue;  // What waits, by measure.
  std::map<std::int32_t, engine::DayTally> daily;
  linkage::IdentityIndex identities;
  std::map<std::string, std::int64_t> tallies;
  std::vector<Quarantined> quarantine;
  std::map<std::string, engine::InputPosition> positions;
};

// `contents` outlives the store. Nothing can fail here: every commit is durable when it returns.
std::unique_ptr<engine::StateStore> MakeStateStore(Contents& contents);

}  // namespace assay::memory
