// SPDX-License-Identifier: Apache-2.0
#include "ingest/mapping_guess.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "ingest/csv_mapping.h"
#include "ingest/text_source.h"

namespace assay::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TableProfile ProfileOf(TableKind kind, const std::string& text) {
  TableProfile profile{
      .kind = kind, .encoding = "utf-8", .options = GuessSeparator(text), .columns = {}};
  TextSource source(text);
  auto table = CsvTable::Open(source, profile.options);
  if (!table) {
    return profile;
  }
  for (const std::string& name : table->columns()) {
    profile.columns.emplace_back(name);
  }
  while (true) {
    const auto record = table->Next();
    if (!record || !*record) {
      return profile;
    }
    for (std::size_t i = 0; (*record)->defect.empty() && i < (*record)->fields.size(); ++i) {
      profile.columns[i].Add((*record)->fields[i]);
    }
  }
}

MappingGuess Guess(TableKind kind, const std::string& text, const GuessOptions& options = {}) {
  return GuessMapping(ProfileOf(kind, text), options);
}

std::string ColumnOf(const MappingGuess& guess, std::string_view role) {
  const auto found = std::ranges::find(guess.columns, role, &GuessedColumn::role);
  return found == guess.columns.end() ? "" : found->column;
}

TEST(MappingGuess, ReadsNamesOfSeveralLanguages) {
  const MappingGuess german =
      Guess(TableKind::kListings,
            "item_id;Shop-ID;Titel;preis_brutto;eingestellt_am\n7;s1;Hemd;1.299,00 €;13.01.2017\n");
  EXPECT_EQ(ColumnOf(german, "listing"), "item_id");
  EXPECT_EQ(ColumnOf(german, "store"), "Shop-ID");
  EXPECT_EQ(ColumnOf(german, "title"), "Titel");
  EXPECT_EQ(ColumnOf(german, "price"), "preis_brutto");
  EXPECT_EQ(ColumnOf(german, "time"), "eingestellt_am");
  EXPECT_THAT(german.questions, IsEmpty());
  const MappingGuess chinese =
      Guess(TableKind::kListings,
            "商品ID\t店铺ID\t商品标题\t价格\t上架时间\n7\ts1\t鞋\t¥199\t2017-03-01 14:05\n");
  EXPECT_EQ(ColumnOf(chinese, "store"), "店铺ID");
  EXPECT_EQ(ColumnOf(chinese, "time"), "上架时间");
  EXPECT_THAT(chinese.questions, IsEmpty());
}

TEST(MappingGuess, WritesAMappingThatReadsTheTable) {
  const std::string text =
      "item_id;shop;Titel;preis;eingestellt_am\n7;s1;Hemd;1.299,00 €;13.01.2017 14:05\n";
  const MappingGuess guess =
      Guess(TableKind::kListings, text, {.time_zone = *TimeZone::Find("+01:00")});
  const auto mapping = CsvMapping::Parse(guess.toml);
  ASSERT_TRUE(mapping.has_value()) << mapping.error().message << "\n" << guess.toml;
  TextSource source(text);
  auto table = CsvTable::Open(source, mapping->options());
  ASSERT_TRUE(table.has_value());
  const auto rows = mapping->ForColumns(table->columns());
  ASSERT_TRUE(rows.has_value());
  const auto line = rows->LineOf(**table->Next());
  ASSERT_TRUE(line.has_value()) << line.error().message;
  EXPECT_THAT(*line, HasSubstr("\"time\":\"2017-01-13T14:05:00+01:00\""));
  EXPECT_THAT(*line, HasSubstr("{\"amount\":129900,\"currency\":\"EUR\"}"));
}

constexpr std::string_view kDates =
    "order,item,date,total\n1,l1,{},5.00 EUR\n2,l1,03/04/2017,5.00 EUR\n";
std::string Orders(const std::string& first_date) {
  std::string text(kDates);
  return text.replace(text.find("{}"), 2, first_date);
}

TEST(MappingGuess, OneRowDecidesWhetherTheDayIsFirst) {
  EXPECT_EQ(Guess(TableKind::kOrders, Orders("25/12/2017")).date_order, TimeReading::kDayFirst);
  EXPECT_EQ(Guess(TableKind::kOrders, Orders("12/25/2017")).date_order, TimeReading::kMonthFirst);
}

