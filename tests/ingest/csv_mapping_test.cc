// SPDX-License-Identifier: Apache-2.0
#include "ingest/csv_mapping.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/decode.h"
#include "ingest/text_source.h"

namespace assay::ingest {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kOrders = R"(
type = "assay.order.v1"
source = "shop-export/1"
id = "order-{Order no}"
subject = "{Shop}"

[time]
column = "Paid at"
format = "civil"
offset = "+08:00"

[data]
order = "Order no"
listing = "Item"
quantity = "Qty"
paid = { column = "Total", currency = "CNY" }
buyer = { column = "Buyer" }
ships_to = { country = { constant = "CN" }, text = "City" }
)";
constexpr std::string_view kColumns = "Order no,Shop,Item,Qty,Total,Buyer,Paid at,City\n";

// The first row of `table` as a line, or the reason why not.
Result<std::string> FirstLine(std::string_view mapping_text, const std::string& text) {
  ASSAY_ASSIGN(const CsvMapping mapping, CsvMapping::Parse(mapping_text));
  TextSource source(text);
  ASSAY_ASSIGN(CsvTable table, CsvTable::Open(source, mapping.options()));
  ASSAY_ASSIGN(const CsvMapping::Rows rows, mapping.ForColumns(table.columns()));
  ASSAY_ASSIGN(const std::optional<CsvRecord> record, table.Next());
  return rows.LineOf(*record);
}

Result<std::string> FirstOrder(const std::string& row) {
  return FirstLine(kOrders, std::string(kColumns) + row);
}

std::string WithChange(std::string from, const std::string& to) {
  std::string text(kOrders);
  return text.replace(text.find(from), from.size(), to);
}

TEST(CsvMapping, TurnsARowIntoAnEventThatDecodes) {
  const auto line = FirstOrder("17,s-1,l-9,2,\"1,299.50\",b-1,2017/03/01 22:04,莆田\n");
  ASSERT_TRUE(line.has_value()) << line.error().message;
  Decoder decoder;
  const auto decoded = decoder.Decode(*line, {});
  ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
  const Event& event = decoded->event;
  EXPECT_EQ(event.id, "order-17");
  EXPECT_EQ(event.subject, "s-1");
  EXPECT_EQ(FormatRfc3339(event.time), "2017-03-01T22:04:00+08:00");
  const auto& order = std::get<OrderData>(event.data);
  EXPECT_EQ(order.quantity, 2);
  EXPECT_EQ(order.paid.minor_units, 129'950);
  EXPECT_THAT(*line, HasSubstr(R"("ships_to":{"country":"CN","text":"莆田"})"));
}

TEST(CsvMapping, LeavesEmptyCellsOut) {
  const auto line = FirstOrder("17,s-1,l-9,2,1,,2017-03-01,\n");
  ASSERT_TRUE(line.has_value());
  EXPECT_THAT(*line, Not(HasSubstr("buyer")));
}

TEST(CsvMapping, LeavesBadRowsToTheDecoder) {
  const auto line = FirstOrder("17,,l-9,2,1,b,2017-03-01,x\n");
  ASSERT_TRUE(line.has_value());
  Decoder decoder;
  EXPECT_EQ(decoder.Decode(*line, {}).error().reason, "ingest.missing_field");
}

TEST(CsvMapping, RefusesCellsThatAreNotWhatTheMappingSays) {
  for (const std::string row : {"17,s,l,two,1,b,2017-03-01,x\n", "17,s,l,2,-1,b,2017-03-01,x\n",
                                "17,s,l,2,1,b,1 March,x\n", "17,s,l,2,1,b,,x\n"}) {
    const auto line = FirstOrder(row);
    ASSERT_FALSE(line.has_value()) << row;
    EXPECT_EQ(line.error().reason, "mapping.bad_value") << row;
    EXPECT_THAT(line.error().message, HasSubstr("column '"));
  }
}

TEST(CsvMapping, RefusesRowsThatAreNotUtf8OrBroken) {
  EXPECT_EQ(FirstOrder("17,s,l,2,1,\xFF,2017-03-01,x\n").error().reason, "ingest.invalid_utf8");
  EXPECT_EQ(FirstOrder("17,s\n").error().reason, "csv.wrong_field_count");
}

TEST(CsvMapping, ReadsSecondsMinorUnitsAndWordsOfOtherSystems) {
  const auto line = FirstLine(
      "type='assay.listing.v1'\nsource='x'\nid='{id}'\nsubject='s'\nseparator=\"\\t\"\n"
      "[time]\ncolumn='t'\nformat='unix_seconds'\n[data]\nlisting='id'\ntitle='n'\n"
      "price={column='p',currency_column='c',unit='minor'}\n"
      "condition={column='k',values={'全新'='new'}}\n",
      "id\tt\tn\tp\tc\tk\n1\t1488377045\t\"shoe\t25900\tCNY\t全新\n");
  ASSERT_TRUE(line.has_value()) << line.error().message;
  Decoder decoder;
  const auto decoded = decoder.Decode(*line, {});
  ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
  const Listing& listing = std::get<ListingData>(decoded->event.data).listing;
  EXPECT_EQ(listing.title, "\"shoe");
  EXPECT_EQ(listing.condition, Condition::kNew);
  EXPECT_EQ(FormatDecimal(*listing.price), "259.00");
  EXPECT_EQ(FormatRfc3339(decoded->event.time.instant), "2017-03-01T14:04:05Z");
}

TEST(CsvMapping, RefusesMappingsThatCannotBeMeant) {
  const auto reason = [](const std::string& text) {
    const auto mapping = CsvMapping::Parse(text);
    return mapping ? std::string() : mapping.error().reason;
  };
  EXPECT_EQ(reason(std::string(kOrders)), "");
  EXPECT_EQ(reason("type = "), "mapping.not_toml");
  EXPECT_EQ(reason(WithChange("assay.order.v1", "assay.orders.v1")), "mapping.unknown_type");
  EXPECT_EQ(reason(WithChange("assay.order.v1", "assay.clock.advanced.v1")),
            "mapping.unknown_type");
  EXPECT_EQ(reason(WithChange("quantity =", "quantities =")), "mapping.unknown_field");
  EXPECT_EQ(reason(WithChange("source =", "sources =")), "mapping.missing_key");
  EXPECT_EQ(reason(WithChange("[time]", "colour = 'red'\n[time]")), "mapping.unknown_key");
  EXPECT_EQ(reason(WithChange("offset = \"+08:00\"", "")), "mapping.missing_key");
  EXPECT_EQ(reason(WithChange("currency = \"CNY\"", "unit = \"main\"")), "mapping.missing_key");
  EXPECT_EQ(reason(WithChange("{Shop}", "{Shop")), "mapping.wrong_kind");
}

TEST(CsvMapping, NamesTheColumnThatTheTableLacks) {
  const auto line = FirstLine(kOrders, "Order no,Shop\n17,s\n");
  ASSERT_FALSE(line.has_value());
  EXPECT_EQ(line.error().reason, "mapping.missing_column");
  EXPECT_THAT(line.error().message, HasSubstr("'Paid at'"));
}

}  // namespace
}  // namespace assay::ingest
