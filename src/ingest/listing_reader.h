// SPDX-License-Identifier: Apache-2.0
// Reads listings from plain tables, without events around them: NDJSON, CSV or TSV with the fields
// id, title, description, brand, category, condition, price, currency, label, and what is known of the
// store (StoreFacts). Only id and title must be there. Used where no database is: `assay screen` and
// `assay evaluate`.
//
// Two steps, so that the second can run in parallel:
//   ListingTable reads records in file order (one thread), ListingParser makes listings of them
//   (one parser a thread).
//
// A record that is no listing is an Error with a reason "listing.<what>"; the next one is not
// affected.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/listing.h"
#include "core/result.h"
#include "ingest/byte_source.h"
#include "ingest/record_table.h"

namespace assay::ingest {

struct ListingOptions {
  // Listing field -> column of the file, where the names differ: {"title", "desc_en"}.
  std::map<std::string, std::string> column_of_field;
  // For rows whose file has no currency column; empty: prices without currency are not used.
  std::string default_currency;
  // Columns to read beside the listing; empty: none.
  std::string label_column;
  std::string group_column;
  std::string weight_column;
  std::string seller_column;
  // Ids are line numbers. Tables without an id column are read so anyway.
  bool ids_are_line_numbers = false;
};

class ListingTable {
 public:
  // `source` must outlive the table. Errors: those of the source; kInvalidArgument "csv.no_header",
  // "csv.duplicate_column", "listing.no_such_column" where an option names a column that is not
  // there, "listing.no_such_field" where column_of_field names no field.
  static Result<ListingTable> Open(ByteSource& source, const ListingOptions& options);

  // Nothing at the end. An error of the source comes after all records before it.
  Result<std::optional<RawRecord>> Next() { return records_.Next(); }

  // Whether ids are line numbers (say so to the user).
  bool ids_are_line_numbers() const { return ids_are_line_numbers_; }

 private:
  friend class ListingParser;
  ListingTable(RecordTable records, const ListingOptions& options);
  RecordTable records_;
  std::string default_currency_;
  bool has_weights_;
  bool ids_are_line_numbers_;
};

// What a file says of the store behind a listing; of orders, parcels and refunds, those of the last 30 days.
struct StoreFacts {
  std::optional<std::int64_t> age_days;   // store_age_days
  std::uint64_t orders = 0;               // store_orders
  std::uint64_t parcels = 0;              // store_parcels
  std::uint64_t counterfeit_refunds = 0;  // store_counterfeit_refunds: asked for as counterfeit.
  std::uint32_t confirmed_listings = 0;   // store_confirmed_listings: in 365 days, by a person.
  friend bool operator==(const StoreFacts&, const StoreFacts&) = default;
};

struct LabelledListing {
  Listing listing;
  std::optional<StoreFacts> store;             // Where any of its columns has a value.
  std::vector<std::string> authorised_brands;  // authorised_brands, separated by "|".
  std::optional<bool> label;   // Nothing where the row is not to be scored (-1, "?" or empty).
  bool is_unlabelled = false;  // The cell is empty, or there is no such column.
  std::string group;
  double weight = 1;  // Above 0; 1 where no column holds it.
  std::string seller;
};

class ListingParser {
 public:
  // `table` must outlive the parser.
  explicit ListingParser(const ListingTable& table);

  // Errors: kInvalidArgument or kLimitExceeded with "listing.<what>", or those of ParseMoney.
  Result<LabelledListing> Parse(const RawRecord& raw);

 private:
  const ListingTable& table_;
  RecordParser values_;
};

}  // namespace assay::ingest
