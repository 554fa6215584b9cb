// SPDX-License-Identifier: Apache-2.0
// The rows of a table as events, with columns that another table gives: a listing's store, an order's store and
// listing (ingest::kJoinedStore, kJoinedListing). Refused rows are counted, the first of them kept to be shown.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/event.h"
#include "core/result.h"
#include "ingest/byte_source.h"
#include "ingest/csv_mapping.h"

namespace assay::flows {

// What the tables read so far know of each other. Keys are XXH3-64 of the ids: with ten million ids, two share one
// with a chance of three in a million.
struct ExportIndex {
  struct Listing {
    std::uint32_t store = 0;
    std::uint32_t name = 0;
  };
  std::vector<std::string> stores;
  std::vector<std::string> listings;
  std::unordered_map<std::uint64_t, std::uint32_t> store_of_name;
  std::unordered_map<std::uint64_t, Listing> listing_of_name;
  std::unordered_map<std::uint64_t, Listing>
      order_of_name;  // Of an order of several listings, the first.

  std::uint32_t StoreOf(const std::string& name);
};

struct RowCounts {
  std::uint64_t rows = 0;
  std::uint64_t used = 0;
  std::map<std::string, std::int64_t> rejected;  // By reason.
  std::vector<std::string>
      first_rejected;  // "orders.csv:17: column 'Total' does not hold ...", at most five.
};

struct MappedTable {
  const std::string& file;
  const ingest::CsvMapping& mapping;
  // Of listings: the same rows as of their last change; nullptr where nothing says when that was. Reads the bytes as
  // `mapping` does.
  const ingest::CsvMapping* changed = nullptr;
};

struct RowEvent {
  std::uint64_t line = 0;  // Of the file, where the row begins.
  const Event& event;
  std::string_view text;           // The event's line.
  const Event* changed = nullptr;  // By `changed`; nullptr where that cannot read the row.
  std::string_view changed_text = {};
  bool has_personal_fields = false;  // In the clear: `text` must not be written as it is.
};

// Calls `visit` for each row that becomes an event by `mapping`; what it is given lives until it returns. `on_rows` is
// called now and then. Errors: those of the input, the table and the mappings, with the file's name in front; those of
// `visit`.
Result<RowCounts> ForEachEvent(
    const ingest::OpenInput& open, const MappedTable& mapped, const ExportIndex& index,
    const std::function<Result<void>(const RowEvent& row)>& visit,
    const std::function<void(std::uint64_t rows, double fraction)>& on_rows);

}  // namespace assay::flows
