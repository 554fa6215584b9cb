// SPDX-License-Identifier: Apache-2.0
#include "ingest/csv.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "ingest/text_source.h"

namespace assay::ingest {
namespace {

using Row = std::vector<std::string>;

// Fields of each record; a defect stands for them where there is one.
std::vector<Row> Split(std::string_view bytes, CsvOptions options = {},
                       std::size_t block_bytes = 3) {
  CsvSplitter records(options);
  std::vector<Row> rows;
  const auto take = [&] {
    while (const auto record = records.Next()) {
      rows.push_back(record->defect.empty() ? Row(record->fields.begin(), record->fields.end())
                                            : Row{std::string(record->defect)});
    }
  };
  for (std::size_t at = 0; at < bytes.size(); at += block_bytes) {
    records.Feed(bytes.substr(at, block_bytes));
    take();
  }
  records.Finish();
  take();
  return rows;
}

std::string Quoted(const std::string& field) {
  std::string text = "\"";
  for (const char c : field) {
    text.append(c == '"' ? 2 : 1, c);
  }
  text.push_back('"');
  return text;
}

TEST(CsvSplitter, ReadsQuotedFieldsWithSeparatorsQuotesAndNewlines) {
  EXPECT_EQ(Split("a,\"b,\"\"c\"\"\",\"d\r\ne\"\r\n,\n"),
            (std::vector<Row>{{"a", "b,\"c\"", "d\r\ne"}, {"", ""}}));
}

TEST(CsvSplitter, TakesAQuoteWithinAFieldAsItIs) {
  EXPECT_EQ(Split("5\" pipe,x\n"), (std::vector<Row>{{"5\" pipe", "x"}}));
}

TEST(CsvSplitter, TakesQuotesInTabTablesAsTheyAre) {
  EXPECT_EQ(Split("\"a\tb\"\n\"c\td\n", CsvOptions::Tab()),
            (std::vector<Row>{{"\"a", "b\""}, {"\"c", "d"}}));
}

TEST(CsvSplitter, PassesOverAByteOrderMark) {
  EXPECT_EQ(Split("\xEF\xBB\xBFid\n"), (std::vector<Row>{{"id"}}));
}

TEST(CsvSplitter, LosesOneLineToAQuoteThatNeverCloses) {
  EXPECT_EQ(Split("a,\"b\nc,d\ne,f\n"),
            (std::vector<Row>{{"csv.unclosed_quote"}, {"c", "d"}, {"e", "f"}}));
}

TEST(CsvSplitter, LosesOneLineToAQuoteThatClosesBeyondTheMaximum) {
  CsvOptions options;
  options.record_bytes_max = 12;
  const auto rows = Split("\"b\nccc,ddd\neee,fff\nggg\nh,i\n", options);
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_EQ(rows.front(), Row{"csv.unclosed_quote"});
  EXPECT_EQ(rows.back(), (Row{"h", "i"}));
}

TEST(CsvSplitter, RefusesTextAfterAClosingQuote) {
  EXPECT_EQ(Split("\"a\"b,c\nd\n"), (std::vector<Row>{{"csv.text_after_quote"}, {"d"}}));
}

TEST(CsvSplitter, RefusesRecordsThatAreTooLongAndGoesOn) {
  CsvOptions options;
  options.record_bytes_max = 5;
  EXPECT_EQ(Split("abcdefghijkl\nx\n", options),
            (std::vector<Row>{{"csv.record_too_long"}, {"x"}}));
}

TEST(CsvSplitter, RefusesRecordsWithTooManyFields) {
  CsvOptions options;
  options.fields_max = 2;
  EXPECT_EQ(Split("a,b,c\na,b\n", options),
            (std::vector<Row>{{"csv.too_many_fields"}, {"a", "b"}}));
}

TEST(CsvSplitter, TellsTheLineARecordBeginsIn) {
  CsvSplitter records;
  records.Feed("a\n\"b\nc\"\nd\n");
  records.Finish();
  EXPECT_EQ(records.Next()->line, 1U);
  EXPECT_EQ(records.Next()->line, 2U);
  const auto third = records.Next();
  EXPECT_EQ(third->line, 4U);
  EXPECT_EQ(third->offset, 8U);
}

// Found by fuzzing: where an unclosed quote was given up depended on how much had been fed.
RC_GTEST_PROP(CsvSplitter, DoesNotDependOnHowTheBytesCame, ()) {
  const auto bytes =
      *rc::gen::container<std::string>(rc::gen::element('a', '"', ',', '\n', '\r', '\xEF'));
  CsvOptions options;
  options.record_bytes_max = 6;
  RC_ASSERT(Split(bytes, options, *rc::gen::inRange<std::size_t>(1, 9)) ==
            Split(bytes, options, bytes.size() + 1));
}

RC_GTEST_PROP(CsvSplitter, ReadsBackWhatWasWritten, ()) {
  const auto rows = *rc::gen::container<std::vector<Row>>(rc::gen::nonEmpty(rc::gen::container<Row>(
      rc::gen::container<std::string>(rc::gen::element('a', '"', ',', '\n')))));
  std::string text;
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      text.append(i == 0 ? "" : ",").append(Quoted(row[i]));
    }
    text.push_back('\n');
  }
  RC_ASSERT(Split(text, {}, *rc::gen::inRange<std::size_t>(1, 9)) == rows);
}

