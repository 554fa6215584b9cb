// SPDX-License-Identifier: Apache-2.0
#include "ingest/csv_mapping.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <variant>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "core/json_text.h"
#include "core/money.h"
#include "core/time.h"
#include "ingest/detail/cells.h"
#include "ingest/detail/mapping_parts.h"
#include "ingest/event_types.h"
#include "ingest/text_encoding.h"
#include "strict_toml/strict_toml.h"

namespace assay::ingest {
namespace {

using detail::Assignment;
using detail::kNone;
using detail::NumberOf;
using detail::Piece;
using detail::Template;
using detail::TimeFormat;
using detail::TimeRule;
using detail::Wrong;

std::string Spelt(const std::vector<std::string>& path) {
  return fmt::format("data.{}", fmt::join(path, "."));
}

using Parts = CsvMapping::Parts;

// Reads one TOML table, and knows which keys nobody asked for.
class TableReader {
 public:
  TableReader(const toml::table& table, std::string place)
      : table_(table), place_(std::move(place)) {}

  Result<std::optional<std::string>> Text(std::string_view key) {
    asked_.emplace(key);
    const toml::node* node = table_.get(key);
    if (node == nullptr) {
      return std::optional<std::string>();
    }
    if (auto text = node->value_exact<std::string>()) {
      return text;
    }
    return Fail(Wrong("mapping.wrong_kind", fmt::format("{}{} must be a string", place_, key)));
  }

  Result<std::string> Required(std::string_view key) {
    ASSAY_ASSIGN(std::optional<std::string> text, Text(key));
    if (!text || text->empty()) {
      return Fail(Wrong("mapping.missing_key", fmt::format("{}{} is missing", place_, key)));
    }
    return *std::move(text);
  }

  const toml::node* Node(std::string_view key) {
    asked_.emplace(key);
    return table_.get(key);
  }

  Result<void> RefuseOthers() const {
    for (const auto& [key, node] : table_) {
      if (!asked_.contains(std::string(key.str()))) {
        return Fail(
            Wrong("mapping.unknown_key", fmt::format("line {}: {}{} is not a key of a mapping",
                                                     node.source().begin.line, place_, key.str())));
      }
    }
    return {};
  }

  const std::string& place() const { return place_; }

