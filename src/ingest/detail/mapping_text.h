// SPDX-License-Identifier: Apache-2.0
// What a guess took each column for, and the mapping file (docs/formats/csv-mapping.md) that says so.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "ingest/mapping_guess.h"

namespace assay::ingest::detail {

// By the role's key.
struct ColumnChoice {
  std::map<std::string_view, std::size_t> column_of;  // Index into TableProfile::columns.
  std::map<std::string_view, TimeReading> readings;
  std::map<std::string_view, char> decimals;
  std::map<std::string_view, std::string> currencies;
};

// `time_role`: whose column is the time of the event. "FILL IN" stands where something is not known.
std::string MappingText(const TableProfile& table, const GuessOptions& options,
                        const ColumnChoice& choice, std::string_view time_role);

}  // namespace assay::ingest::detail
