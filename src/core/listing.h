// SPDX-License-Identifier: Apache-2.0
// One offer of goods as the seller wrote it. Text is valid UTF-8, any script, not normalised.
#pragma once

#include <optional>
#include <string>

#include "core/money.h"

namespace assay {

enum class Condition {
  kUnknown,
  kNew,
  kUsed,
  kRefurbished,
};

struct Listing {
  std::string id;
  std::string title;
  std::string description;
  std::string brand;     // As the seller states it; empty if not stated.
  std::string category;  // Free text or the marketplace's path; empty if not stated.
  Condition condition = Condition::kUnknown;
  // Set only where both amount and currency came. A price without a currency is not used.
  std::optional<Money> price;
  bool has_price_without_currency = false;
};

}  // namespace assay
