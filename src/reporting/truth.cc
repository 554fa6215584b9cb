// SPDX-License-Identifier: Apache-2.0
#include "reporting/truth.h"

#include <algorithm>
#include <set>

namespace assay::reporting {
namespace {

const Reading& ReadingOf(const Report& report, Figure figure) {
  return report.figures[static_cast<std::size_t>(figure)].now;
}

// What the source says of stores and listings within the period.
struct Accusations {
  std::set<std::string> shut_before;
  std::set<std::string> shut;
  std::set<std::string> repeats;
  std::set<std::string> accused;  // Shut, or measured in any way.
  std::set<std::pair<std::string, std::string>> listings;
  // Orders confirmed fake, by store and order: one that was examined twice is one.
  std::set<std::pair<std::string, std::string>> confirmed;
};

Result<Accusations> LoadAccusations(ReportSource& source, const Report& report) {
  const Days days = report.period.days();
  Accusations found;
  const Days before{std::min(days.first, report.horizon.first_day.value_or(days.first)),
                    days.first};
  ASSAY_TRY(source.ForEachRow(RowSet::kStoresShut, before, [&](const Row& row) -> Result<bool> {
    found.shut_before.insert(row.store);
    return true;
  }));
  const auto collect = [&](RowSet rows, auto&& take) {
    return source.ForEachRow(rows, days, [&](const Row& row) -> Result<bool> {
      take(row);
      return true;
    });
  };
  ASSAY_TRY(collect(RowSet::kStoresShut, [&](const Row& row) { found.shut.insert(row.store); }));
  ASSAY_TRY(
      collect(RowSet::kRepeatStores, [&](const Row& row) { found.repeats.insert(row.store); }));
  found.accused = found.shut;
  ASSAY_TRY(collect(RowSet::kAccusations, [&](const Row& row) {
    found.accused.insert(row.store);
    if (!row.listing.empty()) {
      found.listings.emplace(row.store, row.listing);
    }
  }));
  ASSAY_TRY(collect(RowSet::kConfirmedFakes,
                    [&](const Row& row) { found.confirmed.emplace(row.store, row.other); }));
  return found;
}

class Comparison {
 public:
  Comparison(const Truth& truth, const Report& report, const Accusations& found)
      : truth_(truth), report_(report), found_(found) {}

  TruthReport Run() {
    CompareStores();
    CompareListings();
    CompareFigures();
    return std::move(result_);
  }

 private:
  void CompareStores() {
    const Instant end = BeginOf(report_.period.days().end, report_.horizon.offset_minutes);
    const Instant begin = BeginOf(report_.period.days().first, report_.horizon.offset_minutes);
    std::map<std::string, Rate> groups;
    for (const auto& [name, store] : truth_.stores) {
      if (store.opened && *store.opened >= end) {
        continue;
      }
      const bool is_shut = found_.shut.contains(name);
      if (store.offender) {
        if (is_shut || !found_.shut_before.contains(name)) {
          result_.offenders_shut.Count(is_shut);
        }
      } else {
        CountInnocent(groups, name, store);
      }
      if (is_shut) {
        result_.shut_rightly.Count(store.offender);
      }
      const bool opened_within = !store.opened || *store.opened >= begin;
      if (opened_within) {
        opened_ += 1;
        reopened_ += store.reopened ? 1U : 0U;
        if (store.reopened) {
          result_.repeats_found.Count(found_.repeats.contains(name));
        }
      }
      if (found_.repeats.contains(name)) {
        result_.repeats_rightly.Count(store.reopened);
      }
    }
    for (auto& [name, rate] : groups) {
      result_.innocents.push_back({name, rate});
    }
    // "all" first.
    std::ranges::stable_partition(result_.innocents,
                                  [](const AccusedGroup& group) { return group.group == "all"; });
    for (const std::string& name : found_.accused) {
      result_.unknown_stores += truth_.stores.contains(name) ? 0U : 1U;
    }
  }

