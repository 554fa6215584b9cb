// SPDX-License-Identifier: Apache-2.0
// Days and moments as people write them in options.
#pragma once

#include <cstdint>
#include <string>

#include "core/result.h"
#include "core/time.h"

namespace assay::cli {

// "2017-03-01": the day's beginning at that offset from UTC; or a moment as RFC 3339. `option` is named where it is
// neither. Errors: kInvalidArgument "cli.not_a_date".
Result<Instant> MomentOf(const std::string& text, const char* option, std::int16_t offset_minutes);

}  // namespace assay::cli
