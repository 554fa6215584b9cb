// SPDX-License-Identifier: Apache-2.0
#include "flows/read_texts.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>
#include <unordered_map>

#include <fmt/format.h>

#include "core/json_text.h"
#include "flows/record_rounds.h"

namespace assay::flows {
namespace {

using feedback::TextClass;

// What became of one record: a text with its reading, or the reason why there is none.
struct ReadRecord {
  std::optional<Error> error;
  std::string label;
  std::string group;
  double weight = 1;
  LogOdds log_odds;
  TextClass text_class = TextClass::kNone;
  text::Script script = text::Script::kNone;
  std::string written;  // By `format`, or the line of the error.
};

Result<void> ReadInOrder(const feedback::Reader& reader, ingest::TextTable& table,
                         const ReadTextsOptions& options, const FormatReading& format,
                         const std::function<Result<void>(ReadRecord&)>& take) {
  return ForEachRecord<ReadRecord>(
      table, options.threads,
      [&](std::span<const ingest::RawRecord> raws, std::span<ReadRecord> outputs) {
        ingest::TextParser parser(table);
        for (std::size_t i = 0; i < raws.size(); ++i) {
          ReadRecord& output = outputs[i];
          Result<ingest::TextRow> row = parser.Parse(raws[i]);
          if (!row) {
            output.written = format ? ErrorLine(raws[i].line, row.error()) : "";
            output.error = std::move(row).error();
            continue;
          }
          const feedback::Reading reading = reader.Read(options.purpose, row->text, options.prior);
          output.log_odds = reading.log_odds;
          output.text_class = reading.text_class;
          output.script = text::MainScriptOf(row->text);
          output.written = format ? format(*row, reading) : "";
          output.label = std::move(row->label);
          output.group = std::move(row->group);
          output.weight = row->weight;
        }
      },
      take);
}

}  // namespace

std::optional<bool> LabelRule::MeaningOf(std::string_view label) const {
  if (label.empty() || label == "?" || label == "-1") {
    return std::nullopt;
  }
  if (!positives.empty()) {
    return std::ranges::find(positives, label) != positives.end();
  }
  if (std::ranges::find(kUsualPositives, label) != kUsualPositives.end()) {
    return true;
  }
  return std::ranges::find(kUsualNegatives, label) != kUsualNegatives.end() ? std::optional(false)
                                                                            : std::nullopt;
}

std::string ReadingLine(const ingest::TextRow& row, const feedback::Reading& reading) {
  std::string out = R"({"id":)";
  AppendJsonString(out, row.id);
  // 17 digits: the probability reads back as the very double.
  fmt::format_to(std::back_inserter(out), R"(,"probability":{:.17g},"class":"{}","findings":[)",
                 ProbabilityOf(reading.log_odds), NameOf(reading.text_class));
  for (std::size_t i = 0; i < reading.findings.size(); ++i) {
    const feedback::Finding& finding = reading.findings[i];
    fmt::format_to(std::back_inserter(out), R"({}{{"kind":"{}","weight":{:.6f},"text":)",
                   i == 0 ? "" : ",", finding.kind, finding.weight.nats());
    AppendJsonString(out, finding.text);
    if (finding.span) {
      fmt::format_to(std::back_inserter(out), R"(,"span":{{"begin":{},"end":{}}})",
                     finding.span->begin, finding.span->end);
    }
    out += '}';
  }
  return out + "]}\n";
}

Result<ReadTextsSummary> ReadTexts(const feedback::Reader& reader, ingest::ByteSource& source,
                                   const ReadTextsOptions& options, const WriteText& write,
                                   const FormatReading& format) {
  ASSAY_ASSIGN(ingest::TextTable table, ingest::TextTable::Open(source, options.text));
  ReadTextsSummary summary;
  summary.ids_are_line_numbers = table.ids_are_line_numbers();
  ASSAY_TRY(ReadInOrder(reader, table, options, format, [&](ReadRecord& record) -> Result<void> {
    (record.error ? summary.bad_lines : summary.texts) += 1;
    return write(record.written);
  }));
  return summary;
}

evaluation::Level LevelOf(TextClass text_class) {
  switch (text_class) {
    case TextClass::kNone:
      return evaluation::Level::kPass;
    case TextClass::kSuspicion:
    case TextClass::kSpam:
      return evaluation::Level::kWatch;
    case TextClass::kClaim:
    case TextClass::kDiversion:
      return evaluation::Level::kRed;
  }
  return evaluation::Level::kPass;
}

Result<Evaluation> EvaluateTexts(const feedback::Reader& reader, ingest::ByteSource& source,
                                 const ReadTextsOptions& options) {
  if (options.text.label_column.empty()) {
    return Fail(ErrorCode::kInvalidArgument, "evaluate.no_label_column",
                "name the column that holds the truth");
  }
  ASSAY_ASSIGN(ingest::TextTable table, ingest::TextTable::Open(source, options.text));
  Evaluation evaluation;
  LabelledRows rows;
  ASSAY_TRY(ReadInOrder(reader, table, options, nullptr, [&](ReadRecord& record) -> Result<void> {
    const std::optional<bool> label = options.labels.MeaningOf(record.label);
    if (record.error || !label) {
      (record.error ? evaluation.bad_lines : evaluation.skipped) += 1;
      return {};
    }
    rows.Add(record.log_odds, LevelOf(record.text_class), *label, record.group, record.script,
             record.weight);
    return {};
  }));
  evaluation.figures = std::move(rows).Figures(options.prior, !options.text.weight_column.empty());
  evaluation.ids_are_line_numbers = table.ids_are_line_numbers();
  return evaluation;
}

}  // namespace assay::flows
