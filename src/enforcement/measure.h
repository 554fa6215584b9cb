// SPDX-License-Identifier: Apache-2.0
// From a verdict to a measure: the first, plain policy with one rule. Pure.
//
// A red listing is asked to be taken down ("delist"). The machine alone may ask for that, but only
// for a limited time: unless a person confirms, the request ends by itself. A person's word
// outranks it: after a person lifted a measure the machine does not ask again for the same listing
// content.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "screening/verdict.h"

namespace assay::enforcement {

enum class MeasureStatus : std::uint8_t {
  kNone = 0,
  kRequested,  // We asked; the marketplace has not answered.
  kExecuted,   // The marketplace reported that it did it.
  kFailed,     // The marketplace reported that it could not.
  kConfirmed,  // A person confirmed: no time limit any more.
  kLiftedByPerson,
  kLiftedByEdit,  // The seller changed the listing and it is no longer red.
  kExpired,       // Nobody confirmed in time.
};
std::string_view NameOf(MeasureStatus status);

// Whether the marketplace is (or may be) holding the listing down because of us.
bool IsInForce(MeasureStatus status);

enum class MeasureStep : std::uint8_t {
  kRequest,
  kLift,
};

struct ListingCircumstances {
  screening::Band band = screening::Band::kUnknown;
  MeasureStatus status = MeasureStatus::kNone;
  // The words, price band and findings are those the last measure was about.
  bool same_as_measured = false;
};

// What to do after a new verdict, if anything. Never undoes a person's decision.
std::optional<MeasureStep> NextStep(const ListingCircumstances& circumstances);

}  // namespace assay::enforcement
