// SPDX-License-Identifier: Apache-2.0
#include "evaluation/figures.h"

#include <algorithm>
#include <cmath>

namespace assay::evaluation {
namespace {

// Rows come by falling log-odds; returns the end of those that tie with `begin`.
std::size_t EndOfTie(const std::vector<ScoredRow>& rows, std::size_t begin) {
  std::size_t end = begin;
  while (end < rows.size() && rows[end].log_odds == rows[begin].log_odds) {
    ++end;
  }
  return end;
}

// How many rows from the top may be accused with at most `limit` of the negatives among them.
std::size_t RowsWithin(const std::vector<ScoredRow>& rows, double negatives, double limit) {
  double false_positives = 0;
  std::size_t end = 0;
  while (end < rows.size()) {
    const std::size_t next = EndOfTie(rows, end);
    for (std::size_t i = end; i < next; ++i) {
      false_positives += rows[i].is_positive ? 0 : rows[i].weight;
    }
    if (false_positives > limit * negatives) {
      break;
    }
    end = next;
  }
  return end;
}

double AreaUnderCurve(const std::vector<ScoredRow>& rows, double positives, double negatives) {
  double pairs_won = 0;
  double positives_above = 0;
  for (std::size_t begin = 0; begin < rows.size();) {
    const std::size_t end = EndOfTie(rows, begin);
    double positives_here = 0;
    double negatives_here = 0;
    for (std::size_t i = begin; i < end; ++i) {
      (rows[i].is_positive ? positives_here : negatives_here) += rows[i].weight;
    }
    pairs_won += negatives_here * (positives_above + positives_here / 2);
    positives_above += positives_here;
    begin = end;
  }
  return pairs_won / (positives * negatives);
}

Interval IntervalOfArea(double auc, double positives, double negatives) {
  constexpr double kZ95 = 1.959963984540054;
  const double q1 = auc / (2 - auc);
  const double q2 = 2 * auc * auc / (1 + auc);
  const double variance =
      (auc * (1 - auc) + (positives - 1) * (q1 - auc * auc) + (negatives - 1) * (q2 - auc * auc)) /
      (positives * negatives);
  const double half = kZ95 * std::sqrt(std::max(variance, 0.0));
  return {std::max(auc - half, 0.0), std::min(auc + half, 1.0)};
}

void Count(const ScoredRow& row, Level level, LevelFigures& figures) {
  const bool is_at_level = row.level >= level;
  (row.is_positive ? figures.recall : figures.false_positives).Count(is_at_level, row.weight);
  if (is_at_level) {
    figures.precision.Count(row.is_positive, row.weight);
  }
}

// `rank` from 0, of the highest score; the first `one_percent` rows are found at 1 % false positives.
void Count(const ScoredRow& row, std::size_t rank, const std::optional<std::size_t>& one_percent,
           GroupFigures& group) {
  (row.is_positive ? group.positives : group.negatives) += 1;
  Count(row, Level::kWatch, group.watch);
  Count(row, Level::kRed, group.red);
  if (one_percent) {
    (row.is_positive ? group.recall_at_1_percent : group.false_positives_at_1_percent)
        .Count(rank < *one_percent, row.weight);
  }
}

OperatingPoint PointAt(const std::vector<ScoredRow>& rows, std::size_t end, double limit) {
  OperatingPoint point;
  point.limit = limit;
  if (end > 0) {
    point.threshold = rows[end - 1].log_odds;
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    (rows[i].is_positive ? point.recall : point.false_positives).Count(i < end, rows[i].weight);
  }
  return point;
}

double Bayes(double base_rate, double recall, double false_positives) {
  const double right = base_rate * recall;
  const double wrong = (1 - base_rate) * false_positives;
  return right + wrong > 0 ? right / (right + wrong) : 0;
}

}  // namespace

Figures FiguresOf(std::vector<ScoredRow> rows, const RowNames& names, LogOdds prior,
                  Mixture mixture) {
  std::ranges::stable_sort(rows, std::ranges::greater{}, &ScoredRow::log_odds);
  Figures figures;
  figures.prior = prior;
  WeightedRate positive_share;
  for (const ScoredRow& row : rows) {
    (row.is_positive ? figures.positives : figures.negatives) += 1;
    positive_share.Count(row.is_positive, row.weight);
    Count(row, Level::kWatch, figures.watch);
    Count(row, Level::kRed, figures.red);
  }
  if (mixture == Mixture::kRows) {
    figures.positive_share = positive_share;
  }
  // Without both classes no threshold can be told from the rows.
  std::optional<std::size_t> one_percent;
  for (std::size_t i = 0; i < figures.points.size(); ++i) {
    figures.points[i].limit = kFalsePositiveLimits[i];
  }
  if (figures.positives > 0 && figures.negatives > 0) {
    // Either counts every row of its class, at the level or not.
    const WeightedRate& positives = figures.watch.recall;
    const WeightedRate& negatives = figures.watch.false_positives;
    figures.auc = AreaUnderCurve(rows, positives.weight, negatives.weight);
    figures.auc_interval = IntervalOfArea(*figures.auc, positives.size(), negatives.size());
    for (OperatingPoint& point : figures.points) {
      const std::size_t end = RowsWithin(rows, negatives.weight, point.limit);
      point = PointAt(rows, end, point.limit);
      one_percent = one_percent.value_or(end);
    }
    figures.calibration = CalibrationOf(rows, prior, mixture);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Count(rows[i], i, one_percent, figures.groups[names.groups[rows[i].group]]);
    Count(rows[i], i, one_percent, figures.scripts[names.scripts[rows[i].script]]);
  }
  return figures;
}

Precision PrecisionAt(double base_rate, const LevelFigures& figures) {
  const WeightedRate& recall = figures.recall;
  const WeightedRate& wrong = figures.false_positives;
  Precision precision;
  if (!recall.value() || !wrong.value()) {
    return precision;
  }
  if (recall.hits + wrong.hits > 0) {
    precision.value = Bayes(base_rate, *recall.value(), *wrong.value());
  }
  precision.interval = {Bayes(base_rate, recall.low(), wrong.high()),
                        Bayes(base_rate, recall.high(), wrong.low())};
  return precision;
}

}  // namespace assay::evaluation
