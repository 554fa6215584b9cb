// SPDX-License-Identifier: Apache-2.0
#include "enforcement/measure.h"

#include <algorithm>
#include <array>

namespace assay::enforcement {
namespace {

// How much a measure takes from a listing. Blocked and taken down are the same to a buyer.
int StrengthOf(MeasureKind kind) {
  return kind == MeasureKind::kHold ? 1 : 2;
}

}  // namespace

std::span<const MeasureKind> AllMeasureKinds() {
  static constexpr std::array kAll = {MeasureKind::kBlockPublish, MeasureKind::kHold,
                                      MeasureKind::kDelist,       MeasureKind::kFreezeStore,
                                      MeasureKind::kCloseStore,   MeasureKind::kHoldFunds,
                                      MeasureKind::kDenyEntry};
  static_assert(kAll.size() == kMeasureKindCount);
  return kAll;
}

std::string_view NameOf(MeasureKind kind) {
  switch (kind) {
    case MeasureKind::kBlockPublish:
      return "block_publish";
    case MeasureKind::kHold:
      return "hold";
    case MeasureKind::kDelist:
      return "delist";
    case MeasureKind::kFreezeStore:
      return "freeze_store";
    case MeasureKind::kCloseStore:
      return "close_store";
    case MeasureKind::kHoldFunds:
      return "hold_funds";
    case MeasureKind::kDenyEntry:
      return "deny_entry";
  }
  return "hold";
}

std::optional<MeasureKind> FindMeasureKind(std::string_view name) {
  const auto all = AllMeasureKinds();
  const auto found = std::ranges::find(all, name, [](MeasureKind k) { return NameOf(k); });
  return found == all.end() ? std::nullopt : std::optional(*found);
}

Target TargetOf(MeasureKind kind) {
  switch (kind) {
    case MeasureKind::kBlockPublish:
    case MeasureKind::kHold:
    case MeasureKind::kDelist:
      return Target::kListing;
    case MeasureKind::kFreezeStore:
    case MeasureKind::kCloseStore:
    case MeasureKind::kHoldFunds:
    case MeasureKind::kDenyEntry:
      return Target::kStore;
  }
  return Target::kStore;
}

std::string_view NameOf(Target target) {
  return target == Target::kListing ? "listing" : "store";
}

Tier TierOf(MeasureKind kind) {
  if (TargetOf(kind) == Target::kListing) {
    return Tier::kMachine;
  }
  return kind == MeasureKind::kCloseStore ? Tier::kTwoPersons : Tier::kPerson;
}

std::string_view NameOf(Tier tier) {
  switch (tier) {
    case Tier::kMachine:
      return "machine";
    case Tier::kPerson:
      return "person";
    case Tier::kTwoPersons:
      return "two_persons";
  }
  return "two_persons";
}

std::optional<Tier> FindTier(std::string_view name) {
  for (const Tier tier : {Tier::kMachine, Tier::kPerson, Tier::kTwoPersons}) {
    if (NameOf(tier) == name) {
      return tier;
    }
  }
  return std::nullopt;
}

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
    case MeasureStatus::kProposed:
      return "proposed";
    case MeasureStatus::kRejected:
      return "rejected";
    case MeasureStatus::kFirstApproval:
      return "first_approval";
  }
  return "none";
}

bool IsInForce(MeasureStatus status) {
  return status == MeasureStatus::kRequested || status == MeasureStatus::kExecuted ||
         status == MeasureStatus::kConfirmed;
}

bool IsWaiting(MeasureStatus status) {
  return status == MeasureStatus::kProposed || status == MeasureStatus::kFirstApproval;
}

std::optional<MeasureStep> NextStep(const MeasureCircumstances& circumstances) {
  const bool wanted = circumstances.wanted.has_value();
  const bool is_of_other_strength =
      wanted && StrengthOf(*circumstances.wanted) != StrengthOf(circumstances.current);
  switch (circumstances.status) {
    case MeasureStatus::kNone:
    case MeasureStatus::kLiftedByEdit:
      return wanted ? std::optional(MeasureStep::kRequest) : std::nullopt;
    case MeasureStatus::kRequested:
    case MeasureStatus::kExecuted:
      if (circumstances.agreed) {
        return std::nullopt;
      }
      if (!wanted) {
        return MeasureStep::kLift;
      }
      // What is in force is not given up for what a person may or may not agree to.
      return circumstances.at_once && is_of_other_strength ? std::optional(MeasureStep::kReplace)
                                                           : std::nullopt;
    case MeasureStatus::kProposed:
      if (!wanted) {
        return MeasureStep::kLift;
      }
      // A person's no to words that are gone would leave the new ones on sale with nobody asked.
      return circumstances.at_once || is_of_other_strength || !circumstances.same_as_measured
                 ? std::optional(MeasureStep::kReplace)
                 : std::nullopt;
    case MeasureStatus::kConfirmed:
    case MeasureStatus::kFirstApproval:  // A person has spoken; the other shall.
      return std::nullopt;
    case MeasureStatus::kFailed:
    case MeasureStatus::kExpired:
    case MeasureStatus::kLiftedByPerson:
    case MeasureStatus::kRejected:
      // Asking again for what ended would turn the time limit, or the person's word, into nothing.
      return wanted && !circumstances.same_as_measured ? std::optional(MeasureStep::kRequest)
                                                       : std::nullopt;
  }
  return std::nullopt;
}

std::optional<MeasureStatus> StatusAfter(Answer answer, MeasureStatus status, Tier tier,
                                         bool same_person_as_first) {
  const bool yes = answer == Answer::kApprove;
  switch (status) {
    case MeasureStatus::kProposed:
      if (!yes) {
        return MeasureStatus::kRejected;
      }
      return tier == Tier::kTwoPersons ? MeasureStatus::kFirstApproval : MeasureStatus::kRequested;
    case MeasureStatus::kFirstApproval:
      if (!yes) {
        return MeasureStatus::kRejected;
      }
      return same_person_as_first ? std::nullopt : std::optional(MeasureStatus::kRequested);
    case MeasureStatus::kRequested:
    case MeasureStatus::kExecuted:
      return yes ? MeasureStatus::kConfirmed : MeasureStatus::kLiftedByPerson;
    case MeasureStatus::kConfirmed:
      return yes ? std::nullopt : std::optional(MeasureStatus::kLiftedByPerson);
    case MeasureStatus::kNone:
    case MeasureStatus::kFailed:
    case MeasureStatus::kLiftedByPerson:
    case MeasureStatus::kLiftedByEdit:
    case MeasureStatus::kExpired:
    case MeasureStatus::kRejected:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace assay::enforcement
