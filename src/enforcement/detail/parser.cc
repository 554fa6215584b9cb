// SPDX-License-Identifier: Apache-2.0
// Recursive descent over the grammar
//
//   or       = and { "||" and }
//   and      = relation { "&&" relation }
//   relation = sum { ("==" | "!=" | "<" | "<=" | ">" | ">=" | "in") sum }
//   sum      = product { ("+" | "-") product }
//   product  = unary { "*" unary }
//   unary    = { "!" | "-" } member
//   member   = primary { "." name "(" ... ")" }
//   primary  = "(" or ")" | "[" literals "]" | literal | name "." name | name "(" ... ")" | name
//
// Types are checked while parsing, so that an error is told at the place that is read just then.
#include "enforcement/detail/parser.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include <fmt/core.h>

#include "enforcement/detail/fields.h"
#include "enforcement/detail/wording.h"
#include "enforcement/limits.h"
#include "screening/verdict.h"

namespace assay::enforcement {
namespace {

constexpr std::array kBands = {screening::Band::kUnknown, screening::Band::kClear,
                               screening::Band::kWatch, screening::Band::kRed};

constexpr ValueType kBool{.type = Type::kBool};
constexpr ValueType kInt{.type = Type::kInt};
constexpr ValueType kText{.type = Type::kText};

// A part that was read.
struct Part {
  std::uint16_t node = 0;
  ValueType type;
  std::size_t offset = 0;
};

using Parsed = Checked<Part>;

tl::unexpected<Problem> Wrong(std::size_t offset, std::string what) {
  return tl::unexpected(Problem{.offset = offset, .what = std::move(what)});
}

tl::unexpected<Problem> TooLarge(std::size_t offset, std::string what) {
  return tl::unexpected(Problem{.offset = offset, .what = std::move(what), .is_limit = true});
}

#define PASS_ON(name, expression)                            \
  auto name = (expression);                                  \
  if (!name) {                                               \
    return tl::unexpected<Problem>(std::move(name).error()); \
  }

class Parser {
 public:
  Parser(std::string_view source, Target scope) : source_(source), scope_(scope) {}

  Checked<std::vector<ExpressionNode>> Parse() {
    if (source_.size() > kExpressionBytesMax) {
      return TooLarge(kExpressionBytesMax,
                      fmt::format("a condition has at most {} bytes, this one {}",
                                  kExpressionBytesMax, source_.size()));
    }
    PASS_ON(first, Advance());
    PASS_ON(root, ParseOr());
    if (token_.kind != TokenKind::kEnd) {
      return Wrong(token_.offset, Unexpected("the end or an operator"));
    }
    if (root->type != kBool) {
      return Wrong(root->offset,
                   fmt::format("a condition is true or false, this is {}", NameOf(root->type)));
    }
    return std::move(nodes_);
  }

 private:
  // Reads the next token.
  Checked<bool> Advance() {
    PASS_ON(next, NextToken(source_, offset_));
    token_ = std::move(*next);
    return true;
  }

  bool At(std::string_view symbol) const {
    return token_.kind == TokenKind::kSymbol && token_.text == symbol;
  }

  std::string Unexpected(std::string_view wanted) const { return UnexpectedToken(token_, wanted); }

  Checked<bool> Expect(std::string_view symbol) {
    if (!At(symbol)) {
      return Wrong(token_.offset, Unexpected(fmt::format("\"{}\"", symbol)));
    }
    return Advance();
  }

  Parsed Add(ExpressionNode node, std::size_t offset) {
    if (nodes_.size() == kExpressionNodesMax) {
      return TooLarge(offset, fmt::format("a condition has at most {} parts", kExpressionNodesMax));
    }
    const Part part{static_cast<std::uint16_t>(nodes_.size()), node.type, offset};
    nodes_.push_back(std::move(node));
    return part;
  }

  Parsed Combine(Op op, ValueType type, const Part& left, const Part& right) {
    ExpressionNode& first = nodes_[left.node];
    if (first.op == Op::kNumber && nodes_[right.node].op == Op::kNumber) {
      const std::optional<std::int64_t> result =
          Compute(op, first.number, nodes_[right.node].number);
      if (!result) {
        return Wrong(left.offset, "the result does not fit 64 bits");
      }
      first.number = *result;
      nodes_.pop_back();
      return Part{left.node, type, left.offset};
    }
    return Add({.op = op, .type = type, .left = left.node, .right = right.node}, left.offset);
  }

