// SPDX-License-Identifier: Apache-2.0
// A verdict or reading for people at a terminal: what was written with the hits underlined, and the reasons
// with their weights, which sum to the score.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/listing.h"
#include "feedback/reading.h"
#include "screening/verdict.h"

namespace assay::cli {

struct ExplainLayout {
  std::size_t columns = 100;
  bool has_colour = false;
};

std::string ExplainVerdict(const Listing& listing, const screening::Verdict& verdict,
                           const ExplainLayout& layout);

std::string ExplainReading(std::string_view id, std::string_view text,
                           const feedback::Reading& reading, const ExplainLayout& layout);

}  // namespace assay::cli
