// SPDX-License-Identifier: Apache-2.0
// The simplest thing that keeps the contract of engine/state_store.h: the list of all commits. Each question
// is answered by reading it from one end to the other.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "contract/state_store_subject.h"
#include "engine/delta.h"
#include "engine/state_store.h"

namespace assay::contract {

class Model {
 public:
  explicit Model(engine::SharedState at_start) : at_start_(std::move(at_start)) {}

  void Commit(const engine::Delta& delta, const engine::CommitExtras& extras) {
    commits_.push_back({delta, extras});
  }
  std::size_t commits() const { return commits_.size(); }
  // Forgets all but the first `count` commits.
  void CutTo(std::size_t count) { commits_.resize(count); }

  engine::StateView Load(const engine::KeySet& keys) const;
  engine::InputPosition FindPosition(const std::string& input) const;
  KeptRows Rows() const;
  // Of everything that was ever committed.
  engine::KeySet AllKeys() const;

 private:
  struct Committed {
    engine::Delta delta;
    engine::CommitExtras extras;
  };
  void LoadListing(const Hash128& key, engine::StateView& view) const;
  void LoadStore(const Hash128& key, engine::StateView& view) const;
  void LoadSeen(const engine::BucketKey& key, engine::StateView& view) const;

  engine::SharedState at_start_;
  std::vector<Committed> commits_;
};

// All of a view, one thing a line, in a fixed order: for comparing two.
std::string TextOf(const engine::StateView& view);

}  // namespace assay::contract
