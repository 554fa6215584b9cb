// SPDX-License-Identifier: Apache-2.0
#include "cases/standing.h"

#include <algorithm>
#include <ranges>

#include "core/check.h"

namespace assay::cases {
namespace {

using enforcement::Answer;
using enforcement::MeasureStatus;

bool Passed(const MeasureFile& measure, MeasureStatus status) {
  return std::ranges::any_of(measure.steps,
                             [&](const MeasureStep& step) { return step.status == status; });
}

}  // namespace

MeasureStatus StatusOf(const MeasureFile& measure) {
  CHECK_THAT(!measure.steps.empty(), "a measure begins with a request or a proposal");
  const MeasureStatus last = measure.steps.back().status;
  return last == MeasureStatus::kExecuted && Passed(measure, MeasureStatus::kConfirmed)
             ? MeasureStatus::kConfirmed
             : last;
}

Standing StandingOf(const MeasureFile& measure, Answer answer, std::string_view actor) {
  const bool yes = answer == Answer::kApprove;
  switch (StatusOf(measure)) {
    case MeasureStatus::kProposed:
      return Standing::kAnswerable;
    case MeasureStatus::kFirstApproval:
      return yes && measure.steps.back().by == actor ? Standing::kNeedsAnother
                                                     : Standing::kAnswerable;
    case MeasureStatus::kRequested:
    case MeasureStatus::kExecuted:
      // What was proposed first is in force by people's word already.
      return yes && Passed(measure, MeasureStatus::kProposed) ? Standing::kAlreadyDecided
                                                              : Standing::kAnswerable;
    case MeasureStatus::kConfirmed:
      return yes ? Standing::kAlreadyDecided : Standing::kAnswerable;
    case MeasureStatus::kLiftedByPerson:
    case MeasureStatus::kRejected:
      return Standing::kAlreadyDecided;
    case MeasureStatus::kNone:
    case MeasureStatus::kFailed:
    case MeasureStatus::kLiftedByEdit:
    case MeasureStatus::kExpired:
      return Standing::kEnded;
  }
  return Standing::kEnded;
}

}  // namespace assay::cases
