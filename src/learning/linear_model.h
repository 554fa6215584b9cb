// SPDX-License-Identifier: Apache-2.0
// A linear model of texts: a bias and one weight for each hashed run of units of some views. Log-odds are sums
// of integers, the same on every machine, and reasons are the summands themselves.
//
//   log-odds = bias + sum over views of (sum of the weights of its distinct runs) * NormOf(number of them)
//
// Invariants
//  1. Explain's parts sum to Score's result less the bias, exactly.
//  2. Serialise and Parse are inverse. Equal models have equal bytes.
//
// A model holds hashes of runs and no text: whoever guesses a run can test it, nobody can read one back.
//
// Threads: immutable. Cost: linear in the units; 0.5 MB of memory at 18 bits.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/log_odds.h"
#include "core/result.h"
#include "learning/ngrams.h"
#include "learning/text_view.h"
#include "text/folding.h"

namespace assay::learning {

struct ViewSpec {
  std::string name;  // [a-z_]{1,32}: what the caller's view of this place must be.
  unsigned order_min = 1;
  unsigned order_max = 2;
  friend bool operator==(const ViewSpec&, const ViewSpec&) = default;
};

// Everything of a model but its weights.
struct ModelHead {
  std::string task;             // [a-z_]{1,32}: "message".
  std::vector<ViewSpec> views;  // 1 to 8.
  unsigned bucket_bits = 18;
  LogOdds bias;                  // Within +-kLogOddsLimit.
  std::int64_t unit_micros = 1;  // What a weight of 1 is worth, 1 to 100,000 millionths of a nat.
  std::uint64_t reading = 0;     // Names the way views are made; a model serves no other.
  friend bool operator==(const ModelHead&, const ModelHead&) = default;
};

// What the character at a place of the source text adds, in 2^-16 millionths of a nat.
struct Share {
  std::uint32_t origin = 0;
  std::int64_t fine = 0;
};

// What a piece of the source text adds.
struct Part {
  text::SourceSpan span;
  LogOdds weight;
};

class LinearModel {
 public:
  static constexpr std::int32_t kWeightMax = 32'767;

  // `weights` has 2^bucket_bits entries within +-kWeightMax (checked).
  LinearModel(ModelHead head, std::vector<std::int16_t> weights);

  // Errors: kCorrupted "learning.bad_model", saying what is wrong where.
  static Result<LinearModel> Parse(std::string_view file);
  std::string Serialise() const;

  const ModelHead& head() const { return head_; }
  std::size_t weight_count() const;  // Those that are not zero.

  // `views` are those of the head, in its order (checked: as many).
  LogOdds Score(std::span<const TextView> views) const;
  // The same sum by place, for callers with pieces of their own: a run's weight is shared by its characters. By
  // place; Rounded of the sum of all, added to the bias, is the score.
  std::vector<Share> SharesOf(std::span<const TextView> views) const;
  static LogOdds Rounded(std::int64_t fine) { return {fine >> kNormBits}; }
  // The same sum in parts: neighbouring characters that pull the same way are one part, in text order, each
  // character in one part at most. `source` is the text the views were made of.
  std::vector<Part> Explain(std::span<const TextView> views, std::string_view source) const;

 private:
  std::vector<Ngram> NgramsOf(std::span<const TextView> views, std::size_t view) const;

  ModelHead head_;
  std::vector<std::int16_t> weights_;
};

}  // namespace assay::learning
