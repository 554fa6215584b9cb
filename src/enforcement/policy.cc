// SPDX-License-Identifier: Apache-2.0
#include "enforcement/policy.h"

#include <algorithm>

#include <fmt/core.h>

#include "enforcement/detail/rule_checks.h"

namespace assay::enforcement {

Result<std::shared_ptr<const Policy>> Policy::Compile(const PolicyText& text,
                                                      const JurisdictionProfile& profile) {
  if (text.rules.size() > kRulesMax) {
    return TooLargePolicy(text.rules[kRulesMax].place,
                          fmt::format("a policy has at most {} rules", kRulesMax));
  }
  std::shared_ptr<Policy> policy(new Policy);
  policy->profile_ = profile;
  ASSAY_ASSIGN(policy->points_, CompilePoints(text));
  for (std::size_t i = 0; i < text.rules.size(); ++i) {
    ASSAY_ASSIGN(Rule rule, CompileRule(text.rules[i], profile));
    if (const std::optional<RuleIndex> first = policy->Find(rule.id)) {
      return BadPolicy(text.rules[i].id->place,
                       fmt::format("two rules have the id \"{}\"; the first stands on line {}",
                                   rule.id, text.rules[*first].id->place.line));
    }
    policy->rules_.push_back(std::move(rule));
  }
  return policy;
}

ListingOutcome Policy::OnListing(const ListingFacts& listing, const StoreFacts& store) const {
  const Facts facts{.store = store, .listing = &listing};
  ListingOutcome outcome;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const Rule& rule = rules_[i];
    const bool is_asked = rule.shadow || !outcome.decides;
    if (rule.scope != Target::kListing || !is_asked || !rule.when.Matches(facts)) {
      continue;
    }
    if (rule.shadow) {
      outcome.shadows.set(i);
    } else {
      outcome.decides = static_cast<RuleIndex>(i);
    }
  }
  return outcome;
}

StoreOutcome Policy::OnStore(const StoreFacts& store) const {
  const Facts facts{.store = store};
  StoreOutcome outcome;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const Rule& rule = rules_[i];
    if (rule.scope != Target::kStore) {
      continue;
    }
    std::optional<RuleIndex>& decides = outcome.decides.at(static_cast<std::size_t>(rule.measure));
    const bool is_asked = rule.shadow || !decides;
    if (!is_asked || !rule.when.Matches(facts)) {
      continue;
    }
    if (rule.shadow) {
      outcome.shadows.set(i);
    } else {
      decides = static_cast<RuleIndex>(i);
    }
  }
  return outcome;
}

RuleSet Policy::AllMatches(const ListingFacts& listing, const StoreFacts& store) const {
  const Facts facts{.store = store, .listing = &listing};
  RuleSet matches;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    matches.set(i, rules_[i].scope == Target::kListing && rules_[i].when.Matches(facts));
  }
  return matches;
}

RuleSet Policy::AllMatches(const StoreFacts& store) const {
  const Facts facts{.store = store};
  RuleSet matches;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    matches.set(i, rules_[i].scope == Target::kStore && rules_[i].when.Matches(facts));
  }
  return matches;
}

std::optional<RuleIndex> Policy::Find(std::string_view id) const {
  const auto found = std::ranges::find(rules_, id, &Rule::id);
  return found == rules_.end() ? std::nullopt
                               : std::optional(static_cast<RuleIndex>(found - rules_.begin()));
}

}  // namespace assay::enforcement