 private:
  const toml::table& table_;
  std::string place_;
  std::set<std::string, std::less<>> asked_;
};

Result<Template> ReadTemplate(std::string_view text, std::string_view key, Parts& parts) {
  Template pieces;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    if (open > 0) {
      pieces.push_back({std::string(text.substr(0, open)), kNone});
    }
    if (open == std::string_view::npos) {
      break;
    }
    std::string column;
    std::size_t at = open + 1;
    for (; at < text.size(); ++at) {
      if (text[at] == '}' && !text.substr(at + 1).starts_with('}')) {
        break;
      }
      at += text[at] == '}' ? 1U : 0U;  // Doubled: one that belongs to the name.
      column += text[at];
    }
    if (column.empty() || at >= text.size()) {
      return Fail(
          Wrong("mapping.wrong_kind", fmt::format("{} has a brace without a column in it", key)));
    }
    pieces.push_back({{}, parts.ColumnOf(column)});
    text.remove_prefix(at + 1);
  }
  return pieces;
}

bool IsCivil(TimeFormat format) {
  return format == TimeFormat::kCivil || format == TimeFormat::kDayFirst ||
         format == TimeFormat::kMonthFirst;
}

Result<TimeRule> ReadTimeRule(TableReader& table, const TimeRule& otherwise) {
  TimeRule rule = otherwise;
  ASSAY_ASSIGN(const std::optional<std::string> format, table.Text("format"));
  ASSAY_ASSIGN(const std::optional<std::string> offset, table.Text("offset"));
  ASSAY_ASSIGN(const std::optional<std::string> zone, table.Text("zone"));
  if (format) {
    if (*format == "rfc3339") {
      rule.format = TimeFormat::kRfc3339;
    } else if (*format == "civil") {
      rule.format = TimeFormat::kCivil;
    } else if (*format == "day_first") {
      rule.format = TimeFormat::kDayFirst;
    } else if (*format == "month_first") {
      rule.format = TimeFormat::kMonthFirst;
    } else if (*format == "unix_seconds") {
      rule.format = TimeFormat::kUnixSeconds;
    } else if (*format == "unix_milliseconds") {
      rule.format = TimeFormat::kUnixMilliseconds;
    } else {
      return Fail(Wrong(
          "mapping.wrong_kind",
          table.place() + "format must be rfc3339, civil, day_first, month_first, unix_seconds or "
                          "unix_milliseconds"));
    }
  }
  if (offset && zone) {
    return Fail(Wrong("mapping.wrong_kind", table.place() + "offset and zone say the same"));
  }
  if (offset || zone) {
    const std::optional<TimeZone> found = TimeZone::Find(offset ? *offset : *zone);
    if (!found || found->is_fixed() != offset.has_value()) {
      return Fail(
          Wrong("mapping.wrong_kind",
                table.place() + (offset ? "offset must be like +08:00; a place is named with zone"
                                        : "zone must be a time zone that this machine knows, like "
                                          "Europe/Berlin; an offset is given with offset")));
    }
    rule.zone = *found;
  } else if (IsCivil(rule.format) && !IsCivil(otherwise.format)) {
    return Fail(Wrong(
        "mapping.missing_key",
        table.place() + "offset or zone is missing: civil times carry no offset of their own"));
  }
  return rule;
}

const Field* FindField(std::span<const Field> fields, std::string_view name) {
  const auto found = std::ranges::find(fields, name, &Field::name);
  return found == fields.end() ? nullptr : &*found;
}

Result<std::string> ConstantOf(const toml::node& node, const std::string& place) {
  if (const auto text = node.value_exact<std::string>()) {
    return JsonString(*text);
  }
  if (const auto number = node.value_exact<std::int64_t>()) {
    return fmt::format("{}", *number);
  }
  if (const auto flag = node.value_exact<bool>()) {
    return std::string(*flag ? "true" : "false");
  }
  if (const auto number = node.value_exact<double>(); number && std::isfinite(*number)) {
    return fmt::format("{}", *number);
  }
  return Fail(
      Wrong("mapping.wrong_kind", place + "constant must be a string, a number, true or false"));
}

// The rest of a table about money. A constant is in minor units: { constant = 0, currency = "CNY" }.
Result<void> ReadMoney(TableReader& reader, bool has_column, Assignment& assignment, Parts& parts) {
  ASSAY_ASSIGN(const std::optional<std::string> currency, reader.Text("currency"));
  ASSAY_ASSIGN(const std::optional<std::string> currency_column, reader.Text("currency_column"));
  ASSAY_ASSIGN(const std::optional<std::string> unit, reader.Text("unit"));
  ASSAY_ASSIGN(const std::optional<std::string> decimal, reader.Text("decimal"));
  if (currency.has_value() == currency_column.has_value() || (!has_column && !currency)) {
    return Fail(Wrong("mapping.missing_key",
                      reader.place() + "money needs column, and currency or currency_column"));
  }
  if (currency && !Currency::Find(*currency)) {
    return Fail(Wrong("mapping.wrong_kind", reader.place() + "currency is not in ISO 4217"));
  }
  if (unit && *unit != "main" && *unit != "minor") {
    return Fail(Wrong("mapping.wrong_kind", reader.place() + "unit must be main or minor"));
  }
  if (decimal && *decimal != "." && *decimal != ",") {
    return Fail(Wrong("mapping.wrong_kind", reader.place() + "decimal must be a point or a comma"));
  }
  assignment.currency = currency.value_or("");
  assignment.currency_column = currency_column ? parts.ColumnOf(*currency_column) : kNone;
  assignment.in_main_units = !unit || *unit == "main";
  assignment.decimal = decimal ? decimal->front() : '\0';
  if (!has_column) {
    if (!NumberOf(assignment.constant_json, FieldKind::kInteger)) {
      return Fail(Wrong("mapping.wrong_kind",
                        reader.place() + "constant money must be a whole number of minor units"));
    }
    assignment.constant_json = fmt::format(R"({{"amount":{},"currency":{}}})",
                                           assignment.constant_json, JsonString(*currency));
  }
  return {};
}

// { column = "price", currency = "CNY" } and its relatives.
Result<void> ReadAssignment(const toml::table& table, Assignment& assignment, Parts& parts) {
  const Field& field = *assignment.field;
  TableReader reader(table, Spelt(assignment.path) + ".");
  ASSAY_ASSIGN(const std::optional<std::string> column, reader.Text("column"));
  const toml::node* constant = reader.Node("constant");
  if (column.has_value() == (constant != nullptr)) {
    return Fail(Wrong("mapping.missing_key",
                      reader.place() + "column or constant must be given, and not both"));
  }
  if (column) {
    assignment.column = parts.ColumnOf(*column);
  } else {
    ASSAY_ASSIGN(assignment.constant_json, ConstantOf(*constant, reader.place()));
  }
  if (field.kind == FieldKind::kMoney) {
    ASSAY_TRY(ReadMoney(reader, column.has_value(), assignment, parts));
  }
  if (field.kind == FieldKind::kTime) {
    ASSAY_ASSIGN(assignment.time, ReadTimeRule(reader, parts.time));
  }
  if (const toml::node* values = reader.Node("values"); values != nullptr) {
    const toml::table* words = values->as_table();
    if (words == nullptr || field.kind != FieldKind::kString) {
      return Fail(Wrong("mapping.wrong_kind", reader.place() + "values must map cells to words"));
    }
    for (const auto& [cell, word] : *words) {
      const auto text = word.value_exact<std::string>();
      if (!text) {
        return Fail(Wrong("mapping.wrong_kind", reader.place() + "values must map cells to words"));
      }
      assignment.values.emplace(std::string(cell.str()), *text);
    }
  }
  ASSAY_ASSIGN(assignment.otherwise, reader.Text("otherwise"));
  if (assignment.otherwise && field.kind != FieldKind::kString) {
    return Fail(Wrong("mapping.wrong_kind", reader.place() + "otherwise belongs to words"));
  }
  return reader.RefuseOthers();
}

Result<void> ReadField(const toml::node& node, const Field& field,
                       const std::vector<std::string>& path, Parts& parts);

// [data] down to the fields of the schema.
Result<void> ReadData(const toml::table& table, std::span<const Field> fields,
                      const std::vector<std::string>& parent, Parts& parts) {
  for (const auto& [key, node] : table) {
    std::vector<std::string> path = parent;
    path.emplace_back(key.str());
    const Field* field = FindField(fields, key.str());
    if (field == nullptr) {
      return Fail(Wrong("mapping.unknown_field",
                        fmt::format("{} is no field of {}", Spelt(path), parts.wire_type)));
    }
    ASSAY_TRY(ReadField(node, *field, path, parts));
  }
  return {};
}

// A list with an entry for each item that a row can have.
Result<void> ReadList(const toml::node& node, const Field& field,
                      const std::vector<std::string>& path, Parts& parts) {
  const toml::array* items = node.as_array();
  if (items == nullptr || items->empty() || items->size() > field.length_max) {
    return Fail(Wrong("mapping.wrong_kind", fmt::format("{} must be a list of 1 to {} items",
                                                        Spelt(path), field.length_max)));
  }
  for (std::size_t i = 0; i < items->size(); ++i) {
    std::vector<std::string> place = path;
    place.push_back(detail::ItemName(i));
    ASSAY_TRY(ReadField(*items->get(i), field.fields.front(), place, parts));
  }
  return {};
}

// A string alone names a column.
Result<void> ReadField(const toml::node& node, const Field& field,
                       const std::vector<std::string>& path, Parts& parts) {
  if (field.kind == FieldKind::kArray) {
    return ReadList(node, field, path, parts);
  }
  const toml::table* inner = node.as_table();
  if (field.kind == FieldKind::kObject) {
    if (inner == nullptr) {
      return Fail(Wrong("mapping.wrong_kind", Spelt(path) + " must be a table"));
    }
    return ReadData(*inner, field.fields, path, parts);
  }
  Assignment assignment;
  assignment.path = path;
  assignment.field = &field;
  assignment.time = parts.time;
  if (const auto column = node.value_exact<std::string>();
      column && field.kind != FieldKind::kMoney) {
    assignment.column = parts.ColumnOf(*column);
  } else if (inner != nullptr) {
    ASSAY_TRY(ReadAssignment(*inner, assignment, parts));
  } else {
    return Fail(Wrong("mapping.wrong_kind",
                      Spelt(path) + " must be the name of a column, or a table with column"));
  }
  parts.data.push_back(std::move(assignment));
  return {};
}

Result<void> ReadSeparator(TableReader& reader, Parts& parts) {
  ASSAY_ASSIGN(const std::optional<std::string> separator, reader.Text("separator"));
  if (!separator) {
    return {};
  }
  if (*separator == "\t") {
    parts.options = CsvOptions::Tab();
  } else if (*separator == "," || *separator == ";" || *separator == "|") {
    parts.options = CsvOptions::Comma();
    parts.options->separator = separator->front();
  } else {
    return Fail(Wrong("mapping.wrong_kind", "separator must be a comma, semicolon, bar or tab"));
  }
  return {};
}

Result<void> ReadEncoding(TableReader& reader, Parts& parts) {
  ASSAY_ASSIGN(const std::optional<std::string> name, reader.Text("encoding"));
  const std::optional<std::string> known = FindEncoding(name.value_or(std::string(kUtf8)));
  if (!known) {
    return Fail(Wrong("mapping.wrong_kind",
                      fmt::format("encoding must be one of {}", fmt::join(AllEncodings(), ", "))));
  }
  parts.encoding = *known;
  return {};
}

}  // namespace

