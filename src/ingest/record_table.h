// SPDX-License-Identifier: Apache-2.0
// Named values of the records of a file: NDJSON where the first character is "{", else a table with a header
// row (CSV, or TSV where a tab stands before the first comma). What the values mean is the business of
// whoever reads them: listings (listing_reader.h), texts (text_reader.h).
//
// Two steps, so that the second can run in parallel:
//   RecordTable reads records in file order (one thread), RecordParser takes their values out (one parser a
//   thread).
//
// A record that cannot be read is an Error with a reason "<noun>.<what>"; the next one is not affected.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "ingest/byte_source.h"

namespace assay::ingest {

// Longer records are bad lines.
inline constexpr std::size_t kRecordBytesMax = std::size_t{4} << 20;

struct Column {
  std::string name;  // Empty: not read; its value is always missing.
  // Whether a table without it is refused. NDJSON records may lack any.
  bool is_wanted = false;
};

// One record as it stands in the file.
struct RawRecord {
  std::uint64_t line = 0;
  std::string text;                 // NDJSON.
  std::vector<std::string> fields;  // Tables: in the order of the header.
  std::string defect;               // Why it cannot be read at all, or empty.

  std::size_t size() const;  // Bytes.
};

class RecordTable {
 public:
  // `noun` begins the reasons of errors: "listing". `source` must outlive the table. Errors: those of the
  // source; kInvalidArgument "csv.no_header", "csv.duplicate_column", "<noun>.no_such_column".
  static Result<RecordTable> Open(ByteSource& source, std::string_view noun,
                                  std::vector<Column> columns);
  ~RecordTable();
  RecordTable(RecordTable&&) noexcept;
  RecordTable& operator=(RecordTable&&) noexcept;

  // Nothing at the end. An error of the source comes after all records before it.
  Result<std::optional<RawRecord>> Next();

  // Whether no record can hold this column: a table whose header lacks it.
  bool LacksColumn(std::size_t column) const;

 private:
  friend class RecordParser;
  struct State;
  explicit RecordTable(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class RecordParser {
 public:
  // `table` must outlive the parser.
  explicit RecordParser(const RecordTable& table);
  ~RecordParser();
  RecordParser(const RecordParser&) = delete;
  RecordParser& operator=(const RecordParser&) = delete;

  // One value for each column, valid UTF-8; nothing where it is missing or null. Numbers and truth values of
  // JSON become their text.
  // Errors: kInvalidArgument "<noun>.invalid_utf8", "<noun>.invalid_json", "<noun>.wrong_type", the defect of
  // a row; kLimitExceeded "<noun>.too_long".
  Result<std::vector<std::optional<std::string>>> Parse(const RawRecord& raw);

 private:
  struct Buffers;
  const RecordTable& table_;
  std::unique_ptr<Buffers> buffers_;
};

// How many rows one stands for. Errors: kInvalidArgument "<noun>.bad_weight" where it is no number above 0.
Result<double> ParseWeight(std::string_view noun, const std::optional<std::string>& text);

}  // namespace assay::ingest
