// SPDX-License-Identifier: Apache-2.0
// Guesses a mapping file (docs/formats/csv-mapping.md) for a table that somebody exported from a shop system: by the
// names of its columns in several languages, and by what their cells can be read as. A guess is shown, with examples,
// and can be corrected: the file it writes is the one that CsvMapping reads.
//
// What cannot be known is asked, never assumed silently: a guess has `questions` where the table cannot be read
// without an answer, and `notes` where something was taken for likely.
//
// Pure. Cost: linear in the columns.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/column_profile.h"
#include "ingest/csv.h"
#include "ingest/csv_mapping.h"
#include "ingest/time_zone.h"

namespace assay::ingest {

enum class TableKind : std::uint8_t { kListings, kOrders, kRefunds, kParcels, kClosures, kStores };
inline constexpr std::size_t kTableKinds = 6;
std::string_view NameOf(TableKind kind);  // "listings"

// A column that other tables of the same export can give: the listing's store, the order's store and listing.
// Their names cannot be those of a file, which would have no such sign at the front.
inline constexpr std::string_view kJoinedStore = "@store";
inline constexpr std::string_view kJoinedListing = "@listing";

struct GuessOptions {
  TimeZone time_zone = {};    // Of times that carry no offset.
  std::string currency = {};  // Of amounts that carry none; empty: not told.
  // kDayFirst or kMonthFirst, where somebody said so.
  std::optional<TimeReading> date_order = std::nullopt;
  bool is_date_order_of_other_table = false;        // It was seen in another table of the export.
  std::map<std::string, std::string> columns = {};  // By role: those that somebody named.
  // By role: as another table of the export calls its stores, listings and orders. A column of that very name means the
  // same here, unless it says less than "item" does ("id").
  std::map<std::string, std::string> columns_elsewhere = {};
};

struct GuessedColumn {
  std::string role;    // "store", "listing", "time", ...: a word of the product.
  std::string column;  // As the table names it, or a joined one.
  std::string how;     // "dates with the day first", "amounts as 1.299,00 in EUR"; may be empty.
  std::vector<std::string> examples;  // None of what identifies a person.
};

struct MappingGuess {
  TableKind kind = TableKind::kListings;
  std::vector<GuessedColumn> columns;
  std::vector<std::string> notes;      // What was taken for likely. Sentences.
  std::vector<std::string> questions;  // What has to be answered first. Sentences.
  std::string
      toml;  // The mapping file. With questions open it is a draft: "FILL IN" stands where one is missing.
  // Listings with a time of their last change: the same rows as of then; empty elsewhere.
  std::string changed_toml;
  // What the dates of this table say about the order of day and month; nothing where they do not.
  std::optional<TimeReading> date_order;
};

struct TableProfile {
  TableKind kind = TableKind::kListings;
  std::string encoding;
  CsvOptions options;
  std::vector<ColumnProfile> columns;
};

MappingGuess GuessMapping(const TableProfile& table, const GuessOptions& options);

// What is off because this mapping, guessed or corrected, has no column for it. Sentences.
std::vector<std::string> DisabledBy(TableKind kind, const CsvMapping& mapping, bool knows_changes);
// What is off where there is no such table at all.
std::string_view DisabledWithout(TableKind kind);

}  // namespace assay::ingest
