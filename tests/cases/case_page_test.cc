// SPDX-License-Identifier: Apache-2.0
#include "cases/case_page.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cases/wording.h"

namespace assay::cases {
namespace {

using enforcement::MeasureKind;
using enforcement::MeasureStatus;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Instant kNow{1'488'377'045'000};
constexpr const char* kName = "c4eacbd7c463d6e8fc1dfee7ba0986a6-aceb1cf7b6b49f9a";

// A store whose listing says "nike replica", taken down an hour ago.
CaseFile Example() {
  CaseFile file;
  file.store = "s-1001";
  file.as_of = kNow;
  file.figures = {.opened_ms = kNow.ms - 90 * kMillisecondsPerDay,
                  .listings = 12,
                  .red_listings = 3,
                  .orders = 41,
                  .orders_of_red = 7,
                  .refunds = 5,
                  .counterfeit_refunds = 2,
                  .points = 12,
                  .strikes = 1};
  file.open.push_back({.name = kName,
                       .status = MeasureStatus::kExecuted,
                       .store = "s-1001",
                       .listing = "l-7",
                       .rule = "red",
                       .since_ms = kNow.ms - kMillisecondsPerHour,
                       .due_ms = kNow.ms + 71 * kMillisecondsPerHour,
                       .score = 85,
                       .sequence = {17}});
  file.measures.push_back(
      {.name = kName,
       .store = "s-1001",
       .listing = "l-7",
       .rule = "red",
       .because = "The words say that the goods are copies.",
       .steps = {{{17}, kNow, MeasureStatus::kRequested, "machine", kNow.ms + 1},
                 {{19}, kNow, MeasureStatus::kExecuted, "marketplace", kNow.ms + 1}}});
  Listing text;
  text.id = "l-7";
  text.title = "nike replica";
  text.description = "1:1 from Putian";
  file.listings.push_back({{.sequence = {17},
                            .time = kNow,
                            .listing = "l-7",
                            .score = 85,
                            .band = screening::Band::kRed,
                            .log_odds = {1'961'717}},
                           {{"prior", {-4'595'120}, "share of listings", {}},
                            {"brand.claimed",
                             {1'005'904},
                             "claims the brand Nike",
                             screening::Span{screening::Field::kTitle, 0, 4}},
                            {"lingo.counterfeit_grade",
                             {5'550'933},
                             "\"replica\" names a grade of copy",
                             screening::Span{screening::Field::kTitle, 5, 12}}},
                           text});
  file.links.push_back(
      {StoreId("s-2001"),
       StoreId("s-0417"),
       kNow,
       {6'000'000},
       {{linkage::TokenKind::kPhone, 2, {6'000'000}}, {linkage::TokenKind::kAddress, 21, {0}}}});
  return file;
}

TEST(CasePage, UnderlinesTheSellersWordsAndNumbersTheFindings) {
  EXPECT_THAT(CasePage(Example()),
              AllOf(HasSubstr("<mark>nike</mark><sup>2</sup> <mark>replica</mark><sup>3</sup>"),
                    HasSubstr("<td class=\"n\">3</td><td><bdi>&quot;replica&quot; names a grade of "
                              "copy</bdi></td><td class=\"n against\">+5.55</td><td "
                              "class=\"n\">+1.96</td>")));
}

TEST(CasePage, SaysWhatTheSellerIsToldWhatSpeaksOfTheSameHandsAndWhoDidWhat) {
  EXPECT_THAT(
      CasePage(Example()),
      AllOf(HasSubstr("The words say that the goods are copies."),
            HasSubstr("the same phone, carried by 2 stores (+6.00)"),
            HasSubstr("the same address, carried by more than 20 stores: proves nothing"),
            HasSubstr("done by the marketplace"),
            HasSubstr(std::string("assay queue decide ") + kName + " --confirm --actor NAME")));
}

TEST(CasePage, StaysWholeWhateverPeopleWrite) {
  CaseFile file = Example();
  const std::string hostile = "</h1><script>alert(1)</script>\u202E\"'&";
  file.store = hostile;
  file.open[0].store = hostile;
  file.open[0].rule = hostile;
  file.measures[0].because = hostile;
  file.measures[0].steps[0].by = hostile;
  file.listings[0].listing = hostile;
  file.listings[0].text->title = hostile;
  file.listings[0].text->description = std::string(1 << 20, '<');
  file.listings[0].findings[1].text = hostile;
  file.links[0].closed = StoreId(hostile);
  const std::string page = CasePage(file);
  EXPECT_THAT(page, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("\u202E"))));
  EXPECT_LT(page.size(), 200'000U);
  QueuePage queue{
      .as_of = kNow, .items = file.open, .kinds = {{MeasureKind::kDelist, 1}}, .total = 1};
  EXPECT_THAT(QueueIndexPage(queue), AllOf(Not(HasSubstr("<script")), Not(HasSubstr("\u202E"))));
}

TEST(CasePage, HasAFileNameThatNoStoreNameCanLeaveTheFolderWith) {
  EXPECT_THAT(PageNameOf("../../etc/passwd"), AllOf(Not(HasSubstr("/")), HasSubstr("case-")));
  EXPECT_NE(PageNameOf("a"), PageNameOf("A"));
}

TEST(QueueIndexPage, LinksEachItemToItsStoresPage) {
  const CaseFile file = Example();
  const QueuePage queue{
      .as_of = kNow, .items = file.open, .kinds = {{MeasureKind::kDelist, 3}}, .total = 3};
  EXPECT_THAT(QueueIndexPage(queue),
              AllOf(HasSubstr("<a href=\"" + PageNameOf("s-1001") + "\"><bdi>s-1001</bdi></a>"),
                    HasSubstr("3 items, the first 1 of them shown"), HasSubstr("(in 71 h)")));
}

TEST(Wording, RoundsWeightsToTwoDecimalsWithTheirSign) {
  EXPECT_EQ(WordsOf(LogOdds{5'550'982}), "+5.55");
  EXPECT_EQ(WordsOf(LogOdds{-601'301}), "-0.60");
  EXPECT_EQ(WordsOf(LogOdds{-4'999}), "-0.00");
}

}  // namespace
}  // namespace assay::cases
