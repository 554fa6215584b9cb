// SPDX-License-Identifier: Apache-2.0
#include "pilot/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace assay::pilot {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

PilotReport SmallReport() {
  PilotReport report;
  report.begin = {1'483'228'800'000};
  report.end = {1'514'678'400'000};
  report.comparison.stores = 10;
  report.comparison.standings = {3, 1, 2, 4};
  report.sheet_rows = 10;
  report.sheet_by_standing = {3, 1, 2, 4};
  report.tables.push_back({.name = "listings",
                           .file = "items.csv",
                           .form = "utf-8",
                           .rows = 12,
                           .used = 11,
                           .rejected = {{"mapping.bad_value", 1}},
                           .dropped = {"Lager|platz"}});
  report.examples.push_back({.store = "<script>alert(1)</script>",
                             .standing = Standing::kOnlyOurs,
                             .found = report.begin,
                             .closed = std::nullopt,
                             .listing = "l-1",
                             .title = "a | b",
                             .price = "9.00 EUR",
                             .reasons = {"why"}});
  return report;
}

ReviewScore SomeAnswers() {
  ReviewScore score;
  score.stores = {3, 1, 2, 4};
  score.by_standing = {Answers{.yes = 3}, {}, Answers{.yes = 1, .no = 1}, Answers{.no = 4}};
  return score;
}

TEST(PilotReport, HasFourPagesInEachForm) {
  const std::string html = AsHtml(SmallReport());
  std::size_t pages = 0;
  for (std::size_t at = html.find("<section class=sheet>"); at != std::string::npos;
       at = html.find("<section class=sheet>", at + 1)) {
    ++pages;
  }
  EXPECT_EQ(pages, 4U);
  EXPECT_THAT(html, HasSubstr("@page"));
  const std::string markdown = AsMarkdown(SmallReport());
  for (const char* title :
       {"## Summary", "## Comparison", "## What was found", "## What this rests on"}) {
    EXPECT_THAT(markdown, HasSubstr(title));
  }
}

TEST(PilotReport, TellsOfLinkedStoresWhereOpeningsAreKnown) {
  PilotReport report = SmallReport();
  EXPECT_THAT(AsMarkdown(report), Not(HasSubstr("opened again")));
  EXPECT_THAT(AsMarkdown(report), HasSubstr("links between stores are not part of this pilot"));
  EXPECT_TRUE(nlohmann::json::parse(AsJson(report))["linked_stores"].is_null());
  report.stores_opened = 10;
  report.linked_stores.push_back({.store = "s9",
                                  .closed_store = "s1",
                                  .since = report.begin,
                                  .opened_after = true,
                                  .closed = report.end,
                                  .shares = {"phone", "email"}});
  EXPECT_THAT(AsMarkdown(report), HasSubstr("1 of 10 stores share values"));
  EXPECT_THAT(AsMarkdown(report),
              HasSubstr("| s9 | 2017-01-01 | s1 | phone, email | 2017-12-31 |"));
  const auto json = nlohmann::json::parse(AsJson(report))["linked_stores"];
  EXPECT_EQ(json["opened_after"], 1);
  EXPECT_EQ(json["stores"][0]["shares"][1], "email");
}

TEST(PilotReport, TextsOfSellersStayText) {
  EXPECT_THAT(AsHtml(SmallReport()), Not(HasSubstr("<script>")));
  EXPECT_THAT(AsMarkdown(SmallReport()), HasSubstr("a \\| b"));
}

TEST(PilotReport, SaysThatNothingIsKnownBeforeAnybodyLooked) {
  EXPECT_THAT(AsMarkdown(SmallReport()), HasSubstr("Not known yet"));
  EXPECT_TRUE(nlohmann::json::parse(AsJson(SmallReport()))["review"].is_null());
}

TEST(PilotReport, TakesTheAnswersAndTakesThemAgain) {
  const PilotReport report = SmallReport();
  const std::string html = WithReviewHtml(AsHtml(report), SomeAnswers());
  EXPECT_THAT(html, Not(HasSubstr("Not known yet")));
  EXPECT_THAT(html, HasSubstr("an estimated 20.0 % are none"));
  EXPECT_EQ(WithReviewHtml(html, SomeAnswers()), html);
  const std::string markdown = WithReviewMarkdown(AsMarkdown(report), SomeAnswers());
  EXPECT_EQ(WithReviewMarkdown(markdown, SomeAnswers()), markdown);
  const auto json = nlohmann::json::parse(WithReviewJson(AsJson(report), SomeAnswers()));
  EXPECT_NEAR(json["review"]["false_discovery"].get<double>(), 0.2, 1e-9);
  EXPECT_EQ(json["review"]["groups"]["only_ours"]["no"], 1);
}

}  // namespace
}  // namespace assay::pilot
