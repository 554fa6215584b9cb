// SPDX-License-Identifier: Apache-2.0
// How well a price alone tells known fakes from genuine offers of the same brand, kind of goods, line and condition.
//
// Five folds: each offer is judged by a table that was made without its store, without its fold and without any offer
// whose title is nearly the same. Counted are brands with enough of both. Ranked by LogRatioOfPrice, which the steps of
// the table cut into seven; a step by itself is what a verdict sees.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/rate.h"
#include "core/result.h"
#include "flows/price_offers.h"
#include "screening/screen.h"

namespace assay::flows {

struct PriceRanking {
  std::uint64_t fakes = 0;
  std::uint64_t genuine = 0;
  std::optional<double> auc;  // Where there are both.
  Interval auc_interval;      // 95 %, Hanley and McNeil 1982.
  // Fakes above the lowest threshold that at most 1 % (5 %) of the genuine offers are above.
  Rate recall_at_1_percent;
  Rate recall_at_5_percent;
};

struct PriceEvaluation {
  PriceRanking together;     // One threshold for all brands.
  PriceRanking by_step;      // The same, ranked by the steps alone.
  double auc_of_brands = 0;  // Mean of the brands' AUC, weighted by their fakes.
  Rate recall_of_brands;     // At 1 %, each brand at a threshold of its own.
  Rate recall_of_brands_at_5_percent;
  std::map<std::string, PriceRanking> brands;
  std::map<std::string, PriceRanking> items;
  // By step: fakes and genuine offers at that step.
  std::array<Rate, screening::kPriceStepCount + 1> fakes_at_step{};
  std::array<Rate, screening::kPriceStepCount + 1> genuine_at_step{};
  std::uint64_t left_out = 0;  // Offers of brands with too few of either.
};

struct PriceEvaluationOptions {
  std::uint32_t folds = 5;
  std::uint64_t genuine_min = 20;  // Of a brand.
  std::uint64_t fakes_min = 10;
};

// `model` has a price table without cells, of `prices_tsv`. Errors: kInvalidArgument "prices.too_few" where no brand has
// enough of both; those of FitPrices.
Result<PriceEvaluation> EvaluatePrices(const screening::Model& model, std::string_view prices_tsv,
                                       const PriceOffers& offers,
                                       const PriceEvaluationOptions& options);

}  // namespace assay::flows
