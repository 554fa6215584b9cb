// SPDX-License-Identifier: Apache-2.0
#include "flows/joined_rows.h"

#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/hash.h"
#include "ingest/text_source.h"

namespace assay::flows {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ingest::OpenInput Holding(const std::string& bytes) {
  return [bytes](const std::string&) -> Result<std::unique_ptr<ingest::ByteSource>> {
    return std::make_unique<ingest::TextSource>(bytes);
  };
}

ingest::CsvMapping Mapping(const std::string& toml) {
  return ingest::CsvMapping::Parse(toml).value();
}

ingest::CsvMapping Listings(const std::string& time_column) {
  return Mapping(
      fmt::format("type = \"assay.listing.v1\"\nsource = \"shop\"\nid = "
                  "\"{{item}}-{{{0}}}\"\nsubject = \"{{shop}}\"\n[time]\ncolumn = "
                  "\"{0}\"\nformat = \"civil\"\noffset = \"+00:00\"\n[data]\nlisting = "
                  "\"item\"\ntitle = \"title\"\n",
                  time_column));
}

// Its store is looked up in the listings.
ingest::CsvMapping Orders() {
  return Mapping(
      "type = \"assay.order.v1\"\nsource = \"shop\"\nid = \"{order}\"\nsubject = "
      "\"{@store}\"\n[time]\ncolumn = \"paid_at\"\nformat = \"civil\"\noffset = "
      "\"+00:00\"\n[data]\norder = \"order\"\nlisting = \"item\"\nquantity = { constant = 1 "
      "}\npaid = { column = \"total\", currency = \"EUR\" }\n");
}

ingest::CsvMapping Refunds() {
  return Mapping(
      "type = \"assay.refund.v1\"\nsource = \"shop\"\nid = \"{order}\"\nsubject = "
      "\"{@store}\"\n[time]\ncolumn = \"asked\"\nformat = \"civil\"\noffset = "
      "\"+00:00\"\n[data]\norder = \"order\"\nlisting = \"@listing\"\nreason = { constant = "
      "\"other\" }\namount = { constant = 0, currency = \"EUR\" }\n");
}

struct Seen {
  std::vector<std::string> rows;
  RowCounts counts;
};

Result<Seen> Read(const std::string& text, const ingest::CsvMapping& mapping,
                  const ExportIndex& index, const ingest::CsvMapping* changed = nullptr) {
  const std::string file = "table.csv";
  Seen seen;
  ASSAY_ASSIGN(seen.counts,
               ForEachEvent(
                   Holding(text), {.file = file, .mapping = mapping, .changed = changed}, index,
                   [&](const RowEvent& row) -> Result<void> {
                     seen.rows.push_back(
                         fmt::format("{}: {} of {}{}", row.line, row.event.id, row.event.subject,
                                     row.changed != nullptr ? " then " + row.changed->id : ""));
                     EXPECT_THAT(std::string(row.text), HasSubstr(row.event.id));
                     return {};
                   },
                   [](std::uint64_t, double) {}));
  return seen;
}

ExportIndex TwoStores() {
  ExportIndex index;
  index.listings = {"l1", "l2"};
  index.listing_of_name[Hash64Of("l1")] = {index.StoreOf("s1"), 0};
  index.listing_of_name[Hash64Of("l2")] = {index.StoreOf("s2"), 1};
  index.order_of_name[Hash64Of("o1")] = index.listing_of_name[Hash64Of("l2")];
  return index;
}

TEST(ForEachEvent, GivesRowsInTheirOrderWithTheirLines) {
  const auto seen =
      Read("item,shop,title,at\nl1,s1,\"Hat,\nblue\",2017-03-01\nl2,s2,Bag,2017-03-02\n",
           Listings("at"), {});
  ASSERT_TRUE(seen.has_value()) << seen.error().message;
  EXPECT_THAT(seen->rows, ElementsAre("2: l1-2017-03-01 of s1", "4: l2-2017-03-02 of s2"));
  EXPECT_EQ(seen->counts.rows, 2U);
  EXPECT_EQ(seen->counts.used, 2U);
  EXPECT_THAT(seen->counts.first_rejected, IsEmpty());
}

TEST(ForEachEvent, LooksUpWhatAnotherTableKnows) {
  const ExportIndex index = TwoStores();
  EXPECT_THAT(Read("order,item,paid_at,total\no1,l2,2017-03-05,9.99\n", Orders(), index)->rows,
              ElementsAre("2: o1 of s2"));
  EXPECT_THAT(Read("order,asked\no1,2017-03-09\n", Refunds(), index)->rows,
              ElementsAre("2: o1 of s2"));
}

TEST(ForEachEvent, RefusesRowsWhoseStoreNoTableKnows) {
  const auto orders =
      Read("order,item,paid_at,total\no1,l9,2017-03-05,9.99\n", Orders(), TwoStores());
  EXPECT_THAT(orders->rows, IsEmpty());
  EXPECT_EQ(orders->counts.rejected.at("pilot.no_such_listing"), 1);
  const auto refunds = Read("order,asked\no9,2017-03-09\n", Refunds(), TwoStores());
  EXPECT_EQ(refunds->counts.rejected.at("pilot.no_such_order"), 1);
  EXPECT_THAT(refunds->counts.first_rejected,
              ElementsAre(HasSubstr("table.csv:2: its order is in no row of the orders")));
}

TEST(ForEachEvent, CountsRefusedRowsAndKeepsTheFirstOfThem) {
  std::string text = "item,shop,title,at\nl0,s1,Hat,2017-03-01\n";
  for (int i = 0; i < 9; ++i) {
    text += "l1,s1,Hat,soon\n";
  }
  const auto seen = Read(text + "l2,s1\n", Listings("at"), {});
  ASSERT_TRUE(seen.has_value());
  EXPECT_EQ(seen->counts.rows, 11U);
  EXPECT_EQ(seen->counts.used, 1U);
  EXPECT_EQ(seen->counts.rejected.at("mapping.bad_value"), 9);
  EXPECT_EQ(seen->counts.rejected.at("csv.wrong_field_count"), 1);
  EXPECT_EQ(seen->counts.first_rejected.size(), 5U);
  EXPECT_THAT(seen->counts.first_rejected.front(), HasSubstr("table.csv:3: column 'at'"));
}

TEST(ForEachEvent, GivesARowAsOfItsChangeToo) {
  const ingest::CsvMapping changed = Listings("changed");
  const auto seen = Read(
      "item,shop,title,at,changed\nl1,s1,Hat,2017-03-01,2017-04-01\nl2,s2,Bag,2017-03-02,never\n",
      Listings("at"), {}, &changed);
  ASSERT_TRUE(seen.has_value());
  EXPECT_THAT(seen->rows,
              ElementsAre("2: l1-2017-03-01 of s1 then l1-2017-04-01", "3: l2-2017-03-02 of s2"));
  EXPECT_EQ(seen->counts.used, 2U) << "a row that was never changed is read all the same";
}

TEST(ForEachEvent, NamesTheFileInEveryError) {
  const auto no_column = Read("item,title,at\n", Listings("at"), {});
  ASSERT_FALSE(no_column.has_value());
  EXPECT_EQ(no_column.error().reason, "mapping.missing_column");
  EXPECT_THAT(no_column.error().message, HasSubstr("table.csv: the table has no column 'shop'"));
  const ingest::CsvMapping changed = Listings("changed");
  EXPECT_THAT(Read("item,shop,title,at\n", Listings("at"), {}, &changed).error().message,
              HasSubstr("table.csv: the table has no column 'changed'"));
  EXPECT_THAT(Read("", Listings("at"), {}).error().message, HasSubstr("table.csv: "));
}

TEST(ForEachEvent, EndsWithTheErrorOfTheVisitor) {
  const std::string file = "table.csv";
  int visits = 0;
  const auto counts = ForEachEvent(
      Holding("item,shop,title,at\nl1,s1,a,2017-03-01\nl2,s1,b,2017-03-01\n"),
      {.file = file, .mapping = Listings("at")}, {},
      [&](const RowEvent&) -> Result<void> {
        ++visits;
        return Fail(ErrorCode::kUnavailable, "storage.disk_full", "");
      },
      [](std::uint64_t, double) {});
  ASSERT_FALSE(counts.has_value());
  EXPECT_EQ(counts.error().reason, "storage.disk_full");
  EXPECT_EQ(visits, 1);
}

RC_GTEST_PROP(ForEachEvent, EveryRowIsEitherVisitedOrRefusedForAReason, ()) {
  const auto cells = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "l1,s1,Hat,2017-03-01", "l1,s1,,2017-03-01", ",s1,Hat,2017-03-01", "l1,s1,Hat,2017-13-01",
      "l1,s1,Hat", "\"l1,s1,Hat,2017-03-01", "l1,s1,\xff,2017-03-01"));
  std::string text = "item,shop,title,at\n";
  for (const std::string& row : cells) {
    text += row + "\n";
  }
  const auto seen = Read(text, Listings("at"), {});
  RC_ASSERT(seen.has_value());
  std::int64_t refused = 0;
  for (const auto& [reason, count] : seen->counts.rejected) {
    RC_ASSERT(!reason.empty());
    refused += count;
  }
  RC_ASSERT(seen->counts.used == seen->rows.size());
  RC_ASSERT(seen->counts.rows == seen->counts.used + static_cast<std::uint64_t>(refused));
}

}  // namespace
}  // namespace assay::flows
