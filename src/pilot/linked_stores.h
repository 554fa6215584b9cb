// SPDX-License-Identifier: Apache-2.0
// Stores of a pilot that seem to be run by who ran a store that the team had closed for counterfeits. A link is a
// proposal to look, never a finding: these stores are counted apart.
//
// Pure. Threads: none.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/time.h"

namespace assay::pilot {

struct LinkedStore {
  std::string store;
  std::string closed_store;
  Instant since;              // When it could be known: it had opened, and the other was closed.
  bool opened_after = false;  // The closing of the other.
  std::optional<Instant> closed =
      std::nullopt;                      // By the team for counterfeits, not before `since`.
  std::vector<std::string> shares = {};  // Kinds of the equal values, the strongest first.
};

struct LinkedCounts {
  std::int64_t linked = 0;
  std::int64_t opened_after = 0;
  std::int64_t closed_later = 0;
};
LinkedCounts CountLinked(std::span<const LinkedStore> stores);

// At most `count` of them: those the team closed latest after the link was known, then the others, by time.
std::vector<LinkedStore> LinkedExamples(std::span<const LinkedStore> stores, std::size_t count);

}  // namespace assay::pilot
