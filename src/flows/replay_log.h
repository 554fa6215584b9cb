// SPDX-License-Identifier: Apache-2.0
// The log of one installation applied again into another, empty one: the same events must give the
// same decisions. That is what `assay replay` does, and what `assay verify` compares.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/result.h"
#include "flows/installation.h"

namespace assay::flows {

// Errors: kConflict "replay.target_not_empty"; kCorrupted where the log is damaged. Returns the
// number of events. Batches of `batch_events`; results do not depend on it.
Result<std::uint64_t> ReplayLog(Installation& from, Installation& into, std::size_t batch_events,
                                const std::function<void(std::uint64_t events)>& on_progress);

// SHA-256 of the canonical dump of the decisions.
Result<Sha256> DecisionsDigest(Installation& installation);

}  // namespace assay::flows
