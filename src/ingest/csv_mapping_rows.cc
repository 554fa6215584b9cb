// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <simdjson.h>

#include "core/json_text.h"
#include "core/money.h"
#include "ingest/csv_mapping.h"
#include "ingest/detail/mapping_parts.h"

namespace assay::ingest {
namespace {

using detail::AmountOf;
using detail::Assignment;
using detail::FlagOf;
using detail::kNone;
using detail::NumberOf;
using detail::Piece;
using detail::Template;
using detail::TimeOf;
using detail::Trimmed;
using detail::Wrong;

using Parts = CsvMapping::Parts;

// Members of `data`, as a tree that is written once per row.
struct Node {
  std::map<std::string, Node, std::less<>> children;
  std::string json;       // Of a leaf.
  bool has_cell = false;  // Something in it comes from a cell, not from a constant alone.

  bool is_list() const { return !children.empty() && detail::IsItemName(children.begin()->first); }

  // An item that no cell of the row fills is none, and neither is a list without items.
  void Write(std::string& out) const {
    if (children.empty()) {
      out += json;
      return;
    }
    out.push_back(is_list() ? '[' : '{');
    bool is_first = true;
    for (const auto& [name, child] : children) {
      if ((is_list() || child.is_list()) && !child.has_cell) {
        continue;
      }
      if (!is_first) {
        out.push_back(',');
      }
      is_first = false;
      if (!is_list()) {
        AppendJsonString(out, name);
        out.push_back(':');
      }
      child.Write(out);
    }
    out.push_back(is_list() ? ']' : '}');
  }
};

// What one cell becomes; nothing where the cell is empty.
Result<std::optional<std::string>> JsonOf(const Assignment& assignment, std::string_view cell,
                                          std::string_view currency, const Parts& parts) {
  const auto bad = [&](std::string_view what) {
    return Fail(Wrong("mapping.bad_value", fmt::format("column '{}' does not hold {}",
                                                       parts.columns[assignment.column], what)));
  };
  if (assignment.column == kNone) {
    return std::optional<std::string>(assignment.constant_json);
  }
  const FieldKind kind = assignment.field->kind;
  const std::string_view value = kind == FieldKind::kString ? cell : Trimmed(cell);
  if (assignment.otherwise && !assignment.values.contains(value)) {
    return std::optional<std::string>(JsonString(*assignment.otherwise));
  }
  if (value.empty()) {
    return std::optional<std::string>();
  }
  std::optional<std::string> json;
  switch (kind) {
    case FieldKind::kString: {
      const auto word = assignment.values.find(value);
      return std::optional<std::string>(
          JsonString(word == assignment.values.end() ? value : std::string_view(word->second)));
    }
    case FieldKind::kDate:
      return std::optional<std::string>(JsonString(value));
    case FieldKind::kTime:
      json = TimeOf(value, assignment.time);
      if (!json) {
        return bad("a time of the format given");
      }
      return std::optional<std::string>(JsonString(*json));
    case FieldKind::kInteger:
    case FieldKind::kNumber:
      json = NumberOf(value, kind);
      if (!json) {
        return bad(kind == FieldKind::kInteger ? "an integer" : "a number");
      }
      return json;
    case FieldKind::kBoolean:
      json = FlagOf(value);
      if (!json) {
        return bad("yes or no");
      }
      return json;
    case FieldKind::kMoney: {
      if (!assignment.in_main_units) {
        json = NumberOf(value, FieldKind::kInteger);
        if (!json) {
          return bad("an integer");
        }
        return std::optional<std::string>(
            fmt::format(R"({{"amount":{},"currency":{}}})", *json, JsonString(currency)));
      }
      const auto known = Currency::Find(currency);
      if (!known) {
        return Fail(Wrong("ingest.unknown_currency",
                          fmt::format("the currency of column '{}' is not in ISO 4217",
                                      parts.columns[assignment.column])));
      }
      const std::optional<std::string> amount = assignment.decimal == '\0'
                                                    ? std::optional(std::string(value))
                                                    : AmountOf(value, assignment.decimal);
      const auto money = ParseMoney(amount.value_or(""), *known);
      if (!money) {
        return bad(assignment.decimal == ','   ? "an amount of money such as 1.299,00"
                   : assignment.decimal == '.' ? "an amount of money such as 1,299.00"
                                               : "an amount of money");
      }
      return std::optional<std::string>(
          fmt::format(R"({{"amount":{},"currency":"{}"}})", money->minor_units, known->code()));
    }
    case FieldKind::kObject:
    case FieldKind::kArray:
      break;
  }
  return std::optional<std::string>();
}

}  // namespace

Result<std::string> CsvMapping::Rows::LineOf(const CsvRecord& record) const {
  const auto cell = [&](std::size_t column) { return record.fields[column_at_[column]]; };
  if (!record.defect.empty()) {
    return Fail(Wrong(record.defect, "the row cannot be read"));
  }
  if (!simdjson::validate_utf8(record.raw.data(), record.raw.size())) {
    return Fail(Wrong("ingest.invalid_utf8", "the row is not valid UTF-8"));
  }
  const auto fill = [&](const Template& pieces) {
    std::string text;
    for (const Piece& piece : pieces) {
      text += piece.column == kNone ? std::string_view(piece.text) : cell(piece.column);
    }
    return text;
  };
  const auto time = TimeOf(Trimmed(cell(parts_->time_column)), parts_->time);
  if (!time) {
    return Fail(Wrong("mapping.bad_value",
                      fmt::format("column '{}' does not hold a time of the format given",
                                  parts_->columns[parts_->time_column])));
  }
  Node data;
  for (const Assignment& assignment : parts_->data) {
    const std::string_view currency = assignment.currency_column == kNone
                                          ? std::string_view(assignment.currency)
                                          : Trimmed(cell(assignment.currency_column));
    const std::string_view value =
        assignment.column == kNone ? std::string_view() : cell(assignment.column);
    ASSAY_ASSIGN(std::optional<std::string> json, JsonOf(assignment, value, currency, *parts_));
    if (!json) {
      continue;
    }
    Node* node = &data;
    for (const std::string& name : assignment.path) {
      node = &node->children[name];
      node->has_cell |= assignment.column != kNone;
    }
    node->json = *std::move(json);
  }
  std::string line = fmt::format(
      R"({{"specversion":"1.0","id":{},"source":{},"type":"{}","time":"{}","subject":{},"data":)",
      JsonString(fill(parts_->id)), JsonString(parts_->source), parts_->wire_type, *time,
      JsonString(fill(parts_->subject)));
  if (data.children.empty()) {
    line += "{}";
  } else {
    data.Write(line);
  }
  line.push_back('}');
  return line;
}

}  // namespace assay::ingest
