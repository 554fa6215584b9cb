// SPDX-License-Identifier: Apache-2.0
#include "enforcement/points.h"

#include <algorithm>

namespace assay::enforcement {
namespace {

std::uint8_t BitOf(AllegationType type) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(type));
}

bool IsExpired(const PointsDay& row, const PointsScheme& scheme, std::int32_t today) {
  return std::int64_t{today} - row.day >= scheme.expiry_days;
}

std::uint32_t& CountOf(PointsDay& row, Severity severity) {
  return severity == Severity::kSerious ? row.serious : row.general;
}

}  // namespace

std::string_view NameOf(Severity severity) {
  return severity == Severity::kSerious ? "serious" : "general";
}

std::optional<Severity> FindSeverity(std::string_view name) {
  for (const Severity severity : {Severity::kGeneral, Severity::kSerious}) {
    if (NameOf(severity) == name) {
      return severity;
    }
  }
  return std::nullopt;
}

std::optional<Severity> PointsScheme::SeverityOf(AllegationType type) const {
  if ((serious_allegations & BitOf(type)) != 0) {
    return Severity::kSerious;
  }
  if ((general_allegations & BitOf(type)) != 0) {
    return Severity::kGeneral;
  }
  return std::nullopt;
}

std::int32_t DayOf(Instant instant, std::int16_t offset_minutes) {
  return static_cast<std::int32_t>(DaysSinceEpoch(CivilDateOf(instant, offset_minutes)));
}

void AddViolation(PointsLedger& ledger, const PointsScheme& scheme, std::int32_t day,
                  Severity severity) {
  const auto at = std::ranges::lower_bound(ledger, day, {}, &PointsDay::day);
  const auto row = at != ledger.end() && at->day == day ? at : ledger.insert(at, {.day = day});
  std::uint32_t& count = CountOf(*row, severity);
  count += count < UINT32_MAX ? 1 : 0;
  const std::int32_t newest = ledger.back().day;
  std::erase_if(ledger, [&](const PointsDay& old) { return IsExpired(old, scheme, newest); });
}

bool RemoveViolation(PointsLedger& ledger, std::int32_t day, Severity severity) {
  const auto row = std::ranges::lower_bound(ledger, day, {}, &PointsDay::day);
  if (row == ledger.end() || row->day != day || CountOf(*row, severity) == 0) {
    return false;
  }
  --CountOf(*row, severity);
  if (row->general == 0 && row->serious == 0) {
    ledger.erase(row);
  }
  return true;
}

Standing StandingOn(std::span<const PointsDay> ledger, const PointsScheme& scheme,
                    std::int32_t today) {
  Standing standing;
  std::int64_t merged_until = INT64_MIN;  // Serious days before it belong to the strike begun last.
  for (const PointsDay& row : ledger) {
    if (row.day > today || IsExpired(row, scheme, today)) {
      continue;
    }
    standing.points += std::min<std::int64_t>(std::int64_t{row.general} * scheme.general_points,
                                              scheme.general_points_a_day_max);
    if (row.serious > 0 && row.day >= merged_until) {
      // Beginning each span at the first day that is not covered gives the fewest spans.
      merged_until = std::int64_t{row.day} + scheme.serious_merge_days;
      ++standing.serious_strikes;
      standing.points += scheme.serious_points;
    }
  }
  return standing;
}

std::optional<std::int32_t> NextExpiryAfter(std::span<const PointsDay> ledger,
                                            const PointsScheme& scheme, std::int32_t today) {
  for (const PointsDay& row : ledger) {
    if (!IsExpired(row, scheme, today)) {
      return row.day + scheme.expiry_days;
    }
  }
  return std::nullopt;
}

}  // namespace assay::enforcement
