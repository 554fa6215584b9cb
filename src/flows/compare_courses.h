// SPDX-License-Identifier: Apache-2.0
// What a trial of a policy comes to: which measures would have come in addition, which would not have come,
// by rule and by kind, and what people said of them.
//
// The unit is a listing or store together with a kind of measure and whether the machine asks for it or
// a person is asked first. It is `same` where both courses asked for it within the period at some time, `gone`
// where the recorded one alone did, `added` where the candidate's alone did. A unit belongs to the rule that
// asked for it first.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/rate.h"
#include "engine/policy_trial.h"
#include "flows/history.h"

namespace assay::flows {

enum class Change : std::uint8_t { kSame, kGone, kAdded };
inline constexpr std::size_t kChangeCount = 3;

// What people said later about the listings and stores of units; buyers too.
class LaterWords {
 public:
  // The keys about which words are kept: those that were asked about.
  explicit LaterWords(const std::vector<engine::AskedMeasure>& asked);
  void Add(const PersonsAnswer& answer);
  void AddComplaint(const Hash128& listing) { complained_.insert(listing); }

  // The last word that came with or after `asked`, the first request: of a listing about any measure, of a
  // store about one of the same kind.
  std::optional<bool> Confirmed(const engine::AskedMeasure& asked) const;
  bool Complained(const Hash128& listing) const { return complained_.contains(listing); }

 private:
  std::map<Hash128, std::vector<PersonsAnswer>> answers_;
  std::set<Hash128> complained_;
};

struct SidedRule {
  engine::TriedRule rule;
  std::uint64_t asked = 0;  // Requests and proposals.
  std::uint64_t units = 0;  // Distinct ones that it asked for first,
  std::uint64_t same = 0;   // of these, asked for in the other course too, by whatever rule;
  std::uint64_t otherwise =
      0;  // of the rest, those where the other course asked for another measure.
  std::uint64_t changed() const { return units - same; }  // Gone, or added.
};
struct RuleChange {
  std::string id;
  std::optional<SidedRule> recorded;  // None where the policy in effect had no such rule.
  std::optional<SidedRule> candidate;
};

struct MeasureChange {
  enforcement::MeasureKind kind = enforcement::MeasureKind::kDelist;
  bool proposed = false;
  std::array<std::uint64_t, engine::kCourseCount> asked{};
  std::array<std::uint64_t, kChangeCount> units{};
};

struct Later {
  std::uint64_t units = 0;
  Rate confirmed;                // Of those that a person confirmed or rejected.
  std::uint64_t listings = 0;    // Of the units, those about listings,
  std::uint64_t complained = 0;  // and of these, those with a buyer who said counterfeit.
};

struct ChangedCase {
  Change change = Change::kAdded;
  engine::TrialCase found;
  std::string rule;
  bool otherwise = false;         // The other course asked for another measure.
  std::optional<bool> confirmed;  // By a person, later.
  bool complained = false;
};

struct Comparison {
  std::vector<RuleChange> rules;        // In the candidate's order, then those that it has not.
  std::vector<MeasureChange> measures;  // By kind; only those that were asked for.
  std::array<Later, kChangeCount> later;
  std::vector<ChangedCase> cases;  // Added, then gone; each in the order of the draw.

  std::uint64_t units(Change change) const { return later[static_cast<std::size_t>(change)].units; }
};

// At most `cases_max` cases, half of them of each change where there are as many.
Comparison CompareCourses(const engine::PolicyTrial& trial, const LaterWords& words,
                          std::size_t cases_max);

}  // namespace assay::flows