  Parsed ParseOr() {
    PASS_ON(deeper, Deeper());
    PASS_ON(left, ParseAnd());
    while (At("||")) {
      PASS_ON(passed, Advance());
      PASS_ON(right, ParseAnd());
      PASS_ON(checked, BothBool("||", *left, *right));
      PASS_ON(both, Add({.op = Op::kOr, .type = kBool, .left = left->node, .right = right->node},
                        left->offset));
      left = both;
    }
    --depth_;
    return left;
  }

  Parsed ParseAnd() {
    PASS_ON(left, ParseRelation());
    while (At("&&")) {
      PASS_ON(passed, Advance());
      PASS_ON(right, ParseRelation());
      PASS_ON(checked, BothBool("&&", *left, *right));
      PASS_ON(both, Add({.op = Op::kAnd, .type = kBool, .left = left->node, .right = right->node},
                        left->offset));
      left = both;
    }
    return left;
  }

  static Checked<bool> BothBool(std::string_view symbol, const Part& left, const Part& right) {
    for (const Part* part : {&left, &right}) {
      if (part->type != kBool) {
        return Wrong(part->offset,
                     fmt::format("{} stands between what is true or false, this is {}", symbol,
                                 NameOf(part->type)));
      }
    }
    return true;
  }

  std::optional<Op> RelationHere() const {
    if (token_.kind == TokenKind::kName && token_.text == "in") {
      return Op::kIn;
    }
    if (token_.kind != TokenKind::kSymbol) {
      return std::nullopt;
    }
    static constexpr std::array<std::pair<std::string_view, Op>, 6> kRelations = {
        {{"==", Op::kEqual},
         {"!=", Op::kUnequal},
         {"<", Op::kLess},
         {"<=", Op::kLessOrEqual},
         {">", Op::kGreater},
         {">=", Op::kGreaterOrEqual}}};
    for (const auto& [symbol, op] : kRelations) {
      if (token_.text == symbol) {
        return op;
      }
    }
    return std::nullopt;
  }

  Parsed ParseRelation() {
    PASS_ON(left, ParseSum());
    while (const std::optional<Op> op = RelationHere()) {
      const Token symbol = token_;
      PASS_ON(passed, Advance());
      PASS_ON(right, ParseSum());
      PASS_ON(checked,
              *op == Op::kIn ? CheckIn(*left, *right) : CheckCompared(*op, symbol, *left, *right));
      PASS_ON(both, Add({.op = *op, .type = kBool, .left = left->node, .right = right->node},
                        left->offset));
      left = both;
    }
    return left;
  }

  // Makes the text literal at `node` a band.
  Checked<bool> ReadAsBand(std::uint16_t node, std::size_t offset) {
    std::array<std::string_view, kBands.size()> names;
    std::ranges::transform(kBands, names.begin(),
                           [](auto band) { return screening::NameOf(band); });
    const auto found = std::ranges::find(names, nodes_[node].text);
    if (found == names.end()) {
      return Wrong(offset, fmt::format("\"{}\" is no band{}", nodes_[node].text,
                                       Suggestion(nodes_[node].text, names)));
    }
    nodes_[node] = {.op = Op::kNumber,
                    .type = {.type = Type::kBand},
                    .number = static_cast<std::int64_t>(
                        kBands.at(static_cast<std::size_t>(found - names.begin())))};
    return true;
  }

  Checked<bool> CheckIn(const Part& left, const Part& right) {
    if (!right.type.is_list) {
      return Wrong(right.offset,
                   fmt::format("\"in\" looks into a list, this is {}", NameOf(right.type)));
    }
    if (left.type == ValueType{.type = Type::kBand} && right.type.type == Type::kText &&
        nodes_[right.node].op == Op::kList) {
      const ExpressionNode list = nodes_[right.node];
      for (std::int64_t i = 0; i < list.number; ++i) {
        const auto item = static_cast<std::uint16_t>(list.left + i);
        PASS_ON(read, ReadAsBand(item, item_offsets_[item]));
      }
      nodes_[right.node].type.type = Type::kBand;
      return true;
    }
    if (left.type.is_list || left.type.type != right.type.type) {
      return Wrong(left.offset,
                   fmt::format("{} cannot stand in {}", NameOf(left.type), NameOf(right.type)));
    }
    return true;
  }

