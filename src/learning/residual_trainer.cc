// SPDX-License-Identifier: Apache-2.0
#include "learning/residual_trainer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <unordered_set>
#include <utility>

#include "core/check.h"
#include "learning/detail/samples.h"
#include "learning/near_duplicates.h"

namespace assay::learning {
namespace {

using Indices = std::vector<std::uint32_t>;

// A source counts in full from this many examples on.
constexpr std::size_t kFullSourceExamples = 200;
// A run is known to a source that has it in this many texts; fewer may be one seller's habit.
constexpr std::uint32_t kTextsToKnow = 3;
// A mean of fewer examples is too unsure to be held to.
constexpr std::size_t kExamplesForMean = 50;
constexpr std::size_t kExamplesForLeak = 20;

constexpr int kEpochsMax = 300;
constexpr double kStopBelow = 1e-4;  // Nats, for the largest step of an epoch.

struct Cell {
  std::uint32_t row = 0;
  double value = 0;
};

// A run that is learned: where it stands, and what its weight is held to.
struct Column {
  std::uint32_t bucket = 0;
  int sign = 0;  // +1 or -1: the only sign its weight may have; 0: either.
  std::vector<Cell> cells;
  std::vector<double> mean_by_source;
  double curvature = 0;
  double weight = 0;
};

struct Row {
  bool is_positive = false;
  std::uint32_t source = 0;  // Numbered among the sources of the rows, by class.
  double share = 0;          // Of the loss.
  double score = 0;          // Offset, intercept and runs.
  double probability = 0;
};

struct Source {
  bool is_positive = false;
  std::vector<std::uint32_t> rows;
  bool has_mean = false;  // Its mean is held to that of its class.
  double mean = 0;        // Of what the runs add.
};

class Fitter {
 public:
  Fitter(std::span<const SourcedExample> examples, std::span<const std::uint32_t> chosen,
         const ResidualOptions& options)
      : options_(options) {
    AddRows(examples, chosen);
    AddColumns(examples, chosen);
  }

  bool HasBothClasses() const {
    return std::ranges::any_of(sources_, &Source::is_positive) &&
           !std::ranges::all_of(sources_, &Source::is_positive);
  }

  ResidualTraining Run() && {
    for (Column& column : columns_) {
      Prepare(column);
    }
    for (int epoch = 0; epoch < kEpochsMax; ++epoch) {
      StepIntercept();
      double largest = 0;
      for (Column& column : columns_) {
        largest = std::max(largest, Step(column));
      }
      if (largest < kStopBelow) {
        break;
      }
    }
    std::vector<double> nats(std::size_t{1} << options_.head.bucket_bits);
    for (const Column& column : columns_) {
      nats[column.bucket] = column.weight;
    }
    ModelHead head = options_.head;
    head.bias = {};
    return {detail::ModelOf(std::move(head), nats, options_.weights_max), runs_seen_,
            columns_.size()};
  }

 private:
  void AddRows(std::span<const SourcedExample> examples, std::span<const std::uint32_t> chosen) {
    std::map<std::pair<bool, std::uint32_t>, std::uint32_t> numbers;
    for (const std::uint32_t index : chosen) {
      const SourcedExample& example = examples[index];
      const auto [at, is_new] = numbers.emplace(std::pair(example.is_positive, example.source),
                                                static_cast<std::uint32_t>(sources_.size()));
      if (is_new) {
        sources_.push_back({example.is_positive, {}, false, 0});
      }
      sources_[at->second].rows.push_back(static_cast<std::uint32_t>(rows_.size()));
      rows_.push_back({example.is_positive, at->second, 0, example.offset.nats(), 0});
    }
    std::array<double, 2> full{};
    const auto part_of = [](const Source& source) {
      return std::min(
          1.0, static_cast<double>(source.rows.size()) / static_cast<double>(kFullSourceExamples));
    };
    for (const Source& source : sources_) {
      full[source.is_positive ? 1 : 0] += part_of(source);
    }
    for (Source& source : sources_) {
      source.has_mean = source.rows.size() >= kExamplesForMean;
      for (const std::uint32_t row : source.rows) {
        rows_[row].share = 0.5 * part_of(source) / full[source.is_positive ? 1 : 0] /
                           static_cast<double>(source.rows.size());
      }
    }
    for (Row& row : rows_) {
      row.probability = ProbabilityOf(detail::ToLogOdds(row.score));
    }
  }

