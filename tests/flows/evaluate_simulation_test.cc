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

Instant Hour(int hours) {
  return {hours * kMillisecondsPerHour};
}

AskedMeasure Delist(const char* listing, int requested_hour) {
  return {
      .action = "delist", .of_listing = true, .target = listing, .requested = Hour(requested_hour)};
}

void EndAt(AskedMeasure& measure, int hour, bool by_person) {
  measure.ended = Hour(hour);
  measure.ended_by_person = by_person;
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
  report.measures = {Delist("fake-1", 5), Delist("real-1", 5)};
  EndAt(report.measures[1], 9, true);
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
  report.measures = {Delist("sale", 5), Delist("cover", 5)};
  const SimulationFigures figures = EvaluateSimulation(market, report);
  ExpectRate(figures.accused_by_style.at("clearance"), 1, 1);
  ExpectRate(figures.accused_by_style.at("plain"), 0, 1);
}

TEST(EvaluateSimulation, CountsAMeasureOnTheStoreItself) {
  const PastMarket market({Store("ring", StoreKind::kRing)}, {Listing("cover", "ring", false)});
  SimulationReport report;
  report.measures = {{.action = "freeze_store", .target = "ring"}};
  const SimulationFigures figures = EvaluateSimulation(market, report);
  ExpectRate(figures.stores.recall, 1, 1);
  ExpectRate(figures.listings.precision, 0, 0);
}

TEST(EvaluateSimulation, TellsAProposalThatHarmedNobodyFromAMeasure) {
  const PastMarket market({Store("ring", StoreKind::kRing), Store("shop", StoreKind::kReseller)},
                          {Listing("fake", "ring", true), Listing("real", "shop", false)});
  SimulationReport report;
  report.measures = {{.action = "delist", .of_listing = true, .target = "fake"},
                     {.action = "delist", .of_listing = true, .target = "real"}};
  EndAt(report.measures[1], 9, true);
  const SimulationFigures proposed = EvaluateSimulation(market, report);
  ExpectRate(proposed.listings.recall, 1, 1);
  ExpectRate(proposed.listings_measured.recall, 0, 1);
  ExpectRate(proposed.listings_standing.recall, 0, 1);
  ExpectRate(proposed.innocent.at("reseller").accused, 1, 1);
  ExpectRate(proposed.innocent.at("reseller").measured, 0, 1);
  ExpectRate(proposed.innocent.at("reseller").standing, 0, 1);
  report.measures[0].requested = Hour(7);
  ExpectRate(EvaluateSimulation(market, report).listings_measured.recall, 1, 1);
}

TEST(EvaluateSimulation, TellsWhatBecameOfWrongMeasuresAndHowLongTheyStood) {
  const PastMarket market({Store("ring", StoreKind::kRing), Store("shop", StoreKind::kHonest)},
                          {Listing("fake", "ring", true), Listing("real-1", "shop", false),
                           Listing("real-2", "shop", false), Listing("real-3", "shop", false)});
  SimulationReport report;
  report.measures = {Delist("fake", 0),
                     Delist("real-1", 1),
                     Delist("real-2", 1),
                     Delist("real-3", 1),
                     {.action = "delist", .of_listing = true, .target = "real-3"},
                     {.action = "freeze_store", .target = "shop"}};
  EndAt(report.measures[1], 73, false);
  EndAt(report.measures[2], 11, true);
  const SimulationFigures figures = EvaluateSimulation(market, report);
  const WrongMeasures& wrong = figures.wrong_measures.at("delist");
  EXPECT_EQ(wrong.only_proposed, 1U);
  EXPECT_EQ(wrong.lifted_by_person, 1U);
  EXPECT_EQ(wrong.ended, 1U);
  EXPECT_EQ(wrong.standing, 1U);
  EXPECT_EQ(wrong.HoursWithin(0), 10);
  EXPECT_EQ(wrong.HoursWithin(1), 72);
  EXPECT_EQ(figures.wrong_measures.at("freeze_store").only_proposed, 1U);
  EXPECT_EQ(figures.wrong_measures.at("freeze_store").HoursWithin(0.5), 0);
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
