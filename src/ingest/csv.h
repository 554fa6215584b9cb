// SPDX-License-Identifier: Apache-2.0
// Reads tables: CSV as RFC 4180 writes it (quoted fields, doubled quotes, newlines within quotes)
// and TSV without quoting, as database dumps write it.
//
// Invariants
//  1. The records do not depend on how the bytes were cut into blocks.
//  2. A quote that never closes costs its own line, not the rest of the file: the line is yielded
//  as
//     malformed, and reading goes on with the next one.
//  3. Memory is bounded by the longest record allowed, time is linear in the input.
// Lifetime: a record's fields are valid until the next call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "ingest/byte_source.h"
#include "ingest/limits.h"

namespace assay::ingest {

struct CsvOptions {
  char separator = ',';
  bool quoting = true;
  std::size_t record_bytes_max = kCsvRecordBytesMax;
  std::size_t fields_max = kCsvFieldsMax;

  static CsvOptions Comma() { return {}; }
  // A tab as separator means that quotes are ordinary characters.
  static CsvOptions Tab() { return {.separator = '\t', .quoting = false}; }
};

// Comma, semicolon, tab or bar: what splits most of the first 200 rows of `head` into as many cells as the header,
// and into most of them; what a line "sep=;" above the header says. Comma where none splits the header.
CsvOptions GuessSeparator(std::string_view head);

struct CsvRecord {
  std::uint64_t line = 0;    // Number of its first physical line, 1 for the first of the file.
  std::uint64_t offset = 0;  // Of its first byte.
  std::vector<std::string_view> fields;
  std::string_view raw;  // As it stands in the file, without the last newline; a head if oversized.
  // Empty if the record is well formed, else why its fields are not to be used:
  // "csv.unclosed_quote", "csv.text_after_quote", "csv.record_too_long", "csv.too_many_fields".
  std::string_view defect;

  // Of a line without any character: no record of a table with more than one column.
  bool is_blank() const { return raw.empty(); }
};

class CsvSplitter {
 public:
  explicit CsvSplitter(CsvOptions options = {});
  const CsvOptions& options() const { return options_; }

  void Feed(std::string_view block);
  void Finish() { finished_ = true; }
  // The next record, or nothing where more bytes are needed.
  std::optional<CsvRecord> Next();

 private:
  struct Scan {
    std::size_t end = 0;  // Past the record, at its newline or at the end of what there is.
    bool complete = false;
    bool in_quotes = false;
  };
  Scan ScanRecord();
  CsvRecord Take(std::size_t end, std::string_view defect);
  std::string_view SplitFields(std::string_view raw, bool quoting,
                               std::vector<std::string_view>& fields);
  bool QuotingAt(std::uint64_t offset) const;

  CsvOptions options_;
  std::string buffer_;
  std::size_t begin_ = 0;    // Of the record in buffer_.
  std::size_t scanned_ = 0;  // Where scanning goes on.
  bool scan_in_quotes_ = false;
  bool scan_at_field_start_ = true;
  bool scan_quote_pending_ = false;  // A quote within quotes was seen; what follows decides.
  bool discarding_ = false;          // The rest of a record that is too long.
  CsvRecord discarded_;
  std::string discarded_head_;
  std::uint64_t unquoted_until_ = 0;  // After an unclosed quote: no quoting before this offset.
  std::uint64_t buffer_offset_ = 0;   // Of buffer_[0] in the input.
  std::uint64_t line_ = 1;
  std::string unquoted_fields_;  // Fields with doubled quotes, undone.
  bool at_start_ = true;
  bool finished_ = false;
};

// A table with a header row, from a ByteSource.
class CsvTable {
 public:
  // Reads the header. Without options they are guessed from the first rows, 256 KiB of them at most. `source` must
  // outlive the table.
  // Errors: kInvalidArgument "csv.no_header", "csv.duplicate_column"; those of the source.
  static Result<CsvTable> Open(ByteSource& source, std::optional<CsvOptions> options = {});

  // As given or guessed.
  const CsvOptions& options() const { return records_.options(); }
  const std::vector<std::string>& columns() const { return columns_; }
  std::optional<std::size_t> FindColumn(std::string_view name) const;
  // Nothing at the end. Blank lines are passed over. A row with another number of fields than the
  // header has the defect "csv.wrong_field_count". An error of the source comes after all whole
  // rows before it, and comes again; a row that broke off is not one.
  Result<std::optional<CsvRecord>> Next();

 private:
  CsvTable(ByteSource& source, CsvOptions options) : source_(&source), records_(options) {}
  void GuessOptions();
  Result<std::optional<CsvRecord>> NextRecord();

  ByteSource* source_;
  CsvSplitter records_;
  std::string block_;
  std::vector<std::string> columns_;
  std::optional<Error> error_;
  bool ended_ = false;
};

}  // namespace assay::ingest