  Checked<bool> CheckCompared(Op op, const Token& symbol, Part& left, Part& right) {
    const auto is_literal = [&](const Part& part) { return nodes_[part.node].op == Op::kText; };
    constexpr ValueType kBand{.type = Type::kBand};
    if (left.type == kBand && right.type == kText && is_literal(right)) {
      PASS_ON(read, ReadAsBand(right.node, right.offset));
      right.type = kBand;
    } else if (right.type == kBand && left.type == kText && is_literal(left)) {
      PASS_ON(read, ReadAsBand(left.node, left.offset));
      left.type = kBand;
    }
    if (left.type.is_list || right.type.is_list) {
      return Wrong(symbol.offset, "lists are not compared; ask \"x in list\" or size(list)");
    }
    if (left.type != right.type) {
      return Wrong(symbol.offset,
                   fmt::format("{} is compared with {}", NameOf(left.type), NameOf(right.type)));
    }
    const bool has_order = left.type.type == Type::kInt || left.type.type == Type::kDuration;
    if (!has_order && op != Op::kEqual && op != Op::kUnequal) {
      return Wrong(symbol.offset,
                   left.type == kBand
                       ? std::string("bands have no order here; write listing.band in [\"watch\", "
                                     "\"red\"] or compare listing.score")
                       : fmt::format("{} is compared with == and != only", NameOf(left.type)));
    }
    return true;
  }

  Parsed ParseSum() {
    PASS_ON(left, ParseProduct());
    while (At("+") || At("-")) {
      const Token symbol = token_;
      PASS_ON(passed, Advance());
      PASS_ON(right, ParseProduct());
      const bool adds = left->type == right->type && !left->type.is_list &&
                        (left->type.type == Type::kInt || left->type.type == Type::kDuration);
      if (!adds) {
        return Wrong(symbol.offset,
                     fmt::format("{} joins two numbers or two durations, not {} and {}",
                                 symbol.text, NameOf(left->type), NameOf(right->type)));
      }
      const Op op = symbol.text == "+" ? Op::kAdd : Op::kSubtract;
      PASS_ON(both, Combine(op, left->type, *left, *right));
      left = both;
    }
    return left;
  }

  Parsed ParseProduct() {
    PASS_ON(left, ParseUnary());
    while (At("*")) {
      const Token symbol = token_;
      PASS_ON(passed, Advance());
      PASS_ON(right, ParseUnary());
      if (left->type != kInt || right->type != kInt) {
        return Wrong(symbol.offset, fmt::format("* multiplies numbers, not {} and {}",
                                                NameOf(left->type), NameOf(right->type)));
      }
      PASS_ON(both, Combine(Op::kMultiply, kInt, *left, *right));
      left = both;
    }
    return left;
  }

  Parsed ParseUnary() {
    if (!At("!") && !At("-")) {
      return ParseMember();
    }
    PASS_ON(deeper, Deeper());
    const Token symbol = token_;
    PASS_ON(passed, Advance());
    PASS_ON(inner, ParseUnary());
    --depth_;
    const bool is_not = symbol.text == "!";
    if (inner->type != (is_not ? kBool : kInt)) {
      return Wrong(symbol.offset,
                   fmt::format("{} stands before {}, this is {}", symbol.text,
                               is_not ? "what is true or false" : "a number", NameOf(inner->type)));
    }
    if (!is_not && nodes_[inner->node].op == Op::kNumber) {
      std::int64_t& number = nodes_[inner->node].number;
      const std::optional<std::int64_t> negated = Compute(Op::kSubtract, 0, number);
      if (!negated) {
        return Wrong(symbol.offset, "the result does not fit 64 bits");
      }
      number = *negated;
      return Part{inner->node, kInt, symbol.offset};
    }
    return Add({.op = is_not ? Op::kNot : Op::kNegate, .type = inner->type, .left = inner->node},
               symbol.offset);
  }

  Parsed ParseMember() {
    PASS_ON(part, ParsePrimary());
    while (At(".")) {
      PASS_ON(passed, Advance());
      const Token name = token_;
      if (name.kind != TokenKind::kName) {
        return Wrong(token_.offset, Unexpected("the name of a function"));
      }
      PASS_ON(named, Advance());
      PASS_ON(called, ParseCall(name, *part));
      part = called;
    }
    return part;
  }

