// SPDX-License-Identifier: Apache-2.0
#include "flows/evaluate_prices.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "ingest/text_source.h"

namespace assay::flows {
namespace {

using screening::OfferKind;

constexpr std::string_view kHeader = "title,price,currency,label,store\n";

const std::string& BareTsv() {
  static const std::string tsv =
      screening::WithoutCells(screening::EmbeddedModelSources().prices_tsv);
  return tsv;
}

const screening::Model& BareModel() {
  static const auto model = [] {
    screening::ModelSources sources = screening::EmbeddedModelSources();
    sources.prices_tsv = BareTsv();
    return *screening::Model::Make(sources);
  }();
  return *model;
}

PriceOffers Read(const std::string& rows, PricesAre prices_are = PricesAre::kOffers) {
  PriceOffers offers;
  ingest::TextSource source(std::string(kHeader) + rows);
  ingest::ListingOptions options;
  options.label_column = "label";
  options.group_column = "store";
  EXPECT_TRUE(ReadPriceOffers(BareModel(), source, options, prices_are, offers));
  return offers;
}

// Titles that are not nearly the same.
std::string TitleOf(const std::string& goods, int number) {
  static constexpr std::array<std::string_view, 8> kWords = {"azure", "blossom", "cobalt", "dune",
                                                             "ember", "fjord",   "garnet", "hazel"};
  const auto word = [](int i) { return kWords[static_cast<std::size_t>(i % 8)]; };
  return fmt::format("Gucci {} {} {} {}", word(number), word(number / 8 + 3), goods,
                     number * 7'919);
}

// Bags from 400 to 800, some of them in store A; fakes from 40 to 80.
std::string Rows(int genuine, int fakes) {
  std::string rows;
  for (int i = 0; i < genuine; ++i) {
    rows += fmt::format("{},{},USD,0,\n", TitleOf("bag", i), 400 + i * 400 / genuine);
  }
  for (int i = 0; i < fakes; ++i) {
    rows += fmt::format("{},{},USD,1,\n", TitleOf("bag", 1'000 + i), 40 + i * 40 / fakes);
  }
  return rows;
}

TEST(PriceOffers, LabelsPricesAndStoresAreRead) {
  const PriceOffers offers = Read(
      "Gucci bag,600,USD,0,a\nGucci bag,60,USD,1,b\nGucci bag,500,USD,,c\n"
      "Gucci bag,1,USD,-1,\nGucci bag,1,USD,?,\nGucci bag,0.01,USD,0,\nGucci bag,,USD,0,\n"
      "Gucci bag,5,BTN,0,\nkettle,5,USD,0,\nGucci bag,5,USD,perhaps,\n");
  ASSERT_EQ(offers.offers.size(), 3U);
  EXPECT_EQ(offers.offers[0].kind, OfferKind::kGenuine);
  EXPECT_EQ(offers.offers[0].store, "a");
  EXPECT_EQ(offers.offers[0].price.amount, 600'000);
  EXPECT_EQ(offers.offers[0].subject.brand, "Gucci");
  EXPECT_EQ(offers.offers[0].subject.item, "bags");
  EXPECT_EQ(offers.offers[1].kind, OfferKind::kFake);
  // Genuine unless somebody says otherwise.
  EXPECT_EQ(offers.offers[2].kind, OfferKind::kGenuine);
  EXPECT_EQ(offers.undecided, 2U);
  EXPECT_EQ(offers.without_price, 3U);
  EXPECT_EQ(offers.without_brand, 1U);
  EXPECT_EQ(offers.bad_lines, 1U);
}

TEST(PriceOffers, ListPricesAreOfNewGoods) {
  const PriceOffers offers = Read("Gucci bag,600,USD,,\n", PricesAre::kListPrices);
  ASSERT_EQ(offers.offers.size(), 1U);
  EXPECT_EQ(offers.offers[0].kind, OfferKind::kListPrice);
  EXPECT_EQ(offers.offers[0].subject.condition, screening::PriceCondition::kNew);
}

TEST(EvaluatePrices, PricesFarApartAreToldApart) {
  const auto evaluation = EvaluatePrices(BareModel(), BareTsv(), Read(Rows(100, 40)), {});
  ASSERT_TRUE(evaluation) << evaluation.error().message;
  EXPECT_EQ(evaluation->together.genuine, 100U);
  EXPECT_EQ(evaluation->together.fakes, 40U);
  EXPECT_GT(evaluation->together.auc.value_or(0), 0.99);
  EXPECT_EQ(evaluation->recall_of_brands.of, 40U);
  EXPECT_GE(evaluation->recall_of_brands.hits, 38U);
  ASSERT_TRUE(evaluation->brands.contains("Gucci"));
  EXPECT_EQ(evaluation->items.at("bags").fakes, 40U);
}

TEST(EvaluatePrices, EveryOfferStandsAtOneStep) {
  const auto evaluation = EvaluatePrices(BareModel(), BareTsv(), Read(Rows(60, 30)), {});
  ASSERT_TRUE(evaluation);
  std::uint64_t fakes = 0;
  std::uint64_t genuine = 0;
  for (const Rate& rate : evaluation->fakes_at_step) {
    fakes += rate.hits;
    EXPECT_EQ(rate.of, 30U);
  }
  for (const Rate& rate : evaluation->genuine_at_step) {
    genuine += rate.hits;
    EXPECT_EQ(rate.of, 60U);
  }
  EXPECT_EQ(fakes, 30U);
  EXPECT_EQ(genuine, 60U);
}

TEST(EvaluatePrices, AStoreIsJudgedByTablesThatDoNotKnowIt) {
  // The only fakes come from one store, at what genuine bags cost: a table that knew them would call such prices
  // ordinary among fakes; one that does not knows no fakes at all.
  std::string rows = Rows(100, 0);
  for (int i = 0; i < 30; ++i) {
    rows += fmt::format("{},{},USD,1,one store\n", TitleOf("bag", 2'000 + i), 40 + i);
  }
  const auto evaluation = EvaluatePrices(BareModel(), BareTsv(), Read(rows), {});
  ASSERT_TRUE(evaluation);
  // Without known fakes no price is more like them than the first step.
  EXPECT_EQ(evaluation->fakes_at_step[1].hits, 30U);
}

TEST(EvaluatePrices, BrandsWithTooFewOfEitherAreLeftOut) {
  const auto none = EvaluatePrices(BareModel(), BareTsv(), Read(Rows(100, 5)), {});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().reason, "prices.too_few");
  const auto some = EvaluatePrices(BareModel(), BareTsv(),
                                   Read(Rows(60, 30) + "Prada bag blue,500,USD,0,\n"), {});
  ASSERT_TRUE(some);
  EXPECT_EQ(some->left_out, 1U);
  EXPECT_FALSE(some->brands.contains("Prada"));
}

}  // namespace
}  // namespace assay::flows
