// SPDX-License-Identifier: Apache-2.0
// Conditions of rules: a small typed language with the syntax of CEL (docs/formats/policy.md).
//
//   listing.band == "red" && !listing.authorised
//   store.age < duration("30d") && store.links_to_closed > 0
//   "lingo.counterfeit_grade" in listing.findings
//   listing.findings.exists(f, f.startsWith("lingo."))
//
// Everything is checked when it is loaded: names, types, values of enumerations, limits. Evaluation
// cannot fail, allocates nothing and ends: it visits each node once, or inside exists(), which does
// not nest, once for each item. && and || stop at what decides them.
//
// What is not known (store.age of a store whose opening we did not see) or cannot be computed (a sum
// past 64 bits) is neither true nor false: `x && y` is false where one side is false, `x || y` true
// where one side is true, whatever the other; else it stays unknown, and a rule matches only what is
// true. has(field) asks whether it is known.
//
// Threads: immutable. Cost: some nanoseconds a node.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "enforcement/facts.h"
#include "enforcement/measure.h"
#include "enforcement/policy_text.h"

namespace assay::enforcement {

struct ExpressionNode;  // detail/expression_node.h

class Expression {
 public:
  Expression();  // false
  ~Expression();
  Expression(Expression&&) noexcept;
  Expression& operator=(Expression&&) noexcept;

  // `scope` kStore: only fields of `store` may be read. Errors: kInvalidArgument
  // "enforcement.bad_policy" and kLimitExceeded "enforcement.policy_too_large" with
  // "line L, column C: ..." in the file.
  static Result<Expression> Parse(const TextAt& text, Target scope);

  // Whether it is true (not false, not unknown). `facts.listing` must be set where the expression
  // was parsed for listings.
  bool Matches(const Facts& facts) const;

  // What it reads of the facts, each field once: "listing.band red, store.age 12d"; unknown ones too.
  // Allocates.
  std::string FieldsRead(const Facts& facts) const;

  // For the checks of a policy.
  std::span<const ExpressionNode> nodes() const;

 private:
  std::vector<ExpressionNode> nodes_;  // The last one is the root.
};

// One field of the language.
struct FieldInfo {
  std::string_view name;  // "listing.band"
  std::string_view type;  // "bool", "int", "duration", "string", "band", "list(string)"
  bool may_be_unknown = false;
  bool is_evidence = false;  // Speaks of a violation, as a price or an age alone does not.
  std::string_view meaning;  // With its unit.
};
// All fields, in the order of the documentation.
std::span<const FieldInfo> AllFields();

// "72h", "30m", "90s", "500ms", "7d" and sums such as "1h30m", more than zero and at most
// kDurationMsMax; none for anything else. A day is 24 hours.
std::optional<std::int64_t> ParseDurationMs(std::string_view text);
// "72h", "7d", "1m30s": such a text; hours up to three days, days beyond.
std::string FormatDuration(std::int64_t duration_ms);

}  // namespace assay::enforcement
