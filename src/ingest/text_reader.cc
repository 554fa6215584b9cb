// SPDX-License-Identifier: Apache-2.0
#include "ingest/text_reader.h"

#include <utility>
#include <vector>

#include <fmt/format.h>

namespace assay::ingest {
namespace {

enum Slot : std::size_t { kId, kText, kLabel, kGroup, kWeight, kOrigin };

}  // namespace

TextTable::TextTable(RecordTable records, const TextOptions& options)
    : records_(std::move(records)),
      has_weights_(!options.weight_column.empty()),
      ids_are_line_numbers_(options.ids_are_line_numbers || records_.LacksColumn(kId)) {}

Result<TextTable> TextTable::Open(ByteSource& source, const TextOptions& options) {
  std::vector<Column> columns = {{"id", false},
                                 {options.text_column, true},
                                 {options.label_column, true},
                                 {options.group_column, true},
                                 {options.weight_column, true},
                                 {options.origin_column, false}};
  ASSAY_ASSIGN(RecordTable records, RecordTable::Open(source, "text", std::move(columns)));
  return TextTable(std::move(records), options);
}

TextParser::TextParser(const TextTable& table) : table_(table), values_(table.records_) {}

Result<TextRow> TextParser::Parse(const RawRecord& raw) {
  ASSAY_ASSIGN(auto values, values_.Parse(raw));
  if (table_.ids_are_line_numbers()) {
    values[kId] = fmt::format("{}", raw.line);
  }
  if (!values[kId] || values[kId]->empty()) {
    return Fail(ErrorCode::kInvalidArgument, "text.no_id", "a text needs an id");
  }
  if (!values[kText]) {
    return Fail(ErrorCode::kInvalidArgument, "text.no_text", "the record has no text");
  }
  double weight = 1;
  if (table_.has_weights_) {
    ASSAY_ASSIGN(weight, ParseWeight("text", values[kWeight]));
  }
  return TextRow{.id = std::move(*values[kId]),
                 .text = std::move(*values[kText]),
                 .label = std::move(values[kLabel]).value_or(""),
                 .group = std::move(values[kGroup]).value_or(""),
                 .origin = std::move(values[kOrigin]).value_or(""),
                 .weight = weight};
}

}  // namespace assay::ingest
