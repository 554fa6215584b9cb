// SPDX-License-Identifier: Apache-2.0
// What the law of a place, at a date, asks of measures. A policy is compiled against one profile and
// does not load where it breaks it. Profiles are dated files (data/jurisdictions/NAME.toml) that
// configuration reads; each number carries where it comes from and whether we read it there.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "enforcement/measure.h"

namespace assay::enforcement {

struct Provenance {
  std::string source;    // Text, article and date, or "Assay's own default".
  bool checked = false;  // Whether we read it in that text. Where not, a lawyer must.
};

// One number of a profile.
struct ProfileNumber {
  std::int64_t value = 0;
  Provenance from;
};

struct JurisdictionProfile {
  std::string name;            // "cn-2017"
  std::string title;           // For people.
  std::string in_force_from;   // "2017-01-01"
  std::string in_force_until;  // Exclusive; empty while it is in force.

  // The longest a machine's word may stand alone, by kind, in milliseconds; read for kinds of tier
  // machine only.
  std::array<ProfileNumber, kMeasureKindCount> machine_ms_max;
  // Who must decide, by kind: at least TierOf(kind).
  std::array<Tier, kMeasureKindCount> tier{};
  // Whether the seller must be given reasons: then every rule that is not a shadow needs `because`.
  bool reasons_required = true;
  Provenance reasons_from;
  // How long a seller's answer waits for the other side before a measure is lifted.
  std::optional<ProfileNumber> counter_notice_wait_days;
  // For how long after the decision a seller may complain free of charge.
  std::optional<ProfileNumber> complaint_window_days;
  // Within how long a person has to look at what the machine decided, where a rule sets it.
  std::optional<ProfileNumber> review_within_ms;

  std::int64_t MachineMsMax(MeasureKind kind) const {
    return machine_ms_max.at(static_cast<std::size_t>(kind)).value;
  }
  Tier TierFor(MeasureKind kind) const { return tier.at(static_cast<std::size_t>(kind)); }
};

}  // namespace assay::enforcement
