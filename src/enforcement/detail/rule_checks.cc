// SPDX-License-Identifier: Apache-2.0
#include "enforcement/detail/rule_checks.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "enforcement/detail/expression_node.h"
#include "enforcement/detail/fields.h"
#include "enforcement/detail/wording.h"

namespace assay::enforcement {

tl::unexpected<Error> BadPolicy(Place place, const std::string& what) {
  return Fail(ErrorCode::kInvalidArgument, "enforcement.bad_policy",
              fmt::format("line {}, column {}: {}", place.line, place.column, what));
}

tl::unexpected<Error> TooLargePolicy(Place place, const std::string& what) {
  return Fail(ErrorCode::kLimitExceeded, "enforcement.policy_too_large",
              fmt::format("line {}, column {}: {}", place.line, place.column, what));
}

namespace {

template <typename T, typename Range>
std::vector<std::string_view> NamesOf(const Range& all) {
  std::vector<std::string_view> names(std::ranges::size(all));
  std::ranges::transform(all, names.begin(), [](T value) { return NameOf(value); });
  return names;
}

constexpr std::array kTargets = {Target::kListing, Target::kStore};
constexpr std::array kTiers = {Tier::kMachine, Tier::kPerson, Tier::kTwoPersons};
constexpr std::array kSeverities = {Severity::kGeneral, Severity::kSerious};

// The value of `all` that `at` names. `what` is the noun of the message.
template <typename T, typename Range>
Result<T> Named(const TextAt& at, std::string_view what, const Range& all) {
  const auto found = std::ranges::find(all, at.text, [](T value) { return NameOf(value); });
  if (found == std::ranges::end(all)) {
    return BadPolicy(at.place, fmt::format("\"{}\" is no {}{}", at.text, what,
                                           Suggestion(at.text, NamesOf<T>(all))));
  }
  return *found;
}

Result<std::string> CheckedId(const RuleText& text) {
  if (!text.id) {
    return BadPolicy(text.place, "a rule needs an id = \"...\"");
  }
  const std::string& id = text.id->text;
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  if (id.empty() || id.size() > kRuleIdBytesMax || !std::ranges::all_of(id, allowed)) {
    return BadPolicy(
        text.id->place,
        fmt::format("an id has 1 to {} characters of a to z, 0 to 9, -, _ and .", kRuleIdBytesMax));
  }
  return id;
}

Result<void> CheckWho(const RuleText& text, const Rule& rule, const JurisdictionProfile& profile) {
  const Tier kinds_own = TierOf(rule.measure);
  const Tier least = std::max(kinds_own, profile.TierFor(rule.measure));
  const Place place = text.decided_by ? text.decided_by->place : text.place;
  if (rule.scope == Target::kListing && rule.decided_by == Tier::kTwoPersons) {
    return BadPolicy(place, fmt::format("rule \"{}\": what is done to a listing is decided by the "
                                        "machine or one person, not by two",
                                        rule.id));
  }
  if (rule.decided_by >= least) {
    return {};
  }
  const std::string why =
      least > kinds_own ? fmt::format(" (jurisdiction {})", profile.name) : std::string();
  return BadPolicy(place,
                   fmt::format("rule \"{}\": {} is decided by {} at least, not by {}{}", rule.id,
                               NameOf(rule.measure), NameOf(least), NameOf(rule.decided_by), why));
}

Result<void> CheckEnd(const RuleText& text, Rule& rule, const JurisdictionProfile& profile) {
  if (text.duration) {
    rule.duration_ms = ParseDurationMs(text.duration->text);
    if (!rule.duration_ms) {
      return BadPolicy(
          text.duration->place,
          fmt::format("rule \"{}\": a duration is written like \"72h\" or \"7d\", more "
                      "than nothing and at most ten years",
                      rule.id));
    }
  }
  if (rule.decided_by != Tier::kMachine) {
    return {};
  }
  const std::string most = fmt::format("at most {} for {} (jurisdiction {})",
                                       FormatDuration(profile.MachineMsMax(rule.measure)),
                                       NameOf(rule.measure), profile.name);
  if (!rule.duration_ms) {
    return BadPolicy(text.place,
                     fmt::format("rule \"{}\" never ends: what the machine decides alone needs a "
                                 "duration, {}",
                                 rule.id, most));
  }
  if (*rule.duration_ms > profile.MachineMsMax(rule.measure)) {
    return BadPolicy(text.duration->place,
                     fmt::format("rule \"{}\": {} is longer than the machine may decide alone: {}",
                                 rule.id, text.duration->text, most));
  }
  return {};
}

// Whether the condition can only be true for a red listing.
bool RequiresRed(std::span<const ExpressionNode> nodes) {
  const auto is_band = [&](std::size_t at) {
    return nodes[at].op == Op::kField && static_cast<Field>(nodes[at].number) == Field::kBand;
  };
  const auto is_red = [&](std::size_t at) {
    return nodes[at].op == Op::kNumber &&
           nodes[at].number == static_cast<std::int64_t>(screening::Band::kRed);
  };
  return Requires(nodes, nodes.size() - 1, [&](std::size_t at) {
    const ExpressionNode& node = nodes[at];
    return node.op == Op::kEqual && ((is_band(node.left) && is_red(node.right)) ||
                                     (is_red(node.left) && is_band(node.right)));
  });
}

bool RequiresNew(std::span<const ExpressionNode> nodes) {
  return Requires(nodes, nodes.size() - 1, [&](std::size_t at) {
    return nodes[at].op == Op::kField && static_cast<Field>(nodes[at].number) == Field::kIsNew;
  });
}

bool ReadsLink(std::span<const ExpressionNode> nodes) {
  return Reads(nodes, nodes.size() - 1, [](const FieldInfo& field) {
    return FindField(field.name) == Field::kLinksToClosed;
  });
}

// What the machine may rest its decision on (policy.h, invariants 4 and 5).
Result<void> CheckGrounds(const RuleText& text, const Rule& rule) {
  if (rule.decided_by != Tier::kMachine) {
    return {};
  }
  const std::span<const ExpressionNode> nodes = rule.when.nodes();
  const std::size_t root = nodes.size() - 1;
  const auto reads_evidence = [&](std::size_t at) {
    return Reads(nodes, at, [](const FieldInfo& field) { return field.is_evidence; });
  };
  if (!Requires(nodes, root, reads_evidence)) {
    return BadPolicy(
        text.when->place,
        fmt::format("rule \"{}\": the machine does not act for price, age or lack of authorisation "
                    "alone; let the condition require listing.band, a finding, complaints or "
                    "confirmed violations, or write decided_by = \"person\"",
                    rule.id));
  }
  const bool only_holds_new = rule.measure == MeasureKind::kHold && RequiresNew(nodes) &&
                              *rule.duration_ms <= kLinkHoldMsMax;
  if (rule.rests_on_link && !RequiresRed(nodes) && !only_holds_new) {
    return BadPolicy(
        text.when->place,
        fmt::format(
            "rule \"{}\": a link to a closed store proves nothing by itself: the machine may "
            "hold a new listing for at most {} (measure = \"hold\" and listing.is_new), "
            "unless the condition requires listing.band == \"red\"",
            rule.id, FormatDuration(kLinkHoldMsMax)));
  }
  return {};
}

Result<void> CheckReasons(const RuleText& text, const Rule& rule,
                          const JurisdictionProfile& profile) {
  const bool blank = rule.because.find_first_not_of(" \t\r\n") == std::string::npos;
  if (blank && !rule.shadow && profile.reasons_required) {
    return BadPolicy(
        text.because ? text.because->place : text.place,
        fmt::format("rule \"{}\" needs because = \"...\", a sentence that the seller is "
                    "shown (jurisdiction {} asks for reasons)",
                    rule.id, profile.name));
  }
  if (rule.because.size() > kBecauseBytesMax) {
    return TooLargePolicy(
        text.because->place,
        fmt::format("rule \"{}\": because has at most {} bytes", rule.id, kBecauseBytesMax));
  }
  return {};
}

Result<std::int32_t> NumberIn(const std::optional<NumberAt>& number, std::string_view key,
                              std::int32_t fallback, std::int32_t most) {
  if (!number) {
    return fallback;
  }
  if (number->value < 1 || number->value > most) {
    return BadPolicy(number->place, fmt::format("{} is a whole number from 1 to {}", key, most));
  }
  return static_cast<std::int32_t>(number->value);
}

Result<std::uint8_t> AllegationBits(const PointsText& text, const PointsScheme& scheme) {
  if (text.allegations.empty()) {
    return BadPolicy(text.place, "[[points]] needs allegations = [...]");
  }
  std::uint8_t bits = 0;
  for (const TextAt& at : text.allegations) {
    ASSAY_ASSIGN(const AllegationType type,
                 Named<AllegationType>(at, "allegation", AllAllegationTypes()));
    const auto bit = static_cast<std::uint8_t>(1U << static_cast<unsigned>(type));
    if (((bits | scheme.general_allegations | scheme.serious_allegations) & bit) != 0) {
      return BadPolicy(at.place, fmt::format("\"{}\" has its points already", at.text));
    }
    bits |= bit;
  }
  return bits;
}

}  // namespace

Result<Rule> CompileRule(const RuleText& text, const JurisdictionProfile& profile) {
  Rule rule;
  ASSAY_ASSIGN(rule.id, CheckedId(text));
  const auto missing = [&](std::string_view key) {
    return BadPolicy(text.place, fmt::format("rule \"{}\" needs {}", rule.id, key));
  };
  if (!text.scope) {
    return missing("scope = \"listing\" or \"store\"");
  }
  if (!text.when) {
    return missing("when = '...', a condition");
  }
  if (!text.measure) {
    return missing("measure = \"...\"");
  }
  ASSAY_ASSIGN(rule.scope, Named<Target>(*text.scope, "scope", kTargets));
  ASSAY_ASSIGN(rule.when, Expression::Parse(*text.when, rule.scope));
  rule.rests_on_link = ReadsLink(rule.when.nodes());
  ASSAY_ASSIGN(rule.measure, Named<MeasureKind>(*text.measure, "measure", AllMeasureKinds()));
  if (TargetOf(rule.measure) != rule.scope) {
    return BadPolicy(
        text.measure->place,
        fmt::format("rule \"{}\": {} is done to a {}, and the rule is about a {}", rule.id,
                    NameOf(rule.measure), NameOf(TargetOf(rule.measure)), NameOf(rule.scope)));
  }
  rule.shadow = text.shadow;
  rule.decided_by = std::max(TierOf(rule.measure), profile.TierFor(rule.measure));
  if (text.decided_by) {
    ASSAY_ASSIGN(rule.decided_by, Named<Tier>(*text.decided_by, "tier", kTiers));
  }
  if (text.allegation) {
    ASSAY_ASSIGN(rule.allegation,
                 Named<AllegationType>(*text.allegation, "allegation", AllAllegationTypes()));
  }
  rule.because = text.because ? text.because->text : std::string();
  ASSAY_TRY(CheckWho(text, rule, profile));
  ASSAY_TRY(CheckEnd(text, rule, profile));
  ASSAY_TRY(CheckGrounds(text, rule));
  ASSAY_TRY(CheckReasons(text, rule, profile));
  return rule;
}

Result<PointsScheme> CompilePoints(const PolicyText& text) {
  PointsScheme scheme;
  ASSAY_ASSIGN(scheme.expiry_days, NumberIn(text.points_expiry_days, "points_expiry_days",
                                            scheme.expiry_days, kPointsExpiryDaysMax));
  for (const PointsText& points : text.points) {
    if (!points.severity) {
      return BadPolicy(points.place, "[[points]] needs severity = \"general\" or \"serious\"");
    }
    ASSAY_ASSIGN(const Severity severity,
                 Named<Severity>(*points.severity, "severity", kSeverities));
    const bool serious = severity == Severity::kSerious;
    std::uint8_t& bits = serious ? scheme.serious_allegations : scheme.general_allegations;
    if (bits != 0) {
      return BadPolicy(points.severity->place,
                       fmt::format("[[points]] of severity \"{}\" stands twice", NameOf(severity)));
    }
    const std::optional<NumberAt>& foreign = serious ? points.day_max : points.merge_days;
    if (foreign) {
      return BadPolicy(foreign->place, serious ? "day_max is for general violations"
                                               : "merge_days is for serious violations");
    }
    ASSAY_ASSIGN(bits, AllegationBits(points, scheme));
    std::int32_t& cost = serious ? scheme.serious_points : scheme.general_points;
    ASSAY_ASSIGN(cost, NumberIn(points.points, "points", cost, 100));
    ASSAY_ASSIGN(scheme.general_points_a_day_max,
                 NumberIn(points.day_max, "day_max", scheme.general_points_a_day_max, 1'000));
    ASSAY_ASSIGN(scheme.serious_merge_days,
                 NumberIn(points.merge_days, "merge_days", scheme.serious_merge_days, 31));
  }
  return scheme;
}

}  // namespace assay::enforcement
