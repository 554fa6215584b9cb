// SPDX-License-Identifier: Apache-2.0
#include "reporting/truth.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reporting/memory_source.h"
#include "reporting/render.h"

namespace assay::reporting {
namespace {

Instant At(const std::string& text) {
  return ParseRfc3339(text)->instant;
}

// Shut: one offender, one innocent; a listing of each measured; one of two repeats flagged.
MemorySource Market() {
  MemorySource source;
  source.LogFrom("2016-01-01", "2018-06-01T00:00:00+08:00");
  const Instant may = At("2017-05-01T00:00:00+08:00");
  source.Stores("2017", {.opened = 4, .shut = 2, .repeat = 1});
  source.rows[RowSet::kStoresShut] = {{.time = may, .store = "ring-1"},
                                      {.time = may, .store = "honest-1"},
                                      {.time = At("2016-05-01T00:00:00Z"), .store = "honest-3"},
                                      {.time = At("2016-05-01T00:00:00Z"), .store = "ring-gone"}};
  source.rows[RowSet::kRepeatStores] = {{.time = may, .store = "ring-2"}};
  source.rows[RowSet::kAccusations] = {{.time = may, .store = "ring-1", .listing = "fake"},
                                       {.time = may, .store = "used-1", .listing = "genuine"},
                                       {.time = may, .store = "nobody-knows", .listing = "x"}};
  source.Count("2017-05-01", kOrders, 1'000);
  source.Count("2017-05-01", kOrdersRed, 30);
  return source;
}

Truth Known() {
  Truth truth;
  const Instant opened = At("2017-02-01T00:00:00+08:00");
  truth.stores["ring-1"] = {.offender = true, .groups = {"ring"}, .opened = opened};
  truth.stores["ring-2"] = {
      .offender = true, .groups = {"ring"}, .reopened = true, .opened = opened};
  truth.stores["ring-3"] = {
      .offender = true, .groups = {"ring"}, .reopened = true, .opened = opened};
  truth.stores["ring-gone"] = {.offender = true, .opened = At("2015-02-01T00:00:00+08:00")};
  truth.stores["ring-later"] = {.offender = true, .opened = At("2018-01-01T00:00:00+08:00")};
  truth.stores["honest-1"] = {.groups = {"honest", "in_putian"}, .opened = opened};
  truth.stores["honest-2"] = {.groups = {"honest"}, .opened = At("2015-01-01T00:00:00+08:00")};
  truth.stores["honest-3"] = {.groups = {"honest"}, .opened = At("2015-01-01T00:00:00+08:00")};
  truth.stores["used-1"] = {.groups = {"second_hand"}, .opened = opened};
  truth.counterfeit_listings = {{{"ring-1", "fake"}, opened},
                                {{"ring-2", "fake"}, opened},
                                {{"ring-2", "fake-2"}, std::nullopt},
                                {{"ring-2", "old"}, At("2016-02-01T00:00:00+08:00")}};
  truth.orders_by_month["2017-05"] = {50, 1'000};
  truth.orders_by_month["2016-05"] = {999, 1'000};
  return truth;
}

TruthReport Compare(MemorySource& source, const Truth& truth) {
  const auto report = MakeReport(source, {.period = *Period::Parse("2017")});
  return *CompareWithTruth(truth, *report, source);
}

TEST(TruthReport, GivesPrecisionAndRecallOfStoresAndListings) {
  MemorySource source = Market();
  const TruthReport truth = Compare(source, Known());
  EXPECT_EQ(truth.shut_rightly, (Rate{1, 2}));
  EXPECT_EQ(truth.offenders_shut, (Rate{1, 3}))
      << "who opened after the period, or was shut before it, is not missed in it";
  EXPECT_EQ(truth.measured_rightly, (Rate{1, 3}));
  EXPECT_EQ(truth.listings_found, (Rate{1, 3})) << "an offer of another year is not missed in it";
  EXPECT_EQ(truth.repeats_rightly, (Rate{1, 1}));
  EXPECT_EQ(truth.repeats_found, (Rate{1, 2}));
  EXPECT_EQ(truth.unknown_stores, 1U);
}

TEST(TruthReport, CountsAccusedInnocentsByGroup) {
  MemorySource source = Market();
  const TruthReport truth = Compare(source, Known());
  ASSERT_FALSE(truth.innocents.empty());
  EXPECT_EQ(truth.innocents.front().group, "all");
  std::map<std::string, Rate> groups;
  for (const AccusedGroup& group : truth.innocents) {
    groups[group.group] = group.accused;
  }
  EXPECT_EQ(groups["all"], (Rate{2, 4}));
  EXPECT_EQ(groups["honest"], (Rate{1, 3})) << "shut in another year is not accused in this one";
  EXPECT_EQ(groups["in_putian"], (Rate{1, 1}));
  EXPECT_EQ(groups["second_hand"], (Rate{1, 1}));
  EXPECT_FALSE(groups.contains("ring"));
}

TEST(TruthReport, SetsFiguresBesideWhatIsSo) {
  MemorySource source = Market();
  const TruthReport truth = Compare(source, Known());
  std::map<Figure, TrueValue> values;
  for (const TrueValue& value : truth.figures) {
    values.emplace(value.figure, value);
  }
  EXPECT_DOUBLE_EQ(values.at(Figure::kStoresShut).truth, 1);
  EXPECT_DOUBLE_EQ(values.at(Figure::kStoresShut).error, 1);
  EXPECT_DOUBLE_EQ(values.at(Figure::kOrdersOfRed).truth, 500);
  EXPECT_DOUBLE_EQ(values.at(Figure::kOrdersOfRed).error, -200);
  EXPECT_DOUBLE_EQ(values.at(Figure::kRepeatStores).truth, 0.4) << "2 of 5 opened in the period";
  EXPECT_FALSE(truth.orders_are_of_all_time);
}

TEST(TruthReport, TellsOrdersConfirmedRightlyAndWhatASampleMissedThePrevalenceBy) {
  MemorySource source = Market();
  const Instant may = At("2017-05-01T00:00:00+08:00");
  source.Examine("2017", 2, {.found_counterfeit = true});
  source.Examine("2017", 98,
                 {.found_otherwise = true, .by_chance = true, .probability_trillionths = 1});
  source.Examine("2017", 2,
                 {.found_counterfeit = true, .by_chance = true, .probability_trillionths = 1});
  source.rows[RowSet::kConfirmedFakes] = {{.time = may, .store = "ring-1", .other = "o-1"},
                                          {.time = may, .store = "ring-1", .other = "o-1"},
                                          {.time = may, .store = "ring-1", .other = "o-2"},
                                          {.time = may, .store = "used-1", .other = "o-1"},
                                          {.time = may, .store = "used-1", .other = "o-4"}};
  Truth known = Known();
  known.examined_orders = {{{"ring-1", "o-1"}, true},
                           {{"ring-1", "o-2"}, true},
                           {{"used-1", "o-1"}, true},
                           {{"used-1", "o-4"}, false}};
  const TruthReport truth = Compare(source, known);
  std::map<Figure, TrueValue> values;
  for (const TrueValue& value : truth.figures) {
    values.emplace(value.figure, value);
  }
  EXPECT_DOUBLE_EQ(values.at(Figure::kOrdersConfirmedFake).truth, 3)
      << "an order that two examiners confirmed is one";
  EXPECT_DOUBLE_EQ(values.at(Figure::kOrdersConfirmedFake).error, 1);
  EXPECT_DOUBLE_EQ(values.at(Figure::kConfirmedFakePerOrders).truth, 30);
  EXPECT_DOUBLE_EQ(values.at(Figure::kConfirmedFakePerOrders).error, 10);
  EXPECT_DOUBLE_EQ(values.at(Figure::kPrevalence).truth, 500);
  EXPECT_NEAR(values.at(Figure::kPrevalence).error, -300, 1e-9);
}

TEST(TruthReport, SaysNothingOfConfirmedOrdersWhereTheFilesDoNot) {
  MemorySource source = Market();
  source.Examine("2017", 4, {.found_counterfeit = true});
  const TruthReport truth = Compare(source, Known());
  for (const TrueValue& value : truth.figures) {
    EXPECT_NE(value.figure, Figure::kOrdersConfirmedFake);
  }
}

TEST(TruthReport, SaysWhereOrdersHaveNoTime) {
  MemorySource source = Market();
  Truth known = Known();
  known.orders_by_month = {{"", {10, 1'000}}};
  const TruthReport truth = Compare(source, known);
  EXPECT_TRUE(truth.orders_are_of_all_time);
  const auto report = MakeReport(source, {.period = *Period::Parse("2017")});
  const std::vector<ReportWithTruth> reports = {{*report, truth}};
  EXPECT_THAT(AsMarkdown(reports), testing::HasSubstr("that of the whole simulation"));
  EXPECT_THAT(AsJson(reports), testing::HasSubstr("\"orders_are_of_all_time\": true"));
}

}  // namespace
}  // namespace assay::reporting
