// SPDX-License-Identifier: Apache-2.0
#include "flows/evaluate_simulation.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace assay::flows {
namespace {

struct Charge {
  bool asked = false;
  bool measured = false;
  bool standing = false;

  void Add(const Charge& other) {
    asked = asked || other.asked;
    measured = measured || other.measured;
    standing = standing || other.standing;
  }
};

struct Charges {
  std::unordered_map<std::string_view, Charge> listings;
  std::unordered_map<std::string_view, Charge> stores;  // Without those of their listings.
};

Charges ChargesOf(const SimulationReport& report) {
  Charges charges;
  for (const AskedMeasure& measure : report.measures) {
    Charge& charge = (measure.of_listing ? charges.listings : charges.stores)[measure.target];
    charge.asked = true;
    charge.measured = charge.measured || measure.requested.has_value();
    // The last one counts.
    charge.standing = measure.requested.has_value() && !measure.ended_by_person;
  }
  return charges;
}

Charge ChargeOf(const std::unordered_map<std::string_view, Charge>& charges,
                const std::string& id) {
  const auto found = charges.find(id);
  return found == charges.end() ? Charge() : found->second;
}

void Count(WrongMeasures& wrong, const AskedMeasure& measure) {
  if (!measure.requested) {
    ++wrong.only_proposed;
    return;
  }
  if (!measure.ended) {
    ++wrong.standing;
    return;
  }
  ++(measure.ended_by_person ? wrong.lifted_by_person : wrong.ended);
  wrong.hours.push_back(static_cast<double>(measure.ended->ms - measure.requested->ms) /
                        static_cast<double>(kMillisecondsPerHour));
}

}  // namespace

double WrongMeasures::HoursWithin(double share) const {
  const auto last = static_cast<double>(hours.empty() ? 0 : hours.size() - 1);
  return hours.empty() ? 0 : hours[static_cast<std::size_t>(share * last)];
}

SimulationFigures EvaluateSimulation(const simulation::Market& market,
                                     const SimulationReport& report) {
  SimulationFigures figures;
  std::unordered_set<std::string> offenders;
  for (const simulation::StoreTruth& store : market.StoreTruths()) {
    if (store.offender) {
      offenders.insert(store.store);
    }
  }
  const Charges charges = ChargesOf(report);
  std::unordered_map<std::string, Charge> of_store;
  std::unordered_set<std::string> innocent_targets;
  for (const simulation::ListingTruth& listing : market.ListingTruths()) {
    const Charge charge = ChargeOf(charges.listings, listing.listing);
    figures.listings.Count(listing.counterfeit, charge.asked);
    figures.listings_measured.Count(listing.counterfeit, charge.measured);
    figures.listings_standing.Count(listing.counterfeit, charge.standing);
    if (listing.counterfeit) {
      figures.recall_by_style[std::string(listing.style)].Count(charge.asked);
    } else if (!offenders.contains(listing.store)) {
      figures.accused_by_style[std::string(listing.style)].Count(charge.asked);
      innocent_targets.insert(listing.listing);
    }
    of_store[listing.store].Add(charge);
  }
  for (const simulation::StoreTruth& store : market.StoreTruths()) {
    Charge charge = of_store[store.store];
    charge.Add(ChargeOf(charges.stores, store.store));
    figures.stores.Count(store.offender, charge.asked);
    figures.stores_measured.Count(store.offender, charge.measured);
    figures.stores_shut.Count(store.offender, store.shut);
    if (store.offender) {
      continue;
    }
    innocent_targets.insert(store.store);
    const auto count_in = [&](std::string_view group) {
      InnocentGroup& figures_of_group = figures.innocent[std::string(group)];
      figures_of_group.accused.Count(charge.asked);
      figures_of_group.measured.Count(charge.measured);
      figures_of_group.standing.Count(charge.standing);
      figures_of_group.shut.Count(store.shut);
    };
    count_in(simulation::NameOf(store.kind));
    if (store.in_putian) {
      count_in("in_putian");
    }
    if (store.at_night) {
      count_in("at_night");
    }
    if (store.shares_forwarder) {
      count_in("shares_forwarder");
    }
    for (const simulation::Mishap mishap : simulation::kMishaps) {
      if (store.befell[static_cast<std::size_t>(mishap)]) {
        count_in(simulation::NameOf(mishap));
      }
    }
  }
  for (const AskedMeasure& measure : report.measures) {
    if (innocent_targets.contains(measure.target)) {
      Count(figures.wrong_measures[measure.action], measure);
    }
  }
  for (auto& [action, wrong] : figures.wrong_measures) {
    std::ranges::sort(wrong.hours);
  }
  return figures;
}

}  // namespace assay::flows
