// SPDX-License-Identifier: Apache-2.0
// Reads texts that people wrote (reviews, messages, reasons of refunds) from plain tables, without events
// around them: NDJSON, CSV or TSV with the fields id and text. Only text must be there. Used where no database
// is: `assay screen --as`, `assay evaluate --as` and `assay train`.
//
// Two steps, as for listings (record_table.h). A record that is no text is an Error with a reason
// "text.<what>"; the next one is not affected.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/result.h"
#include "ingest/record_table.h"

namespace assay::ingest {

struct TextOptions {
  std::string text_column = "text";
  // Columns to read beside the text; empty: none.
  std::string label_column;
  std::string group_column;
  std::string weight_column;
  std::string origin_column;
  // Ids are line numbers. Tables without an id column are read so anyway.
  bool ids_are_line_numbers = false;
};

struct TextRow {
  std::string id;
  std::string text;
  std::string label;  // As it stands in the file; empty where there is none.
  std::string group;
  std::string origin;
  double weight = 1;  // Above 0; 1 where no column holds it.
};

class TextTable {
 public:
  // `source` must outlive the table. Errors: those of the source; kInvalidArgument "csv.no_header",
  // "csv.duplicate_column", "text.no_such_column".
  static Result<TextTable> Open(ByteSource& source, const TextOptions& options);

  // Nothing at the end. An error of the source comes after all records before it.
  Result<std::optional<RawRecord>> Next() { return records_.Next(); }

  // Whether ids are line numbers (say so to the user).
  bool ids_are_line_numbers() const { return ids_are_line_numbers_; }

 private:
  friend class TextParser;
  TextTable(RecordTable records, const TextOptions& options);
  RecordTable records_;
  bool has_weights_;
  bool ids_are_line_numbers_;
};

class TextParser {
 public:
  // `table` must outlive the parser.
  explicit TextParser(const TextTable& table);

  // Errors: kInvalidArgument "text.no_id", "text.no_text" and those of RecordParser.
  Result<TextRow> Parse(const RawRecord& raw);

 private:
  const TextTable& table_;
  RecordParser values_;
};

}  // namespace assay::ingest