  void AddColumns(std::span<const SourcedExample> examples, std::span<const std::uint32_t> chosen) {
    const ViewSpec& spec = options_.head.views.front();
    std::vector<std::vector<Cell>> cells(std::size_t{1} << options_.head.bucket_bits);
    for (std::uint32_t row = 0; row < chosen.size(); ++row) {
      const std::vector<Ngram> ngrams = DistinctNgrams(examples[chosen[row]].view.units,
                                                       {.view = 0,
                                                        .order_min = spec.order_min,
                                                        .order_max = spec.order_max,
                                                        .bucket_bits = options_.head.bucket_bits});
      if (ngrams.empty()) {
        continue;
      }
      const double value =
          static_cast<double>(NormOf(ngrams.size())) / static_cast<double>(1 << kNormBits);
      for (const Ngram& ngram : ngrams) {
        cells[ngram.bucket].push_back({row, value});
      }
    }
    for (std::uint32_t bucket = 0; bucket < cells.size(); ++bucket) {
      if (cells[bucket].empty()) {
        continue;
      }
      ++runs_seen_;
      const int sign = SignOf(cells[bucket]);
      if (sign != 0 || options_.sources_min == 0) {
        columns_.push_back({bucket, sign, std::move(cells[bucket]), {}, 0, 0});
      }
    }
  }

  // The class that enough sources agree on, or 0.
  int SignOf(const std::vector<Cell>& cells) const {
    if (options_.sources_min == 0) {
      return 0;
    }
    std::vector<std::uint32_t> texts(sources_.size());
    for (const Cell& cell : cells) {
      texts[rows_[cell.row].source] += 1;
    }
    for (const bool is_positive : {true, false}) {
      std::vector<double> own;    // Shares of the class's sources that know the run.
      double most_of_others = 0;  // Share in the other class, where it is highest.
      for (std::size_t i = 0; i < sources_.size(); ++i) {
        // Smoothed by half a text, so that a source of few texts claims little.
        const double share = (static_cast<double>(texts[i]) + 0.5) /
                             static_cast<double>(sources_[i].rows.size() + 1);
        if (sources_[i].is_positive != is_positive) {
          most_of_others = std::max(most_of_others, texts[i] > 0 ? share : 0);
        } else if (texts[i] >= kTextsToKnow) {
          own.push_back(share);
        }
      }
      std::ranges::sort(own, std::greater<>());
      if (own.size() >= options_.sources_min && own[options_.sources_min - 1] > most_of_others) {
        return is_positive ? 1 : -1;
      }
    }
    return 0;
  }

  void Prepare(Column& column) {
    column.mean_by_source.assign(sources_.size(), 0);
    double square = 0;
    for (const Cell& cell : column.cells) {
      const Row& row = rows_[cell.row];
      square += row.share * cell.value * cell.value;
      column.mean_by_source[row.source] += cell.value;
    }
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      column.mean_by_source[i] /= static_cast<double>(sources_[i].rows.size());
    }
    // A quarter bounds p (1 - p).
    column.curvature = square / 4 + 2 * options_.ridge;
    for (const bool is_positive : {true, false}) {
      const double middle = MeanOver(is_positive, column.mean_by_source);
      for (std::size_t i = 0; i < sources_.size(); ++i) {
        if (IsHeld(i, is_positive)) {
          const double away = column.mean_by_source[i] - middle;
          column.curvature += 2 * options_.spread * away * away;
        }
      }
    }
  }

  bool IsHeld(std::size_t source, bool is_positive) const {
    return sources_[source].is_positive == is_positive && sources_[source].has_mean;
  }

  double MeanOver(bool is_positive, std::span<const double> of_source) const {
    double sum = 0;
    double count = 0;
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      if (IsHeld(i, is_positive)) {
        sum += of_source[i];
        count += 1;
      }
    }
    return count > 0 ? sum / count : 0;
  }

  // Half the slope of the penalty on the sources' means.
  double SpreadSlope(const Column& column) const {
    double slope = 0;
    for (const bool is_positive : {true, false}) {
      double sum = 0;
      double count = 0;
      for (std::size_t i = 0; i < sources_.size(); ++i) {
        if (IsHeld(i, is_positive)) {
          sum += sources_[i].mean;
          count += 1;
        }
      }
      const double middle = count > 0 ? sum / count : 0;
      for (std::size_t i = 0; i < sources_.size(); ++i) {
        if (IsHeld(i, is_positive)) {
          slope += (sources_[i].mean - middle) * column.mean_by_source[i];
        }
      }
    }
    return slope;
  }

