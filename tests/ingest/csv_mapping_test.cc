// SPDX-License-Identifier: Apache-2.0
#include "ingest/csv_mapping.h"

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
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

TEST(CsvMapping, ReadsTimesOfAPlaceWithItsDaylightSaving) {
  const std::string mapping = WithChange("offset = \"+08:00\"", "zone = \"Europe/Berlin\"");
  for (const auto& [cell, time] : {std::pair("2017-01-15 12:00", "2017-01-15T12:00:00+01:00"),
                                   std::pair("2017-07-15 12:00", "2017-07-15T12:00:00+02:00"),
                                   std::pair("2017-10-29 02:30", "2017-10-29T02:30:00+02:00"),
                                   std::pair("2017-03-26 02:30", "2017-03-26T03:30:00+02:00")}) {
    const auto line =
        FirstLine(mapping, std::string(kColumns) + fmt::format("1,s,l,1,5,b,{},x\n", cell));
    ASSERT_TRUE(line.has_value()) << line.error().message;
    EXPECT_THAT(*line, HasSubstr(fmt::format(R"("time":"{}")", time)));
  }
}

TEST(CsvMapping, RefusesAZoneThatIsNone) {
  for (const char* zone : {"zone = \"Berlin\"", "zone = \"+08:00\"", "offset = \"Asia/Shanghai\"",
                           "offset = \"+08:00\"\nzone = \"Asia/Shanghai\"", "zone = 8"}) {
    const auto mapping = CsvMapping::Parse(WithChange("offset = \"+08:00\"", zone));
    ASSERT_FALSE(mapping.has_value()) << zone;
    EXPECT_EQ(mapping.error().reason, "mapping.wrong_kind") << zone;
    EXPECT_THAT(mapping.error().message, HasSubstr("time."));
  }
  EXPECT_EQ(CsvMapping::Parse(WithChange("offset = \"+08:00\"\n", "")).error().reason,
            "mapping.missing_key");
}

constexpr std::string_view kStores = R"(
type = "assay.store.opened.v1"
source = "shop"
id = "store-{id}"
subject = "{id}"
[time]
column = "opened"
format = "civil"
offset = "+08:00"
[data]
name = "name"
categories = ["first", "second"]
phones = [{ number = "phone", verified = { constant = true } }, { number = "mobile" }]
person = { name = "owner" }
)";
constexpr std::string_view kStoreColumns = "id,opened,name,first,second,phone,mobile,owner\n";

TEST(CsvMapping, AListHasAnItemForEachEntryThatARowFills) {
  const auto full = FirstLine(
      kStores, std::string(kStoreColumns) + "7,2017-03-01,Shop,shoes,bags,123 456,987 654,Li\n");
  ASSERT_TRUE(full.has_value()) << full.error().message;
  EXPECT_THAT(*full, HasSubstr(R"("categories":["shoes","bags"])"));
  EXPECT_THAT(*full,
              HasSubstr(R"("phones":[{"number":"123 456","verified":true},{"number":"987 654"}])"));
  const auto some =
      FirstLine(kStores, std::string(kStoreColumns) + "7,2017-03-01,Shop,,bags,,987 654,\n");
  EXPECT_THAT(*some, HasSubstr(R"("categories":["bags"])"));
  EXPECT_THAT(*some, HasSubstr(R"("phones":[{"number":"987 654"}])"));
  EXPECT_THAT(*some, ::testing::Not(HasSubstr("person")));
  const auto none = FirstLine(kStores, std::string(kStoreColumns) + "7,2017-03-01,Shop,,,,,\n");
  EXPECT_THAT(*none, HasSubstr(R"("data":{"name":"Shop"})"));
  for (const auto& line : {full, some, none}) {
    Decoder decoder;
    const auto decoded = decoder.Decode(*line, {});
    EXPECT_TRUE(decoded.has_value()) << decoded.error().message;
  }
}

