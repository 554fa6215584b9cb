// SPDX-License-Identifier: Apache-2.0
// One event of a person, on the channel of people.
#pragma once

#include <string>

#include "core/result.h"
#include "flows/ingest_events.h"

namespace assay::flows {

// What became of it.
enum class PeopleOutcome { kApplied, kDuplicate, kStale, kUnknownTarget, kNeedsAnother };

// Commits the line. Errors: kForbidden "people.refused" where the log did not take it: the message says
// why; those of IngestEvents.
Result<PeopleOutcome> CommitPeopleEvent(const IngestParts& parts, const std::string& line);

}  // namespace assay::flows
