// SPDX-License-Identifier: Apache-2.0
// The same words for a case wherever it is shown.
#pragma once

#include <string>
#include <string_view>

#include "cases/case_file.h"

namespace assay::cases {

std::string_view WordsOf(enforcement::MeasureKind kind);      // "take the listing down"
std::string_view WordsOf(enforcement::MeasureStatus status);  // "waits for a person"
// "the same phone (last 8), carried by 2 stores", "..., carried by more than 20 stores: proves nothing"
std::string WordsOf(const linkage::SharedToken& token);
// "2017-03-01 10:05 UTC"; "never" for 0.
std::string WordsOfTime(std::int64_t ms);
// Hours and days between: "5 h", "3 d"; "0 h" where it is not positive.
std::string WordsOfSpan(std::int64_t ms);
// With sign and two decimals, rounded half away from zero: "+5.55".
std::string WordsOf(LogOdds weight);

}  // namespace assay::cases
