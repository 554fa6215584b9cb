// SPDX-License-Identifier: Apache-2.0
// The tree of a checked condition. Children stand before their parents; the root is the last node.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "enforcement/expression.h"

namespace assay::enforcement {

enum class Type : std::uint8_t { kBool, kInt, kDuration, kText, kBand };

// A type, or a list of it.
struct ValueType {
  Type type = Type::kBool;
  bool is_list = false;
  friend bool operator==(const ValueType&, const ValueType&) = default;
};

enum class Op : std::uint8_t {
  kNumber,  // number: a bool as 0 or 1, an int, milliseconds, a Band.
  kText,    // text
  kList,    // The `number` literals that begin at node `left`.
  kField,   // number: index into AllFields.
  kItem,    // What exists() looks at.
  kNot,
  kNegate,
  kAnd,
  kOr,
  kEqual,
  kUnequal,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kAdd,
  kSubtract,
  kMultiply,
  kIn,  // left in the list right
  kStartsWith,
  kEndsWith,
  kContains,
  kSize,    // Of the list left.
  kHas,     // Whether the field left is known.
  kExists,  // right holds for an item of the list left.
};

// As it begins: the literal `false`.
struct ExpressionNode {
  Op op = Op::kNumber;
  ValueType type;
  std::uint16_t left = 0;
  std::uint16_t right = 0;
  std::int64_t number = 0;
  std::string text{};
};

// left op right of kAdd, kSubtract and kMultiply; nothing where it does not fit 64 bits.
std::optional<std::int64_t> Compute(Op op, std::int64_t left, std::int64_t right);

// Whether the condition can only be true where some part of it that satisfies `predicate` (given the
// part's node) is true: a && b requires what a or b requires, a || b what both require.
template <typename Predicate>
bool Requires(std::span<const ExpressionNode> nodes, std::size_t at, const Predicate& predicate) {
  const ExpressionNode& node = nodes[at];
  if (node.op == Op::kAnd) {
    return Requires(nodes, node.left, predicate) || Requires(nodes, node.right, predicate);
  }
  if (node.op == Op::kOr) {
    return Requires(nodes, node.left, predicate) && Requires(nodes, node.right, predicate);
  }
  return predicate(at);
}

// Whether the part at `at` reads a field that satisfies `predicate`.
template <typename Predicate>
bool Reads(std::span<const ExpressionNode> nodes, std::size_t at, const Predicate& predicate) {
  const ExpressionNode& node = nodes[at];
  switch (node.op) {
    case Op::kNumber:
    case Op::kText:
    case Op::kList:
    case Op::kItem:
      return false;
    case Op::kField:
      return predicate(AllFields()[static_cast<std::size_t>(node.number)]);
    case Op::kNot:
    case Op::kNegate:
    case Op::kSize:
    case Op::kHas:
      return Reads(nodes, node.left, predicate);
    default:
      return Reads(nodes, node.left, predicate) || Reads(nodes, node.right, predicate);
  }
}

}  // namespace assay::enforcement
