// SPDX-License-Identifier: Apache-2.0
#include "support/leak_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/time.h"

namespace assay::simulation {
namespace {

using Json = nlohmann::json;

// The digits of an id, as numbers.
void AddDigits(std::vector<double>& features, const std::string& id, std::size_t digits) {
  for (std::size_t i = id.size() - digits; i < id.size(); ++i) {
    features.push_back(std::stoi(id.substr(i, 1), nullptr, 16));
  }
}

double MeanOf(const std::vector<double>& values) {
  return values.empty() ? 0
                        : std::accumulate(values.begin(), values.end(), 0.0) /
                              static_cast<double>(values.size());
}

constexpr std::array<std::string_view, 9> kCounted = {
    "assay.listing.v1",         "assay.order.v1",  "assay.parcel.v1",
    "assay.refund.v1",          "assay.review.v1", "assay.message.v1",
    "assay.listing.removed.v1", "assay.notice.v1", "assay.store.closed.v1"};

// Whether that is what would have happened without Assay too.
bool IsOwn(const std::string& type, const Json& data) {
  if (type == "assay.listing.v1") {
    return data.at("version") == 1;
  }
  if (type == "assay.listing.removed.v1") {
    return data.at("reason") == "seller";
  }
  return type != "assay.store.closed.v1" || data.at("reason") == "voluntary";
}

// Boosted decision stumps with logistic loss: small, and good at single telling features and thresholds.
class Stumps {
 public:
  explicit Stumps(const std::vector<LeakCase>& cases) : cases_(cases) {
    const std::size_t width = cases.front().features.size();
    for (std::size_t f = 0; f < width; ++f) {
      std::vector<double> values;
      for (const LeakCase& one : cases) {
        values.push_back(one.features[f]);
      }
      std::ranges::sort(values);
      std::vector<double> cuts;
      for (std::size_t cut = 1; cut < kBins; ++cut) {
        cuts.push_back(values[values.size() * cut / kBins]);
      }
      std::vector<std::uint8_t> bins;
      for (const LeakCase& one : cases) {
        // In bin k, a value is below the cuts from k on.
        bins.push_back(static_cast<std::uint8_t>(std::ranges::upper_bound(cuts, one.features[f]) -
                                                 cuts.begin()));
      }
      cuts_.push_back(std::move(cuts));
      bins_.push_back(std::move(bins));
    }
    const double share = static_cast<double>(std::ranges::count_if(
                             cases, [](const LeakCase& c) { return c.guilty; })) /
                         static_cast<double>(cases.size());
    scores_.assign(cases.size(), std::log(share / (1 - share)));
    for (int round = 0; round < 60; ++round) {
      Add();
    }
  }

  double ScoreOf(const std::vector<double>& features) const {
    double score = 0;
    for (const Stump& stump : stumps_) {
      score += features[stump.feature] < stump.cut ? stump.below : stump.above;
    }
    return score;
  }

 private:
  static constexpr std::size_t kBins = 16;

  struct Stump {
    std::size_t feature = 0;
    double cut = 0;
    double below = 0;
    double above = 0;
  };

  void Add() {
    constexpr double kRate = 0.3;
    std::vector<double> gradients(cases_.size());
    std::vector<double> weights(cases_.size());
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      const double p = 1 / (1 + std::exp(-scores_[i]));
      gradients[i] = (cases_[i].guilty ? 1 : 0) - p;
      weights[i] = p * (1 - p);
    }
    const double all = std::accumulate(gradients.begin(), gradients.end(), 0.0);
    const double weight = std::accumulate(weights.begin(), weights.end(), 0.0);
    Stump best;
    double best_gain = -1;
    for (std::size_t f = 0; f < cuts_.size(); ++f) {
      std::array<double, kBins> gradient_in{};
      std::array<double, kBins> weight_in{};
      for (std::size_t i = 0; i < cases_.size(); ++i) {
        gradient_in[bins_[f][i]] += gradients[i];
        weight_in[bins_[f][i]] += weights[i];
      }
      double below = 0;
      double weight_below = 1e-9;
      for (std::size_t cut = 0; cut < cuts_[f].size(); ++cut) {
        below += gradient_in[cut];
        weight_below += weight_in[cut];
        const double weight_above = weight - weight_below + 2e-9;
        const double gain =
            below * below / weight_below + (all - below) * (all - below) / weight_above;
        if (gain > best_gain) {
          best_gain = gain;
          best = {f, cuts_[f][cut], kRate * below / weight_below,
                  kRate * (all - below) / weight_above};
        }
      }
    }
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      scores_[i] += cases_[i].features[best.feature] < best.cut ? best.below : best.above;
    }
    stumps_.push_back(best);
  }

