// SPDX-License-Identifier: Apache-2.0
// Runs a pure function over the records of a table on several threads, round by round, and hands the results on in
// input order. Memory is bounded by the records of one round.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "core/result.h"
#include "ingest/record_table.h"

namespace assay::flows {

// One round: enough records that starting threads costs nothing, few enough bytes to bound memory.
inline constexpr std::size_t kRoundRecordsMax = 4'096;
inline constexpr std::size_t kRoundBytesMax = std::size_t{16} << 20;

// The next records of `table`; fewer than a full round only at the end. An error of the source is kept for after
// the records read before it.
template <typename Table>
std::vector<ingest::RawRecord> ReadRound(Table& table, std::optional<Error>& error, bool& ended) {
  std::vector<ingest::RawRecord> round;
  std::size_t bytes = 0;
  while (round.size() < kRoundRecordsMax && bytes < kRoundBytesMax) {
    Result<std::optional<ingest::RawRecord>> raw = table.Next();
    if (!raw || !*raw) {
      ended = true;
      if (!raw) {
        error = std::move(raw).error();
      }
      break;
    }
    bytes += (*raw)->size();
    round.push_back(std::move(**raw));
  }
  return round;
}

// Calls work(span<const RawRecord>, span<Output>) for slices of each round, on `threads` threads; `take` gets the
// outputs in input order, on the calling thread. Stops at the first error of `take` or of the table.
template <typename Output, typename Table, typename Work, typename Take>
Result<void> ForEachRecord(Table& table, unsigned threads, const Work& work, const Take& take) {
  const std::size_t workers = std::clamp(threads, 1U, 256U);
  std::optional<Error> error;
  for (bool ended = false; !ended;) {
    const std::vector<ingest::RawRecord> round = ReadRound(table, error, ended);
    std::vector<Output> outputs(round.size());
    const std::size_t share = (round.size() + workers - 1) / workers;
    {
      std::vector<std::jthread> others;
      for (std::size_t begin = share; begin < round.size(); begin += share) {
        const std::size_t count = std::min(share, round.size() - begin);
        others.emplace_back([&, begin, count] {
          work(std::span(round).subspan(begin, count), std::span(outputs).subspan(begin, count));
        });
      }
      const std::size_t own = std::min(share, round.size());
      work(std::span(round).first(own), std::span(outputs).first(own));
    }
    for (Output& output : outputs) {
      ASSAY_TRY(take(output));
    }
  }
  if (error) {
    return Fail(std::move(*error));
  }
  return {};
}

}  // namespace assay::flows
