// SPDX-License-Identifier: Apache-2.0
#include "reporting/examination.h"

#include <algorithm>
#include <cmath>

namespace assay::reporting {
namespace {

constexpr double kTrillion = 1e12;
// Examiners who only guess differ in half of the cases; what comes near says nothing.
constexpr double kDifferingMax = 0.499;

// The chance of being wrong of two who differ so often.
double ErrorOf(double differing) {
  return (1 - std::sqrt(1 - 2 * std::min(differing, kDifferingMax))) / 2;
}

// What is counterfeit where so much is said to be, by examiners who err so often. Rises with `said`;
// falls with `error` where less than half is said to be.
double TrueShare(double said, double error) {
  return std::clamp((said - error) / (1 - 2 * error), 0.0, 1.0);
}

}  // namespace

std::string_view NameOf(Selection selection) {
  switch (selection) {
    case Selection::kSuspicion:
      return "suspicion";
    case Selection::kComplaint:
      return "complaint";
    case Selection::kRandom:
      return "random";
    case Selection::kStratified:
      return "stratified";
  }
  return "suspicion";
}

std::string_view NameOf(ExaminationResult result) {
  switch (result) {
    case ExaminationResult::kUndetermined:
      return "undetermined";
    case ExaminationResult::kCounterfeit:
      return "counterfeit";
    case ExaminationResult::kNotCounterfeit:
      return "not_counterfeit";
  }
  return "undetermined";
}

ExaminationResult ExaminedOrder::result() const {
  return found_counterfeit == found_otherwise ? ExaminationResult::kUndetermined
         : found_counterfeit                  ? ExaminationResult::kCounterfeit
                                              : ExaminationResult::kNotCounterfeit;
}

void WeightedShare::Add(double weight, double value) {
  weight_ += weight;
  of_value_ += weight * value;
  squared_ += weight * weight;
  squared_of_value_ += weight * weight * value;
  squared_of_square_ += weight * weight * value * value;
}

double WeightedShare::size() const {
  const double mean = share();
  const double by_weights = weight_ * weight_ / squared_;
  const double variance =
      (squared_of_square_ - 2 * mean * squared_of_value_ + mean * mean * squared_) /
      (weight_ * weight_);
  const bool varies = mean > 0 && mean < 1 && variance > 0;
  return varies ? std::min(by_weights, mean * (1 - mean) / variance) : by_weights;
}

void Examinations::Add(const ExaminedOrder& order) {
  const ExaminationResult result = order.result();
  counterfeit_ += result == ExaminationResult::kCounterfeit ? 1 : 0;
  otherwise_ += result == ExaminationResult::kNotCounterfeit ? 1 : 0;
  undetermined_ += result == ExaminationResult::kUndetermined ? 1 : 0;
  if (!order.by_chance) {
    return;
  }
  if (order.probability_trillionths <= 0) {
    ++drawn_by_unknown_chance_;
    return;
  }
  const double weight = kTrillion / static_cast<double>(order.probability_trillionths);
  if (result == ExaminationResult::kUndetermined) {
    ++drawn_undetermined_;
    undetermined_weight_ += weight;
  } else {
    ++drawn_;
    drawn_counterfeit_ += result == ExaminationResult::kCounterfeit ? 1 : 0;
    determined_.Add(weight, result == ExaminationResult::kCounterfeit ? 1 : 0);
  }
  const auto fake = static_cast<double>(order.drawn_counterfeit);
  const auto other = static_cast<double>(order.drawn_otherwise);
  const double results = fake + other;
  if (results > 0) {
    results_.Add(weight, fake / results);
  }
  if (results > 1) {
    ++examined_again_;
    contradicted_ += fake > 0 && other > 0 ? 1 : 0;
    differing_pairs_ += fake * other / (results * (results - 1) / 2);
  }
}

std::optional<Estimate> Examinations::EstimateShare() const {
  if (determined_.empty()) {
    return std::nullopt;
  }
  const double share = determined_.share();
  const double all = determined_.weight() + undetermined_weight_;
  const double fake = share * determined_.weight();
  return Estimate{.share = share,
                  .interval = WilsonInterval(share, determined_.size()),
                  .undetermined = {fake / all, (fake + undetermined_weight_) / all}};
}

std::optional<AdjustedEstimate> Examinations::EstimateAdjustedShare() const {
  if (examined_again_ == 0) {
    return std::nullopt;
  }
  const auto orders = static_cast<double>(examined_again_);
  const double differing = differing_pairs_ / orders;
  if (differing >= kDifferingMax) {
    return std::nullopt;
  }
  const double said = results_.share();
  const Interval said_range = WilsonInterval(said, results_.size());
  const Interval differing_range = WilsonInterval(differing, orders);
  const double error = ErrorOf(differing);
  const double share = TrueShare(said, error);
  return AdjustedEstimate{
      .share = share,
      .interval = {std::max(
                       0.0,
                       share - std::hypot(share - TrueShare(said_range.low, error),
                                          share - TrueShare(said, ErrorOf(differing_range.high)))),
                   std::min(1.0, share + std::hypot(TrueShare(said_range.high, error) - share,
                                                    TrueShare(said, ErrorOf(differing_range.low)) -
                                                        share))},
      .error = error};
}

}  // namespace assay::reporting
