// SPDX-License-Identifier: Apache-2.0
#include "reporting/daily_count.h"

#include <array>
#include <functional>
#include <map>

#include "core/check.h"
#include "core/time.h"

namespace assay::reporting {
namespace {

struct WaitClass {
  std::string_view name;
  std::int64_t hours_max;  // 0 where it is open.
};

// 24 hours is what platforms publish ("handled within 24 h"); four and twelve tell a watched queue from
// one that is looked at once a day; 48 and 72 hours are the limits of unconfirmed measures; seven days is
// a week's backlog.
constexpr std::array<WaitClass, kWaitClasses> kWaits = {{{"1h", 1},
                                                         {"4h", 4},
                                                         {"12h", 12},
                                                         {"24h", 24},
                                                         {"48h", 48},
                                                         {"72h", 72},
                                                         {"7d", 168},
                                                         {"more", 0}}};

constexpr std::array<std::string_view, detail::kFirstClosure> kPlainNames = {
    "orders",
    "orders_red",
    "refunds",
    "refunds_counterfeit",
    "parcels",
    "late",
    "stores_opened",
    "listings_new",
    "listing_changes",
    "listings_red",
    "first_measures",
    "first_measures_before_sale",
    "first_measures_before_complaint",
    "links_proposed",
    "links_withdrawn"};

constexpr std::array<std::string_view, kClosureReasons> kReasons = {
    "ip_counterfeit", "ip_other", "identity", "fraud", "voluntary", "other"};

constexpr std::array<std::string_view, kCountedKinds> kKinds = {
    "block_publish", "hold", "delist", "freeze_store", "close_store", "hold_funds", "deny_entry"};

constexpr std::array<std::string_view, kCountedStatuses> kStatuses = {
    "none",           "requested", "executed", "failed",   "confirmed",     "lifted_by_person",
    "lifted_by_edit", "expired",   "proposed", "rejected", "first_approval"};

}  // namespace

std::string_view NameOf(CountedKind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}

std::string_view NameOf(CountedStatus status) {
  return kStatuses[static_cast<std::size_t>(status)];
}

std::string_view NameOf(ClosureReason reason) {
  return kReasons[static_cast<std::size_t>(reason)];
}

std::optional<std::int64_t> HoursMaxOf(std::size_t wait_class) {
  const std::int64_t hours = kWaits[wait_class].hours_max;
  return hours == 0 ? std::nullopt : std::optional(hours);
}

std::size_t WaitClassOf(std::int64_t wait_ms) {
  std::size_t wait_class = 0;
  while (wait_class + 1 < kWaits.size() &&
         wait_ms > kWaits[wait_class].hours_max * kMillisecondsPerHour) {
    ++wait_class;
  }
  return wait_class;
}

std::string NameOf(DailyCount count) {
  CHECK_THAT(count.index < kDailyCounts, "a count is one of those declared");
  std::size_t index = count.index;
  if (index < kPlainNames.size()) {
    return std::string(kPlainNames[index]);
  }
  index -= kPlainNames.size();
  if (index < kClosureReasons) {
    return "stores_closed." + std::string(kReasons[index]);
  }
  index -= kClosureReasons;
  if (index < 2 * kWaitClasses) {
    return std::string(index < kWaitClasses ? "handled." : "handled_other.") +
           std::string(kWaits[index % kWaitClasses].name);
  }
  index -= 2 * kWaitClasses;
  const std::size_t row = index / kCountedStatuses;
  return std::string(row < kCountedKinds ? "measures." : "measures_other.") +
         std::string(kKinds[row % kCountedKinds]) + "." +
         std::string(kStatuses[index % kCountedStatuses]);
}

std::optional<DailyCount> FindDailyCount(std::string_view name) {
  static const std::map<std::string, DailyCount, std::less<>> by_name = [] {
    std::map<std::string, DailyCount, std::less<>> names;
    for (std::uint16_t index = 0; index < kDailyCounts; ++index) {
      names.emplace(NameOf(DailyCount{index}), DailyCount{index});
    }
    return names;
  }();
  const auto found = by_name.find(name);
  return found == by_name.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace assay::reporting