  // receiver.name(...)
  Parsed ParseCall(const Token& name, const Part& receiver) {
    static constexpr std::array<std::string_view, 4> kKnown = {"contains", "endsWith", "exists",
                                                               "startsWith"};
    if (std::ranges::find(kKnown, name.text) == kKnown.end()) {
      return Wrong(name.offset, fmt::format("there is no function \"{}\"{}", name.text,
                                            Suggestion(name.text, kKnown)));
    }
    PASS_ON(opened, Expect("("));
    if (name.text == "exists") {
      return ParseExists(name, receiver);
    }
    PASS_ON(argument, ParseOr());
    PASS_ON(closed, Expect(")"));
    if (receiver.type != kText || argument->type != kText) {
      return Wrong(name.offset, fmt::format("{} is asked of a text and takes a text", name.text));
    }
    const Op op = name.text == "contains"
                      ? Op::kContains
                      : (name.text == "endsWith" ? Op::kEndsWith : Op::kStartsWith);
    return Add({.op = op, .type = kBool, .left = receiver.node, .right = argument->node},
               receiver.offset);
  }

  Parsed ParseExists(const Token& name, const Part& list) {
    if (!list.type.is_list || list.type.type != Type::kText) {
      return Wrong(name.offset, fmt::format("exists is asked of a list of texts, this is {}",
                                            NameOf(list.type)));
    }
    if (!item_name_.empty()) {
      // It would multiply the time that a condition takes.
      return Wrong(name.offset, "exists does not stand inside exists");
    }
    if (token_.kind != TokenKind::kName) {
      return Wrong(token_.offset, Unexpected("a name for the item, as in exists(f, f == \"x\")"));
    }
    if (IsReserved(token_.text)) {
      return Wrong(token_.offset,
                   fmt::format("\"{}\" has a meaning; name the item otherwise", token_.text));
    }
    item_name_ = token_.text;
    PASS_ON(named, Advance());
    PASS_ON(comma, Expect(","));
    PASS_ON(condition, ParseOr());
    if (condition->type != kBool) {
      return Wrong(condition->offset, fmt::format("exists asks what is true or false, this is {}",
                                                  NameOf(condition->type)));
    }
    item_name_.clear();
    PASS_ON(closed, Expect(")"));
    return Add({.op = Op::kExists, .type = kBool, .left = list.node, .right = condition->node},
               list.offset);
  }

  static bool IsReserved(std::string_view name) {
    static constexpr std::array<std::string_view, 8> kReserved = {
        "listing", "store", "true", "false", "in", "size", "has", "duration"};
    return std::ranges::find(kReserved, name) != kReserved.end();
  }

  Parsed ParsePrimary() {
    const Token token = token_;
    if (At("(")) {
      PASS_ON(opened, Advance());
      PASS_ON(inner, ParseOr());
      PASS_ON(closed, Expect(")"));
      return inner;
    }
    if (At("[")) {
      return ParseList();
    }
    switch (token.kind) {
      case TokenKind::kNumber: {
        PASS_ON(passed, Advance());
        return Add({.op = Op::kNumber, .type = kInt, .number = token.number}, token.offset);
      }
      case TokenKind::kText: {
        PASS_ON(passed, Advance());
        return Add({.op = Op::kText, .type = kText, .text = token.text}, token.offset);
      }
      case TokenKind::kName: {
        PASS_ON(passed, Advance());
        return ParseNamed(token);
      }
      default:
        return Wrong(token.offset, Unexpected("a value"));
    }
  }

  Parsed ParseNamed(const Token& name) {
    if (name.text == "true" || name.text == "false") {
      return Add({.op = Op::kNumber, .type = kBool, .number = name.text == "true" ? 1 : 0},
                 name.offset);
    }
    if (!item_name_.empty() && name.text == item_name_) {
      return Add({.op = Op::kItem, .type = kText}, name.offset);
    }
    if (name.text == "listing" || name.text == "store") {
      return ParseField(name);
    }
    if (At("(")) {
      return ParseFunction(name);
    }
    if (name.text == "not" || name.text == "NOT") {
      return Wrong(name.offset, "write ! for \"not\"");
    }
    static constexpr std::array<std::string_view, 2> kObjects = {"listing", "store"};
    return Wrong(name.offset, fmt::format("there is no \"{}\" (a text stands in quotes){}",
                                          name.text, Suggestion(name.text, kObjects)));
  }

