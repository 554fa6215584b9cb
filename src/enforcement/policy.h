// SPDX-License-Identifier: Apache-2.0
// A checked policy: ordered rules from facts to measures, and the scheme of points. Start here.
//
// Invariants of a Policy (Compile refuses what breaks one, with line and column)
//  1. Ids are unique; every expression is well typed and ends (the language has no loops but over a
//     listing's own findings).
//  2. A rule that the machine decides alone has a duration, at most the jurisdiction's maximum for
//     its kind; who decides is at least what kind and jurisdiction ask, of a listing never two.
//  3. A rule's measure acts on what its scope is about.
//  4. A link to a closed store by itself holds a new listing for at most kLinkHoldMsMax.
//  5. The machine never acts for lack of authorisation, price or age alone: its condition needs the
//     verdict, complaints or confirmed outcomes.
//  6. A rule that is not a shadow has a sentence for the seller where the jurisdiction asks for reasons.
//
// Listings: the first rule that matches decides; store rules: the first for each kind of measure.
// Shadow rules are all evaluated and reported, and change nothing else.
//
// Threads: immutable. Cost: at most a microsecond a rule (bench/enforcement), no allocation.
// Errors of Compile: kInvalidArgument "enforcement.bad_policy" and kLimitExceeded
// "enforcement.policy_too_large", both with "line L, column C: what is wrong".
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "enforcement/allegation.h"
#include "enforcement/expression.h"
#include "enforcement/facts.h"
#include "enforcement/jurisdiction.h"
#include "enforcement/limits.h"
#include "enforcement/measure.h"
#include "enforcement/points.h"
#include "enforcement/policy_text.h"

namespace assay::enforcement {

struct Rule {
  std::string id;
  Target scope = Target::kListing;
  Expression when;
  MeasureKind measure = MeasureKind::kHold;
  Tier decided_by = Tier::kPerson;
  // How long the measure lasts; none: until a person lifts it. Always set where the machine decides.
  std::optional<std::int64_t> duration_ms;
  AllegationType allegation = AllegationType::kCounterfeit;
  bool shadow = false;
  bool rests_on_link = false;  // Its condition reads links to closed stores.
  std::string because;         // For the seller.

  // Whether a match is sent to the marketplace at once; otherwise it is proposed to a person, or,
  // of a shadow rule, only counted.
  bool sends() const { return !shadow && decided_by == Tier::kMachine; }
};

using RuleIndex = std::uint16_t;  // Into Policy::rules().
using RuleSet = std::bitset<kRulesMax>;

struct ListingOutcome {
  std::optional<RuleIndex> decides;
  RuleSet shadows;  // Shadow rules that match.
};

struct StoreOutcome {
  // By MeasureKind: the rule that proposes it, if any.
  std::array<std::optional<RuleIndex>, kMeasureKindCount> decides;
  RuleSet shadows;
};

class Policy {
 public:
  static Result<std::shared_ptr<const Policy>> Compile(const PolicyText& text,
                                                       const JurisdictionProfile& profile);

  ListingOutcome OnListing(const ListingFacts& listing, const StoreFacts& store) const;
  StoreOutcome OnStore(const StoreFacts& store) const;
  // Every rule of the scope that matches, decided or not: what a backtest counts.
  RuleSet AllMatches(const ListingFacts& listing, const StoreFacts& store) const;
  RuleSet AllMatches(const StoreFacts& store) const;

  std::span<const Rule> rules() const { return rules_; }
  const Rule& rule(RuleIndex index) const { return rules_.at(index); }
  std::optional<RuleIndex> Find(std::string_view id) const;
  const PointsScheme& points() const { return points_; }
  const JurisdictionProfile& jurisdiction() const { return profile_; }

 private:
  Policy() = default;
  std::vector<Rule> rules_;
  PointsScheme points_;
  JurisdictionProfile profile_;
};

}  // namespace assay::enforcement
