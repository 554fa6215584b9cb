// SPDX-License-Identifier: Apache-2.0
// What is known of the store behind a listing when the listing is judged: facts of the marketplace, and
// outcomes that a person, a court or a test buy confirmed. Assay's own measures and points are not among
// them, nor are place, origin of a name, or language: those never raise a verdict (design §3.4).
//
// Windows are whole days that ended before the day of the event, 30 of them, so that the same log gives
// the same counts whatever the hour.
#pragma once

#include <cstdint>

namespace assay::screening {

inline constexpr std::int64_t kStoreWindowDays = 30;

struct StoreContext {
  std::int64_t age_days = -1;  // Since store.opened; -1: it was never seen to open.
  std::uint64_t orders = 0;    // Of the window, as those below.
  std::uint64_t parcels = 0;
  std::uint64_t counterfeit_refunds = 0;  // Refunds asked for because the goods were counterfeit.
  std::uint64_t orders_ever = 0;
  std::uint64_t parcels_ever = 0;
  // Measures against other listings that a person confirmed as counterfeit in the last 365 days.
  std::uint32_t confirmed_listings = 0;
  // A person confirmed that its controller ran a store that was shut for counterfeits.
  bool same_controller_as_closed = false;
};

// How strongly buyers say "counterfeit". The rate is drawn towards a base so that one complaint
// about a small store says little: (complaints + s x base) / (orders + s), s = 2,000 orders, base = 1.49
// per 10,000 (the rate Alibaba reported for 2017; whether its denominator was transactions or return
// requests is disputed, docs/measures.md says how we count).
//   kSome: two complaints or more, and at least four times the base
//   kMany: five or more, and at least ten times
// Two, so that a single buyer can never raise a verdict; people who extort with complaints are few.
enum class ComplaintLevel : std::uint8_t { kUsual, kSome, kMany };
ComplaintLevel ComplaintLevelOf(std::uint64_t counterfeit_refunds, std::uint64_t orders);

}  // namespace assay::screening
