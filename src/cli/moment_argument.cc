// SPDX-License-Identifier: Apache-2.0
#include "cli/moment_argument.h"

#include <fmt/format.h>

namespace assay::cli {

Result<Instant> MomentOf(const std::string& text, const char* option, std::int16_t offset_minutes) {
  if (const auto moment = ParseRfc3339(text)) {
    return moment->instant;
  }
  const auto day = text.size() == 10 ? ParseRfc3339(text + "T00:00:00Z") : std::nullopt;
  if (!day) {
    return Fail(ErrorCode::kInvalidArgument, "cli.not_a_date",
                fmt::format("{} \"{}\" is no date: write 2017-03-01, or a moment such as "
                            "2017-03-01T12:00:00+08:00",
                            option, text));
  }
  return Instant{day->instant.ms - std::int64_t{offset_minutes} * 60'000};
}

}  // namespace assay::cli
