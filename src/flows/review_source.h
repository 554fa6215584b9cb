// SPDX-License-Identifier: Apache-2.0
// What the review queue reads of an installation: rows that decisions left behind. Read only, beside
// whoever writes.
//
// Threads: one caller. Errors: those of the storage.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cases/case_file.h"
#include "core/result.h"

namespace assay::flows {

// As stored; findings as in docs/formats/verdict.md.
struct VerdictRecord : cases::JudgedListing {
  std::string findings_json;
};

struct StoreRecords {
  std::vector<cases::OpenItem> open;
  std::vector<cases::MeasureFile> measures;  // The newest first.
  std::size_t measures_total = 0;
  std::vector<VerdictRecord> verdicts;  // Of each listing the newest, worst first.
  std::size_t listings_total = 0;
  std::string link_lines;  // The newest of each pair, as docs/formats/links.md.
  bool is_known = false;   // Anything was ever written about the store.
};

class ReviewSource {
 public:
  virtual ~ReviewSource() = default;
  // The log's clock.
  virtual Result<Instant> LoadClock() = 0;
  // Open items, of one store or of all (empty), in any order.
  virtual Result<void> ForEachOpen(std::string_view store,
                                   const std::function<void(const cases::OpenItem&)>& visit) = 0;
  // As of one moment.
  virtual Result<StoreRecords> LoadStore(std::string_view store) = 0;
  // Of any measure that ever was; nothing where there is none of that name.
  virtual Result<std::optional<cases::MeasureFile>> FindMeasure(const std::string& name) = 0;
};

}  // namespace assay::flows
