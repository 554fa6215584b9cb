// SPDX-License-Identifier: Apache-2.0
#include "screening/price_fit.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "screening/detail/price_model.h"

namespace assay::screening {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// The rates, items and lines of the built-in file, without its cells.
const std::string& BareTsv() {
  static const std::string tsv = WithoutCells(EmbeddedModelSources().prices_tsv);
  return tsv;
}

std::shared_ptr<const Model> ModelWith(const std::string& prices_tsv) {
  ModelSources sources = EmbeddedModelSources();
  sources.prices_tsv = prices_tsv;
  return *Model::Make(sources);
}

const Model& BareModel() {
  static const std::shared_ptr<const Model> model = ModelWith(BareTsv());
  return *model;
}

PriceSubject Subject(std::string brand, std::string item,
                     PriceCondition condition = PriceCondition::kAny, std::string line = "") {
  return {std::move(brand), std::move(item), std::move(line), condition};
}

// `count` offers whose prices lie around `dollars`, from half of it to double.
void AddOffers(std::vector<PriceOffer>& offers, const PriceSubject& subject, double dollars,
               int count, OfferKind kind = OfferKind::kGenuine, const std::string& store = "") {
  for (int i = 0; i < count; ++i) {
    const double factor = std::exp2((2.0 * i + 1) / count - 1);
    offers.push_back({subject, {std::llround(dollars * factor * 1'000)}, store, kind});
  }
}

// Gucci bags at 600, belts at 250, fakes of both at 60.
std::vector<PriceOffer> GucciOffers() {
  std::vector<PriceOffer> offers;
  AddOffers(offers, Subject("Gucci", "bags"), 600, 60);
  AddOffers(offers, Subject("Gucci", "belt"), 250, 40);
  AddOffers(offers, Subject("Gucci", "bags"), 60, 30, OfferKind::kFake);
  AddOffers(offers, Subject("Gucci", "belt"), 60, 30, OfferKind::kFake);
  return offers;
}

PriceTable FitTable(const std::vector<PriceOffer>& offers) {
  return *PriceTable::Parse(FitPrices(BareModel(), BareTsv(), offers, "test")->tsv);
}

const PriceCell& CellOf(const PriceTable& table, const PriceSubject& subject) {
  const std::int32_t row = table.FindRow(subject);
  EXPECT_GE(row, 0) << subject.brand << " " << subject.item;
  return table.cell(static_cast<std::size_t>(std::max(row, 0)));
}

double MiddleOf(const PriceTable& table, const PriceSubject& subject) {
  return static_cast<double>(CellOf(table, subject).genuine.middle.amount) / 1'000;
}

TEST(PriceFit, ManyOffersSayTheirOwnMiddle) {
  const PriceTable table = FitTable(GucciOffers());
  const PriceCell& bags = CellOf(table, Subject("Gucci", "bags"));
  EXPECT_EQ(bags.subject, Subject("Gucci", "bags"));
  EXPECT_EQ(bags.genuine.offers, 60);
  EXPECT_NEAR(MiddleOf(table, Subject("Gucci", "bags")), 600, 60);
  EXPECT_NEAR(MiddleOf(table, Subject("Gucci", "belt")), 250, 40);
  EXPECT_EQ(table.version().name, "test");
  EXPECT_EQ(table.version().genuine, 100);
  EXPECT_EQ(table.version().fakes, 60);
}

TEST(PriceFit, FewOffersAreShrunkToBrandAndKind) {
  std::vector<PriceOffer> offers = GucciOffers();
  AddOffers(offers, Subject("Prada", "bags"), 600, 60);
  // One belt at ten times the price is one offer against the twenty that the parent is worth.
  AddOffers(offers, Subject("Prada", "belt"), 2'500, 1);
  const PriceTable table = FitTable(offers);
  EXPECT_EQ(CellOf(table, Subject("Prada", "belt")).genuine.offers, 1);
  EXPECT_LT(MiddleOf(table, Subject("Prada", "belt")), 500);
  EXPECT_GT(MiddleOf(table, Subject("Prada", "belt")), 200);
}

TEST(PriceFit, MoreOffersMoveACellFurtherFromItsParent) {
  double last = 0;
  for (const int count : {1, 5, 20, 100}) {
    std::vector<PriceOffer> offers = GucciOffers();
    AddOffers(offers, Subject("Prada", "bags"), 600, 400);
    AddOffers(offers, Subject("Prada", "belt"), 1'200, count);
    const double middle = MiddleOf(FitTable(offers), Subject("Prada", "belt"));
    EXPECT_GT(middle, last) << count;
    last = middle;
  }
  EXPECT_GT(last, 700);
}

TEST(PriceFit, BrandsWithTooFewOffersOrStoresGetNoRow) {
  std::vector<PriceOffer> offers = GucciOffers();
  AddOffers(offers, Subject("Fendi", "bags"), 500, 5);
  AddOffers(offers, Subject("Prada", "bags"), 500, 40, OfferKind::kGenuine, "one store");
  AddOffers(offers, Subject("Celine", "bags"), 500, 4, OfferKind::kGenuine, "a");
  AddOffers(offers, Subject("Celine", "bags"), 500, 4, OfferKind::kGenuine, "b");
  AddOffers(offers, Subject("Celine", "bags"), 500, 4, OfferKind::kGenuine, "c");
  const PriceTable table = FitTable(offers);
  EXPECT_EQ(table.FindRow(Subject("Fendi", "bags")), -1);
  EXPECT_EQ(table.FindRow(Subject("Prada", "bags")), -1);
  EXPECT_GE(table.FindRow(Subject("Celine", "bags")), 0);
}

TEST(PriceFit, NothingButTooFewOffersIsAnError) {
  std::vector<PriceOffer> offers;
  AddOffers(offers, Subject("Gucci", "bags"), 500, 5);
  const auto fitted = FitPrices(BareModel(), BareTsv(), offers, "test");
  ASSERT_FALSE(fitted);
  EXPECT_EQ(fitted.error().reason, "prices.too_few");
  EXPECT_EQ(FitPrices(BareModel(), BareTsv(), GucciOffers(), "a\tb").error().reason,
            "prices.bad_version");
  EXPECT_EQ(FitPrices(BareModel(), BareTsv(), GucciOffers(), "").error().reason,
            "prices.bad_version");
}

TEST(PriceFit, PlaceholdersAndAbsurdPricesAreLeftOut) {
  std::vector<PriceOffer> offers = GucciOffers();
  const double before = MiddleOf(FitTable(offers), Subject("Gucci", "bags"));
  for (int i = 0; i < 200; ++i) {
    offers.push_back({Subject("Gucci", "bags"), {i % 2 == 0 ? 100 : 0}, "", OfferKind::kGenuine});
    offers.push_back(
        {Subject("Gucci", "bags"), {kOfferPriceMax.amount + 1}, "", OfferKind::kGenuine});
  }
  EXPECT_DOUBLE_EQ(MiddleOf(FitTable(offers), Subject("Gucci", "bags")), before);
}

TEST(PriceFit, OneStoreCannotMoveABand) {
  std::vector<PriceOffer> offers;
  for (int store = 0; store < 30; ++store) {
    AddOffers(offers, Subject("Gucci", "bags"), 600, 4, OfferKind::kGenuine,
              "store " + std::to_string(store));
  }
  AddOffers(offers, Subject("Gucci", "bags"), 60, 30, OfferKind::kFake);
  const double honest = MiddleOf(FitTable(offers), Subject("Gucci", "bags"));
  AddOffers(offers, Subject("Gucci", "bags"), 40, 5'000, OfferKind::kGenuine, "flood");
  const double flooded = MiddleOf(FitTable(offers), Subject("Gucci", "bags"));
  EXPECT_GT(flooded, honest * 0.75);
}

TEST(PriceFit, NoMiddleMovesFurtherThanAllowedInOneRefresh) {
  const FittedPrices before = *FitPrices(BareModel(), BareTsv(), GucciOffers(), "before");
  EXPECT_EQ(before.held_back, 0U);
  std::vector<PriceOffer> offers;
  AddOffers(offers, Subject("Gucci", "bags"), 100, 500);
  AddOffers(offers, Subject("Gucci", "belt"), 250, 40);
  AddOffers(offers, Subject("Gucci", "bags"), 60, 30, OfferKind::kFake);
  const FittedPrices after = *FitPrices(*ModelWith(before.tsv), before.tsv, offers, "after");
  EXPECT_GT(after.held_back, 0U);
  const double was = MiddleOf(*PriceTable::Parse(before.tsv), Subject("Gucci", "bags"));
  EXPECT_NEAR(MiddleOf(*PriceTable::Parse(after.tsv), Subject("Gucci", "bags")),
              was / kMoveRatioMax, 0.02);
}

TEST(PriceFit, FakesOfTheTableBeforeStandWhereTheOffersNameNone) {
  const FittedPrices before = *FitPrices(BareModel(), BareTsv(), GucciOffers(), "before");
  std::vector<PriceOffer> offers;
  AddOffers(offers, Subject("Gucci", "bags"), 600, 60);
  AddOffers(offers, Subject("Prada", "bags"), 600, 60);
  AddOffers(offers, Subject("Nike", "shoes"), 120, 60);
  const PriceTable table =
      *PriceTable::Parse(FitPrices(*ModelWith(before.tsv), before.tsv, offers, "after")->tsv);
  ASSERT_TRUE(CellOf(table, Subject("Gucci", "bags")).fake.has_value());
  EXPECT_EQ(CellOf(table, Subject("Gucci", "bags")).fake->offers, 30);
  // Fakes of the kind stand for a brand whose fakes nobody knows; of shoes no fakes are known at all.
  EXPECT_TRUE(CellOf(table, Subject("Prada", "bags")).fake.has_value());
  const PriceCell& shoes = CellOf(table, Subject("Nike", "shoes"));
  EXPECT_FALSE(shoes.fake.has_value());
  EXPECT_EQ(shoes.StepOf({1'000}), 1U);
}

TEST(PriceCell, FewOffersTellNoUsualPriceUnlessAllAreListPrices) {
  PriceCell cell;
  cell.genuine = {kOffersToTellUsual, {80'000}, {100'000}, {120'000}};
  cell.at_most[0] = {50'000};
  EXPECT_EQ(cell.StepOf({100'000}), 0U);
  EXPECT_EQ(cell.StepOf({50'000}), 1U);
  cell.genuine.offers = kOffersToTellUsual - 1;
  EXPECT_EQ(cell.StepOf({100'000}), 1U);
  EXPECT_EQ(cell.StepOf({50'000}), 1U);
  cell.list_prices = cell.genuine.offers;
  EXPECT_EQ(cell.StepOf({100'000}), 0U);
  // Estimated from other goods alone.
  cell.genuine.offers = 0;
  cell.list_prices = 0;
  EXPECT_EQ(cell.StepOf({100'000}), 1U);
}

TEST(PriceFit, ConditionsHaveRowsOfTheirOwnWhereOffersSaySo) {
  std::vector<PriceOffer> offers = GucciOffers();
  AddOffers(offers, Subject("Nike", "shoes", PriceCondition::kNew), 140, 100);
  AddOffers(offers, Subject("Nike", "shoes", PriceCondition::kSecondHand), 50, 100);
  AddOffers(offers, Subject("Asics", "shoes", PriceCondition::kNew), 140, 100);
  AddOffers(offers, Subject("ASICS", "shoes", PriceCondition::kNew), 140, 100);
  std::erase_if(offers, [](const PriceOffer& offer) { return offer.subject.brand == "Asics"; });
  const PriceTable table = FitTable(offers);
  EXPECT_NEAR(MiddleOf(table, Subject("Nike", "shoes", PriceCondition::kNew)), 140, 20);
  EXPECT_NEAR(MiddleOf(table, Subject("Nike", "shoes", PriceCondition::kSecondHand)), 50, 12);
  // Only known new: second-hand is estimated by the share of the file, and says so.
  const PriceCell& used = CellOf(table, Subject("ASICS", "shoes", PriceCondition::kSecondHand));
  EXPECT_EQ(used.subject.condition, PriceCondition::kSecondHand);
  EXPECT_EQ(used.genuine.offers, 0);
  EXPECT_NEAR(MiddleOf(table, Subject("ASICS", "shoes", PriceCondition::kSecondHand)), 84, 12);
}

TEST(PriceFit, SecondHandOffersAloneAskNothingMoreOfNewGoods) {
  std::vector<PriceOffer> offers;
  AddOffers(offers, Subject("Gucci", "bags", PriceCondition::kSecondHand), 600, 60);
  AddOffers(offers, Subject("Gucci", "bags"), 60, 30, OfferKind::kFake);
  const PriceTable table = FitTable(offers);
  EXPECT_EQ(table.FindRow(Subject("Gucci", "bags", PriceCondition::kNew)),
            table.FindRow(Subject("Gucci", "bags")));
}

TEST(PriceFit, LinesAreToldFromTheRestOfTheirKind) {
  std::vector<PriceOffer> offers = GucciOffers();
  AddOffers(offers, Subject("Louis Vuitton", "bags"), 600, 100);
  AddOffers(offers, Subject("Louis Vuitton", "bags", PriceCondition::kAny, "Neverfull"), 1'400, 60);
  const PriceTable table = FitTable(offers);
  EXPECT_GT(MiddleOf(table, Subject("Louis Vuitton", "bags", PriceCondition::kAny, "Neverfull")),
            1'000);
  EXPECT_LT(MiddleOf(table, Subject("Louis Vuitton", "bags")), 900);
  // A line without offers of its own is of its kind.
  EXPECT_EQ(table.FindRow(Subject("Louis Vuitton", "bags", PriceCondition::kAny, "Speedy")),
            table.FindRow(Subject("Louis Vuitton", "bags")));
}

TEST(PriceFit, ListPricesCountAsNewAndAreToldApart) {
  std::vector<PriceOffer> offers = GucciOffers();
  AddOffers(offers, Subject("Rolex", "watches", PriceCondition::kNew), 10'000, 20,
            OfferKind::kListPrice);
  const PriceTable table = FitTable(offers);
  const PriceCell& cell = CellOf(table, Subject("Rolex", "watches"));
  EXPECT_EQ(cell.list_prices, 20);
  EXPECT_NEAR(static_cast<double>(cell.list_middle.amount) / 1'000, 10'000, 1'000);
  EXPECT_EQ(cell.genuine.offers, 20);
  EXPECT_EQ(table.version().list_prices, 20);
}

TEST(PriceFit, OrderOfOffersChangesNoByte) {
  std::vector<PriceOffer> offers = GucciOffers();
  AddOffers(offers, Subject("Nike", "shoes", PriceCondition::kNew), 140, 50, OfferKind::kGenuine,
            "a");
  AddOffers(offers, Subject("Nike", "shoes"), 130, 50, OfferKind::kGenuine, "b");
  const std::string tsv = FitPrices(BareModel(), BareTsv(), offers, "v")->tsv;
  std::ranges::reverse(offers);
  EXPECT_EQ(FitPrices(BareModel(), BareTsv(), offers, "v")->tsv, tsv);
  std::ranges::rotate(offers, offers.begin() + 17);
  EXPECT_EQ(FitPrices(BareModel(), BareTsv(), offers, "v")->tsv, tsv);
}

TEST(PriceFit, BuildingAgainOfWhatWasBuiltChangesNothing) {
  const std::string tsv = FitPrices(BareModel(), BareTsv(), GucciOffers(), "v")->tsv;
  EXPECT_EQ(FitPrices(*ModelWith(tsv), tsv, GucciOffers(), "v")->tsv, tsv);
}

TEST(PriceFit, LowerPricesAreNeverLessLikeFakes) {
  const bool holds = rc::check("monotone", [] {
    const auto number = [](int low, int high) {
      return static_cast<double>(*rc::gen::inRange(low, high)) / 100;
    };
    const detail::LogBand genuine{1, number(-100, 1'000), number(30, 200)};
    const detail::LogBand fake{1, number(-100, 1'000), number(30, 200)};
    double last = 1e300;
    for (int step = -200; step <= 1'500; step += 7) {
      const double ratio = detail::MonotoneLogRatio(genuine, fake, step / 100.0);
      RC_ASSERT(ratio <= last + 1e-3);
      last = ratio;
    }
    const auto prices = detail::StepPrices(genuine, fake);
    RC_ASSERT(std::ranges::is_sorted(prices, std::greater<>()));
  });
  EXPECT_TRUE(holds);
}

TEST(PriceFit, StepsStandWhereTheRatioReachesThem) {
  const detail::LogBand genuine{1, std::log(600), 0.7};
  const detail::LogBand fake{1, std::log(60), 0.5};
  const auto prices = detail::StepPrices(genuine, fake);
  for (std::size_t step = 0; step < kPriceStepCount; ++step) {
    const double at = std::log(static_cast<double>(prices[step].amount) / 1'000);
    const double log_ratio = std::log(kPriceStepRatios[step]);
    EXPECT_GE(detail::MonotoneLogRatio(genuine, fake, at - 0.01), log_ratio) << step;
    EXPECT_LT(detail::MonotoneLogRatio(genuine, fake, at + 0.01), log_ratio) << step;
  }
}

TEST(PriceFit, FakesThatAskMoreThanGenuineGoodsMakeNoPriceSuspicious) {
  std::vector<PriceOffer> offers = GucciOffers();
  AddOffers(offers, Subject("Casio", "watches"), 30, 60);
  AddOffers(offers, Subject("Casio", "watches"), 120, 30, OfferKind::kFake);
  const PriceTable table = FitTable(offers);
  const PriceCell& casio = CellOf(table, Subject("Casio", "watches"));
  for (const std::int64_t milli : {3'000, 15'000, 30'000, 60'000}) {
    EXPECT_LE(casio.StepOf({milli}), 1U) << milli;
  }
}

TEST(ComparePrices, TellsNewGoneAndMovedCells) {
  std::vector<PriceOffer> offers = GucciOffers();
  const PriceTable before = FitTable(offers);
  EXPECT_THAT(ComparePrices(before, before, 1.05), IsEmpty());
  std::erase_if(offers, [](const PriceOffer& offer) { return offer.subject.item == "belt"; });
  AddOffers(offers, Subject("Gucci", "bags"), 1'200, 200);
  const PriceTable after = FitTable(offers);
  const std::vector<PriceChange> changes = ComparePrices(before, after, 1.05);
  const auto of = [&](const PriceSubject& subject) {
    const auto at = std::ranges::find(changes, subject, &PriceChange::subject);
    EXPECT_NE(at, changes.end()) << subject.item;
    return at;
  };
  const auto bags = of(Subject("Gucci", "bags"));
  ASSERT_TRUE(bags->before && bags->after);
  EXPECT_GT(bags->after->middle, bags->before->middle);
  EXPECT_FALSE(of(Subject("Gucci", "belt"))->after.has_value());
}

std::string BadCell(std::string_view cell) {
  const auto table = PriceTable::Parse("rate\tUSD\t1\n\n# a comment\n" + std::string(cell) + "\n");
  return table ? "" : table.error().message;
}

TEST(PriceTable, ErrorsNameTheLine) {
  const std::string good =
      "cell\tGucci\tbags\t\tany\t5\t1.00\t2.00\t3.00\t\t\t\t\t\t\t9.00\t8.00\t7.00\t6.00\t5.00\t4."
      "00";
  EXPECT_EQ(BadCell(good), "");
  EXPECT_THAT(BadCell(good + "\t1.00"), HasSubstr("prices.tsv line 4: a cell has 21 fields"));
  EXPECT_THAT(BadCell(good + "\n" + good), HasSubstr("line 5: the same cell a second time"));
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string bad = good;
    bad.replace(bad.find(from), from.size(), to);
    return BadCell(bad);
  };
  EXPECT_THAT(with("any", "old"), HasSubstr("line 4: a cell names brand, item and any, new"));
  EXPECT_THAT(with("2.00", "9.00"), HasSubstr("three rising amounts"));
  EXPECT_THAT(with("1.00", "0.00"), HasSubstr("three rising amounts"));
  EXPECT_THAT(with("1.00", "-1.00"), HasSubstr("three rising amounts"));
  EXPECT_THAT(with("\t5\t", "\tx\t"), HasSubstr("three rising amounts"));
  EXPECT_THAT(with("7.00", "8.50"), HasSubstr("never rise"));
  EXPECT_THAT(BadCell("version\t\t1\t2\t3"), HasSubstr("line 4: a version is a name"));
  EXPECT_THAT(BadCell("line\tGucci\tAce\tshoes\tace"), HasSubstr("the item of a line"));
  EXPECT_THAT(BadCell("price\t1"), HasSubstr("line 4: expected version, rate"));
}

TEST(PriceTable, KnowsNoPriceOfAnUnlistedCurrency) {
  const PriceTable table = *PriceTable::Parse("rate\tUSD\t1\nrate\tJPY\t0.00636\n");
  EXPECT_EQ(table.ToUsd({100, *Currency::Find("USD")}), MilliUsd{1'000});
  EXPECT_EQ(table.ToUsd({1'000, *Currency::Find("JPY")}), MilliUsd{6'360});
  EXPECT_EQ(table.ToUsd({kMoneyMinorUnitsMax, *Currency::Find("USD")})->amount,
            kMoneyMinorUnitsMax * 10);
  EXPECT_FALSE(table.ToUsd({100, *Currency::Find("CHF")}));
}

TEST(PriceSubject, NamesBrandKindLineAndCondition) {
  const auto of = [](std::string title, Condition condition = Condition::kUnknown,
                     std::string category = "") {
    Listing listing;
    listing.title = std::move(title);
    listing.category = std::move(category);
    listing.condition = condition;
    return PriceSubjectOf(BareModel(), listing);
  };
  EXPECT_EQ(of("Louis Vuitton Neverfull MM tote", Condition::kUsed),
            Subject("Louis Vuitton", "bags", PriceCondition::kSecondHand, "Neverfull"));
  EXPECT_EQ(of("Gucci leather belt", Condition::kNew),
            Subject("Gucci", "belt", PriceCondition::kNew));
  // The line gives the kind where the title names none; other goods of the name are not the line.
  EXPECT_EQ(of("Rolex Submariner 2010"),
            Subject("Rolex", "watches", PriceCondition::kAny, "Submariner"));
  EXPECT_EQ(of("Balenciaga track pants"), Subject("Balenciaga", "bottom"));
  // The title goes before the category.
  EXPECT_EQ(of("Nike Dunk Low (GS)", Condition::kNew, "shoes")->item, "children_shoes");
  EXPECT_EQ(of("Nike 684658-003", Condition::kUnknown, "running shoes")->item, "shoes");
  EXPECT_EQ(of("Chanel 二手 包")->condition, PriceCondition::kSecondHand);
  EXPECT_EQ(of("Gucci"), Subject("Gucci", "*"));
  EXPECT_EQ(of("plain cotton curtain"), std::nullopt);
}

}  // namespace
}  // namespace assay::screening