Result<CsvMapping> CsvMapping::Parse(std::string_view text) {
  ASSAY_ASSIGN(const toml::table file, strict_toml::Parse(text, "mapping.not_toml"));
  auto parts = std::make_shared<Parts>();
  TableReader reader(file, "");
  ASSAY_ASSIGN(parts->wire_type, reader.Required("type"));
  const EventTypeInfo* info = FindEventType(parts->wire_type);
  if (info == nullptr || info->family == EventFamily::kSystem) {
    return Fail(Wrong("mapping.unknown_type", "type must be an event type such as assay.order.v1"));
  }
  ASSAY_ASSIGN(parts->source, reader.Required("source"));
  ASSAY_ASSIGN(const std::string id, reader.Required("id"));
  ASSAY_ASSIGN(parts->id, ReadTemplate(id, "id", *parts));
  ASSAY_ASSIGN(const std::string subject, reader.Required("subject"));
  ASSAY_ASSIGN(parts->subject, ReadTemplate(subject, "subject", *parts));
  ASSAY_TRY(ReadSeparator(reader, *parts));
  ASSAY_TRY(ReadEncoding(reader, *parts));
  const toml::node* time = reader.Node("time");
  if (time == nullptr || !time->is_table()) {
    return Fail(Wrong("mapping.missing_key", "[time] is missing"));
  }
  TableReader time_reader(*time->as_table(), "time.");
  ASSAY_ASSIGN(const std::string time_column, time_reader.Required("column"));
  parts->time_column = parts->ColumnOf(time_column);
  ASSAY_ASSIGN(parts->time, ReadTimeRule(time_reader, {}));
  ASSAY_TRY(time_reader.RefuseOthers());
  const toml::node* data = reader.Node("data");
  if (data == nullptr || !data->is_table()) {
    return Fail(Wrong("mapping.missing_key", "[data] is missing"));
  }
  ASSAY_TRY(ReadData(*data->as_table(), SchemaOf(info->type).fields, {}, *parts));
  ASSAY_TRY(reader.RefuseOthers());
  return CsvMapping(std::move(parts));
}

