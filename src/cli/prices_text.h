// SPDX-License-Identifier: Apache-2.0
// What `assay prices` prints.
#pragma once

#include <string>
#include <vector>

#include "flows/evaluate_prices.h"
#include "flows/price_offers.h"
#include "screening/price_fit.h"

namespace assay::cli {

struct PriceBuildReport {
  const flows::PriceOffers& offers;
  const screening::FittedPrices& fitted;
  const screening::PriceTable& after;
  std::vector<screening::PriceChange> changes;
};

std::string PriceBuildAsText(const PriceBuildReport& report);
std::string PriceBuildAsJson(const PriceBuildReport& report);
std::string PriceEvaluationAsText(const flows::PriceEvaluation& evaluation);
std::string PriceEvaluationAsJson(const flows::PriceEvaluation& evaluation);

}  // namespace assay::cli
