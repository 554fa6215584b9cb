// SPDX-License-Identifier: Apache-2.0
// Measures: what enforcement asks the marketplace to do to a listing or a store, who decides it, and
// how one moves from proposed to ended. Pure.
//
// Invariants
//  1. Requested, executed and failed are different things: we ask, the marketplace reports. Figures
//     count what was executed.
//  2. What a machine alone decides ends by itself (policy.h refuses a rule without an end).
//  3. A person outranks the machine: nothing here moves a measure out of a state a person put it in
//     except a person or the marketplace's report.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace assay::enforcement {

// Numbers are stored: append only.
enum class MeasureKind : std::uint8_t {
  kBlockPublish = 0,  // The listing does not appear.
  kHold = 1,          // The listing waits for a look: not for sale meanwhile.
  kDelist = 2,        // The listing is taken down.
  kFreezeStore = 3,   // The store sells nothing for a while.
  kCloseStore = 4,    // The store ends.
  kHoldFunds = 5,     // Proceeds are not paid out.
  kDenyEntry = 6,     // A store that opens is refused.
};

inline constexpr std::size_t kMeasureKindCount = 7;

enum class Target : std::uint8_t { kListing, kStore };

// Who has to decide before a measure may go out; in rising order. A rule may ask for more than its
// kind needs, never for less.
enum class Tier : std::uint8_t {
  kMachine,     // The policy alone, for a limited time.
  kPerson,      // One named person.
  kTwoPersons,  // Two different named persons.
};

std::span<const MeasureKind> AllMeasureKinds();
// "block_publish", "hold", "delist", "freeze_store", "close_store", "hold_funds", "deny_entry".
std::string_view NameOf(MeasureKind kind);
std::optional<MeasureKind> FindMeasureKind(std::string_view name);
Target TargetOf(MeasureKind kind);
std::string_view NameOf(Target target);  // "listing", "store"
// The least that the kind needs: machine for block_publish, hold and delist; two persons for
// close_store; one for the rest (design section 3.4).
Tier TierOf(MeasureKind kind);
std::string_view NameOf(Tier tier);  // "machine", "person", "two_persons"
std::optional<Tier> FindTier(std::string_view name);

// Numbers are stored: append only.
enum class MeasureStatus : std::uint8_t {
  kNone = 0,
  kRequested,  // We asked; the marketplace has not answered.
  kExecuted,   // The marketplace reported that it did it.
  kFailed,     // The marketplace reported that it could not.
  kConfirmed,  // A person confirmed: no time limit any more.
  kLiftedByPerson,
  kLiftedByEdit,   // The seller changed the listing and the rule no longer applies.
  kExpired,        // Nobody confirmed in time.
  kProposed,       // Waits for a person; nothing was sent.
  kRejected,       // A person said no to the proposal; nothing was sent.
  kFirstApproval,  // One of the two persons needed said yes; nothing was sent.
};
std::string_view NameOf(MeasureStatus status);

// Whether the marketplace is (or may be) holding the listing down because of us.
bool IsInForce(MeasureStatus status);
// Whether a person is asked and nothing was sent: proposed or approved by one of two.
bool IsWaiting(MeasureStatus status);

enum class MeasureStep : std::uint8_t {
  kRequest,  // Request (tier machine) or propose (other tiers) what the rule says.
  kLift,     // End what stands, or withdraw what waits for a person.
  kReplace,  // End what stands and request what the rule says instead.
};

// What stands against a listing, and what the policy says now.
struct MeasureCircumstances {
  std::optional<MeasureKind> wanted;  // Of the rule that decides; none where no rule matches.
  bool at_once = true;  // The rule lets the machine decide; else it proposes to a person.
  MeasureKind current = MeasureKind::kDelist;  // Read only where status is not kNone.
  MeasureStatus status = MeasureStatus::kNone;
  bool agreed = false;  // What is in force was proposed, and a person said yes.
  // The words, price band and findings are those the last measure was about.
  bool same_as_measured = false;
};

// What to do after a new verdict, if anything. Never undoes a person's decision: what a person
// lifted or rejected is asked for again only on other content, what a person confirmed or agreed to
// stays. A machine's measure is replaced where the machine now wants one of another strength (a hold
// that turned out red); block_publish and delist are of one strength. It is not given up for a
// proposal: who writes what a person has to decide would be on sale again at once. What waits for a
// person is replaced where the machine may act now, and where it is about other content, so that the
// answer is about what is there.
std::optional<MeasureStep> NextStep(const MeasureCircumstances& circumstances);

// What a named person says to a measure.
enum class Answer : std::uint8_t {
  kApprove,  // Of a proposal: send it. Of what stands: keep it, without a time limit.
  kReject,   // Of a proposal: do not send it. Of what stands: lift it.
};

// The status after a person's answer; none where there is nothing to answer (it ended, or was
// decided). `tier` is that of the rule. The first yes to a proposal for two persons gives
// kFirstApproval; the caller keeps that person's name and must not pass the same person's second
// yes here (`same_person_as_first` says so: then none).
std::optional<MeasureStatus> StatusAfter(Answer answer, MeasureStatus status, Tier tier,
                                         bool same_person_as_first);

}  // namespace assay::enforcement
