// SPDX-License-Identifier: Apache-2.0
#include "flows/evaluate_simulation.h"

#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace assay::flows {
namespace {

using simulation::ListingTruth;
using simulation::StoreKind;
using simulation::StoreTruth;

// A market that is over, with the truth a test gives it.
class PastMarket final : public simulation::Market {
 public:
  PastMarket(std::vector<StoreTruth> stores, std::vector<ListingTruth> listings)
      : stores_(std::move(stores)), listings_(std::move(listings)) {}
  bool done() const override { return true; }
  std::int64_t days_done() const override { return 1; }
  std::int64_t days() const override { return 1; }
  simulation::Day Step(std::span<const simulation::Instruction>) override { return {}; }
  std::vector<StoreTruth> StoreTruths() const override { return stores_; }
  std::vector<ListingTruth> ListingTruths() const override { return listings_; }
  const simulation::Tally& tally() const override { return tally_; }

 private:
  std::vector<StoreTruth> stores_;
  std::vector<ListingTruth> listings_;
  simulation::Tally tally_;
};

StoreTruth Store(const char* id, StoreKind kind) {
  StoreTruth store;
  store.store = id;
  store.kind = kind;
  store.offender = IsOffender(kind);
  return store;
}

ListingTruth Listing(const char* id, const char* store, bool counterfeit) {
  return {.listing = id,
          .store = store,
          .style = counterfeit ? "open" : "plain",
          .counterfeit = counterfeit};
}

void ExpectRate(const Rate& rate, std::uint64_t hits, std::uint64_t of) {
  EXPECT_EQ(rate.hits, hits);
  EXPECT_EQ(rate.of, of);
}

TEST(EvaluateSimulation, HoldsListingsAndStoresAgainstTheTruth) {
  const PastMarket market({Store("ring", StoreKind::kRing), Store("shop", StoreKind::kReseller)},
                          {Listing("fake-1", "ring", true), Listing("fake-2", "ring", true),
                           Listing("real-1", "shop", false)});
  SimulationReport report;
  report.listings["fake-1"] = {.asked = true};
  report.listings["real-1"] = {.asked = true, .lifted_by_person = true};
  const SimulationFigures figures = EvaluateSimulation(market, report);
  ExpectRate(figures.listings.precision, 1, 2);
  ExpectRate(figures.listings.recall, 1, 2);
  ExpectRate(figures.listings_standing.precision, 1, 1);
  ExpectRate(figures.listings_standing.recall, 1, 2);
  ExpectRate(figures.stores.precision, 1, 2);
  ExpectRate(figures.stores.recall, 1, 1);
  ExpectRate(figures.recall_by_style.at("open"), 1, 2);
  ExpectRate(figures.innocent.at("reseller").accused, 1, 1);
  ExpectRate(figures.innocent.at("reseller").standing, 0, 1);
  EXPECT_FALSE(figures.innocent.contains("ring"));
}

TEST(EvaluateSimulation, TellsHowInnocentOffersThatWereAccusedAreWritten) {
  ListingTruth sale = Listing("sale", "shop", false);
  sale.style = "clearance";
  const PastMarket market({Store("ring", StoreKind::kRing), Store("shop", StoreKind::kReseller)},
                          {sale, Listing("cup", "shop", false), Listing("cover", "ring", false)});
  SimulationReport report;
  report.listings["sale"] = {.asked = true};
  report.listings["cover"] = {.asked = true};
  const SimulationFigures figures = EvaluateSimulation(market, report);
  ExpectRate(figures.accused_by_style.at("clearance"), 1, 1);
  ExpectRate(figures.accused_by_style.at("plain"), 0, 1);
}

TEST(EvaluateSimulation, CountsAMeasureOnTheStoreItself) {
  const PastMarket market({Store("ring", StoreKind::kRing)}, {Listing("cover", "ring", false)});
  SimulationReport report;
  report.stores["ring"] = {.asked = true};
  const SimulationFigures figures = EvaluateSimulation(market, report);
  ExpectRate(figures.stores.recall, 1, 1);
  ExpectRate(figures.listings.precision, 0, 0);
}

TEST(EvaluateSimulation, CountsInnocentsInEveryGroupTheyBelongTo) {
  StoreTruth store = Store("shop", StoreKind::kHonest);
  store.in_putian = true;
  store.at_night = true;
  store.shut = true;
  store.befell[static_cast<std::size_t>(simulation::Mishap::kExtorted)] = true;
  const SimulationFigures figures = EvaluateSimulation(PastMarket({store}, {}), {});
  for (const char* group : {"honest", "in_putian", "at_night", "extorted"}) {
    ExpectRate(figures.innocent.at(group).accused, 0, 1);
    ExpectRate(figures.innocent.at(group).shut, 1, 1);
  }
  EXPECT_FALSE(figures.innocent.contains("shares_forwarder"));
  EXPECT_FALSE(figures.innocent.contains("hijacked"));
  ExpectRate(figures.stores_shut.precision, 0, 1);
}

}  // namespace
}  // namespace assay::flows
