// SPDX-License-Identifier: Apache-2.0
// The JSON that verdict rows and actions carry (docs/formats/actions.md and verdict.md).
// One writer for the database, the outbox and `assay screen`, so that the three cannot differ.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/time.h"
#include "screening/verdict.h"

namespace assay::engine {

std::string FindingsJson(const screening::Verdict& verdict);
std::string BrandsJson(const screening::Verdict& verdict);

struct Action {
  std::uint64_t id = 0;
  // "measure.requested", "measure.proposed", "measure.confirmed", "measure.lift_requested",
  // "measure.withdrawn"
  std::string_view type;
  Instant time;
  std::string measure;
  std::string_view action;      // The kind of measure: "delist", "close_store", ...
  std::string_view allegation;  // "counterfeit", ...
  std::string_view reason;
  std::string_view rule;     // Left out where empty, as all below.
  std::string_view because;  // For the seller.
  std::string_view store;
  std::string_view listing;
  std::int64_t until_ms = 0;  // Left out where 0.
  const screening::Verdict* verdict = nullptr;
};

// One line, a CloudEvents 1.0 envelope.
std::string ActionJson(const Action& action);

}  // namespace assay::engine
