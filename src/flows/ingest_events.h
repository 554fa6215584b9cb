// SPDX-License-Identifier: Apache-2.0
// Events in: lines are decoded, split from personal data and read in parallel, applied in order,
// and committed in batches together with the input's position. What cannot be an event goes to
// quarantine with its position and reason; the rest goes on. The same input given again continues
// where it stopped.
//
// Results do not depend on the batch size or the number of workers.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/result.h"
#include "flows/installation.h"
#include "ingest/byte_source.h"
#include "ingest/csv_mapping.h"
#include "privacy/splitter.h"

namespace assay::flows {

// People's and configuration events come on a channel of their own, from somebody who is known.
enum class Channel { kFeed, kPeople };

struct IngestOptions {
  std::string input;  // Name of the position; empty for inputs that cannot be given again (stdin).
  // Set where the input is a table; must outlive the call.
  const ingest::CsvMapping* mapping = nullptr;
  Channel channel = Channel::kFeed;
  std::size_t batch_lines = 8'192;
  std::size_t workers = 2;
  // More rejected lines than this end the ingest; what was read until then is committed.
  std::uint64_t rejects_max = UINT64_MAX;
  bool month_end_snapshots = true;
  // The input was made here, and personal fields in it went through the splitter before.
  bool lines_are_split = false;
  // Sees what each batch decided, in the order of the log, before it is committed. May be empty.
  std::function<void(const engine::Delta&)> on_decided = nullptr;
};

struct IngestProgress {
  std::uint64_t lines = 0;
  std::uint64_t raw_bytes_read = 0;
  std::uint64_t raw_bytes_total = 0;  // 0: unknown.
};

struct IngestReport {
  std::uint64_t lines = 0;        // Read now, without those of an earlier run.
  std::uint64_t lines_known = 0;  // Skipped: read by an earlier run.
  std::uint64_t accepted = 0;
  std::uint64_t rejected = 0;
  std::map<std::string, std::uint64_t> outcomes;  // By engine::NameOf.
  std::map<std::string, std::uint64_t> rejects;   // By reason.
  std::uint64_t red_verdicts = 0;
  std::uint64_t measures_requested = 0;
  std::uint64_t actions_handed_over = 0;
  bool stopped_by_rejects = false;
};

struct IngestParts {
  Installation& installation;
  const privacy::Splitter& splitter;
  const Clock& clock;
};

// Opens the input anew each time: it is read from the beginning, and a second time where the file
// turns out to be another one than last time. Errors: those of the input (every whole line before
// is committed first, so that the repaired input continues right behind it), of the installation
// and of the splitter.
Result<IngestReport> IngestEvents(
    const IngestParts& parts,
    const std::function<Result<std::unique_ptr<ingest::ByteSource>>()>& open,
    const IngestOptions& options, const std::function<void(const IngestProgress&)>& on_progress);

// Reads quarantined lines again, after a fix or an upgrade: those that are accepted now are
// released. `open_raw` unseals a row's bytes and sees to the audit; where it answers kUnavailable,
// nothing further is read.
struct QuarantineReplay {
  std::uint64_t tried = 0;
  std::uint64_t released = 0;
  std::map<std::string, std::uint64_t> still_rejected;  // By reason.
};
Result<QuarantineReplay> ReplayQuarantine(
    const IngestParts& parts,
    const std::function<Result<std::string>(const std::string& sealed)>& open_raw);

}  // namespace assay::flows
