// SPDX-License-Identifier: Apache-2.0
// Reads listings from plain tables, without events around them: NDJSON, CSV or TSV with the fields
// id, title, description, brand, category, condition, price, currency, label. Only id and title
// must be there. Used where no database is: `assay screen` and `assay evaluate`.
//
// Two steps, so that the second can run in parallel:
//   ListingTable reads records in file order (one thread), ListingParser makes listings of them
//   (one parser a thread).
//
// A record that is no listing is an Error with a reason "listing.<what>"; the next one is not
// affected.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/listing.h"
#include "core/result.h"
#include "ingest/byte_source.h"

namespace assay::ingest {

// A record of one listing: longer ones are bad lines.
inline constexpr std::size_t kListingRecordBytesMax = std::size_t{4} << 20;

struct ListingOptions {
  // Listing field -> column of the file, where the names differ: {"title", "desc_en"}.
  std::map<std::string, std::string> column_of_field;
  // For rows whose file has no currency column; empty: prices without currency are not used.
  std::string default_currency;
  // Columns to read beside the listing; empty: none.
  std::string label_column;
  std::string group_column;
  // Ids are line numbers. Tables without an id column are read so anyway.
  bool ids_are_line_numbers = false;
};

// One record as it stands in the file.
struct RawListing {
  std::uint64_t line = 0;
  std::string text;                 // NDJSON.
  std::vector<std::string> fields;  // Tables: in the order of the header.
  std::string defect;               // Why it cannot be read at all, or empty.
};

class ListingTable {
 public:
  // `source` must outlive the table. Errors: those of the source; kInvalidArgument "csv.no_header",
  // "csv.duplicate_column", "listing.no_such_column" where an option names a column that is not
  // there.
  static Result<ListingTable> Open(ByteSource& source, ListingOptions options);
  ~ListingTable();
  ListingTable(ListingTable&&) noexcept;
  ListingTable& operator=(ListingTable&&) noexcept;

  // Nothing at the end. An error of the source comes after all records before it.
  Result<std::optional<RawListing>> Next();

  // Whether ids are line numbers (say so to the user).
  bool ids_are_line_numbers() const;

 private:
  friend class ListingParser;
  struct State;
  explicit ListingTable(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct LabelledListing {
  Listing listing;
  std::optional<bool> label;  // Nothing where the row is not to be scored (-1, "?" or empty).
  std::string group;
};

class ListingParser {
 public:
  // `table` must outlive the parser.
  explicit ListingParser(const ListingTable& table);
  ~ListingParser();
  ListingParser(const ListingParser&) = delete;
  ListingParser& operator=(const ListingParser&) = delete;

  // Errors: kInvalidArgument or kLimitExceeded with "listing.<what>", or those of ParseMoney.
  Result<LabelledListing> Parse(const RawListing& raw);

 private:
  struct Buffers;
  const ListingTable& table_;
  std::unique_ptr<Buffers> buffers_;
};

}  // namespace assay::ingest
