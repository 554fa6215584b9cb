// SPDX-License-Identifier: Apache-2.0
// Links between the stores of a pilot and those that the team had closed for counterfeits, as Assay in use would have
// proposed them: closings take effect at their time, between the openings. The engine of a pilot never sees a closing,
// so the index of identities is kept here, from the tokens that the engine gives out.
//
// Threads: one caller. Memory: about that of linkage::IdentityIndex.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/time.h"
#include "engine/delta.h"
#include "linkage/identity_index.h"
#include "pilot/linked_stores.h"

namespace assay::flows {

class ReopenedStores {
 public:
  // `closed`: stores the team closed for counterfeits, and when.
  explicit ReopenedStores(const std::unordered_map<std::string, Instant>& closed);

  // What a batch decided, in the order of the log.
  void Observe(const engine::Delta& delta);
  // After the last batch: closings that came after the last opening, then every store with a link, by its name, with
  // the first that was found.
  std::vector<pilot::LinkedStore> Finish();

  std::int64_t stores_opened() const { return static_cast<std::int64_t>(opened_.size()); }

 private:
  void MarkClosedUntil(Instant time);
  void Take(const std::vector<linkage::LinkChange>& changes, Instant now);

  std::vector<std::pair<Instant, std::string>> closings_;  // By time.
  std::size_t next_closing_ = 0;
  std::unordered_map<std::string, Instant> closed_;
  std::unordered_map<std::string, Instant> opened_;
  linkage::IdentityIndex index_;
  std::map<std::string, pilot::LinkedStore> found_;
};

}  // namespace assay::flows