  // Returns how far the weight moved.
  double Step(Column& column) {
    double gradient =
        2 * options_.ridge * column.weight + 2 * options_.spread * SpreadSlope(column);
    for (const Cell& cell : column.cells) {
      const Row& row = rows_[cell.row];
      gradient += row.share * cell.value * (row.probability - (row.is_positive ? 1 : 0));
    }
    double moved = column.weight - gradient / column.curvature;
    if (column.sign * moved < 0) {
      moved = 0;
    }
    const double step = moved - column.weight;
    if (step == 0) {
      return 0;
    }
    column.weight = moved;
    for (const Cell& cell : column.cells) {
      Row& row = rows_[cell.row];
      row.score += step * cell.value;
      row.probability = ProbabilityOf(detail::ToLogOdds(row.score));
    }
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      sources_[i].mean += step * column.mean_by_source[i];
    }
    return std::abs(step);
  }

  void StepIntercept() {
    double gradient = 0;
    for (const Row& row : rows_) {
      gradient += row.share * (row.probability - (row.is_positive ? 1 : 0));
    }
    const double step =
        -gradient * 4;  // The curvature is at most a quarter: all shares sum to one.
    for (Row& row : rows_) {
      row.score += step;
      row.probability = ProbabilityOf(detail::ToLogOdds(row.score));
    }
  }

  const ResidualOptions& options_;
  std::vector<Row> rows_;
  std::vector<Source> sources_;
  std::vector<Column> columns_;
  std::size_t runs_seen_ = 0;
};

}  // namespace

std::optional<ResidualTraining> FitResidual(std::span<const SourcedExample> examples,
                                            std::span<const std::uint32_t> chosen,
                                            const ResidualOptions& options) {
  CHECK_THAT(options.head.views.size() == 1, "titles are read in one way");
  Fitter fitter(examples, chosen, options);
  if (!fitter.HasBothClasses()) {
    return std::nullopt;
  }
  return std::move(fitter).Run();
}

std::optional<std::vector<LogOdds>> HeldOutResiduals(std::span<const SourcedExample> examples,
                                                     const std::vector<bool>& learn_from,
                                                     std::uint32_t folds, LogOdds limit,
                                                     const ResidualOptions& options) {
  CHECK_THAT(learn_from.size() == examples.size(), "one answer an example");
  Indices groups;
  for (const SourcedExample& example : examples) {
    groups.push_back(example.group);
  }
  const Indices fold_of = FoldsOf(groups, folds);
  std::vector<LogOdds> residuals(examples.size());
  // The last round, past the folds, is for the examples that no model learns from.
  for (std::uint32_t fold = 0; fold <= folds; ++fold) {
    const auto is_outside = [&](std::uint32_t i) {
      return learn_from[i] ? fold_of[i] == fold : fold == folds;
    };
    Indices outside;
    std::unordered_set<std::uint32_t> clusters;
    for (std::uint32_t i = 0; i < examples.size(); ++i) {
      if (is_outside(i)) {
        outside.push_back(i);
        clusters.insert(examples[i].cluster);
      }
    }
    if (outside.empty()) {
      continue;
    }
    Indices inside;
    for (std::uint32_t i = 0; i < examples.size(); ++i) {
      if (learn_from[i] && !is_outside(i) && !clusters.contains(examples[i].cluster)) {
        inside.push_back(i);
      }
    }
    const auto training = FitResidual(examples, inside, options);
    if (!training) {
      return std::nullopt;
    }
    for (const std::uint32_t index : outside) {
      const LogOdds raw = training->model.Score(std::span(&examples[index].view, 1));
      residuals[index] = std::clamp(raw, LogOdds{-limit.micros}, limit);
    }
  }
  return residuals;
}

SourceLeak LeakOf(std::span<const SourcedExample> examples, std::span<const LogOdds> scores) {
  std::map<std::pair<bool, std::uint32_t>, std::vector<LogOdds>> by_source;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    if (!examples[i].view.units.empty()) {
      by_source[{examples[i].is_positive, examples[i].source}].push_back(scores[i]);
    }
  }
  std::erase_if(by_source,
                [](const auto& entry) { return entry.second.size() < kExamplesForLeak; });
  for (auto& [name, values] : by_source) {
    std::ranges::sort(values);
  }
  double sum = 0;
  double pairs = 0;
  SourceLeak leak;
  for (auto one = by_source.begin(); one != by_source.end(); ++one) {
    for (auto other = std::next(one); other != by_source.end(); ++other) {
      if (one->first.first != other->first.first) {
        continue;
      }
      double won = 0;
      for (const LogOdds value : one->second) {
        const auto [low, high] = std::ranges::equal_range(other->second, value);
        won +=
            static_cast<double>(low - other->second.begin()) + static_cast<double>(high - low) / 2;
      }
      const double area = won / (static_cast<double>(one->second.size()) *
                                 static_cast<double>(other->second.size()));
      const double told = std::max(area, 1 - area);
      sum += told;
      pairs += 1;
      leak.largest = std::max(leak.largest, told);
    }
  }
  leak.mean = pairs > 0 ? sum / pairs : 0.5;
  return leak;
}

}  // namespace assay::learning