TEST(CsvTable, ReadsRowsUnderTheirColumns) {
  TextSource source("id,title\n\n1,x\n2\n3,y");
  auto table = CsvTable::Open(source);
  ASSERT_TRUE(table.has_value());
  EXPECT_EQ(table->columns(), (std::vector<std::string>{"id", "title"}));
  EXPECT_EQ(table->FindColumn("title"), 1U);
  EXPECT_FALSE(table->FindColumn("price").has_value());
  EXPECT_EQ((**table->Next()).fields[1], "x");
  EXPECT_EQ((**table->Next()).defect, "csv.wrong_field_count");
  EXPECT_EQ((**table->Next()).fields[1], "y");
  EXPECT_FALSE(table->Next()->has_value());
}

TEST(CsvTable, YieldsTheWholeRowsBeforeTheSourceBrokeOffAndNotTheTornOne) {
  for (const std::string torn : {"3,y", "3,\"y\n4,z\n"}) {
    for (const auto& options : {std::optional<CsvOptions>(), std::optional(CsvOptions::Comma())}) {
      TextSource source("id,title\n1,x\n" + torn,
                        Error{ErrorCode::kCorrupted, "input.truncated", ""});
      auto table = CsvTable::Open(source, options);
      ASSERT_TRUE(table.has_value());
      EXPECT_EQ((**table->Next()).fields[1], "x");
      for (int i = 0; i < 2; ++i) {
        const auto end = table->Next();
        ASSERT_FALSE(end.has_value());
        EXPECT_EQ(end.error().reason, "input.truncated");
      }
    }
  }
}

TEST(CsvTable, GuessesTheSeparator) {
  TextSource source("id\ttitle, as shown\n1\t\"x\n");
  auto table = CsvTable::Open(source);
  ASSERT_TRUE(table.has_value());
  EXPECT_EQ(table->columns().size(), 2U);
  EXPECT_EQ((**table->Next()).fields[1], "\"x");
}

TEST(CsvTable, TellsSeparatorsByWhatRowsAgreeOn) {
  EXPECT_EQ(GuessSeparator("a;b;c\n1,5;2;3\n1,6;2;3\n").separator, ';');
  EXPECT_EQ(GuessSeparator("a|b\n1|2\n").separator, '|');
  EXPECT_EQ(GuessSeparator("a\tb,c\n1\t2\n").separator, '\t');
  EXPECT_EQ(GuessSeparator("a,b\n\"x;y;z\",2\n").separator, ',');
  EXPECT_EQ(GuessSeparator("a;b").separator, ';') << "a header alone, without a newline";
  EXPECT_EQ(GuessSeparator("\n\na;b\n1;2\n").separator, ';') << "blank lines are no header";
  EXPECT_EQ(GuessSeparator("").separator, ',');
}

TEST(CsvTable, TakesTheLineThatDeclaresASeparatorForNoHeader) {
  for (const std::string mark : {"", "\xEF\xBB\xBF"}) {
    for (const auto& options :
         {std::optional<CsvOptions>(), std::optional(CsvOptions{.separator = ';'})}) {
      TextSource source(mark + "sep=;\r\nid;a,b\r\n1;2,3\r\n");
      auto table = CsvTable::Open(source, options);
      ASSERT_TRUE(table.has_value());
      EXPECT_EQ(table->columns(), (std::vector<std::string>{"id", "a,b"}));
      EXPECT_EQ((**table->Next()).line, 3U);
    }
  }
  TextSource column("sep=x;id\n1;2\n");
  EXPECT_EQ(CsvTable::Open(column)->columns().front(), "sep=x");
}

TEST(CsvTable, GuessesTheSameSeparatorHoweverTheBytesCome) {
  // Bars win within 200 rows; far more rows behind them, in another form, do not count.
  std::string text = "a,b|c,d\n";
  for (int row = 0; row < 200; ++row) {
    text += "1|2\n";
  }
  for (int row = 0; row < 2'000; ++row) {
    text += "1,2,3\n";
  }
  for (const std::size_t block : {std::size_t{1}, std::size_t{7}, text.size()}) {
    TextSource source(text, {}, block);
    const auto table = CsvTable::Open(source);
    ASSERT_TRUE(table.has_value());
    EXPECT_EQ(table->options().separator, '|') << "blocks of " << block;
  }
}

TEST(CsvTable, RefusesATableWithoutOrWithAnAmbiguousHeader) {
  TextSource empty("");
  EXPECT_EQ(CsvTable::Open(empty).error().reason, "csv.no_header");
  TextSource twice("id,id\n");
  EXPECT_EQ(CsvTable::Open(twice).error().reason, "csv.duplicate_column");
}

}  // namespace
}  // namespace assay::ingest
