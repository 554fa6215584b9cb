// SPDX-License-Identifier: Apache-2.0
// How well scores agree with labels, with denominators and intervals.
//
// Rows may have weights (weighted_rate.h): then rates, thresholds, area and calibration are of what the rows stand for.
//
// Pure. Cost: n log n in the rows.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/log_odds.h"
#include "core/rate.h"
#include "evaluation/calibration.h"
#include "evaluation/weighted_rate.h"

namespace assay::evaluation {

// What follows from a score. Of texts: nothing, the weaker class, the stronger class.
enum class Level : std::uint8_t { kPass, kWatch, kRed };

struct ScoredRow {
  LogOdds log_odds;  // At the prior.
  Level level = Level::kPass;
  bool is_positive = false;
  std::uint32_t group = 0;   // Index into RowNames::groups.
  std::uint32_t script = 0;  // Index into RowNames::scripts.
  double weight = 1;         // Above 0: how many rows it stands for.
};

struct RowNames {
  std::vector<std::string> groups;
  std::vector<std::string> scripts;
};

// Of all rows at a level or above it.
struct LevelFigures {
  WeightedRate recall;           // Of the positives.
  WeightedRate false_positives;  // Of the negatives.
  // Of the rows at the level: how many are positive. In this file's mixture.
  WeightedRate precision;
};

// The lowest threshold with at most `limit` of the negatives at or above it. Ties are taken whole or not
// at all.
struct OperatingPoint {
  double limit = 0;
  std::optional<LogOdds> threshold;  // Nothing where even the highest score is over the limit.
  WeightedRate recall;
  WeightedRate false_positives;
};
inline constexpr std::array<double, 3> kFalsePositiveLimits = {0.01, 0.001, 0.0001};

struct GroupFigures {
  std::uint64_t positives = 0;
  std::uint64_t negatives = 0;
  // At the threshold of the whole file for kFalsePositiveLimits[0].
  WeightedRate recall_at_1_percent;
  WeightedRate false_positives_at_1_percent;
  LevelFigures watch;
  LevelFigures red;
};

struct Figures {
  std::uint64_t positives = 0;
  std::uint64_t negatives = 0;
  // Positives among all rows, where these have the mixture of what they stand for (Mixture::kRows); else it says nothing.
  std::optional<WeightedRate> positive_share;
  // Where the rows hold both classes; ties count a half. 95 % by Hanley and McNeil (1982), of weighted rows with the
  // effective sizes of the classes.
  std::optional<double> auc;
  Interval auc_interval;
  // One for each limit; without rates where the rows do not hold both classes.
  std::array<OperatingPoint, kFalsePositiveLimits.size()> points;
  LevelFigures watch;
  LevelFigures red;
  LogOdds prior;
  std::optional<Calibration> calibration;
  std::map<std::string, GroupFigures> groups;
  std::map<std::string, GroupFigures> scripts;
};

// `mixture` is that of the calibration.
Figures FiguresOf(std::vector<ScoredRow> rows, const RowNames& names, LogOdds prior,
                  Mixture mixture = Mixture::kPrior);

// Base rates at which precision is stated: what Alibaba reported for 2017 (1.49 suspected transactions in
// 10,000), and where listings of much counterfeited brands lie.
inline constexpr std::array<double, 3> kBaseRates = {0.00015, 0.001, 0.01};

// Precision where `base_rate` of the rows are positive, from the recall and false positive rate of a sample
// (Bayes). The interval takes the worst and the best corner of the two 95 % intervals, so it is
// conservative. The value is nothing where either sample is empty or neither rate is above 0.
struct Precision {
  std::optional<double> value;
  Interval interval;
};
Precision PrecisionAt(double base_rate, const LevelFigures& figures);

}  // namespace assay::evaluation
