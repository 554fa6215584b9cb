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

screening::StoreContext ContextOf(const ingest::StoreFacts& facts) {
  return {.age_days = facts.age_days.value_or(-1),
          .orders = facts.orders,
          .parcels = facts.parcels,
          .counterfeit_refunds = facts.counterfeit_refunds,
          .orders_ever = facts.orders,
          .parcels_ever = facts.parcels,
          .confirmed_listings = facts.confirmed_listings};
}

void JudgeSlice(const screening::Model& model, const ingest::ListingTable& table,
                const ScreenOptions& options, const FormatVerdict& format,
                std::span<const ingest::RawRecord> raws, std::span<Judged> outputs) {
  ingest::ListingParser parser(table);
  for (std::size_t i = 0; i < raws.size(); ++i) {
    Judged& output = outputs[i];
    output.line = raws[i].line;
    Result<ingest::LabelledListing> row = parser.Parse(raws[i]);
    if (!row) {
      output.text = format ? ErrorLine(output.line, row.error()) : "";
      output.error = std::move(row).error();
      continue;
    }
    const std::optional<screening::StoreContext> store =
        row->store ? std::optional(ContextOf(*row->store)) : std::nullopt;
    const screening::Verdict verdict = Judge(model, row->listing, ReadContent(model, row->listing),
                                             {.prior = options.prior,
                                              .authorised_brands = row->authorised_brands,
                                              .store = store ? &*store : nullptr});
    output.label = row->label;
    output.group = std::move(row->group);
    output.weight = row->weight;
    output.log_odds = verdict.log_odds;
    output.band = verdict.band;
    output.script = text::MainScriptOf(row->listing.title);
    if (format) {
      output.text = format(row->listing, verdict);
    }
  }
}

}  // namespace

std::string VerdictLine(const Listing& listing, const screening::Verdict& verdict) {
  std::string out = R"({"id":)";
  AppendJsonString(out, listing.id);
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
                          const ScreenOptions& options, const FormatVerdict& format,
                          const std::function<Result<void>(Judged&)>& take) {
  return ForEachRecord<Judged>(
      table, options.threads,
      [&](std::span<const ingest::RawRecord> raws, std::span<Judged> outputs) {
        JudgeSlice(model, table, options, format, raws, outputs);
      },
      take);
}

Result<ScreenSummary> ScreenListings(const screening::Model& model, ingest::ByteSource& source,
                                     const ScreenOptions& options, const WriteText& write,
                                     const FormatVerdict& format) {
  ASSAY_ASSIGN(ingest::ListingTable table, ingest::ListingTable::Open(source, options.listing));
  ScreenSummary summary;
  summary.ids_are_line_numbers = table.ids_are_line_numbers();
  ASSAY_TRY(JudgeInOrder(model, table, options, format, [&](Judged& judged) -> Result<void> {
    (judged.error ? summary.bad_lines : summary.listings) += 1;
    summary.red += !judged.error && judged.band == screening::Band::kRed ? 1U : 0U;
    return write(judged.text);
  }));
  return summary;
}

}  // namespace assay::flows
