// SPDX-License-Identifier: Apache-2.0
#include "learning/detail/samples.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/check.h"

namespace assay::learning::detail {
namespace {

// Where the largest step left in an epoch is below this, the machine is as good as fitted.
constexpr double kStopBelow = 0.02;
constexpr int kEpochsMax = 100;
constexpr double kMicrosPerNat = 1e6;

// Counts are smoothed by a tenth: a run seen once in one class then weighs 2.4 nats, which let the machine
// find unseen kinds of texts better than a whole one did (docs/quality.md).
constexpr std::int64_t kCountScale = 10;

// By bucket: the square of the log ratio of its shares in both classes; 0 where it was not seen.
std::vector<double> SquaredRatios(const Samples& samples, std::span<const std::uint32_t> chosen) {
  std::vector<std::int64_t> positive(samples.bucket_count());
  std::vector<std::int64_t> negative(samples.bucket_count());
  for (const std::uint32_t sample : chosen) {
    auto& counts = samples.is_positive(sample) ? positive : negative;
    for (const Feature& feature : samples.features(sample)) {
      counts[feature.bucket] += 1;
    }
  }
  std::int64_t all_positive = 0;
  std::int64_t all_negative = 0;
  for (std::size_t bucket = 0; bucket < positive.size(); ++bucket) {
    if (positive[bucket] + negative[bucket] > 0) {
      all_positive += kCountScale * positive[bucket] + 1;
      all_negative += kCountScale * negative[bucket] + 1;
    }
  }
  std::vector<double> squares(samples.bucket_count());
  for (std::size_t bucket = 0; bucket < positive.size(); ++bucket) {
    if (positive[bucket] + negative[bucket] > 0) {
      const double ratio =
          static_cast<double>(LogRatioMicros((kCountScale * positive[bucket] + 1) * all_negative,
                                             (kCountScale * negative[bucket] + 1) * all_positive)) /
          kMicrosPerNat;
      squares[bucket] = ratio * ratio;
    }
  }
  return squares;
}

// A fixed order that has nothing to do with the file's.
void Shuffle(std::vector<std::uint32_t>& order, std::uint64_t& state) {
  for (std::size_t left = order.size(); left > 1; --left) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    std::swap(order[left - 1], order[state % left]);
  }
}

double ProbabilityOfNats(double nats) {
  return ProbabilityOf(ToLogOdds(nats));
}

}  // namespace

Samples::Samples(std::span<const Example> examples, const ModelHead& head)
    : bucket_count_(std::size_t{1} << head.bucket_bits) {
  for (const Example& example : examples) {
    CHECK_THAT(example.views.size() == head.views.size(), "the views are those of the model");
    for (std::size_t view = 0; view < head.views.size(); ++view) {
      const std::vector<Ngram> ngrams =
          DistinctNgrams(example.views[view].units, {.view = static_cast<std::uint32_t>(view),
                                                     .order_min = head.views[view].order_min,
                                                     .order_max = head.views[view].order_max,
                                                     .bucket_bits = head.bucket_bits});
      for (const Ngram& ngram : ngrams) {
        const auto norm = static_cast<float>(NormOf(ngrams.size()));
        features_.push_back({ngram.bucket, norm / static_cast<float>(1 << kNormBits)});
      }
    }
    begins_.push_back(features_.size());
    positive_.push_back(example.is_positive);
  }
}

double Machine::MarginOf(std::span<const Feature> features) const {
  double margin = bias;
  for (const Feature& feature : features) {
    margin += weights[feature.bucket] * static_cast<double>(feature.value);
  }
  return margin;
}

Machine Fit(const Samples& samples, std::span<const std::uint32_t> chosen, double penalty) {
  // The features of the machine are value * ratio. `weights` hold what multiplies the value alone: the weight
  // of the feature times the ratio, so that both the margin and the step need one look-up.
  const std::vector<double> squares = SquaredRatios(samples, chosen);
  const double diagonal = 0.5 / penalty;
  std::vector<double> curvature(samples.size());
  for (const std::uint32_t sample : chosen) {
    double sum = 1 + diagonal;  // 1: the bias is a feature too.
    for (const Feature& feature : samples.features(sample)) {
      const auto value = static_cast<double>(feature.value);
      sum += value * value * squares[feature.bucket];
    }
    curvature[sample] = sum;
  }
  Machine machine{std::vector<double>(samples.bucket_count()), 0};
  std::vector<double> alpha(samples.size());
  std::vector<std::uint32_t> order(chosen.begin(), chosen.end());
  std::uint64_t shuffling = 0x2545'F491'4F6C'DD1D;
  for (int epoch = 0; epoch < kEpochsMax; ++epoch) {
    Shuffle(order, shuffling);
    double largest = 0;
    for (const std::uint32_t sample : order) {
      const std::span<const Feature> features = samples.features(sample);
      const double sign = samples.is_positive(sample) ? 1 : -1;
      const double gradient = sign * machine.MarginOf(features) - 1 + diagonal * alpha[sample];
      const double projected = alpha[sample] == 0 ? std::min(gradient, 0.0) : gradient;
      largest = std::max(largest, std::abs(projected));
      if (projected == 0) {
        continue;
      }
      const double before = alpha[sample];
      alpha[sample] = std::max(before - gradient / curvature[sample], 0.0);
      const double step = (alpha[sample] - before) * sign;
      machine.bias += step;
      for (const Feature& feature : features) {
        machine.weights[feature.bucket] +=
            step * static_cast<double>(feature.value) * squares[feature.bucket];
      }
    }
    if (largest < kStopBelow) {
      break;
    }
  }
  return machine;
}

