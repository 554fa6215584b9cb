// SPDX-License-Identifier: Apache-2.0
#include "pilot/comparison.h"

#include <algorithm>
#include <cmath>

namespace assay::pilot {
namespace {

constexpr std::array<double, kLeadClasses.size() - 1> kLeadClassDays = {1, 7, 30, 90, 180, 365};

// Linear between the two nearest; `sorted` is not empty.
double Quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - std::floor(place));
}

class LeadCount {
 public:
  // `found` may be absent: missed.
  void Add(std::optional<Instant> found, Instant closed) {
    lead_.earlier.Count(found && *found < closed);
    if (!found) {
      return;
    }
    const double days =
        static_cast<double>(closed.ms - found->ms) / static_cast<double>(kMillisecondsPerDay);
    const auto end = std::ranges::upper_bound(kLeadClassDays, days);
    ++lead_.classes[static_cast<std::size_t>(end - kLeadClassDays.begin())];
    if (days > 0) {
      days_.push_back(days);
    }
  }
  Lead Finish() {
    std::ranges::sort(days_);
    if (!days_.empty()) {
      lead_.lower_quartile = Quantile(days_, 0.25);
      lead_.median = Quantile(days_, 0.5);
      lead_.upper_quartile = Quantile(days_, 0.75);
    }
    return lead_;
  }

 private:
  Lead lead_;
  std::vector<double> days_;
};

void AddPaid(std::map<std::string, std::int64_t>& to, const StoreHistory& store) {
  for (const auto& [currency, amount] : store.paid_after_found) {
    to[currency] += amount;
  }
}

}  // namespace

std::string_view NameOf(Standing standing) {
  switch (standing) {
    case Standing::kBoth:
      return "both";
    case Standing::kMissed:
      return "missed";
    case Standing::kOnlyOurs:
      return "only_ours";
    case Standing::kNeither:
      return "neither";
  }
  return "";
}

Standing StandingOf(const StoreHistory& store) {
  return store.found ? (store.closed ? Standing::kBoth : Standing::kOnlyOurs)
                     : (store.closed ? Standing::kMissed : Standing::kNeither);
}

Comparison Compare(std::span<const StoreHistory> stores) {
  Comparison result;
  LeadCount early;
  LeadCount strict;
  for (const StoreHistory& store : stores) {
    ++result.stores;
    const Standing standing = StandingOf(store);
    ++result.standings[static_cast<std::size_t>(standing)];
    if (store.closed) {
      early.Add(store.found, *store.closed);
      strict.Add(store.found_strict, *store.closed);
    }
    if (standing == Standing::kBoth && *store.found < *store.closed) {
      result.orders_before_closing += store.orders_after_found;
      AddPaid(result.paid_before_closing, store);
    } else if (standing == Standing::kBoth) {
      ++result.later;
    } else if (standing == Standing::kOnlyOurs) {
      result.only_ours_closed_otherwise += store.closed_otherwise ? 1 : 0;
      result.orders_of_only_ours += store.orders_after_found;
      AddPaid(result.paid_of_only_ours, store);
    }
  }
  result.early = early.Finish();
  result.strict = strict.Finish();
  return result;
}

}  // namespace assay::pilot
