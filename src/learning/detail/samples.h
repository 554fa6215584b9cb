// SPDX-License-Identifier: Apache-2.0
// Examples as rows of hashed features, and the machine that is fitted to them.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "learning/trainer.h"

namespace assay::learning::detail {

struct Feature {
  std::uint32_t bucket = 0;
  float value = 0;  // NormOf / 2^16: exact.
};

class Samples {
 public:
  Samples(std::span<const Example> examples, const ModelHead& head);

  std::size_t size() const { return begins_.size() - 1; }
  std::size_t bucket_count() const { return bucket_count_; }
  std::span<const Feature> features(std::size_t sample) const {
    return std::span(features_).subspan(begins_[sample], begins_[sample + 1] - begins_[sample]);
  }
  bool is_positive(std::size_t sample) const { return positive_[sample]; }

 private:
  std::size_t bucket_count_;
  std::vector<Feature> features_;
  std::vector<std::size_t> begins_ = {0};
  std::vector<bool> positive_;
};

// Weights by bucket and a bias; the margin is not calibrated.
struct Machine {
  std::vector<double> weights;
  double bias = 0;

  double MarginOf(std::span<const Feature> features) const;
};

// `chosen` are the samples to learn from, both classes among them. `penalty` is C.
Machine Fit(const Samples& samples, std::span<const std::uint32_t> chosen, double penalty);

// The line through margins that makes them log-odds: slope * margin + offset, at the share of positives of
// `margins`. Both classes are among them.
struct Line {
  double slope = 1;
  double offset = 0;

  double Of(double margin) const { return slope * margin + offset; }
};
struct Margin {
  double value = 0;
  bool is_positive = false;
};
Line Calibrate(std::span<const Margin> margins);

// Mean of -ln(probability of what is so) under the line.
double LogLoss(std::span<const Margin> margins, const Line& line);

LogOdds ToLogOdds(double nats);  // Rounded, within +-kLogOddsLimit.

// Weights by bucket, in nats, in fixed point: the largest `weights_max` of them. Sets the head's unit.
LinearModel ModelOf(ModelHead head, std::span<const double> nats, std::size_t weights_max);

}  // namespace assay::learning::detail
