// SPDX-License-Identifier: Apache-2.0
// Turns the rows of a table into event lines, as a mapping file says (docs/formats/csv-mapping.md).
// The lines go through the Decoder like any other, so that a bad row is refused for the same
// reasons.
//
// Threads: immutable; one mapping may serve several threads. Cost: linear in the row.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "ingest/csv.h"

namespace assay::ingest {

class CsvMapping {
 public:
  // Errors: kInvalidArgument "mapping.not_toml", "mapping.unknown_key", "mapping.missing_key",
  // "mapping.wrong_kind", "mapping.unknown_type", "mapping.unknown_field", naming the place in the
  // file.
  static Result<CsvMapping> Parse(std::string_view toml);

  // The separator, where the file sets it.
  const std::optional<CsvOptions>& options() const;
  // Of the table's bytes, as FindEncoding spells it: the table must be opened through ReadAsUtf8.
  const std::string& encoding() const;
  // "assay.order.v1"
  std::string_view wire_type() const;
  // The columns it reads, in the order it names them first.
  const std::vector<std::string>& columns() const;
  // The first column of a field below `data` ("price", "person.name") or of what is in it; nothing where it has none.
  std::optional<std::string> ColumnOfField(std::string_view field) const;

  // Ties the mapping to the columns of one table. Errors: kInvalidArgument
  // "mapping.missing_column".
  class Rows;
  Result<Rows> ForColumns(const std::vector<std::string>& columns) const;

  struct Parts;

 private:
  explicit CsvMapping(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}
  std::shared_ptr<const Parts> parts_;
};

class CsvMapping::Rows {
 public:
  // One line of JSON. The record must be well formed. Errors: kInvalidArgument "mapping.bad_value"
  // where a cell cannot be read as the mapping says (amount, number, flag, time),
  // "ingest.invalid_utf8"; the message names the column, never the value.
  Result<std::string> LineOf(const CsvRecord& record) const;

 private:
  friend class CsvMapping;
  std::shared_ptr<const Parts> parts_;
  std::vector<std::size_t> column_at_;  // Column of the mapping -> field of a record.
};

}  // namespace assay::ingest
