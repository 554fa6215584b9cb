// SPDX-License-Identifier: Apache-2.0
#include "enforcement/measure.h"

#include <gtest/gtest.h>

namespace assay::enforcement {
namespace {

using screening::Band;

std::optional<MeasureStep> StepOf(Band band, MeasureStatus status, bool same = false) {
  return NextStep({.band = band, .status = status, .same_as_measured = same});
}

TEST(Measure, OnlyRedListingsAreAskedToBeTakenDown) {
  EXPECT_EQ(StepOf(Band::kRed, MeasureStatus::kNone), MeasureStep::kRequest);
  for (const Band band : {Band::kUnknown, Band::kClear, Band::kWatch}) {
    EXPECT_EQ(StepOf(band, MeasureStatus::kNone), std::nullopt);
  }
}

TEST(Measure, WhatIsInForceIsNotAskedForAgainAndIsLiftedWhenNoLongerRed) {
  for (const MeasureStatus status : {MeasureStatus::kRequested, MeasureStatus::kExecuted}) {
    EXPECT_EQ(StepOf(Band::kRed, status), std::nullopt);
    EXPECT_EQ(StepOf(Band::kClear, status), MeasureStep::kLift);
  }
}

TEST(Measure, APersonsConfirmationIsNeverUndone) {
  for (const Band band : {Band::kUnknown, Band::kClear, Band::kWatch, Band::kRed}) {
    EXPECT_EQ(StepOf(band, MeasureStatus::kConfirmed), std::nullopt);
  }
}

TEST(Measure, WhatEndedIsAskedForAgainOnlyOnOtherContent) {
  for (const MeasureStatus status :
       {MeasureStatus::kFailed, MeasureStatus::kExpired, MeasureStatus::kLiftedByPerson}) {
    EXPECT_EQ(StepOf(Band::kRed, status, true), std::nullopt);
    EXPECT_EQ(StepOf(Band::kRed, status, false), MeasureStep::kRequest);
    EXPECT_EQ(StepOf(Band::kClear, status, false), std::nullopt);
  }
}

}  // namespace
}  // namespace assay::enforcement