  Parsed ParseField(const Token& object) {
    PASS_ON(dotted, Expect("."));
    const Token member = token_;
    if (member.kind != TokenKind::kName) {
      return Wrong(member.offset, Unexpected("the name of a field"));
    }
    PASS_ON(passed, Advance());
    const std::string name = object.text + "." + member.text;
    const auto field = FindField(name);
    if (!field) {
      return Wrong(member.offset, NoSuchField(object.text, member.text));
    }
    if (object.text == "listing" && scope_ == Target::kStore) {
      return Wrong(object.offset,
                   fmt::format("a rule of scope \"store\" cannot read {}: it is not about one "
                               "listing",
                               name));
    }
    return Add({.op = Op::kField, .type = TypeOf(*field), .number = static_cast<int>(*field)},
               object.offset);
  }

  Parsed ParseFunction(const Token& name) {
    static constexpr std::array<std::string_view, 3> kKnown = {"duration", "has", "size"};
    if (std::ranges::find(kKnown, name.text) == kKnown.end()) {
      return Wrong(name.offset, fmt::format("there is no function \"{}\"{}", name.text,
                                            Suggestion(name.text, kKnown)));
    }
    PASS_ON(opened, Expect("("));
    PASS_ON(argument, ParseOr());
    PASS_ON(closed, Expect(")"));
    ExpressionNode& node = nodes_[argument->node];
    if (name.text == "size") {
      if (!argument->type.is_list) {
        return Wrong(argument->offset, fmt::format("size counts the items of a list, this is {}",
                                                   NameOf(argument->type)));
      }
      return Add({.op = Op::kSize, .type = kInt, .left = argument->node}, name.offset);
    }
    if (name.text == "duration") {
      const auto duration_ms =
          node.op == Op::kText ? ParseDurationMs(node.text) : std::optional<std::int64_t>();
      if (!duration_ms) {
        return Wrong(argument->offset,
                     "a duration is written like \"72h\", \"30m\" or \"7d\" (d, h, m, s, ms)");
      }
      node = {.op = Op::kNumber, .type = {.type = Type::kDuration}, .number = *duration_ms};
      return Part{argument->node, node.type, name.offset};
    }
    if (node.op != Op::kField) {
      return Wrong(argument->offset, "has is asked of a field, such as has(store.age)");
    }
    const FieldInfo& field = AllFields()[static_cast<std::size_t>(node.number)];
    if (!field.may_be_unknown) {
      return Wrong(argument->offset, fmt::format("{} is always known", field.name));
    }
    return Add({.op = Op::kHas, .type = kBool, .left = argument->node}, name.offset);
  }

  Parsed ParseList() {
    const std::size_t at = token_.offset;
    PASS_ON(deeper, Deeper());
    PASS_ON(opened, Advance());
    const auto first = static_cast<std::uint16_t>(nodes_.size());
    std::int64_t count = 0;
    std::optional<ValueType> type;
    while (count == 0 || At(",")) {
      if (count > 0) {
        PASS_ON(passed, Advance());
      }
      const std::size_t offset = token_.offset;
      PASS_ON(item, ParseUnary());
      const Op op = nodes_[item->node].op;
      if ((op != Op::kNumber && op != Op::kText) || item->node != first + count) {
        return Wrong(offset, "a list holds numbers, texts or durations as written, nothing else");
      }
      if (type && *type != item->type) {
        return Wrong(offset,
                     fmt::format("{} stands in a list of another type (its first item is {})",
                                 NameOf(item->type), NameOf(*type)));
      }
      type = item->type;
      item_offsets_[item->node] = offset;
      if (++count > static_cast<std::int64_t>(kListItemsMax)) {
        return TooLarge(offset, fmt::format("a list has at most {} items", kListItemsMax));
      }
    }
    PASS_ON(closed, Expect("]"));
    --depth_;
    return Add({.op = Op::kList,
                .type = {.type = type->type, .is_list = true},
                .left = first,
                .number = count},
               at);
  }

  Checked<bool> Deeper() {
    if (++depth_ > kExpressionDepthMax) {
      return TooLarge(token_.offset,
                      fmt::format("a condition nests at most {} deep", kExpressionDepthMax));
    }
    return true;
  }

  std::string_view source_;
  Target scope_;
  std::size_t offset_ = 0;
  Token token_;
  std::size_t depth_ = 0;
  std::string item_name_;  // Inside exists.
  std::vector<ExpressionNode> nodes_;
  std::array<std::size_t, kExpressionNodesMax> item_offsets_{};  // By node; of items of lists.
};

#undef PASS_ON

}  // namespace

Checked<std::vector<ExpressionNode>> ParseCondition(std::string_view source, Target scope) {
  return Parser(source, scope).Parse();
}

}  // namespace assay::enforcement
