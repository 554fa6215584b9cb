// SPDX-License-Identifier: Apache-2.0
#include "flows/evaluate_listings.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

namespace assay::flows {
namespace {

// Rows come by falling log-odds; returns the end of those that tie with `begin`.
std::size_t EndOfTie(const std::vector<ScoredRow>& rows, std::size_t begin) {
  std::size_t end = begin;
  while (end < rows.size() && rows[end].log_odds == rows[begin].log_odds) {
    ++end;
  }
  return end;
}

// How many rows from the top may be accused with at most `share` of the negatives among them. A tie
// is taken whole or not at all: a threshold cannot cut through it.
std::size_t RowsWithin(const std::vector<ScoredRow>& rows, std::uint64_t negatives, double share) {
  std::uint64_t false_positives = 0;
  std::size_t end = 0;
  while (end < rows.size()) {
    const std::size_t next = EndOfTie(rows, end);
    for (std::size_t i = end; i < next; ++i) {
      false_positives += rows[i].is_positive ? 0U : 1U;
    }
    if (static_cast<double>(false_positives) > share * static_cast<double>(negatives)) {
      break;
    }
    end = next;
  }
  return end;
}

double AreaUnderCurve(const std::vector<ScoredRow>& rows, const Evaluation& counts) {
  double pairs_won = 0;
  std::uint64_t positives_above = 0;
  for (std::size_t begin = 0; begin < rows.size();) {
    const std::size_t end = EndOfTie(rows, begin);
    std::uint64_t positives = 0;
    for (std::size_t i = begin; i < end; ++i) {
      positives += rows[i].is_positive ? 1U : 0U;
    }
    const auto negatives = static_cast<double>(end - begin - positives);
    pairs_won +=
        negatives * (static_cast<double>(positives_above) + static_cast<double>(positives) / 2);
    positives_above += positives;
    begin = end;
  }
  return pairs_won /
         (static_cast<double>(counts.positives) * static_cast<double>(counts.negatives));
}

double CalibrationError(const std::vector<ScoredRow>& rows, const Evaluation& counts,
                        LogOdds prior) {
  constexpr std::size_t kBins = 10;
  struct Bin {
    double weight = 0;
    double stated = 0;
    double positive = 0;
  };
  std::array<Bin, kBins> bins{};
  const double share = ProbabilityOf(prior);
  for (const ScoredRow& row : rows) {
    const double weight = row.is_positive ? share / static_cast<double>(counts.positives)
                                          : (1 - share) / static_cast<double>(counts.negatives);
    const double probability = ProbabilityOf(row.log_odds);
    Bin& bin = bins[std::min(kBins - 1, static_cast<std::size_t>(probability * kBins))];
    bin.weight += weight;
    bin.stated += weight * probability;
    bin.positive += row.is_positive ? weight : 0;
  }
  double error = 0;
  for (const Bin& bin : bins) {
    error += std::abs(bin.stated - bin.positive);
  }
  return error;
}

}  // namespace

Evaluation Summarise(std::vector<ScoredRow> rows, const std::vector<std::string>& group_names,
                     LogOdds prior) {
  std::stable_sort(rows.begin(), rows.end(),
                   [](const ScoredRow& a, const ScoredRow& b) { return a.log_odds > b.log_odds; });
  Evaluation figures;
  for (const ScoredRow& row : rows) {
    (row.is_positive ? figures.positives : figures.negatives) += 1;
  }
  const bool has_both = figures.positives > 0 && figures.negatives > 0;
  // Without negatives no threshold can be told from them.
  const std::size_t one_percent = has_both ? RowsWithin(rows, figures.negatives, 0.01) : 0;
  const std::size_t tenth_percent = has_both ? RowsWithin(rows, figures.negatives, 0.001) : 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool is_red = rows[i].score >= screening::kRedScore;
    GroupFigures& group = figures.groups[group_names[rows[i].group]];
    if (!rows[i].is_positive) {
      group.negatives += 1;
      figures.false_positives_at_red.Count(is_red);
      group.false_positives_at_red.Count(is_red);
      continue;
    }
    group.positives += 1;
    figures.recall_at_red.Count(is_red);
    group.recall_at_red.Count(is_red);
    if (has_both) {
      figures.recall_at_1_percent.Count(i < one_percent);
      figures.recall_at_tenth_percent.Count(i < tenth_percent);
      group.recall_at_1_percent.Count(i < one_percent);
    }
  }
  if (has_both) {
    figures.auc = AreaUnderCurve(rows, figures);
    figures.calibration_error = CalibrationError(rows, figures, prior);
  }
  return figures;
}

Result<Evaluation> EvaluateListings(const screening::Model& model, ingest::ByteSource& source,
                                    const ScreenOptions& options) {
  if (options.listing.label_column.empty()) {
    return Fail(ErrorCode::kInvalidArgument, "evaluate.no_label_column",
                "name the column that holds the truth");
  }
  ASSAY_ASSIGN(ingest::ListingTable table, ingest::ListingTable::Open(source, options.listing));
  std::vector<ScoredRow> rows;
  std::vector<std::string> group_names;
  std::unordered_map<std::string, std::uint32_t> group_of_name;
  std::uint64_t skipped = 0;
  std::uint64_t bad_lines = 0;
  ASSAY_TRY(JudgeInOrder(model, table, options, WithText::kNo, [&](Judged& judged) -> Result<void> {
    if (judged.error || !judged.label) {
      (judged.error ? bad_lines : skipped) += 1;
      return {};
    }
    const auto [group, is_new] =
        group_of_name.emplace(judged.group, static_cast<std::uint32_t>(group_names.size()));
    if (is_new) {
      group_names.push_back(judged.group);
    }
    rows.push_back({judged.log_odds, judged.score, *judged.label, group->second});
    return {};
  }));
  Evaluation figures = Summarise(std::move(rows), group_names, options.prior);
  figures.skipped = skipped;
  figures.bad_lines = bad_lines;
  figures.ids_are_line_numbers = table.ids_are_line_numbers();
  return figures;
}

}  // namespace assay::flows
