// SPDX-License-Identifier: Apache-2.0
#include "flows/screen_listings.h"

#include <algorithm>
#include <iterator>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "core/json_text.h"
#include "engine/verdict_json.h"

namespace assay::flows {
namespace {

// One round: enough records that starting threads costs nothing, few enough bytes to bound memory.
constexpr std::size_t kRoundRecordsMax = 4'096;
constexpr std::size_t kRoundBytesMax = std::size_t{16} << 20;

// The next records; fewer than a full round only at the end. An error of the source is kept for
// after the records read before it.
std::vector<ingest::RawRecord> ReadRound(ingest::ListingTable& table, std::optional<Error>& error,
                                         bool& ended) {
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

void JudgeSlice(const screening::Model& model, const ingest::ListingTable& table,
                const ScreenOptions& options, WithText with_text,
                std::span<const ingest::RawRecord> raws, std::span<Judged> outputs) {
  ingest::ListingParser parser(table);
  for (std::size_t i = 0; i < raws.size(); ++i) {
    Judged& output = outputs[i];
    output.line = raws[i].line;
    Result<ingest::LabelledListing> row = parser.Parse(raws[i]);
    if (!row) {
      output.text = with_text == WithText::kYes ? ErrorLine(output.line, row.error()) : "";
      output.error = std::move(row).error();
      continue;
    }
    const screening::Verdict verdict = Judge(model, row->listing, ReadContent(model, row->listing),
                                             {.prior = options.prior, .authorised_brands = {}});
    output.label = row->label;
    output.group = std::move(row->group);
    output.log_odds = verdict.log_odds;
    output.score = verdict.score;
    if (with_text == WithText::kYes) {
      output.text = VerdictLine(row->listing.id, verdict);
    }
  }
}

}  // namespace

std::string VerdictLine(std::string_view id, const screening::Verdict& verdict) {
  std::string out = R"({"id":)";
  AppendJsonString(out, id);
  // 17 digits: the probability reads back as the very double, near 0 and near 1.
  fmt::format_to(std::back_inserter(out), R"(,"probability":{:.17g},"score":{},"band":"{}",)",
                 ProbabilityOf(verdict.log_odds), verdict.score, NameOf(verdict.band));
  fmt::format_to(std::back_inserter(out), R"("brands":{},"findings":{}}})",
                 engine::BrandsJson(verdict), engine::FindingsJson(verdict));
  return out + "\n";
}

std::string ErrorLine(std::uint64_t line, const Error& error) {
  return fmt::format(R"({{"line":{},"id":null,"error":{{"reason":{},"message":{}}}}})"
                     "\n",
                     line, JsonString(error.reason), JsonString(error.message));
}

Result<void> JudgeInOrder(const screening::Model& model, ingest::ListingTable& table,
                          const ScreenOptions& options, WithText with_text,
                          const std::function<Result<void>(Judged&)>& take) {
  const std::size_t threads = std::clamp(options.threads, 1U, 256U);
  std::optional<Error> error;
  for (bool ended = false; !ended;) {
    const std::vector<ingest::RawRecord> round = ReadRound(table, error, ended);
    std::vector<Judged> outputs(round.size());
    const std::size_t share = (round.size() + threads - 1) / threads;
    {
      std::vector<std::jthread> others;
      for (std::size_t begin = share; begin < round.size(); begin += share) {
        const std::size_t count = std::min(share, round.size() - begin);
        others.emplace_back([&, begin, count] {
          JudgeSlice(model, table, options, with_text, std::span(round).subspan(begin, count),
                     std::span(outputs).subspan(begin, count));
        });
      }
      const std::size_t own = std::min(share, round.size());
      JudgeSlice(model, table, options, with_text, std::span(round).first(own),
                 std::span(outputs).first(own));
    }
    for (Judged& output : outputs) {
      ASSAY_TRY(take(output));
    }
  }
  if (error) {
    return Fail(std::move(*error));
  }
  return {};
}

Result<ScreenSummary> ScreenListings(const screening::Model& model, ingest::ByteSource& source,
                                     const ScreenOptions& options, const WriteText& write) {
  ASSAY_ASSIGN(ingest::ListingTable table, ingest::ListingTable::Open(source, options.listing));
  ScreenSummary summary;
  summary.ids_are_line_numbers = table.ids_are_line_numbers();
  ASSAY_TRY(
      JudgeInOrder(model, table, options, WithText::kYes, [&](Judged& judged) -> Result<void> {
        (judged.error ? summary.bad_lines : summary.listings) += 1;
        summary.red += !judged.error && judged.score >= screening::kRedScore ? 1U : 0U;
        return write(judged.text);
      }));
  return summary;
}

}  // namespace assay::flows
