// SPDX-License-Identifier: Apache-2.0
#include "cli/rate_text.h"

#include <fmt/format.h>

namespace assay::cli {

nlohmann::ordered_json RateJson(const Rate& rate) {
  nlohmann::ordered_json json = {{"hits", rate.hits}, {"of", rate.of}, {"value", nullptr}};
  if (rate.value()) {
    json["value"] = *rate.value();
    json["low"] = rate.low();
    json["high"] = rate.high();
  }
  return json;
}

std::string RateText(const Rate& rate) {
  if (!rate.value()) {
    return "-";
  }
  return fmt::format("{:.4f}  [{:.4f}, {:.4f}]  {} of {}", *rate.value(), rate.low(), rate.high(),
                     rate.hits, rate.of);
}

}  // namespace assay::cli
