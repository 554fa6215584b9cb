// SPDX-License-Identifier: Apache-2.0
// A table as somebody exported it: its encoding, its separator, and what its columns look like.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "ingest/byte_source.h"
#include "ingest/csv_mapping.h"
#include "ingest/mapping_guess.h"

namespace assay::ingest {

struct ProfiledTable {
  TableProfile profile;
  std::string encoding_why;
  std::uint64_t rows = 0;
  std::uint64_t defective =
      0;  // Rows that are not used for the profile: another number of cells, an open quote.
};

// Reads the file several times, so it cannot be standard input. `encoding`, as FindEncoding spells it, is taken for a file whose
// bytes are neither UTF-8 nor UTF-16; empty: it is guessed. Errors: those of the input and of CsvTable::Open;
// kInvalidArgument "pilot.standard_input", "pilot.empty_table", "pilot.one_column", "pilot.not_text".
Result<ProfiledTable> ProfileTable(const OpenInput& open, const std::string& file, TableKind kind,
                                   std::string_view encoding = {});

// The names of a table's columns, read as a mapping says. Errors: those of the input and of CsvTable::Open, with the
// file's name in front.
Result<std::vector<std::string>> ReadColumns(const OpenInput& open, const std::string& file,
                                             const CsvMapping& mapping);

}  // namespace assay::ingest
