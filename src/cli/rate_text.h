// SPDX-License-Identifier: Apache-2.0
// Rates as commands show them: never without what they rest on and their interval.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "core/rate.h"
#include "evaluation/weighted_rate.h"

namespace assay::cli {

// {"hits":3,"of":4,"value":0.75,"low":0.3,"high":0.95}; value null and no interval where `of` is 0.
nlohmann::ordered_json RateJson(const Rate& rate);
// "0.7500  [0.3006, 0.9544]  3 of 4", or "-" where there is nothing to count.
std::string RateText(const Rate& rate);
// The same; of weighted rows with the size of a plain sample that would be as sure: {...,"effective_of":2.5}, "worth 2.5".
nlohmann::ordered_json RateJson(const evaluation::WeightedRate& rate);
std::string RateText(const evaluation::WeightedRate& rate);

}  // namespace assay::cli