TEST(CsvMapping, KnowsTheColumnOfAFieldAndOfWhatIsInIt) {
  const CsvMapping mapping = CsvMapping::Parse(kStores).value();
  EXPECT_EQ(mapping.ColumnOfField("name"), "name");
  EXPECT_EQ(mapping.ColumnOfField("phones"), "phone");
  EXPECT_EQ(mapping.ColumnOfField("person.name"), "owner");
  EXPECT_EQ(mapping.ColumnOfField("person.document"), std::nullopt);
  EXPECT_EQ(mapping.ColumnOfField("phone"), std::nullopt);
}

TEST(CsvMapping, RefusesAListThatIsNone) {
  for (const char* list :
       {"phones = \"phone\"", "phones = []", "phones = { number = \"phone\" }",
        "phones = [\"phone\"]", "phones = [{ digits = \"phone\" }]", "categories = [[\"a\"]]"}) {
    std::string text(kStores);
    const std::size_t begin = text.find(list[0] == 'p' ? "phones" : "categories");
    text.replace(begin, text.find('\n', begin) - begin, list);
    const auto mapping = CsvMapping::Parse(text);
    ASSERT_FALSE(mapping.has_value()) << list;
    EXPECT_THAT(mapping.error().message,
                HasSubstr(list[0] == 'p' ? "data.phones" : "data.categories"));
  }
}