const std::optional<CsvOptions>& CsvMapping::options() const {
  return parts_->options;
}

const std::string& CsvMapping::encoding() const {
  return parts_->encoding;
}

std::string_view CsvMapping::wire_type() const {
  return parts_->wire_type;
}

const std::vector<std::string>& CsvMapping::columns() const {
  return parts_->columns;
}

std::optional<std::string> CsvMapping::ColumnOfField(std::string_view field) const {
  for (const Assignment& assignment : parts_->data) {
    const std::string path = fmt::format("{}", fmt::join(assignment.path, "."));
    const bool is_in_it =
        path.starts_with(field) && (path.size() == field.size() || path[field.size()] == '.');
    if (is_in_it && assignment.column != kNone) {
      return parts_->columns[assignment.column];
    }
  }
  return std::nullopt;
}

Result<CsvMapping::Rows> CsvMapping::ForColumns(const std::vector<std::string>& columns) const {
  Rows rows;
  rows.parts_ = parts_;
  for (const std::string& wanted : parts_->columns) {
    const auto found = std::ranges::find(columns, wanted);
    if (found == columns.end()) {
      return Fail(
          Wrong("mapping.missing_column", fmt::format("the table has no column '{}'; it has {}",
                                                      wanted, fmt::join(columns, ", "))));
    }
    rows.column_at_.push_back(static_cast<std::size_t>(found - columns.begin()));
  }
  return rows;
}

}  // namespace assay::ingest
