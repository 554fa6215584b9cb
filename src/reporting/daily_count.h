// SPDX-License-Identifier: Apache-2.0
// What is counted for each day: the roll-ups that yearly figures are read from, so that a report costs
// days and not events. A count is a small number (dense, for an array per day) with a stable name (for
// the table `daily`).
//
// Days are whole days of event time in the reporting zone, numbered from 1970-01-01. An event that comes
// after the allowed lateness counts in `late` of its own day and in nothing else.
//
// Invariants
//  1. Names are stored and never change; indices are not stored and may.
//  2. Counterfeit and every other allegation are never added up: measures of other allegations, and what
//     people decided of them, have names of their own, and no other count here takes them in.
//  3. Requested, executed and undone are different counts: a figure says which it shows.
//
// Example:
//   std::array<std::uint32_t, reporting::kDailyCounts> day{};
//   day[reporting::kOrders.index] += 1;
//   day[reporting::Measures(reporting::Claim::kCounterfeit, kind, status).index] += 1;
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/event.h"

namespace assay::reporting {

struct DailyCount {
  std::uint16_t index = 0;  // 0 to kDailyCounts - 1
  friend constexpr auto operator<=>(const DailyCount&, const DailyCount&) = default;
};

// Whether a measure is about counterfeits, or about any other type of allegation.
enum class Claim : std::uint8_t { kCounterfeit, kOther };

// The kinds and statuses of enforcement/measure.h under the same numbers (a test holds them together);
// this module does not depend on that one.
enum class CountedKind : std::uint8_t {
  kBlockPublish,
  kHold,
  kDelist,
  kFreezeStore,
  kCloseStore,
  kHoldFunds,
  kDenyEntry,
};
inline constexpr std::size_t kCountedKinds = 7;
std::string_view NameOf(CountedKind kind);

enum class CountedStatus : std::uint8_t {
  kNone,  // Never counted.
  kRequested,
  kExecuted,
  kFailed,
  kConfirmed,
  kLiftedByPerson,
  kLiftedByEdit,
  kExpired,
  kProposed,
  kRejected,
  kFirstApproval,
};
inline constexpr std::size_t kCountedStatuses = 11;
std::string_view NameOf(CountedStatus status);

inline constexpr std::size_t kClosureReasons = 6;
// "ip_counterfeit", as in the events.
std::string_view NameOf(ClosureReason reason);

// Paid orders, whether or not the listing is known.
inline constexpr DailyCount kOrders{0};
inline constexpr DailyCount kOrdersRed{1};           // The listing was red when ordered.
inline constexpr DailyCount kRefunds{2};             // Return or refund requests.
inline constexpr DailyCount kRefundsCounterfeit{3};  // The buyer's reason is "counterfeit".
inline constexpr DailyCount kParcels{4};
inline constexpr DailyCount kLate{5};
inline constexpr DailyCount kStoresOpened{6};
inline constexpr DailyCount kListingsNew{7};
inline constexpr DailyCount kListingChanges{8};  // Versions after a listing's first.
inline constexpr DailyCount kListingsRed{9};     // Red for the first time.
// The first measure ever asked for against a listing, by machine or person, about counterfeits.
inline constexpr DailyCount kFirstMeasures{10};
inline constexpr DailyCount kFirstMeasuresBeforeSale{11};  // No order of it had come.
inline constexpr DailyCount kFirstMeasuresBeforeComplaint{
    12};  // No counterfeit refund of it had come.
inline constexpr DailyCount kLinksProposed{13};
inline constexpr DailyCount kLinksWithdrawn{14};

// How long a measure waited for the person who decided it, in classes: nothing finer is kept, so nothing
// finer may be said.
inline constexpr std::size_t kWaitClasses = 8;
// Hours that bound the class from above, inclusive; none for the last, which is open.
std::optional<std::int64_t> HoursMaxOf(std::size_t wait_class);
// The class of a wait; a negative one (clocks differ) is in the first.
std::size_t WaitClassOf(std::int64_t wait_ms);

namespace detail {
inline constexpr std::uint16_t kFirstClosure = 15;
inline constexpr std::uint16_t kFirstWait = kFirstClosure + kClosureReasons;
inline constexpr std::uint16_t kFirstMeasure = kFirstWait + 2 * kWaitClasses;
}  // namespace detail

inline constexpr std::size_t kDailyCounts =
    detail::kFirstMeasure + std::size_t{2} * kCountedKinds * kCountedStatuses;

constexpr DailyCount StoresClosed(ClosureReason reason) {
  return {static_cast<std::uint16_t>(detail::kFirstClosure + static_cast<std::uint16_t>(reason))};
}

// A person decided a measure that had waited so long.
constexpr DailyCount HandledInClass(Claim claim, std::size_t wait_class) {
  return {static_cast<std::uint16_t>(detail::kFirstWait +
                                     static_cast<std::size_t>(claim) * kWaitClasses + wait_class)};
}
inline DailyCount Handled(Claim claim, std::int64_t wait_ms) {
  return HandledInClass(claim, WaitClassOf(wait_ms));
}

// A measure of that kind came into that status; never kNone.
constexpr DailyCount Measures(Claim claim, CountedKind kind, CountedStatus status) {
  const std::size_t row =
      static_cast<std::size_t>(claim) * kCountedKinds + static_cast<std::size_t>(kind);
  return {static_cast<std::uint16_t>(detail::kFirstMeasure + row * kCountedStatuses +
                                     static_cast<std::size_t>(status))};
}

// "orders", "stores_closed.ip_counterfeit", "measures.delist.executed", "measures_other.hold.expired",
// "handled.4h", "handled_other.4h": the key in the table `daily`.
std::string NameOf(DailyCount count);
std::optional<DailyCount> FindDailyCount(std::string_view name);

}  // namespace assay::reporting
