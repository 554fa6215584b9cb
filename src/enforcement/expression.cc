// SPDX-License-Identifier: Apache-2.0
#include "enforcement/expression.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <charconv>
#include <compare>

#include <fmt/core.h>

#include "core/time.h"
#include "enforcement/detail/expression_node.h"
#include "enforcement/detail/fields.h"
#include "enforcement/detail/parser.h"
#include "enforcement/limits.h"

namespace assay::enforcement {
namespace {

enum class Truth : std::uint8_t { kFalse, kTrue, kUnknown };

Truth TruthOf(bool value) {
  return value ? Truth::kTrue : Truth::kFalse;
}

using Number = std::optional<std::int64_t>;
using Text = std::optional<std::string_view>;

Number CounterfeitRefundRate(const StoreFacts& store) {
  const Number scaled = Compute(Op::kMultiply, store.counterfeit_refunds_30d, 10'000);
  return store.orders_30d > 0 && scaled ? Number(*scaled / store.orders_30d) : std::nullopt;
}

// Of fields that are no text and no list.
Number NumberOfField(Field field, const ListingFacts* listing, const StoreFacts& store) {
  switch (field) {
    case Field::kBand:
      return static_cast<std::int64_t>(listing->band);
    case Field::kScore:
      return listing->score;
    case Field::kLogOdds:
      return listing->log_odds_micros;
    case Field::kAuthorised:
      return listing->authorised ? 1 : 0;
    case Field::kIsNew:
      return listing->is_new ? 1 : 0;
    case Field::kSecondHand:
      return listing->second_hand ? 1 : 0;
    case Field::kPriceMinor:
      return listing->price_minor;
    case Field::kAge:
      return store.age_ms;
    case Field::kListings:
      return store.listings;
    case Field::kRedListings:
      return store.red_listings;
    case Field::kOrders30d:
      return store.orders_30d;
    case Field::kOrdersTotal:
      return store.orders_total;
    case Field::kRefunds30d:
      return store.refunds_30d;
    case Field::kCounterfeitRefunds30d:
      return store.counterfeit_refunds_30d;
    case Field::kCounterfeitRefundRate:
      return CounterfeitRefundRate(store);
    case Field::kParcels30d:
      return store.parcels_30d;
    case Field::kPoints:
      return store.points;
    case Field::kSeriousStrikes:
      return store.serious_strikes;
    case Field::kConfirmedListings365d:
      return store.confirmed_listings_365d;
    case Field::kLinksToClosed:
      return store.links_to_closed;
    case Field::kIsClosed:
      return store.is_closed ? 1 : 0;
    case Field::kWasClosedForCounterfeit:
      return store.was_closed_for_counterfeit ? 1 : 0;
    case Field::kBrands:
    case Field::kFindings:
    case Field::kCurrency:
      break;
  }
  return std::nullopt;
}

// Whether a comparison holds of two values in this order.
bool Holds(Op comparison, std::strong_ordering order) {
  switch (comparison) {
    case Op::kEqual:
      return order == 0;
    case Op::kUnequal:
      return order != 0;
    case Op::kLess:
      return order < 0;
    case Op::kLessOrEqual:
      return order <= 0;
    case Op::kGreater:
      return order > 0;
    default:
      return order >= 0;
  }
}

class Evaluation {
 public:
  Evaluation(std::span<const ExpressionNode> nodes, const Facts& facts)
      : nodes_(nodes), facts_(facts) {}

  // Of a node of type bool. Recursion is bounded by kExpressionNodesMax.
  Truth TruthAt(std::size_t at) const {
    const ExpressionNode& node = nodes_[at];
    switch (node.op) {
      case Op::kAnd: {
        const Truth left = TruthAt(node.left);
        if (left == Truth::kFalse) {
          return left;
        }
        const Truth right = TruthAt(node.right);
        return right == Truth::kTrue ? left : right;
      }
      case Op::kOr: {
        const Truth left = TruthAt(node.left);
        if (left == Truth::kTrue) {
          return left;
        }
        const Truth right = TruthAt(node.right);
        return right == Truth::kFalse ? left : right;
      }
      case Op::kNot: {
        const Truth inner = TruthAt(node.left);
        return inner == Truth::kUnknown ? inner : TruthOf(inner == Truth::kFalse);
      }
      case Op::kIn:
        return IsIn(node);
      case Op::kExists:
        return Exists(node);
      case Op::kHas:
        return TruthOf(IsText(node.left) ? TextAt(node.left).has_value()
                                         : NumberAt(node.left).has_value());
      case Op::kNumber:
      case Op::kField: {
        const Number value = NumberAt(at);
        return value ? TruthOf(*value != 0) : Truth::kUnknown;
      }
      default:
        return IsText(node.left) ? CompareTexts(node) : CompareNumbers(node);
    }
  }

 private:
  bool IsText(std::size_t at) const { return nodes_[at].type.type == Type::kText; }

  // Of a node of type bool, int, duration or band.
  Number NumberAt(std::size_t at) const {
    const ExpressionNode& node = nodes_[at];
    switch (node.op) {
      case Op::kNumber:
        return node.number;
      case Op::kField:
        return NumberOfField(static_cast<Field>(node.number), facts_.listing, facts_.store);
      case Op::kSize:
        return static_cast<std::int64_t>(SizeOf(nodes_[node.left]));
      case Op::kNegate: {
        const Number inner = NumberAt(node.left);
        return inner ? Compute(Op::kSubtract, 0, *inner) : std::nullopt;
      }
      case Op::kAdd:
      case Op::kSubtract:
      case Op::kMultiply: {
        const Number left = NumberAt(node.left);
        const Number right = NumberAt(node.right);
        return left && right ? Compute(node.op, *left, *right) : std::nullopt;
      }
      default: {
        const Truth truth = TruthAt(at);
        return truth == Truth::kUnknown ? std::nullopt : Number(truth == Truth::kTrue ? 1 : 0);
      }
    }
  }

  // Of a node of type text; the currency is the one text field.
  Text TextAt(std::size_t at) const {
    const ExpressionNode& node = nodes_[at];
    if (node.op == Op::kText) {
      return node.text;
    }
    if (node.op == Op::kItem) {
      return item_;
    }
    const std::string_view currency = facts_.listing->currency;
    return currency.empty() ? std::nullopt : Text(currency);
  }

  Truth CompareNumbers(const ExpressionNode& node) const {
    const Number left = NumberAt(node.left);
    const Number right = NumberAt(node.right);
    if (!left || !right) {
      return Truth::kUnknown;
    }
    return TruthOf(Holds(node.op, *left <=> *right));
  }

  Truth CompareTexts(const ExpressionNode& node) const {
    const Text left = TextAt(node.left);
    const Text right = TextAt(node.right);
    if (!left || !right) {
      return Truth::kUnknown;
    }
    switch (node.op) {
      case Op::kStartsWith:
        return TruthOf(left->starts_with(*right));
      case Op::kEndsWith:
        return TruthOf(left->ends_with(*right));
      case Op::kContains:
        return TruthOf(left->find(*right) != std::string_view::npos);
      default:
        return TruthOf(Holds(node.op, *left <=> *right));
    }
  }

  // Of a list: written in the condition, or one of the two list fields.
  std::size_t SizeOf(const ExpressionNode& list) const {
    if (list.op == Op::kList) {
      return static_cast<std::size_t>(list.number);
    }
    return static_cast<Field>(list.number) == Field::kBrands ? facts_.listing->brands.size()
                                                             : facts_.listing->findings.size();
  }

  std::string_view TextOfItem(const ExpressionNode& list, std::size_t index) const {
    if (list.op == Op::kList) {
      return nodes_[list.left + index].text;
    }
    return static_cast<Field>(list.number) == Field::kBrands
               ? std::string_view(facts_.listing->brands[index].brand)
               : std::string_view(facts_.listing->findings[index].kind);
  }

  Truth IsIn(const ExpressionNode& node) const {
    const ExpressionNode& list = nodes_[node.right];
    const std::size_t size = SizeOf(list);
    if (list.type.type == Type::kText) {
      const Text wanted = TextAt(node.left);
      for (std::size_t i = 0; wanted && i < size; ++i) {
        if (TextOfItem(list, i) == *wanted) {
          return Truth::kTrue;
        }
      }
      return wanted ? Truth::kFalse : Truth::kUnknown;
    }
    const Number wanted = NumberAt(node.left);
    for (std::size_t i = 0; wanted && i < size; ++i) {
      if (nodes_[list.left + i].number == *wanted) {
        return Truth::kTrue;
      }
    }
    return wanted ? Truth::kFalse : Truth::kUnknown;
  }

  Truth Exists(const ExpressionNode& node) const {
    const ExpressionNode& list = nodes_[node.left];
    const std::size_t size = SizeOf(list);
    Evaluation inner(nodes_, facts_);
    Truth result = Truth::kFalse;
    for (std::size_t i = 0; i < size; ++i) {
      inner.item_ = TextOfItem(list, i);
      const Truth truth = inner.TruthAt(node.right);
      if (truth == Truth::kTrue) {
        return truth;
      }
      result = truth == Truth::kUnknown ? truth : result;
    }
    return result;
  }

  std::span<const ExpressionNode> nodes_;
  const Facts& facts_;
  std::string_view item_;  // Inside exists.
};

// The items of a list field: "[a b]".
std::string ListText(Field field, const ListingFacts& listing) {
  constexpr std::size_t kItemsShown = 8;
  const bool of_brands = field == Field::kBrands;
  const std::size_t size = of_brands ? listing.brands.size() : listing.findings.size();
  std::string text;
  for (std::size_t i = 0; i < std::min(size, kItemsShown); ++i) {
    text += i == 0 ? "" : " ";
    text += of_brands ? listing.brands[i].brand : listing.findings[i].kind;
  }
  return size <= kItemsShown ? fmt::format("[{}]", text)
                             : fmt::format("[{} and {} more]", text, size - kItemsShown);
}

std::string ValueText(Field field, const Facts& facts) {
  const ValueType type = TypeOf(field);
  if (type.is_list) {
    return ListText(field, *facts.listing);
  }
  if (type.type == Type::kText) {
    const std::string_view currency = facts.listing->currency;
    return std::string(currency.empty() ? "unknown" : currency);
  }
  const Number number = NumberOfField(field, facts.listing, facts.store);
  if (!number) {
    return "unknown";
  }
  switch (type.type) {
    case Type::kBool:
      return *number != 0 ? "true" : "false";
    case Type::kBand:
      return std::string(screening::NameOf(static_cast<screening::Band>(*number)));
    case Type::kDuration:
      return *number > 0 ? FormatDuration(*number) : "0s";
    default:
      return std::to_string(*number);
  }
}

struct DurationUnit {
  std::string_view name;
  std::int64_t ms;
};
// "ms" before "m": the first that fits is taken.
constexpr std::array<DurationUnit, 5> kDurationUnits = {{{"ms", 1},
                                                         {"s", 1'000},
                                                         {"m", 60'000},
                                                         {"h", kMillisecondsPerHour},
                                                         {"d", kMillisecondsPerDay}}};

}  // namespace

std::optional<std::int64_t> Compute(Op op, std::int64_t left, std::int64_t right) {
  std::int64_t result = 0;
  bool overflows = false;
  switch (op) {
    case Op::kAdd:
      overflows = __builtin_add_overflow(left, right, &result);
      break;
    case Op::kSubtract:
      overflows = __builtin_sub_overflow(left, right, &result);
      break;
    default:
      overflows = __builtin_mul_overflow(left, right, &result);
      break;
  }
  return overflows ? std::nullopt : std::optional(result);
}

Expression::Expression() : nodes_(1) {}
Expression::~Expression() = default;
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;

Result<Expression> Expression::Parse(const TextAt& text, Target scope) {
  auto parsed = ParseCondition(text.text, scope);
  if (!parsed) {
    const Problem& problem = parsed.error();
    const Place place = PlaceOf(text, problem.offset);
    return Fail(problem.is_limit ? ErrorCode::kLimitExceeded : ErrorCode::kInvalidArgument,
                problem.is_limit ? "enforcement.policy_too_large" : "enforcement.bad_policy",
                fmt::format("line {}, column {}: {}", place.line, place.column, problem.what));
  }
  Expression expression;
  expression.nodes_ = *std::move(parsed);
  return expression;
}

bool Expression::Matches(const Facts& facts) const {
  return Evaluation(nodes_, facts).TruthAt(nodes_.size() - 1) == Truth::kTrue;
}

std::string Expression::FieldsRead(const Facts& facts) const {
  std::bitset<kFieldCount> read;
  for (const ExpressionNode& node : nodes_) {
    if (node.op == Op::kField) {
      read.set(static_cast<std::size_t>(node.number));
    }
  }
  std::string text;
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    if (read.test(i)) {
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", AllFields()[i].name,
                          ValueText(static_cast<Field>(i), facts));
    }
  }
  return text;
}

std::span<const ExpressionNode> Expression::nodes() const {
  return nodes_;
}

std::optional<std::int64_t> ParseDurationMs(std::string_view text) {
  std::int64_t total = 0;
  while (!text.empty()) {
    std::int64_t count = 0;
    const char* const end = text.data() + text.size();
    const auto [behind, error] = std::from_chars(text.data(), end, count);
    if (error != std::errc() || text[0] == '-' || count > kDurationMsMax) {
      return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(behind - text.data()));
    const DurationUnit* unit = nullptr;
    for (const DurationUnit& known : kDurationUnits) {
      if (unit == nullptr && text.starts_with(known.name)) {
        unit = &known;
      }
    }
    // No product can overflow: both factors are small.
    if (unit == nullptr || count > kDurationMsMax / unit->ms) {
      return std::nullopt;
    }
    total += count * unit->ms;
    if (total > kDurationMsMax) {
      return std::nullopt;
    }
    text.remove_prefix(unit->name.size());
  }
  return total > 0 ? std::optional(total) : std::nullopt;
}

std::string FormatDuration(std::int64_t duration_ms) {
  // Up to three days people speak of hours.
  const bool as_days = duration_ms > 72 * kMillisecondsPerHour;
  std::string text;
  for (auto unit = kDurationUnits.rbegin(); unit != kDurationUnits.rend(); ++unit) {
    const std::int64_t count = duration_ms / unit->ms;
    if (count > 0 && (as_days || unit->name != "d")) {
      text += fmt::format("{}{}", count, unit->name);
      duration_ms %= unit->ms;
    }
  }
  return text;
}

}  // namespace assay::enforcement
