// SPDX-License-Identifier: Apache-2.0
#include "flows/train_text_model.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "flows/outcomes.h"
#include "learning/near_duplicates.h"
#include "learning/trainer.h"

namespace assay::flows {
namespace {

struct LabelledTexts {
  std::vector<ingest::TextRow> rows;
  std::vector<bool> is_positive;
};

Result<void> RefuseForbidden(const std::map<std::string, std::uint64_t>& forbidden) {
  if (forbidden.empty()) {
    return {};
  }
  std::string found;
  for (const auto& [origin, rows] : forbidden) {
    fmt::format_to(std::back_inserter(found), "{}{} of \"{}\"", found.empty() ? "" : ", ", rows,
                   origin);
  }
  return Fail(ErrorCode::kInvalidArgument, "train.forbidden_labels",
              fmt::format("the file holds labels that nobody independent gave: {}. Only {} train: "
                          "a model that learns from what it chose, or from claims, confirms itself",
                          found, fmt::join(kOutcomeOriginNames, ", ")));
}

Result<LabelledTexts> ReadLabelled(ingest::ByteSource& source, const ReadTextsOptions& options,
                                   TrainedTextModel& counts) {
  ASSAY_ASSIGN(ingest::TextTable table, ingest::TextTable::Open(source, options.text));
  ingest::TextParser parser(table);
  LabelledTexts texts;
  std::map<std::string, std::uint64_t> forbidden;
  while (true) {
    ASSAY_ASSIGN(const std::optional<ingest::RawRecord> raw, table.Next());
    if (!raw) {
      ASSAY_TRY(RefuseForbidden(forbidden));
      return texts;
    }
    Result<ingest::TextRow> row = parser.Parse(*raw);
    const std::optional<bool> label =
        row ? options.labels.MeaningOf(row->label) : std::optional<bool>();
    if (!label) {
      (row ? counts.skipped : counts.bad_lines) += 1;
      continue;
    }
    if (!row->origin.empty() &&
        std::ranges::find(kOutcomeOriginNames, row->origin) == kOutcomeOriginNames.end()) {
      ++forbidden[row->origin];
      continue;
    }
    texts.rows.push_back(std::move(*row));
    texts.is_positive.push_back(*label);
  }
}

// Clusters are near-duplicates by their first view; groups are those of the file, or the clusters.
void SetGroups(const LabelledTexts& texts, HoldOut hold_out,
               std::vector<learning::Example>& examples) {
  std::vector<std::u32string> units;
  units.reserve(examples.size());
  for (const learning::Example& example : examples) {
    units.push_back(example.views.front().units);
  }
  const std::vector<std::uint32_t> clusters = learning::NearDuplicateGroups(units);
  std::unordered_map<std::string, std::uint32_t> number_of_name;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    examples[i].cluster = clusters[i];
    const auto next = static_cast<std::uint32_t>(number_of_name.size());
    examples[i].group = hold_out == HoldOut::kGroups
                            ? number_of_name.emplace(texts.rows[i].group, next).first->second
                            : clusters[i];
  }
}

}  // namespace

Result<TrainedTextModel> TrainTextModel(const feedback::Reader& rules, ingest::ByteSource& source,
                                        const ReadTextsOptions& options, HoldOut hold_out) {
  if (options.text.label_column.empty()) {
    return Fail(ErrorCode::kInvalidArgument, "train.no_label_column",
                "name the column that holds the truth");
  }
  TrainedTextModel trained;
  ASSAY_ASSIGN(const LabelledTexts texts, ReadLabelled(source, options, trained));
  std::vector<learning::Example> examples;
  examples.reserve(texts.rows.size());
  for (std::size_t i = 0; i < texts.rows.size(); ++i) {
    examples.push_back(
        {rules.ViewsOf(options.purpose, texts.rows[i].text), texts.is_positive[i], 0, 0});
  }
  SetGroups(texts, hold_out, examples);
  // At even odds: the reader adds the prior of where it reads.
  const learning::TrainingOptions training_options = {.head = rules.HeadFor(options.purpose),
                                                      .prior = {}};
  const std::optional<learning::Training> training = learning::Train(examples, training_options);
  if (!training) {
    return Fail(ErrorCode::kInvalidArgument, "train.too_few",
                "both labels must stand in texts of two groups at least");
  }
  trained.file = training->model.Serialise();
  trained.texts = examples.size();
  trained.groups =
      std::ranges::max(examples, {}, &learning::Example::group).group + std::uint64_t{1};
  trained.weights = training->model.weight_count();
  trained.penalty = training->report.penalty;
  trained.penalty_of_fold = training->report.penalty_of_fold;

  LabelledRows alone;
  LabelledRows whole;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    const ingest::TextRow& row = texts.rows[i];
    const LogOdds held_out = training->report.held_out[i];
    const feedback::Reading reading =
        rules.ReadWithModel(options.purpose, row.text, options.prior, held_out);
    const text::Script script = text::MainScriptOf(row.text);
    alone.Add(options.prior + held_out, evaluation::Level::kPass, texts.is_positive[i], row.group,
              script, row.weight);
    whole.Add(reading.log_odds, LevelOf(reading.text_class), texts.is_positive[i], row.group,
              script, row.weight);
  }
  const bool are_weighted = !options.text.weight_column.empty();
  trained.model_alone = std::move(alone).Figures(options.prior, are_weighted);
  trained.reader = std::move(whole).Figures(options.prior, are_weighted);
  return trained;
}

}  // namespace assay::flows