  void CountInnocent(std::map<std::string, Rate>& groups, const std::string& name,
                     const TrueStore& store) {
    const bool is_accused = found_.accused.contains(name);
    groups["all"].Count(is_accused);
    for (const std::string& group : store.groups) {
      groups[group].Count(is_accused);
    }
  }

  void CompareListings() {
    for (const auto& listing : found_.listings) {
      result_.measured_rightly.Count(truth_.counterfeit_listings.contains(listing));
    }
    for (const auto& [listing, listed] : truth_.counterfeit_listings) {
      if (!listed || report_.period.days().Holds(DayOf(*listed, report_.horizon.offset_minutes))) {
        result_.listings_found.Count(found_.listings.contains(listing));
      }
    }
  }

  void CompareFigures() {
    Add(Figure::kStoresShut, static_cast<double>(result_.shut_rightly.hits),
        "stores shut that did offer counterfeit goods");
    if (opened_ > 0) {
      Add(Figure::kRepeatStores, static_cast<double>(reopened_) / static_cast<double>(opened_),
          "stores opened that follow a shut store");
    }
    CompareConfirmed();
    const Rate orders = OrdersOfPeriod();
    if (orders.value()) {
      const double per_ten_thousand = *orders.value() * 10'000;
      Add(Figure::kOrdersOfRed, per_ten_thousand, "orders that were sent counterfeit goods");
      Add(Figure::kFakeRefundsPerOrders, per_ten_thousand,
          "orders that were sent counterfeit goods: most never become a claim");
      Add(Figure::kPrevalence, per_ten_thousand,
          "orders that were sent counterfeit goods; the error is the sample's and the examiners'");
      Add(Figure::kPrevalenceAdjusted, per_ten_thousand,
          "orders that were sent counterfeit goods; the error is the sample's");
    }
  }

  void CompareConfirmed() {
    if (truth_.examined_orders.empty()) {
      return;
    }
    const auto rightly =
        static_cast<double>(std::ranges::count_if(found_.confirmed, [this](const auto& order) {
          const auto known = truth_.examined_orders.find(order);
          return known != truth_.examined_orders.end() && known->second;
        }));
    const char* meaning = "orders confirmed fake that were sent counterfeit goods";
    Add(Figure::kOrdersConfirmedFake, rightly, meaning);
    const Reading& rate = ReadingOf(report_, Figure::kConfirmedFakePerOrders);
    if (rate.denominator > 0) {
      Add(Figure::kConfirmedFakePerOrders, rightly / static_cast<double>(rate.denominator) * 10'000,
          meaning);
    }
  }

  Rate OrdersOfPeriod() {
    Rate sum;
    const auto add = [&sum](const Rate& rate) {
      sum.hits += rate.hits;
      sum.of += rate.of;
    };
    if (const auto all = truth_.orders_by_month.find(""); all != truth_.orders_by_month.end()) {
      result_.orders_are_of_all_time = true;
      add(all->second);
      return sum;
    }
    for (const Period& month : report_.period.months()) {
      const auto found = truth_.orders_by_month.find(month.name());
      if (found != truth_.orders_by_month.end()) {
        add(found->second);
      }
    }
    return sum;
  }

  void Add(Figure figure, double truth, std::string meaning) {
    const Reading& reading = ReadingOf(report_, figure);
    if (reading.value) {
      result_.figures.push_back({figure, truth, *reading.value - truth, std::move(meaning)});
    }
  }

  const Truth& truth_;
  const Report& report_;
  const Accusations& found_;
  TruthReport result_;
  std::uint64_t opened_ = 0;
  std::uint64_t reopened_ = 0;
};

}  // namespace

Result<TruthReport> CompareWithTruth(const Truth& truth, const Report& report,
                                     ReportSource& source) {
  ASSAY_ASSIGN(const Accusations found, LoadAccusations(source, report));
  return Comparison(truth, report, found).Run();
}

}  // namespace assay::reporting