TEST(MappingGuess, AsksWhereNoRowDecides) {
  const std::string text = Orders("01/02/2017");
  EXPECT_THAT(Guess(TableKind::kOrders, text).questions,
              ElementsAre(HasSubstr("--dates day-first")));
  const MappingGuess told =
      Guess(TableKind::kOrders, text, {.date_order = TimeReading::kMonthFirst});
  EXPECT_THAT(told.questions, IsEmpty());
  EXPECT_THAT(told.toml, HasSubstr("month_first"));
  const MappingGuess dotted =
      Guess(TableKind::kOrders, "order,item,date,total\n1,l1,01.02.2017,5.00 EUR\n");
  EXPECT_THAT(dotted.questions, IsEmpty());
  EXPECT_THAT(dotted.notes,
              ElementsAre(HasSubstr("dates with points have the day first"), HasSubstr("EUR")));
}

TEST(MappingGuess, AsksForTheCurrencyAndTakesSignsAndNamesForOne) {
  const std::string head = "order,item,date,total\n1,l1,2017-03-01,";
  EXPECT_THAT(Guess(TableKind::kOrders, head + "5.00\n").questions,
              ElementsAre(HasSubstr("--currency")));
  EXPECT_THAT(Guess(TableKind::kOrders, head + "5.00\n", {.currency = "SEK"}).toml,
              HasSubstr("\"SEK\""));
  EXPECT_THAT(Guess(TableKind::kOrders, head + "¥5\n").toml, HasSubstr("\"CNY\""));
  EXPECT_THAT(Guess(TableKind::kOrders, "order,item,date,total_gbp\n1,l1,2017-03-01,5.00\n").toml,
              HasSubstr("\"GBP\""));
}

TEST(MappingGuess, NamesWhatIsMissingAndWhatItLookedFor) {
  const MappingGuess guess =
      Guess(TableKind::kListings, "item_id,title,created_at,x\n1,Shirt,2017-03-01,y\n");
  EXPECT_THAT(guess.questions, ElementsAre(::testing::AllOf(HasSubstr("the id of the store"),
                                                            HasSubstr("storeid"))));
  EXPECT_THAT(guess.toml, HasSubstr("FILL IN"));
}

TEST(MappingGuess, TakesColumnsThatSomebodyNamed) {
  const std::string text = "nr;laden;text;wann\n7;s1;Hemd;13.01.2017\n8;s1;Hose;14.01.2017\n";
  const MappingGuess unknown = Guess(TableKind::kListings, text);
  EXPECT_THAT(unknown.questions,
              ElementsAre(::testing::AllOf(HasSubstr("--column listings.listing=COLUMN"),
                                           HasSubstr("left are 'nr', 'text', 'wann'")),
                          HasSubstr("--column listings.title=COLUMN"),
                          HasSubstr("--column listings.time=COLUMN")));
  const MappingGuess named =
      Guess(TableKind::kListings, text,
            {.columns = {{"listing", "nr"}, {"title", "text"}, {"time", "wann"}}});
  EXPECT_THAT(named.questions, IsEmpty());
  EXPECT_EQ(ColumnOf(named, "description"), "") << "'text' is the title now";
  EXPECT_THAT(named.toml, HasSubstr("format = \"day_first\"")) << "the form is still guessed";
}

TEST(MappingGuess, TakesTheColumnThatAnotherTableCallsAlike) {
  const std::string text = "vorgang,wnr,id,date,total\n1,l1,7,2017-03-01,¥5\n";
  const auto listing = [&](const std::string& elsewhere) {
    return ColumnOf(
        Guess(TableKind::kOrders, text, {.columns_elsewhere = {{"listing", elsewhere}}}),
        "listing");
  };
  EXPECT_EQ(listing("wnr"), "wnr");
  EXPECT_EQ(listing("WNR"), "") << "another column";
  EXPECT_EQ(listing("id"), "") << "every table has an id of its own";
  EXPECT_EQ(listing("date"), "") << "dates are no ids";
}

TEST(MappingGuess, SaysWhatIsWrongWithANamedColumn) {
  const auto questions = [](const std::string& role, const std::string& column) {
    return Guess(TableKind::kClosures, "store,closed_at,x\ns1,2017-03-01,\n",
                 {.columns = {{role, column}}})
        .questions;
  };
  EXPECT_THAT(questions("when", "x"),
              ElementsAre(HasSubstr("no such meaning; there are store, time, reason")));
  EXPECT_THAT(
      questions("time", "y"),
      ElementsAre(HasSubstr("there is no column 'y'; there are 'store', 'closed_at', 'x'")));
  EXPECT_THAT(questions("time", "x"), ElementsAre(HasSubstr("column 'x': it is empty")));
  EXPECT_THAT(questions("time", "store"),
              ElementsAre(HasSubstr("its cells, such as 's1', cannot be read as times")));
}

TEST(MappingGuess, SaysWhyAColumnOfTheRightNameWillNotDo) {
  const MappingGuess guess = Guess(TableKind::kClosures, "store,closed_at\ns1,soon\ns2,later\n");
  EXPECT_THAT(guess.questions,
              ElementsAre(HasSubstr("its cells, such as 'soon', cannot be read as times")));
}

