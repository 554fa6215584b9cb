// SPDX-License-Identifier: Apache-2.0
#include "cases/standing.h"

#include <initializer_list>
#include <utility>

#include <gtest/gtest.h>

namespace assay::cases {
namespace {

using enforcement::Answer;
using enforcement::MeasureStatus;

MeasureFile After(std::initializer_list<std::pair<MeasureStatus, const char*>> steps) {
  MeasureFile measure;
  for (const auto& [status, by] : steps) {
    measure.steps.push_back({.sequence = {1}, .time = {}, .status = status, .by = by});
  }
  return measure;
}

constexpr auto kProposed = std::pair(MeasureStatus::kProposed, "machine");
constexpr auto kByMachine = std::pair(MeasureStatus::kRequested, "machine");
constexpr auto kExecuted = std::pair(MeasureStatus::kExecuted, "marketplace");

TEST(Standing, AProposalIsAnswerableEitherWay) {
  EXPECT_EQ(StandingOf(After({kProposed}), Answer::kApprove, "a"), Standing::kAnswerable);
  EXPECT_EQ(StandingOf(After({kProposed}), Answer::kReject, "a"), Standing::kAnswerable);
}

TEST(Standing, TheSecondApprovalMustBeAnotherPersonsButAnybodyMayRefuse) {
  const MeasureFile measure = After({kProposed, {MeasureStatus::kFirstApproval, "a"}});
  EXPECT_EQ(StandingOf(measure, Answer::kApprove, "a"), Standing::kNeedsAnother);
  EXPECT_EQ(StandingOf(measure, Answer::kApprove, "b"), Standing::kAnswerable);
  EXPECT_EQ(StandingOf(measure, Answer::kReject, "a"), Standing::kAnswerable);
}

TEST(Standing, WhatTheMachineDidMayBeConfirmedAndLifted) {
  EXPECT_EQ(StandingOf(After({kByMachine, kExecuted}), Answer::kApprove, "a"),
            Standing::kAnswerable);
  EXPECT_EQ(StandingOf(After({kByMachine, kExecuted}), Answer::kReject, "a"),
            Standing::kAnswerable);
}

TEST(Standing, AConfirmationIsTakenBackByLiftingAndARepeatedOneChangesNothing) {
  const MeasureFile measure = After({kByMachine, {MeasureStatus::kConfirmed, "a"}});
  EXPECT_EQ(StandingOf(measure, Answer::kApprove, "b"), Standing::kAlreadyDecided);
  EXPECT_EQ(StandingOf(measure, Answer::kReject, "a"), Standing::kAnswerable);
}

TEST(Standing, AReportOfExecutionDoesNotUndoAConfirmation) {
  const MeasureFile measure = After({kByMachine, {MeasureStatus::kConfirmed, "a"}, kExecuted});
  EXPECT_EQ(StatusOf(measure), MeasureStatus::kConfirmed);
  EXPECT_EQ(StandingOf(measure, Answer::kApprove, "b"), Standing::kAlreadyDecided);
}

TEST(Standing, AProposalThatPeopleApprovedIsDecided) {
  const MeasureFile measure = After({kProposed, {MeasureStatus::kRequested, "a"}, kExecuted});
  EXPECT_EQ(StandingOf(measure, Answer::kApprove, "b"), Standing::kAlreadyDecided);
  EXPECT_EQ(StandingOf(measure, Answer::kReject, "b"), Standing::kAnswerable);
}

TEST(Standing, WhatEndedCannotBeAnswered) {
  EXPECT_EQ(
      StandingOf(After({kByMachine, {MeasureStatus::kExpired, "clock"}}), Answer::kApprove, "a"),
      Standing::kEnded);
  EXPECT_EQ(StandingOf(After({kByMachine, {MeasureStatus::kLiftedByEdit, "machine"}}),
                       Answer::kReject, "a"),
            Standing::kEnded);
  EXPECT_EQ(StandingOf(After({kProposed, {MeasureStatus::kRejected, "a"}}), Answer::kApprove, "b"),
            Standing::kAlreadyDecided);
}

}  // namespace
}  // namespace assay::cases
