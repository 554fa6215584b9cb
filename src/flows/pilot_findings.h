// SPDX-License-Identifier: Apache-2.0
// What the replay of a pilot says of each store: when the first rule about counterfeits would have asked for a measure,
// why, and which of its listings look worst.
//
// Threads: one caller. Memory: one finding a store that has a verdict or a finding.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/time.h"
#include "engine/delta.h"

namespace assay::flows {

// Of a listing: the row with its oldest text. Only that one is taken for the text of the day it was published; the
// others count from their change on.
struct FirstVersion {
  std::int64_t changed_ms = 0;  // When its text was changed last; published, where nothing says.
  std::uint64_t line = 0;       // Of the file.
};
using FirstVersions = std::unordered_map<std::uint64_t, FirstVersion>;  // By Hash64Of the id.

struct PilotFinding {
  struct Offer {
    std::int32_t score = 0;
    std::uint64_t listing = 0;  // Hash64Of its id.
  };
  std::optional<Instant> found;
  std::optional<Instant> found_strict;  // Not before the first version of the listing.
  std::string rule;
  std::string listing;
  std::string findings_json;
  std::string brands_json;
  std::set<std::uint64_t> red_listings;
  std::vector<Offer> offers;  // The worst, at most kOffersOnSheet.
};

class PilotFindings {
 public:
  // Must outlive this, and be complete before the first Observe.
  explicit PilotFindings(const FirstVersions& first_versions) : first_versions_(first_versions) {}

  // What a batch decided, in the order of the log.
  void Observe(const engine::Delta& delta);
  // One of nothing, where the replay said nothing.
  const PilotFinding& Of(const std::string& store) const;
  const std::unordered_map<std::string, PilotFinding>& all() const { return findings_; }

 private:
  void ObserveVerdict(const engine::VerdictRow& row);
  void ObserveShadow(const engine::ShadowRow& row, const engine::VerdictRow* verdict);

  const FirstVersions& first_versions_;
  std::unordered_map<std::string, PilotFinding> findings_;
};

// In which words the report names a rule; empty for one that says nothing about counterfeits.
std::string_view RuleText(std::string_view rule);

}  // namespace assay::flows
