// SPDX-License-Identifier: Apache-2.0
// Whether a person's answer to a measure can still change anything, read from the measure's history alone.
#pragma once

#include <string_view>

#include "cases/case_file.h"

namespace assay::cases {

enum class Standing {
  kAnswerable,
  kNeedsAnother,  // This person gave the first of two approvals; the second must be somebody else's.
  kAlreadyDecided,  // A person has said the same.
  kEnded,  // It ended without a person: expired, edited away, failed, or the store was shut.
};

// As the history leaves it: a report of execution does not undo a confirmation.
enforcement::MeasureStatus StatusOf(const MeasureFile& measure);

Standing StandingOf(const MeasureFile& measure, enforcement::Answer answer, std::string_view actor);

}  // namespace assay::cases
