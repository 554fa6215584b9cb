// SPDX-License-Identifier: Apache-2.0
#include "enforcement/measure.h"

#include <gtest/gtest.h>

namespace assay::enforcement {
namespace {

// Under a policy of one rule, which takes a listing down.
std::optional<MeasureStep> StepOf(bool matches, MeasureStatus status, bool same = false) {
  return NextStep({.wanted = matches ? std::optional(MeasureKind::kDelist) : std::nullopt,
                   .status = status,
                   .same_as_measured = same});
}

TEST(Measure, IsAskedForWhereARuleMatches) {
  EXPECT_EQ(StepOf(true, MeasureStatus::kNone), MeasureStep::kRequest);
  EXPECT_EQ(StepOf(false, MeasureStatus::kNone), std::nullopt);
}

TEST(Measure, WhatIsInForceIsNotAskedForAgainAndIsLiftedWhenNoRuleMatches) {
  for (const MeasureStatus status : {MeasureStatus::kRequested, MeasureStatus::kExecuted}) {
    EXPECT_EQ(StepOf(true, status), std::nullopt);
    EXPECT_EQ(StepOf(false, status), MeasureStep::kLift);
  }
}

TEST(Measure, APersonsConfirmationIsNeverUndone) {
  for (const bool matches : {false, true}) {
    EXPECT_EQ(StepOf(matches, MeasureStatus::kConfirmed), std::nullopt);
  }
}

TEST(Measure, WhatEndedIsAskedForAgainOnlyOnOtherContent) {
  for (const MeasureStatus status :
       {MeasureStatus::kFailed, MeasureStatus::kExpired, MeasureStatus::kLiftedByPerson}) {
    EXPECT_EQ(StepOf(true, status, true), std::nullopt);
    EXPECT_EQ(StepOf(true, status, false), MeasureStep::kRequest);
    EXPECT_EQ(StepOf(false, status, false), std::nullopt);
  }
}

std::optional<MeasureStep> StepTo(std::optional<MeasureKind> wanted, MeasureKind current,
                                  MeasureStatus status, bool same = false) {
  return NextStep(
      {.wanted = wanted, .current = current, .status = status, .same_as_measured = same});
}

TEST(Measure, AHoldThatTurnsOutRedIsReplacedAndOneThatIsBlockedIsNotTakenDownAgain) {
  for (const MeasureStatus status : {MeasureStatus::kRequested, MeasureStatus::kExecuted}) {
    EXPECT_EQ(StepTo(MeasureKind::kDelist, MeasureKind::kHold, status), MeasureStep::kReplace);
    EXPECT_EQ(StepTo(MeasureKind::kHold, MeasureKind::kDelist, status), MeasureStep::kReplace);
    EXPECT_EQ(StepTo(MeasureKind::kDelist, MeasureKind::kBlockPublish, status), std::nullopt);
  }
  EXPECT_EQ(StepTo(MeasureKind::kDelist, MeasureKind::kHold, MeasureStatus::kConfirmed),
            std::nullopt);
}

TEST(Measure, WhatAPersonRejectedIsProposedAgainOnlyOnOtherContent) {
  const auto step = [](bool same) {
    return StepTo(MeasureKind::kDelist, MeasureKind::kDelist, MeasureStatus::kRejected, same);
  };
  EXPECT_EQ(step(true), std::nullopt);
  EXPECT_EQ(step(false), MeasureStep::kRequest);
  // What waits for a person is withdrawn with its ground; what one of two approved is not.
  EXPECT_EQ(StepTo({}, MeasureKind::kDelist, MeasureStatus::kProposed), MeasureStep::kLift);
  EXPECT_EQ(StepTo({}, MeasureKind::kDelist, MeasureStatus::kFirstApproval), std::nullopt);
}

TEST(Measure, WhatWaitsForAPersonIsReplacedWhereTheMachineMayActNow) {
  MeasureCircumstances now{.wanted = MeasureKind::kDelist,
                           .at_once = false,
                           .current = MeasureKind::kDelist,
                           .status = MeasureStatus::kProposed,
                           .same_as_measured = true};
  EXPECT_EQ(NextStep(now), std::nullopt) << "it waits already";
  now.at_once = true;
  EXPECT_EQ(NextStep(now), MeasureStep::kReplace);
  now.status = MeasureStatus::kExecuted;
  EXPECT_EQ(NextStep(now), std::nullopt);
}

TEST(Measure, AProposalIsMadeAnewWhereOtherWordsStandThereNow) {
  MeasureCircumstances now{.wanted = MeasureKind::kDelist,
                           .at_once = false,
                           .current = MeasureKind::kDelist,
                           .status = MeasureStatus::kProposed,
                           .same_as_measured = false};
  EXPECT_EQ(NextStep(now), MeasureStep::kReplace) << "a no to the old ones would leave them unseen";
  now.status = MeasureStatus::kFirstApproval;
  EXPECT_EQ(NextStep(now), std::nullopt) << "a person has spoken";
}

TEST(Measure, WhatIsInForceIsNotGivenUpForAProposal) {
  for (const MeasureStatus status : {MeasureStatus::kRequested, MeasureStatus::kExecuted}) {
    MeasureCircumstances now{.wanted = MeasureKind::kDelist,
                             .at_once = false,
                             .current = MeasureKind::kHold,
                             .status = status,
                             .same_as_measured = false};
    EXPECT_EQ(NextStep(now), std::nullopt);
    now.at_once = true;
    EXPECT_EQ(NextStep(now), MeasureStep::kReplace);
  }
}

TEST(Measure, WhatAPersonAgreedToIsNotUndoneByAnEdit) {
  for (const MeasureStatus status : {MeasureStatus::kRequested, MeasureStatus::kExecuted}) {
    MeasureCircumstances now{
        .wanted = {}, .current = MeasureKind::kDelist, .status = status, .agreed = true};
    EXPECT_EQ(NextStep(now), std::nullopt);
    now.agreed = false;
    EXPECT_EQ(NextStep(now), MeasureStep::kLift);
  }
}

TEST(Measure, ClosingNeedsTwoDifferentPersons) {
  const auto after = [](MeasureStatus status, bool same_person) {
    return StatusAfter(Answer::kApprove, status, Tier::kTwoPersons, same_person);
  };
  EXPECT_EQ(after(MeasureStatus::kProposed, false), MeasureStatus::kFirstApproval);
  EXPECT_EQ(after(MeasureStatus::kFirstApproval, true), std::nullopt);
  EXPECT_EQ(after(MeasureStatus::kFirstApproval, false), MeasureStatus::kRequested);
  EXPECT_EQ(StatusAfter(Answer::kReject, MeasureStatus::kFirstApproval, Tier::kTwoPersons, true),
            MeasureStatus::kRejected);
}

TEST(Measure, OnePersonsYesSendsOrConfirmsAndTheirNoEndsIt) {
  const auto after = [](Answer answer, MeasureStatus status) {
    return StatusAfter(answer, status, Tier::kPerson, false);
  };
  EXPECT_EQ(after(Answer::kApprove, MeasureStatus::kProposed), MeasureStatus::kRequested);
  EXPECT_EQ(after(Answer::kReject, MeasureStatus::kProposed), MeasureStatus::kRejected);
  EXPECT_EQ(after(Answer::kApprove, MeasureStatus::kExecuted), MeasureStatus::kConfirmed);
  EXPECT_EQ(after(Answer::kReject, MeasureStatus::kConfirmed), MeasureStatus::kLiftedByPerson);
  EXPECT_EQ(after(Answer::kApprove, MeasureStatus::kConfirmed), std::nullopt);
  for (const MeasureStatus ended : {MeasureStatus::kExpired, MeasureStatus::kRejected,
                                    MeasureStatus::kFailed, MeasureStatus::kLiftedByPerson}) {
    EXPECT_EQ(after(Answer::kApprove, ended), std::nullopt);
  }
}

TEST(Measure, TheMachineAloneNeverTouchesAStore) {
  for (const MeasureKind kind : AllMeasureKinds()) {
    EXPECT_EQ(TierOf(kind) == Tier::kMachine, TargetOf(kind) == Target::kListing) << NameOf(kind);
    EXPECT_EQ(FindMeasureKind(NameOf(kind)), kind);
  }
  EXPECT_EQ(TierOf(MeasureKind::kCloseStore), Tier::kTwoPersons);
}

}  // namespace
}  // namespace assay::enforcement
