// SPDX-License-Identifier: Apache-2.0
#include "reporting/examination.h"

#include <algorithm>

namespace assay::reporting {
namespace {

constexpr double kTrillion = 1e12;

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

void Examinations::Draws::Add(double weight_of_one) {
  ++count;
  weight += weight_of_one;
  squared_weight += weight_of_one * weight_of_one;
}

void Examinations::Add(const ExaminedOrder& order) {
  Draws* draws = nullptr;
  switch (order.result()) {
    case ExaminationResult::kUndetermined:
      ++undetermined_;
      draws = &undetermined_draws_;
      break;
    case ExaminationResult::kCounterfeit:
      ++counterfeit_;
      draws = &counterfeit_draws_;
      break;
    case ExaminationResult::kNotCounterfeit:
      ++otherwise_;
      draws = &otherwise_draws_;
      break;
  }
  if (!order.by_chance) {
    return;
  }
  if (order.probability_trillionths <= 0) {
    ++drawn_by_unknown_chance_;
    return;
  }
  draws->Add(kTrillion / static_cast<double>(order.probability_trillionths));
}

std::optional<Estimate> Examinations::EstimateShare() const {
  if (drawn() == 0) {
    return std::nullopt;
  }
  const Draws& fake = counterfeit_draws_;
  const Draws& other = otherwise_draws_;
  const double weight = fake.weight + other.weight;
  const double share = fake.weight / weight;
  double size = weight * weight / (fake.squared_weight + other.squared_weight);
  if (fake.count > 0 && other.count > 0) {
    const double variance =
        ((1 - share) * (1 - share) * fake.squared_weight + share * share * other.squared_weight) /
        (weight * weight);
    size = std::min(size, share * (1 - share) / variance);
  }
  const double all = weight + undetermined_draws_.weight;
  return Estimate{
      .share = share,
      .interval = WilsonInterval(share, size),
      .undetermined = {fake.weight / all, (fake.weight + undetermined_draws_.weight) / all}};
}

}  // namespace assay::reporting
