// SPDX-License-Identifier: Apache-2.0
#include "learning/trainer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>
#include <utility>

#include "core/check.h"
#include "learning/detail/samples.h"
#include "learning/near_duplicates.h"

namespace assay::learning {
namespace {

using detail::Line;
using detail::Machine;
using detail::Margin;
using detail::Samples;

using Indices = std::vector<std::uint32_t>;

bool HasBothClasses(const Samples& samples, const Indices& chosen) {
  const auto is_positive = [&](std::uint32_t sample) { return samples.is_positive(sample); };
  return std::ranges::any_of(chosen, is_positive) && !std::ranges::all_of(chosen, is_positive);
}

std::vector<Margin> MarginsOf(const Machine& machine, const Samples& samples,
                              const Indices& chosen) {
  std::vector<Margin> margins;
  margins.reserve(chosen.size());
  for (const std::uint32_t sample : chosen) {
    margins.push_back({machine.MarginOf(samples.features(sample)), samples.is_positive(sample)});
  }
  return margins;
}

class Trainer {
 public:
  Trainer(std::span<const Example> examples, const TrainingOptions& options)
      : options_(options), samples_(examples, options.head) {
    for (const Example& example : examples) {
      groups_.push_back(example.group);
      clusters_.push_back(example.cluster);
    }
  }

  std::optional<Training> Run() {
    Indices all(samples_.size());
    for (std::uint32_t i = 0; i < all.size(); ++i) {
      all[i] = i;
    }
    TrainingReport report;
    report.fold = FoldsOf(groups_, options_.folds);
    std::vector<Margin> margins(samples_.size());
    for (std::uint32_t fold = 0; fold < options_.folds; ++fold) {
      const auto [inside, outside] = Split(all, report.fold, fold);
      if (outside.empty()) {
        continue;
      }
      const std::optional<double> penalty = PenaltyFor(inside);
      if (!penalty) {
        return std::nullopt;
      }
      report.penalty_of_fold.push_back(*penalty);
      const Machine machine = detail::Fit(samples_, inside, *penalty);
      const std::vector<Margin> held_out = MarginsOf(machine, samples_, outside);
      for (std::size_t i = 0; i < outside.size(); ++i) {
        margins[outside[i]] = held_out[i];
      }
    }
    const std::optional<double> penalty = PenaltyFor(all);
    if (!penalty || report.penalty_of_fold.size() < 2) {
      return std::nullopt;
    }
    report.penalty = *penalty;
    Line line = detail::Calibrate(margins);
    line.offset += ShiftToPrior();
    for (const Margin& margin : margins) {
      report.held_out.push_back(detail::ToLogOdds(line.Of(margin.value)));
    }
    return Training{ModelOf(detail::Fit(samples_, all, *penalty), line), std::move(report)};
  }

 private:
  // Those to learn from and those held out, which are the ones of `fold`.
  std::pair<Indices, Indices> Split(const Indices& all, std::span<const std::uint32_t> fold_of,
                                    std::uint32_t fold) const {
    std::pair<Indices, Indices> parts;
    std::unordered_set<std::uint32_t> held_out;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (fold_of[i] == fold) {
        parts.second.push_back(all[i]);
        held_out.insert(clusters_[all[i]]);
      }
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (fold_of[i] != fold && !held_out.contains(clusters_[all[i]])) {
        parts.first.push_back(all[i]);
      }
    }
    return parts;
  }

  // The penalty whose machine says the least surprising things of a fifth of the groups of `chosen`, learned
  // from the rest.
  std::optional<double> PenaltyFor(const Indices& chosen) const {
    Indices groups;
    for (const std::uint32_t sample : chosen) {
      groups.push_back(groups_[sample]);
    }
    const auto [inside, outside] = Split(chosen, FoldsOf(groups, options_.folds), 0);
    if (!HasBothClasses(samples_, chosen)) {
      return std::nullopt;
    }
    if (!HasBothClasses(samples_, inside) || !HasBothClasses(samples_, outside)) {
      return options_.penalties.front();
    }
    double best = options_.penalties.front();
    double least = std::numeric_limits<double>::infinity();
    for (const double penalty : options_.penalties) {
      const Machine machine = detail::Fit(samples_, inside, penalty);
      const std::vector<Margin> margins = MarginsOf(machine, samples_, outside);
      const double loss = detail::LogLoss(margins, detail::Calibrate(margins));
      if (loss < least) {
        least = loss;
        best = penalty;
      }
    }
    return best;
  }

  // From the share of positives among the examples to the one where the model will serve.
  double ShiftToPrior() const {
    std::int64_t positives = 0;
    for (std::size_t i = 0; i < samples_.size(); ++i) {
      positives += samples_.is_positive(i) ? 1 : 0;
    }
    const auto all = static_cast<std::int64_t>(samples_.size());
    return options_.prior.nats() -
           static_cast<double>(LogRatioMicros(positives, all - positives)) / 1e6;
  }

  LinearModel ModelOf(const Machine& machine, const Line& line) const {
    std::vector<double> nats;
    nats.reserve(machine.weights.size());
    for (const double weight : machine.weights) {
      nats.push_back(line.slope * weight);
    }
    ModelHead head = options_.head;
    head.bias = detail::ToLogOdds(line.Of(machine.bias));
    return detail::ModelOf(std::move(head), nats, options_.weights_max);
  }

  const TrainingOptions& options_;
  Samples samples_;
  Indices groups_;
  Indices clusters_;
};

}  // namespace

std::optional<Training> Train(std::span<const Example> examples, const TrainingOptions& options) {
  CHECK_THAT(options.folds >= 2 && !options.penalties.empty(), "there is something to compare");
  if (examples.empty()) {
    return std::nullopt;
  }
  return Trainer(examples, options).Run();
}

}  // namespace assay::learning
