// SPDX-License-Identifier: Apache-2.0
#include "ingest/profile_table.h"

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/text_source.h"

namespace assay::ingest {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

OpenInput Holding(const std::string& bytes, std::optional<Error> error = {}) {
  return [bytes, error](const std::string&) -> Result<std::unique_ptr<ByteSource>> {
    return std::make_unique<TextSource>(bytes, error, 7);
  };
}

Result<ProfiledTable> Profile(const std::string& bytes) {
  return ProfileTable(Holding(bytes), "shop/items.csv", TableKind::kListings);
}

TEST(ProfileTable, TellsEncodingSeparatorAndColumns) {
  const auto table = Profile("Artikel;Preis\nG\xfcrtel;12,99\nHut;5,00\n");
  ASSERT_TRUE(table.has_value()) << table.error().message;
  EXPECT_EQ(table->profile.kind, TableKind::kListings);
  EXPECT_EQ(table->profile.encoding, "windows-1252");
  EXPECT_EQ(table->profile.options.separator, ';');
  EXPECT_EQ(table->rows, 2U);
  ASSERT_EQ(table->profile.columns.size(), 2U);
  EXPECT_EQ(table->profile.columns[0].name(), "Artikel");
  EXPECT_THAT(table->profile.columns[0].examples(), ElementsAre("Gürtel", "Hut"));
  EXPECT_EQ(table->profile.columns[1].AmountShare(','), 1.0);
}

TEST(ProfileTable, ReadsUtf16WhateverTheBlocks) {
  std::string bytes = "\xff\xfe";
  for (const char c : std::string("id\tname\n1\that\n")) {
    bytes += c;
    bytes += '\0';
  }
  const auto table = Profile(bytes);
  ASSERT_TRUE(table.has_value()) << table.error().message;
  EXPECT_EQ(table->profile.encoding, "utf-16le");
  EXPECT_THAT(table->profile.columns[1].examples(), ElementsAre("hat"));
}

TEST(ProfileTable, TakesTheEncodingThatWasNamedUnlessTheBytesSayOtherwise) {
  const std::string big5 = "id,\xb0\xd3\xab\x7e\n1,\xbe\x63\n";  // 商品, 鞋
  const auto told = ProfileTable(Holding(big5), "x.csv", TableKind::kListings, "big5");
  ASSERT_TRUE(told.has_value()) << told.error().message;
  EXPECT_EQ(told->profile.columns[1].name(), "商品");
  EXPECT_THAT(told->profile.columns[1].examples(), ElementsAre("鞋"));
  const auto utf8 = ProfileTable(Holding("id,商品\n1,鞋\n"), "x.csv", TableKind::kListings, "big5");
  EXPECT_EQ(utf8->profile.columns[1].name(), "商品");
}

TEST(ProfileTable, RefusesWhatIsNoText) {
  std::string bytes =
      "\x7f"
      "ELF,a\n1,2\n";
  for (int i = 0; i < 256; ++i) {
    bytes += static_cast<char>(i);
  }
  for (const auto& [text, words] :
       {std::pair(bytes, "this is no text. Export"),
        std::pair("PK\x03\x04" + bytes, "a spreadsheet or a ZIP"),
        std::pair(std::string("id,name\n1,a\0b\n", 14), "this is no text")}) {
    const auto table = Profile(text);
    ASSERT_FALSE(table.has_value());
    EXPECT_EQ(table.error().reason, "pilot.not_text");
    EXPECT_THAT(table.error().message, HasSubstr(words));
  }
  EXPECT_TRUE(Profile("id,name\n1,\x01" + std::string(200, 'x') + "\n").has_value())
      << "a stray one";
}

TEST(ProfileTable, LeavesDefectiveRowsOutAndCountsThem) {
  const auto table = Profile("id,name\n1,hat\n2\n3,bag,extra\n4,cap\n");
  ASSERT_TRUE(table.has_value());
  EXPECT_EQ(table->rows, 4U);
  EXPECT_EQ(table->defective, 2U);
  EXPECT_THAT(table->profile.columns[0].examples(), ElementsAre("1", "4"));
}

TEST(ProfileTable, SaysWhichFileIsNoTableAndWhy) {
  for (const auto& [bytes, reason, words] :
       {std::tuple("", "csv.no_header", "no readable first row"),
        std::tuple("just a line\nand another\n", "pilot.one_column", "has one column"),
        std::tuple("id,name\n", "pilot.empty_table", "no row below"),
        std::tuple("id,name,id\n1,2,3\n", "csv.duplicate_column", "'id'")}) {
    const auto table = Profile(bytes);
    ASSERT_FALSE(table.has_value()) << bytes;
    EXPECT_EQ(table.error().reason, reason);
    EXPECT_THAT(table.error().message, AllOf(HasSubstr("shop/items.csv: "), HasSubstr(words)));
  }
}

TEST(ProfileTable, RefusesStandardInputBecauseItReadsSeveralTimes) {
  const auto table = ProfileTable(Holding("id,name\n1,2\n"), "-", TableKind::kOrders);
  ASSERT_FALSE(table.has_value());
  EXPECT_EQ(table.error().reason, "pilot.standard_input");
}

TEST(ProfileTable, PassesOnWhereTheInputBreaksOff) {
  const auto table = ProfileTable(
      Holding("id,name\n1,2\n", Error{ErrorCode::kCorrupted, "input.truncated", "cut off"}),
      "items.csv", TableKind::kOrders);
  ASSERT_FALSE(table.has_value());
  EXPECT_EQ(table.error().reason, "input.truncated");
  EXPECT_THAT(table.error().message, HasSubstr("items.csv: cut off"));
}

TEST(ReadColumns, ReadsTheNamesAsTheMappingSays) {
  const auto mapping = CsvMapping::Parse(
      "type = \"assay.parcel.v1\"\nsource = \"s\"\nid = \"{a}\"\nsubject = \"{a}\"\nseparator = "
      "\"|\"\n[time]\ncolumn = \"b\"\n[data]\nparcel = \"a\"\n");
  ASSERT_TRUE(mapping.has_value()) << mapping.error().message;
  EXPECT_THAT(*ReadColumns(Holding("a|b|c,d\n"), "x.csv", *mapping), ElementsAre("a", "b", "c,d"));
  const auto none = ReadColumns(Holding(""), "x.csv", *mapping);
  ASSERT_FALSE(none.has_value());
  EXPECT_THAT(none.error().message, HasSubstr("x.csv: "));
}

}  // namespace
}  // namespace assay::ingest
