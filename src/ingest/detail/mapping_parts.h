// SPDX-License-Identifier: Apache-2.0
// A mapping file as it was read: what csv_mapping.cc makes and csv_mapping_rows.cc uses.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/result.h"
#include "ingest/csv.h"
#include "ingest/csv_mapping.h"
#include "ingest/detail/cells.h"
#include "ingest/event_types.h"
#include "ingest/text_encoding.h"

namespace assay::ingest {
namespace detail {

inline constexpr std::size_t kNone = static_cast<std::size_t>(-1);

// "{order}-{line}" cut into constant text and columns.
struct Piece {
  std::string text;
  std::size_t column = kNone;
};
using Template = std::vector<Piece>;

struct Assignment {
  std::vector<std::string> path;  // Below `data`; items of a list by ItemName.
  const Field* field = nullptr;
  std::size_t column = kNone;
  std::string constant_json;  // Where there is no column.
  bool in_main_units = true;  // Money: "259.00", not 25900.
  char decimal = '\0';  // Money: what stands before the cents, where cells are as shops write them.
  std::size_t currency_column = kNone;
  std::string currency;
  TimeRule time;
  std::map<std::string, std::string, std::less<>> values;  // Cell -> word of the schema.
  std::optional<std::string> otherwise;                    // The word of every other cell.
};

// In a path, the place of an item in its list: "[003]". No field of a schema has such a name, and they sort as they
// count.
inline std::string ItemName(std::size_t index) {
  return fmt::format("[{:03}]", index);
}
inline bool IsItemName(std::string_view name) {
  return name.starts_with('[');
}

inline Error Wrong(std::string_view reason, std::string message) {
  return {ErrorCode::kInvalidArgument, std::string(reason), std::move(message)};
}

}  // namespace detail

struct CsvMapping::Parts {
  std::optional<CsvOptions> options;
  std::string encoding = std::string(kUtf8);
  std::vector<std::string> columns;  // Named by the mapping, in the order first met.
  std::string wire_type;
  std::string source;
  detail::Template id;
  detail::Template subject;
  std::size_t time_column = detail::kNone;
  detail::TimeRule time;
  std::vector<detail::Assignment> data;

  std::size_t ColumnOf(std::string_view name) {
    const auto found = std::ranges::find(columns, name);
    if (found != columns.end()) {
      return static_cast<std::size_t>(found - columns.begin());
    }
    columns.emplace_back(name);
    return columns.size() - 1;
  }
};

}  // namespace assay::ingest