TEST(MappingGuess, GuessesReasonsByTheirWords) {
  const MappingGuess guess = Guess(TableKind::kClosures,
                                   "store;gesperrt_am;grund\ns1;2017-03-01;Fälschung\ns2;2017-03-"
                                   "01;Betrug\ns3;2017-03-01;Umzug\n");
  EXPECT_THAT(guess.toml, HasSubstr("\"Fälschung\" = \"ip_counterfeit\""));
  EXPECT_THAT(guess.toml, HasSubstr("\"Betrug\" = \"fraud\""));
  EXPECT_THAT(guess.toml, HasSubstr("\"Umzug\" = \"other\""));
}

TEST(MappingGuess, LooksStoresUpWhereOrdersNameNone) {
  EXPECT_EQ(
      ColumnOf(Guess(TableKind::kOrders, "order,item,date,total\n1,l1,2017-03-01,¥5\n"), "store"),
      kJoinedStore);
}

TEST(MappingGuess, TakesRowsOfOneListingForItsVersions) {
  const std::string head = "item_id,shop,title,created_at,updated_at\n";
  const std::string once =
      head + "l1,s1,Hat,2017-03-01,2017-03-01\nl2,s1,Bag,2017-03-02,2017-03-05\n";
  EXPECT_THAT(Guess(TableKind::kListings, once).notes, IsEmpty());
  const MappingGuess versions =
      Guess(TableKind::kListings, once + "l1,s1,Copy of a hat,2017-03-01,2017-04-01\n");
  EXPECT_THAT(versions.notes,
              ElementsAre(HasSubstr("50 % of the listings stand in several rows: each row is taken "
                                    "for a version of its listing, valid from 'updated_at' on")));
  EXPECT_THAT(versions.changed_toml, HasSubstr("column = \"updated_at\""));
}

TEST(MappingGuess, SaysWhatBecomesOfRepeatedListingsWithoutATimeOfChange) {
  EXPECT_THAT(Guess(TableKind::kListings,
                    "item_id,shop,title,created_at\nl1,s1,Hat,2017-03-01\nl1,s1,Cap,2017-03-01\n")
                  .notes,
              ElementsAre(HasSubstr("no column says when one was changed")));
}

TEST(MappingGuess, CountsListingsFromTheirChangeWhereNothingSaysWhenTheyWerePublished) {
  const MappingGuess guess =
      Guess(TableKind::kListings, "item_id,shop,title,updated_at\nl1,s1,Hat,2017-03-01\n");
  EXPECT_THAT(guess.questions, IsEmpty());
  EXPECT_EQ(ColumnOf(guess, "time"), "updated_at");
  EXPECT_EQ(guess.toml, guess.changed_toml);
  EXPECT_THAT(guess.notes, ElementsAre(HasSubstr("each row counts from 'updated_at' on")));
}

TEST(MappingGuess, ReadsColumnsWithBracesAndQuotesInTheirNames) {
  const std::string text = "\"sto\"\"re {id}\",{closed}\ns1,2017-03-01\n";
  const MappingGuess guess = Guess(TableKind::kClosures, text);
  ASSERT_THAT(guess.questions, IsEmpty());
  const auto mapping = CsvMapping::Parse(guess.toml);
  ASSERT_TRUE(mapping.has_value()) << mapping.error().message << guess.toml;
  EXPECT_THAT(mapping->columns(), ElementsAre("sto\"re {id}", "{closed}"));
}

TEST(MappingGuess, RefundsNeedNoAmount) {
  const MappingGuess guess = Guess(TableKind::kRefunds, "order,requested_at\no1,2017-03-01\n");
  EXPECT_THAT(guess.questions, IsEmpty());
  const auto mapping = CsvMapping::Parse(guess.toml);
  EXPECT_TRUE(mapping.has_value()) << mapping.error().message;
}

TEST(MappingGuess, TakesNoColumnThatAMappingCannotName) {
  const MappingGuess guess =
      Guess(TableKind::kClosures, "store\xce,store,closed_at\ns0,s1,2017-03-01\n");
  EXPECT_EQ(ColumnOf(guess, "store"), "store");
  EXPECT_TRUE(CsvMapping::Parse(guess.toml).has_value());
}

RC_GTEST_PROP(MappingGuess, AnyBytesGiveAGuess, (const std::string& bytes)) {
  for (const TableKind kind : {TableKind::kListings, TableKind::kOrders, TableKind::kClosures}) {
    Guess(kind, bytes);
    Guess(kind, "store,time,title,reason,item\n" + bytes + "\n" + bytes);
  }
}

}  // namespace
}  // namespace assay::ingest
