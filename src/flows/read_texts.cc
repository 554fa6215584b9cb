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
  std::uint64_t line = 0;
  std::optional<Error> error;
  ingest::TextRow row;  // The text itself is let go.
  feedback::Reading reading;
};

Result<void> ReadInOrder(const feedback::Reader& reader, ingest::TextTable& table,
                         const ReadTextsOptions& options,
                         const std::function<Result<void>(ReadRecord&)>& take) {
  return ForEachRecord<ReadRecord>(
      table, options.threads,
      [&](std::span<const ingest::RawRecord> raws, std::span<ReadRecord> outputs) {
        ingest::TextParser parser(table);
        for (std::size_t i = 0; i < raws.size(); ++i) {
          ReadRecord& output = outputs[i];
          output.line = raws[i].line;
          Result<ingest::TextRow> row = parser.Parse(raws[i]);
          if (!row) {
            output.error = std::move(row).error();
            continue;
          }
          output.reading = reader.Read(options.purpose, row->text, options.prior);
          output.row = std::move(*row);
          output.row.text = {};
        }
      },
      take);
}

bool IsStrongest(TextClass text_class) {
  return text_class == TextClass::kClaim || text_class == TextClass::kDiversion;
}

// Standard error of an AUC by Hanley and McNeil (1982), from the AUC and the class sizes alone.
double AucError(double auc, double positives, double negatives) {
  const double q1 = auc / (2 - auc);
  const double q2 = 2 * auc * auc / (1 + auc);
  const double variance =
      (auc * (1 - auc) + (positives - 1) * (q1 - auc * auc) + (negatives - 1) * (q2 - auc * auc)) /
      (positives * negatives);
  return std::sqrt(std::max(variance, 0.0));
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

std::string ReadingLine(std::string_view id, const feedback::Reading& reading) {
  std::string out = R"({"id":)";
  AppendJsonString(out, id);
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
                                   const ReadTextsOptions& options, const WriteText& write) {
  ASSAY_ASSIGN(ingest::TextTable table, ingest::TextTable::Open(source, options.text));
  ReadTextsSummary summary;
  summary.ids_are_line_numbers = table.ids_are_line_numbers();
  ASSAY_TRY(ReadInOrder(reader, table, options, [&](ReadRecord& record) -> Result<void> {
    (record.error ? summary.bad_lines : summary.texts) += 1;
    return write(record.error ? ErrorLine(record.line, *record.error)
                              : ReadingLine(record.row.id, record.reading));
  }));
  return summary;
}

TextEvaluation SummariseTexts(const std::vector<ReadRow>& rows, LogOdds prior) {
  TextEvaluation evaluation;
  std::vector<ScoredRow> scored;
  std::vector<std::string> group_names;
  std::unordered_map<std::string, std::uint32_t> group_of_name;
  for (const ReadRow& row : rows) {
    const auto [group, is_new] =
        group_of_name.emplace(row.group, static_cast<std::uint32_t>(group_names.size()));
    if (is_new) {
      group_names.push_back(row.group);
    }
    const bool is_any = row.text_class != TextClass::kNone;
    scored.push_back(
        {row.log_odds, is_any ? screening::kRedScore : 0, row.is_positive, group->second});
    if (is_any) {
      evaluation.precision.Count(row.is_positive);
    }
    if (IsStrongest(row.text_class)) {
      evaluation.strongest_precision.Count(row.is_positive);
    }
    if (row.is_positive) {
      evaluation.strongest_recall.Count(IsStrongest(row.text_class));
    }
  }
  evaluation.figures = Summarise(std::move(scored), group_names, prior);
  if (const std::optional<double> auc = evaluation.figures.auc) {
    constexpr double kZ95 = 1.959963984540054;
    const double half = kZ95 * AucError(*auc, static_cast<double>(evaluation.figures.positives),
                                        static_cast<double>(evaluation.figures.negatives));
    evaluation.auc_low = std::max(*auc - half, 0.0);
    evaluation.auc_high = std::min(*auc + half, 1.0);
  }
  return evaluation;
}

Result<TextEvaluation> EvaluateTexts(const feedback::Reader& reader, ingest::ByteSource& source,
                                     const ReadTextsOptions& options) {
  if (options.text.label_column.empty()) {
    return Fail(ErrorCode::kInvalidArgument, "evaluate.no_label_column",
                "name the column that holds the truth");
  }
  ASSAY_ASSIGN(ingest::TextTable table, ingest::TextTable::Open(source, options.text));
  std::vector<ReadRow> rows;
  std::uint64_t skipped = 0;
  std::uint64_t bad_lines = 0;
  ASSAY_TRY(ReadInOrder(reader, table, options, [&](ReadRecord& record) -> Result<void> {
    const std::optional<bool> label = options.labels.MeaningOf(record.row.label);
    if (record.error || !label) {
      (record.error ? bad_lines : skipped) += 1;
      return {};
    }
    rows.push_back(
        {record.reading.log_odds, record.reading.text_class, *label, std::move(record.row.group)});
    return {};
  }));
  TextEvaluation evaluation = SummariseTexts(rows, options.prior);
  evaluation.figures.skipped = skipped;
  evaluation.figures.bad_lines = bad_lines;
  evaluation.figures.ids_are_line_numbers = table.ids_are_line_numbers();
  return evaluation;
}

}  // namespace assay::flows