LogOdds ToLogOdds(double nats) {
  const double limit = kLogOddsLimit.nats();
  return {std::llround(std::clamp(nats, -limit, limit) * 1e6)};
}

LinearModel ModelOf(ModelHead head, std::span<const double> nats, std::size_t weights_max) {
  std::vector<std::pair<double, std::uint32_t>> largest;  // Magnitude and bucket.
  for (std::uint32_t bucket = 0; bucket < nats.size(); ++bucket) {
    if (nats[bucket] != 0) {
      largest.emplace_back(std::abs(nats[bucket]), bucket);
    }
  }
  std::ranges::sort(largest, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  largest.resize(std::min(largest.size(), weights_max));

  const double most = largest.empty() ? 0 : largest.front().first;
  head.unit_micros = std::clamp<std::int64_t>(
      static_cast<std::int64_t>(std::ceil(most * 1e6 / LinearModel::kWeightMax)), 1, 100'000);
  std::vector<std::int16_t> weights(nats.size());
  for (const auto& [magnitude, bucket] : largest) {
    const double units = nats[bucket] * 1e6 / static_cast<double>(head.unit_micros);
    weights[bucket] = static_cast<std::int16_t>(
        std::clamp<double>(std::round(units), -LinearModel::kWeightMax, LinearModel::kWeightMax));
  }
  return {std::move(head), std::move(weights)};
}

Line Calibrate(std::span<const Margin> margins) {
  // Platt's targets, which keep a small sample from claiming certainty; Newton's method in two dimensions.
  double positives = 0;
  for (const Margin& margin : margins) {
    positives += margin.is_positive ? 1 : 0;
  }
  const double negatives = static_cast<double>(margins.size()) - positives;
  CHECK_THAT(positives > 0 && negatives > 0, "a line needs both classes");
  const double target_positive = (positives + 1) / (positives + 2);
  const double target_negative = 1 / (negatives + 2);
  Line line{1, 0};
  for (int round = 0; round < 50; ++round) {
    double gradient_slope = 0;
    double gradient_offset = 0;
    // Ridge: the matrix stays invertible where all margins are equal.
    double slope_slope = 1e-6;
    double slope_offset = 0;
    double offset_offset = 1e-6;
    for (const Margin& margin : margins) {
      const double probability = ProbabilityOfNats(line.Of(margin.value));
      const double error = probability - (margin.is_positive ? target_positive : target_negative);
      const double weight = std::max(probability * (1 - probability), 1e-9);
      gradient_slope += error * margin.value;
      gradient_offset += error;
      slope_slope += weight * margin.value * margin.value;
      slope_offset += weight * margin.value;
      offset_offset += weight;
    }
    const double determinant = slope_slope * offset_offset - slope_offset * slope_offset;
    // Halved where a full step would overshoot far: margins are a few units, so 5 is a leap.
    double step_slope =
        (offset_offset * gradient_slope - slope_offset * gradient_offset) / determinant;
    double step_offset =
        (slope_slope * gradient_offset - slope_offset * gradient_slope) / determinant;
    while (std::abs(step_slope) > 5 || std::abs(step_offset) > 5) {
      step_slope /= 2;
      step_offset /= 2;
    }
    line.slope -= step_slope;
    line.offset -= step_offset;
    if (std::abs(step_slope) < 1e-9 && std::abs(step_offset) < 1e-9) {
      break;
    }
  }
  // A machine that ranks the wrong way round knows nothing; it must not be turned round.
  line.slope = std::max(line.slope, 0.0);
  return line;
}

double LogLoss(std::span<const Margin> margins, const Line& line) {
  constexpr std::int64_t kOne = 1'000'000'000;
  double sum = 0;
  for (const Margin& margin : margins) {
    const double probability = ProbabilityOfNats(line.Of(margin.value));
    const double of_truth = margin.is_positive ? probability : 1 - probability;
    const auto billionths = std::clamp(std::llround(of_truth * 1e9), 1LL, kOne + 0LL);
    sum += static_cast<double>(LogRatioMicros(kOne, billionths)) / kMicrosPerNat;
  }
  return margins.empty() ? std::numeric_limits<double>::infinity()
                         : sum / static_cast<double>(margins.size());
}

}  // namespace assay::learning::detail
