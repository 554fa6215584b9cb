// SPDX-License-Identifier: Apache-2.0
#include "flows/evaluate_simulation.h"

#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace assay::flows {
namespace {

struct Charge {
  bool asked = false;
  bool standing = false;

  void Add(const Accusation& accusation) {
    asked = asked || accusation.asked;
    standing = standing || (accusation.asked && !accusation.lifted_by_person);
  }
};

Charge ChargeOf(const std::unordered_map<std::string, Accusation>& accusations,
                const std::string& id) {
  Charge charge;
  if (const auto found = accusations.find(id); found != accusations.end()) {
    charge.Add(found->second);
  }
  return charge;
}

}  // namespace

SimulationFigures EvaluateSimulation(const simulation::Market& market,
                                     const SimulationReport& report) {
  SimulationFigures figures;
  std::unordered_set<std::string> offenders;
  for (const simulation::StoreTruth& store : market.StoreTruths()) {
    if (store.offender) {
      offenders.insert(store.store);
    }
  }
  std::unordered_map<std::string, Charge> of_store;
  for (const simulation::ListingTruth& listing : market.ListingTruths()) {
    const Charge charge = ChargeOf(report.listings, listing.listing);
    figures.listings.Count(listing.counterfeit, charge.asked);
    figures.listings_standing.Count(listing.counterfeit, charge.standing);
    if (listing.counterfeit) {
      figures.recall_by_style[std::string(listing.style)].Count(charge.asked);
    } else if (!offenders.contains(listing.store)) {
      figures.accused_by_style[std::string(listing.style)].Count(charge.asked);
    }
    Charge& store = of_store[listing.store];
    store.asked = store.asked || charge.asked;
    store.standing = store.standing || charge.standing;
  }
  for (const simulation::StoreTruth& store : market.StoreTruths()) {
    Charge charge = of_store[store.store];
    const Charge of_itself = ChargeOf(report.stores, store.store);
    charge.asked = charge.asked || of_itself.asked;
    charge.standing = charge.standing || of_itself.standing;
    figures.stores.Count(store.offender, charge.asked);
    figures.stores_shut.Count(store.offender, store.shut);
    if (store.offender) {
      continue;
    }
    const auto count_in = [&](std::string_view group) {
      InnocentGroup& figures_of_group = figures.innocent[std::string(group)];
      figures_of_group.accused.Count(charge.asked);
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
  return figures;
}

}  // namespace assay::flows
