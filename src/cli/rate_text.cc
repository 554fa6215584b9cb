// SPDX-License-Identifier: Apache-2.0
#include "cli/rate_text.h"

#include <fmt/format.h>

namespace assay::cli {

nlohmann::ordered_json RateJson(const Rate& rate) {
  return RateJson(evaluation::WeightedRate(rate));
}

std::string RateText(const Rate& rate) {
  return RateText(evaluation::WeightedRate(rate));
}

nlohmann::ordered_json RateJson(const evaluation::WeightedRate& rate) {
  nlohmann::ordered_json json = {{"hits", rate.hits}, {"of", rate.of}, {"value", nullptr}};
  if (rate.value()) {
    json["value"] = *rate.value();
    json["low"] = rate.low();
    json["high"] = rate.high();
  }
  if (rate.is_weighted()) {
    json["effective_of"] = rate.size();
  }
  return json;
}

std::string RateText(const evaluation::WeightedRate& rate) {
  if (!rate.value()) {
    return "-";
  }
  std::string text = fmt::format("{:.4f}  [{:.4f}, {:.4f}]  {} of {}", *rate.value(), rate.low(),
                                 rate.high(), rate.hits, rate.of);
  return rate.is_weighted() ? fmt::format("{} rows, worth {:.1f}", text, rate.size()) : text;
}

}  // namespace assay::cli