TEST(CsvMapping, ADoubledBraceBelongsToTheNameOfAColumn) {
  const std::string mapping = WithChange("\"order-{Order no}\"", "\"o-{{Order}} no}}}-{Shop}}}\"");
  const auto line = FirstLine(mapping,
                              "{Order} no},Shop},Order no,Shop,Item,Qty,Total,Buyer,Paid at,City\n"
                              "18,x,17,s-1,l-9,2,5,b-1,2017/03/01,x\n");
  ASSERT_TRUE(line.has_value()) << line.error().message;
  EXPECT_THAT(*line, HasSubstr(R"("id":"o-18-x")"));
  for (const char* id : {"{", "{}", "{a", "{a}}", "{a}-{"}) {
    const auto wrong =
        CsvMapping::Parse(WithChange("\"order-{Order no}\"", fmt::format("\"{}\"", id)));
    ASSERT_FALSE(wrong.has_value()) << id;
    EXPECT_EQ(wrong.error().reason, "mapping.wrong_kind");
  }
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

// The order's time and amount, with cells and rules of a shop's own.
std::string TimeAs(const std::string& format, const std::string& cell) {
  const auto line = FirstLine(WithChange("format = \"civil\"", "format = \"" + format + "\""),
                              std::string(kColumns) + "17,s-1,l-9,2,5,b-1,\"" + cell + "\",x\n");
  if (!line) {
    return line.error().reason;
  }
  const std::size_t begin = line->find("\"time\":\"") + 8;
  return line->substr(begin, line->find('"', begin) - begin);
}

TEST(CsvMapping, ReadsTheDatesThatPeopleWrite) {
  EXPECT_EQ(TimeAs("day_first", "01.03.2017 14:05"), "2017-03-01T14:05:00+08:00");
  EXPECT_EQ(TimeAs("day_first", "1/3/17"), "2017-03-01T00:00:00+08:00");
  EXPECT_EQ(TimeAs("day_first", "01.03.2017, 14:05 Uhr"), "2017-03-01T14:05:00+08:00");
  EXPECT_EQ(TimeAs("month_first", "3/1/2017 2:05 PM"), "2017-03-01T14:05:00+08:00");
  EXPECT_EQ(TimeAs("month_first", "3/1/2017 12:05 AM"), "2017-03-01T00:05:00+08:00");
  EXPECT_EQ(TimeAs("civil", "2017年3月1日 14:05"), "2017-03-01T14:05:00+08:00");
  EXPECT_EQ(TimeAs("civil", "2017-03-01T14:05:06.250"), "2017-03-01T14:05:06.250+08:00");
  EXPECT_EQ(TimeAs("civil", "2017.3.1"), "2017-03-01T00:00:00+08:00");
}

TEST(CsvMapping, RefusesDatesThatAreNotOfTheFormat) {
  for (const auto& [format, cell] :
       std::vector<std::pair<std::string, std::string>>{{"day_first", "31.02.2017"},
                                                        {"day_first", "1.13.2017"},
                                                        {"day_first", "2017-03-01"},
                                                        {"day_first", "1.3.217"},
                                                        {"month_first", "13/1/2017"},
                                                        {"civil", "01.03.2017"},
                                                        {"civil", "2017-03-01 25:00"},
                                                        {"civil", "2017-03-01 10:00 tomorrow"},
                                                        {"civil", "2017-03"}}) {
    EXPECT_EQ(TimeAs(format, cell), "mapping.bad_value") << format << " " << cell;
  }
}

// The order's amount in minor units; the reason where there is none.
std::string AmountAs(const std::string& decimal, const std::string& cell) {
  const auto line = FirstLine(
      WithChange("currency = \"CNY\" }", "currency = \"CNY\", decimal = \"" + decimal + "\" }"),
      std::string(kColumns) + "17,s-1,l-9,2,\"" + cell + "\",b-1,2017-03-01,x\n");
  if (!line) {
    return line.error().reason;
  }
  const std::size_t begin = line->find("\"amount\":") + 9;
  return line->substr(begin, line->find(',', begin) - begin);
}

TEST(CsvMapping, ReadsAmountsAsShopsWriteThem) {
  EXPECT_EQ(AmountAs(",", "1.299,00"), "129900");
  EXPECT_EQ(AmountAs(",", "1 299,5 €"), "129950");
  EXPECT_EQ(AmountAs(",", "1.299"), "129900");
  EXPECT_EQ(AmountAs(".", "¥199"), "19900");
  EXPECT_EQ(AmountAs(".", "CNY 1,299.00"), "129900");
  EXPECT_EQ(AmountAs(".", "1'299.00"), "129900");
  EXPECT_EQ(AmountAs(".", "199元"), "19900");
}

TEST(CsvMapping, RefusesAmountsThatWouldBeReadWrongly) {
  EXPECT_EQ(AmountAs(".", "12,99"), "mapping.bad_value");
  EXPECT_EQ(AmountAs(",", "12.99"), "mapping.bad_value");
  EXPECT_EQ(AmountAs(",", "-5,00"), "mapping.bad_value");
  EXPECT_EQ(AmountAs(",", "free"), "mapping.bad_value");
  EXPECT_EQ(AmountAs(",", "1,2,3"), "mapping.bad_value");
  EXPECT_EQ(AmountAs(".", "about so much as 5"), "mapping.bad_value");
}

TEST(CsvMapping, GivesWordsItDoesNotKnowTheOneForTheRest) {
  constexpr std::string_view kRefunds = R"(
type = "assay.refund.v1"
source = "shop"
id = "{id}"
subject = "s"
encoding = "GBK"
time = { column = "at", format = "unix_seconds" }
[data]
order = "id"
reason = { column = "why", values = { "假货" = "counterfeit" }, otherwise = "other" }
amount = { constant = 0, currency = "CNY" }
)";
  const auto mapping = CsvMapping::Parse(kRefunds);
  ASSERT_TRUE(mapping.has_value()) << mapping.error().message;
  EXPECT_EQ(mapping->encoding(), "gb18030");
  Decoder decoder;
  for (const auto& [why, reason] :
       std::vector<std::pair<std::string, RefundReason>>{{"假货", RefundReason::kCounterfeit},
                                                         {"?", RefundReason::kOther},
                                                         {"", RefundReason::kOther}}) {
    const auto line = FirstLine(kRefunds, "id,why,at\n1," + why + ",1488348300\n");
    ASSERT_TRUE(line.has_value()) << line.error().message;
    const auto decoded = decoder.Decode(*line, {});
    ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
    EXPECT_EQ(std::get<RefundData>(decoded->event.data).reason, reason);
    EXPECT_EQ(std::get<RefundData>(decoded->event.data).amount.minor_units, 0);
  }
}

}  // namespace
}  // namespace assay::ingest