  const std::vector<LeakCase>& cases_;
  std::vector<std::vector<double>> cuts_;        // Of each feature, ascending.
  std::vector<std::vector<std::uint8_t>> bins_;  // Of each feature and case.
  std::vector<double> scores_;
  std::vector<Stump> stumps_;
};

}  // namespace

void MetadataObserver::Take(std::string_view line) {
  const double position = position_++;
  const Json event = Json::parse(line);
  const std::string type = event.at("type");
  const std::string store = event.at("subject");
  const auto time = ParseRfc3339(event.at("time").get<std::string>());
  const std::int64_t ms = time->instant.ms;
  const std::int64_t local_ms = ms + time->offset_minutes * std::int64_t{60'000};
  const double hour = static_cast<double>(local_ms % kMillisecondsPerDay) / 3.6e6;
  const auto length = static_cast<double>(line.size());
  const Json& data = event.at("data");
  if (type == "assay.store.opened.v1") {
    FirstDay& day = days_[store];
    day.opened_ms = ms;
    day.of_opening = {position, hour, length, static_cast<double>(data.size()),
                      static_cast<double>(data.at("phones").size())};
    AddDigits(day.of_opening, store, 12);
    AddDigits(day.of_opening, event.at("id"), 4);
    return;
  }
  const auto found = days_.find(store);
  const bool of_first_day =
      found != days_.end() && ms < found->second.opened_ms + kMillisecondsPerDay;
  const bool counts = std::ranges::find(kCounted, type) != kCounted.end();
  if (!of_first_day || !counts || !IsOwn(type, data)) {
    return;
  }
  FirstDay& day = found->second;
  day.counts[type] += 1;
  day.positions += position;
  if (type == "assay.listing.v1") {
    day.lengths.push_back(length);
    day.hours.push_back(static_cast<double>(ms - day.opened_ms) / 3.6e6);
    std::vector<double>& features = listings_[data.at("listing")];
    features = {length, hour, day.hours.back()};
    AddDigits(features, data.at("listing"), 12);
    AddDigits(features, event.at("id"), 4);
  }
}

std::vector<double> MetadataObserver::FeaturesOfStore(const std::string& store) const {
  const auto found = days_.find(store);
  if (found == days_.end()) {
    return {};
  }
  const FirstDay& day = found->second;
  std::vector<double> features = day.of_opening;
  for (const std::string_view type : kCounted) {
    const auto count = day.counts.find(type);
    features.push_back(count == day.counts.end() ? 0 : count->second);
  }
  features.push_back(MeanOf(day.lengths));
  features.push_back(day.lengths.empty() ? 0 : std::ranges::max(day.lengths));
  features.push_back(day.lengths.empty() ? 0 : std::ranges::min(day.lengths));
  features.push_back(MeanOf(day.hours));
  features.push_back(day.hours.empty() ? 0 : std::ranges::min(day.hours));
  features.push_back(day.positions / static_cast<double>(1 + day.lengths.size()));
  return features;
}

std::vector<double> MetadataObserver::FeaturesOfListing(const std::string& listing) const {
  const auto found = listings_.find(listing);
  return found == listings_.end() ? std::vector<double>{} : found->second;
}

Guess GuessOn(const std::vector<LeakCase>& cases) {
  std::vector<LeakCase> seen;
  std::vector<LeakCase> unseen;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    (i % 2 == 0 ? seen : unseen).push_back(cases[i]);
  }
  const Stumps model(seen);
  std::vector<std::pair<double, bool>> ranked;
  for (const LeakCase& one : unseen) {
    ranked.emplace_back(model.ScoreOf(one.features), one.guilty);
  }
  std::ranges::sort(ranked);
  // Mann and Whitney's count, ties as a half.
  double guilty = 0;
  double won = 0;
  double innocent_below = 0;
  for (std::size_t i = 0; i < ranked.size();) {
    std::size_t end = i;
    double innocent_here = 0;
    double guilty_here = 0;
    while (end < ranked.size() && ranked[end].first == ranked[i].first) {
      (ranked[end].second ? guilty_here : innocent_here) += 1;
      ++end;
    }
    won += guilty_here * (innocent_below + innocent_here / 2);
    guilty += guilty_here;
    innocent_below += innocent_here;
    i = end;
  }
  const double innocent = innocent_below;
  return {won / (guilty * innocent), std::sqrt((guilty + innocent + 1) / (12 * guilty * innocent))};
}

}  // namespace assay::simulation
