// SPDX-License-Identifier: Apache-2.0
#include "enforcement/measure.h"

namespace assay::enforcement {

std::string_view NameOf(MeasureStatus status) {
  switch (status) {
    case MeasureStatus::kNone:
      return "none";
    case MeasureStatus::kRequested:
      return "requested";
    case MeasureStatus::kExecuted:
      return "executed";
    case MeasureStatus::kFailed:
      return "failed";
    case MeasureStatus::kConfirmed:
      return "confirmed";
    case MeasureStatus::kLiftedByPerson:
      return "lifted_by_person";
    case MeasureStatus::kLiftedByEdit:
      return "lifted_by_edit";
    case MeasureStatus::kExpired:
      return "expired";
  }
  return "none";
}

bool IsInForce(MeasureStatus status) {
  return status == MeasureStatus::kRequested || status == MeasureStatus::kExecuted ||
         status == MeasureStatus::kConfirmed;
}

std::optional<MeasureStep> NextStep(const ListingCircumstances& circumstances) {
  const bool red = circumstances.band == screening::Band::kRed;
  switch (circumstances.status) {
    case MeasureStatus::kNone:
    case MeasureStatus::kLiftedByEdit:
      return red ? std::optional(MeasureStep::kRequest) : std::nullopt;
    case MeasureStatus::kRequested:
    case MeasureStatus::kExecuted:
      return red ? std::nullopt : std::optional(MeasureStep::kLift);
    case MeasureStatus::kConfirmed:
      return std::nullopt;
    case MeasureStatus::kFailed:
    case MeasureStatus::kExpired:
    case MeasureStatus::kLiftedByPerson:
      // Asking again for what ended would turn the time limit, or the person's word, into nothing.
      return red && !circumstances.same_as_measured ? std::optional(MeasureStep::kRequest)
                                                    : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace assay::enforcement
