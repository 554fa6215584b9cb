// SPDX-License-Identifier: Apache-2.0
// The review sheet of a pilot as files: a table and a page for those who look, a key for those who count, and the
// filled-in table read back, as spreadsheets write it.
//
// The table's cells come from sellers and are opened by a spreadsheet: one that would be taken for a formula gets an
// apostrophe in front.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "ingest/byte_source.h"
#include "pilot/review_sheet.h"

namespace assay::flows {

inline constexpr std::size_t kOffersOnSheet = 3;

// A store on the sheet, as reviewers see it, and what they must not see.
struct SheetRow {
  std::string store;
  std::int64_t listings = 0;
  std::int64_t orders = 0;
  struct Offer {
    std::string listing;
    std::string title;
    std::string price;
  };
  std::vector<Offer>
      offers;  // Those that Assay thinks worst of, for every store alike; at most kOffersOnSheet.
  pilot::Standing standing = pilot::Standing::kNeither;
};

// UTF-8 with a byte order mark, so that spreadsheets read it as such; commas.
std::string SheetTable(const std::vector<SheetRow>& rows);
std::string SheetPage(const std::vector<SheetRow>& rows);
std::string SheetKey(const std::vector<SheetRow>& rows);

// Reads a filled-in sheet, in whatever encoding and with whatever separator, against its key. `stores` of the result
// are left at 0. Errors: those of the input; kInvalidArgument "pilot.sheet_column", "pilot.sheet_row" and
// "pilot.sheet_answer", naming file, line and column.
Result<pilot::ReviewScore> ScoreSheet(const ingest::OpenInput& open, const std::string& sheet,
                                      const std::string& key);

}  // namespace assay::flows
