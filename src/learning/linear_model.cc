// SPDX-License-Identifier: Apache-2.0
#include "learning/linear_model.h"

#include <algorithm>
#include <utility>

#include "core/check.h"
#include "text/utf8.h"

namespace assay::learning {
LinearModel::LinearModel(ModelHead head, std::vector<std::int16_t> weights)
    : head_(std::move(head)), weights_(std::move(weights)) {
  CHECK_THAT(weights_.size() == std::size_t{1} << head_.bucket_bits, "one weight a bucket");
  CHECK_THAT(!head_.views.empty(), "a model reads at least one view");
}

std::size_t LinearModel::weight_count() const {
  return weights_.size() - static_cast<std::size_t>(std::ranges::count(weights_, std::int16_t{0}));
}

std::vector<Ngram> LinearModel::NgramsOf(std::span<const TextView> views, std::size_t view) const {
  CHECK_THAT(views.size() == head_.views.size(), "the views are those of the model");
  const ViewSpec& spec = head_.views[view];
  return DistinctNgrams(views[view].units, {.view = static_cast<std::uint32_t>(view),
                                            .order_min = spec.order_min,
                                            .order_max = spec.order_max,
                                            .bucket_bits = head_.bucket_bits});
}

LogOdds LinearModel::Score(std::span<const TextView> views) const {
  std::int64_t fine = 0;
  for (std::size_t view = 0; view < head_.views.size(); ++view) {
    const std::vector<Ngram> ngrams = NgramsOf(views, view);
    std::int64_t sum = 0;
    for (const Ngram& ngram : ngrams) {
      sum += weights_[ngram.bucket];
    }
    if (!ngrams.empty()) {
      fine += sum * head_.unit_micros * NormOf(ngrams.size());
    }
  }
  return head_.bias + Rounded(fine);
}

std::vector<Share> LinearModel::SharesOf(std::span<const TextView> views) const {
  std::vector<Share> shares;
  std::vector<std::int64_t> of_unit;
  for (std::size_t view = 0; view < head_.views.size(); ++view) {
    const std::vector<Ngram> ngrams = NgramsOf(views, view);
    const std::int64_t scale = ngrams.empty() ? 0 : head_.unit_micros * NormOf(ngrams.size());
    of_unit.assign(views[view].units.size(), 0);
    for (const Ngram& ngram : ngrams) {
      if (weights_[ngram.bucket] == 0) {
        continue;
      }
      const std::int64_t weight = weights_[ngram.bucket] * scale;
      const std::int64_t share = weight / ngram.units;
      for (std::uint32_t i = 0; i < ngram.units; ++i) {
        of_unit[ngram.unit + i] += share;
      }
      of_unit[ngram.unit] += weight - share * ngram.units;  // The remainder is with the first.
    }
    for (std::size_t unit = 0; unit < of_unit.size(); ++unit) {
      if (of_unit[unit] != 0) {
        shares.push_back({views[view].origins[unit], of_unit[unit]});
      }
    }
  }
  if (head_.views.size() > 1) {  // Within one view origins never fall.
    std::ranges::stable_sort(shares, {}, &Share::origin);
  }
  return shares;
}

std::vector<Part> LinearModel::Explain(std::span<const TextView> views,
                                       std::string_view source) const {
  const std::vector<Share> shares = SharesOf(views);
  // Runs of characters of one sign; rounding the running sum, not each part, keeps the total exact.
  std::vector<Part> parts;
  std::int64_t total = 0;
  std::int64_t rounded = 0;
  bool last_is_positive = false;
  for (std::size_t begin = 0; begin < shares.size();) {
    std::size_t end = begin;
    std::int64_t sum = 0;
    for (; end < shares.size() && shares[end].origin == shares[begin].origin; ++end) {
      sum += shares[end].fine;
    }
    total += sum;
    const std::int64_t added = Rounded(total).micros - rounded;
    rounded += added;
    const std::uint32_t at = shares[begin].origin;
    const std::uint32_t after = at + text::DecodeAt(source, at).length;
    const bool is_positive = sum > 0;
    if (!parts.empty() && parts.back().span.end == at && last_is_positive == is_positive) {
      parts.back().span.end = after;
      parts.back().weight.micros += added;
    } else {
      parts.push_back({{at, after}, {added}});
    }
    last_is_positive = is_positive;
    begin = end;
  }
  return parts;
}

}  // namespace assay::learning
