// SPDX-License-Identifier: Apache-2.0
#include "flows/screen_listings.h"

#include <iterator>
#include <span>

#include <fmt/format.h>

#include "core/json_text.h"
#include "engine/verdict_json.h"
#include "flows/record_rounds.h"

namespace assay::flows {
namespace {

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
  return ForEachRecord<Judged>(
      table, options.threads,
      [&](std::span<const ingest::RawRecord> raws, std::span<Judged> outputs) {
        JudgeSlice(model, table, options, with_text, raws, outputs);
      },
      take);
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
