// SPDX-License-Identifier: Apache-2.0
// The lines of an input as the ingest flow reads them: NDJSON as it is, tables turned into event
// lines by a mapping.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "ingest/byte_source.h"
#include "ingest/csv_mapping.h"

namespace assay::flows {

struct EventLine {
  std::uint64_t number = 0;     // Of its (first) line in the input, 1 for the first.
  std::uint64_t offset = 0;     // Of its first byte.
  std::uint64_t true_size = 0;  // Of the line; `text` is its head where it is longer.
  std::string_view text;  // An event; the row as it stands in the file where `rejected` is set.
  std::optional<Error> rejected;
};

class EventLines {
 public:
  virtual ~EventLines() = default;
  // Nothing at the end. The text lives until the next call. An error of the input comes after all
  // lines before it, and comes again.
  virtual Result<std::optional<EventLine>> Next() = 0;
};

// `source` must outlive the lines.
std::unique_ptr<EventLines> MakeJsonLines(ingest::ByteSource& source);
// Errors: those of ingest::CsvTable::Open and CsvMapping::ForColumns.
Result<std::unique_ptr<EventLines>> MakeMappedLines(ingest::ByteSource& source,
                                                    const ingest::CsvMapping& mapping);

}  // namespace assay::flows
