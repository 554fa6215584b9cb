// SPDX-License-Identifier: Apache-2.0
// Listings of a file in, one verdict a line out, in input order, without a database.
//
// The output is a contract (docs/formats/verdict.md); a record that is no listing gives an
// error line in its place. Records are read in order by one thread and judged by all; memory is
// bounded by the records in one round.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/listing.h"
#include "core/log_odds.h"
#include "core/result.h"
#include "ingest/listing_reader.h"
#include "screening/screen.h"
#include "text/script.h"

namespace assay::flows {

struct ScreenOptions {
  ingest::ListingOptions listing;
  LogOdds prior = screening::kDefaultPrior;
  unsigned threads = 1;
};

struct ScreenSummary {
  std::uint64_t listings = 0;
  std::uint64_t bad_lines = 0;
  std::uint64_t red = 0;
  bool ids_are_line_numbers = false;
};

using WriteText = std::function<Result<void>(std::string_view)>;

// What is written of a listing. Called from several threads at once.
using FormatVerdict = std::function<std::string(const Listing&, const screening::Verdict&)>;

// One line of the contract, with its newline.
std::string VerdictLine(const Listing& listing, const screening::Verdict& verdict);

Result<ScreenSummary> ScreenListings(const screening::Model& model, ingest::ByteSource& source,
                                     const ScreenOptions& options, const WriteText& write,
                                     const FormatVerdict& format = VerdictLine);

std::string ErrorLine(std::uint64_t line, const Error& error);

// What became of one record: a labelled listing with its verdict, or the reason why there is none.
struct Judged {
  std::uint64_t line = 0;
  std::optional<Error> error;
  std::optional<bool> label;
  std::string group;
  double weight = 1;
  LogOdds log_odds;
  screening::Band band = screening::Band::kUnknown;
  text::Script script = text::Script::kNone;  // Of the title.
  std::string text;                           // As `format` wrote it, or the line of the error.
};

// Judges all records of `table`; `take` gets them in input order, on the calling thread. Without `format`
// nothing is written of them. Stops at the first error of `take` or of the table.
Result<void> JudgeInOrder(const screening::Model& model, ingest::ListingTable& table,
                          const ScreenOptions& options, const FormatVerdict& format,
                          const std::function<Result<void>(Judged&)>& take);

}  // namespace assay::flows
