// SPDX-License-Identifier: Apache-2.0
// `assay pilot` as a marketplace uses it: on tables of a made-up shop system whose truth is known.
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/process.h"
#include "support/shop_export.h"

namespace assay {
namespace {

using nlohmann::json;
using process::Finished;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Pilot : public ::testing::Test {
 protected:
  void Export(shop::Form form) { Save(shop::MakeExport(form)); }
  void Save(const shop::Export& made) {
    truth_ = made;
    Table("items.csv", made.listings);
    Table("orders.csv", made.orders);
    Table("refunds.csv", made.refunds);
    Table("parcels.csv", made.parcels);
    Table("closed.csv", made.closures);
  }
  void Table(const std::string& name, const std::string& bytes) {
    process::WriteFile(folder_ / name, bytes);
  }
  Finished Run(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words = {"pilot",
                                      "--listings",
                                      folder_ / "items.csv",
                                      "--orders",
                                      folder_ / "orders.csv",
                                      "--closures",
                                      folder_ / "closed.csv",
                                      "--out",
                                      folder_ / "pilot"};
    words.insert(words.end(), more.begin(), more.end());
    return process::RunAssay(words);
  }
  Finished RunAll(std::vector<std::string> more = {}) const {
    more.insert(more.end(),
                {"--refunds", folder_ / "refunds.csv", "--parcels", folder_ / "parcels.csv"});
    return Run(more);
  }
  json Report() const { return json::parse(process::ReadFile(folder_ / "pilot/report.json")); }
  // The few rows that the tests of bad input change.
  void Small() {
    Table("items.csv",
          "item_id,shop,title,price,created_at\nl1,s1,Rolex replica 1:1 AAA,99 "
          "EUR,2017-03-01\nl2,s2,Hat,20 EUR,2017-03-02\n");
    Table(
        "orders.csv",
        "order,item_id,shop,paid_at,total\n1,l1,s1,2017-03-05,99 EUR\n2,l2,s2,2017-03-05,20 EUR\n");
    Table("closed.csv", "shop,closed_at,reason\ns1,2017-05-01,fake goods\n");
  }

  process::TemporaryFolder folder_;
  shop::Export truth_;
};

class EveryExport : public Pilot, public ::testing::WithParamInterface<shop::Form> {};

TEST_P(EveryExport, IsReadWithoutHelpAndComparedAsTheTruthSays) {
  Export(GetParam());
  const Finished done =
      RunAll(GetParam() == shop::Form::kGerman ? std::vector<std::string>{"--currency", "EUR"}
                                               : std::vector<std::string>{});
  ASSERT_EQ(done.exit_status, 0) << done.err << done.out;
  const json report = Report();
  EXPECT_EQ(report["stores"], 300);
  EXPECT_EQ(report["standings"]["both"], truth_.copies_closed);
  EXPECT_EQ(report["standings"]["only_ours"], truth_.copies - truth_.copies_closed);
  EXPECT_EQ(report["standings"]["missed"], truth_.closed_without_a_sign);
  EXPECT_EQ(report["closings_otherwise"], truth_.closed_otherwise);
  EXPECT_EQ(report["early"]["earlier"], truth_.copies_closed);
  EXPECT_NEAR(report["early"]["days_median"].get<double>(), 40, 0.5);
  for (const json& table : report["tables"]) {
    EXPECT_EQ(table["used"], table["rows"]) << table;
  }
  EXPECT_EQ(report["sheet"]["only_ours"], truth_.copies - truth_.copies_closed);
}

INSTANTIATE_TEST_SUITE_P(Forms, EveryExport,
                         ::testing::Values(shop::Form::kGerman, shop::Form::kChinese,
                                           shop::Form::kTechnical));

TEST_F(Pilot, SendsNothingKeepsNoNamesAndShowsClosingsToNobody) {
  Export(shop::Form::kGerman);
  ASSERT_EQ(RunAll({"--currency", "EUR"}).exit_status, 0);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "pilot/runs"));
  const std::string actions = folder_ / "pilot/data/actions.ndjson";
  EXPECT_TRUE(!std::filesystem::exists(actions) || process::ReadFile(actions).empty());
  EXPECT_EQ(process::RunAssay({"actions", "show", "--data", folder_ / "pilot/data"})
                .out.find("\"action\""),
            std::string::npos);
  const Finished dump = process::RunAssay({"dump", "--data", folder_ / "pilot/data"});
  ASSERT_NE(dump.out.find("\"closed_ms\":0"), std::string::npos);
  EXPECT_EQ(dump.out.find("\"closed_ms\":1"), std::string::npos);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / "pilot")) {
    if (entry.is_regular_file()) {
      EXPECT_EQ(process::ReadFile(entry.path()).find("Erika Mustermann"), std::string::npos)
          << entry.path();
    }
  }
  EXPECT_THAT(Report()["tables"][1]["dropped"].dump(), HasSubstr("Käufername"));
}

TEST_F(Pilot, TheReviewSheetSaysNothingOfWhatWasFoundAndIsScoredFromSpreadsheets) {
  Export(shop::Form::kTechnical);
  ASSERT_EQ(RunAll({"--sheet-rows", "40"}).exit_status, 0);
  const std::string sheet = process::ReadFile(folder_ / "pilot/review/sheet.csv");
  const std::string page = process::ReadFile(folder_ / "pilot/review/sheet.html");
  for (const char* word : {"only_ours", "missed", "both", "score", "red"}) {
    EXPECT_THAT(sheet, Not(HasSubstr(word)));
  }
  EXPECT_THAT(page, Not(HasSubstr("only_ours")));
  // Filled in, and saved by a spreadsheet with semicolons: copies are yes, all else is no.
  std::string filled = "row;store;counterfeit\n";
  std::size_t begin = sheet.find('\n') + 1;
  for (int row = 1; begin < sheet.size(); ++row) {
    const std::string line = sheet.substr(begin, sheet.find('\n', begin) - begin);
    begin += line.size() + 1;
    EXPECT_EQ(line.find("\"\""), std::string::npos)
        << "an empty cell would tell found stores from others: " << line;
    const std::size_t store = line.find('"') + 1;
    filled += fmt::format("{};{};{}\n", row, line.substr(store, line.find('"', store) - store),
                          line.find("replica") == std::string::npos ? "No" : "YES");
  }
  Table("filled.csv", filled);
  const Finished scored =
      process::RunAssay({"pilot", "score", folder_ / "filled.csv", "--pilot", folder_ / "pilot"});
  ASSERT_EQ(scored.exit_status, 0) << scored.err;
  EXPECT_THAT(scored.out, HasSubstr("Stores found by Assay that are none: 0.0 % estimated"));
  EXPECT_EQ(Report()["review"]["groups"]["only_ours"]["yes"], truth_.copies - truth_.copies_closed);
  EXPECT_EQ(Report()["review"]["groups"]["neither"]["yes"], 0);
  EXPECT_THAT(process::ReadFile(folder_ / "pilot/report.html"),
              HasSubstr("an estimated 0.0 % are none"));
}

TEST_F(Pilot, WrongSheetsAreRefusedByLineAndColumn) {
  Small();
  ASSERT_EQ(Run().exit_status, 0);
  const auto score = [&](const std::string& text) {
    Table("filled.csv", text);
    const Finished done =
        process::RunAssay({"pilot", "score", folder_ / "filled.csv", "--pilot", folder_ / "pilot"});
    EXPECT_EQ(done.exit_status, 2);
    return done.err;
  };
  EXPECT_THAT(score("row,store\n1,s1\n"), HasSubstr("has no column 'counterfeit'"));
  EXPECT_THAT(score("row,store,counterfeit\n9,s1,yes\n"), HasSubstr("filled.csv:2: column 'row'"));
  EXPECT_THAT(score("row,store,counterfeit\n1,else,yes\n"),
              HasSubstr("filled.csv:2: column 'store'"));
  const std::string key = process::ReadFile(folder_ / "pilot/key/review-key.csv");
  const std::string first = key.find("\n1,\"s1\"") != std::string::npos ? "s1" : "s2";
  EXPECT_THAT(score("row,store,counterfeit\n1," + first + ",maybe\n"),
              HasSubstr("'maybe' must be yes, no or unsure"));
}

TEST_F(Pilot, DeletesItsOwnFolderAndNoOther) {
  Small();
  ASSERT_EQ(Run().exit_status, 0);
  EXPECT_EQ(Run().exit_status, 4) << "a finished pilot is not written over";
  std::filesystem::create_directories(folder_ / "mine");
  Finished done = process::RunAssay({"pilot", "delete", folder_ / "mine", "--yes"});
  EXPECT_EQ(done.exit_status, 2);
  EXPECT_THAT(done.err, HasSubstr("is no folder that assay pilot made"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "mine"));
  done = process::RunAssay({"pilot", "delete", folder_ / "pilot", "--yes"});
  EXPECT_EQ(done.exit_status, 0);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "pilot"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "items.csv"));
}

TEST_F(Pilot, SaysWhatIsMissing) {
  const Finished none = process::RunAssay({"pilot", "--listings", "x.csv"});
  EXPECT_EQ(none.exit_status, 2);
  EXPECT_THAT(none.err, HasSubstr("needs --orders, --closures"));
  Small();
  Table("items.csv", "item_id,title,created_at\nl1,Hat,2017-03-01\n");
  const Finished column = Run();
  EXPECT_EQ(column.exit_status, 3);
  EXPECT_THAT(column.err, AllOf(HasSubstr("items.csv: no column was found for the id of the store"),
                                HasSubstr("storeid"), HasSubstr("--mapping-dir")));
}

TEST_F(Pilot, AsksForColumnsOfAnUnknownShopSystemAndTakesTheAnswersAsOptions) {
  // Names of its own, in GB18030, with semicolons and days first.
  const auto encoded = [](const std::string& text) {
    return shop::Encoded(shop::Form::kChinese, text);
  };
  Table("items.csv", encoded("WNR;Laden;Warentext;Preis;ab\n"
                             "l1;s1;耐克 莆系 公司级 运动鞋 真标 加微看图;99,00;21.03.2017\n"
                             "l2;s2;手工编织竹篮 家用收纳;1.049,50;22.03.2017\n"));
  Table("orders.csv",
        encoded("Vorgang;WNR;Eingang;Summe\n1;l1;25.03.2017;99,00\n2;l2;25.03.2017;1.049,50\n"));
  Table("closed.csv", encoded("Laden;Ende;Grund\ns1;01.05.2017;售假\n"));
  const Finished asked = Run({"--currency", "CNY"});
  EXPECT_EQ(asked.exit_status, 3);
  EXPECT_THAT(
      asked.err,
      AllOf(
          HasSubstr("--column listings.listing=COLUMN; left are 'WNR', 'Warentext', 'Preis', 'ab'"),
          HasSubstr("--column orders.time=COLUMN"), HasSubstr("--column closures.time=COLUMN")));
  const std::vector<std::string> answers = {"--currency", "CNY",
                                            "--column",   "listings.listing=WNR",
                                            "--column",   "listings.title=Warentext",
                                            "--column",   "listings.time=ab",
                                            "--column",   "orders.order=Vorgang",
                                            "--column",   "orders.time=Eingang",
                                            "--column",   "closures.time=Ende"};
  const Finished done = Run(answers);  // What one table calls WNR is taken for the same in another.
  ASSERT_EQ(done.exit_status, 0) << done.err << done.out;
  EXPECT_EQ(Report()["standings"]["both"], 1);
  EXPECT_EQ(Report()["examples"][0]["closed"], "2017-05-01T00:00:00Z");
}

TEST_F(Pilot, ReadsTheEncodingThatWasNamed) {
  Small();
  Table("items.csv",
        "item_id,shop,title,created_at\nl1,s1,\xd0\xee\xeb\xe5\xea\xf1 Rolex replica 1:1 "
        "AAA,2017-03-01\n");
  const Finished wrong = Run({"--encoding", "klingon"});
  EXPECT_EQ(wrong.exit_status, 2);
  EXPECT_THAT(wrong.err, AllOf(HasSubstr("windows-1251"), HasSubstr("'klingon'")));
  const Finished done = Run({"--encoding", "cp1251"});
  ASSERT_EQ(done.exit_status, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("Ролекс Rolex"));
}

TEST_F(Pilot, RefusesAnswersThatNameNothing) {
  Small();
  const auto answer = [&](const std::string& text) { return Run({"--column", text}); };
  for (const char* text :
       {"title=Titel", "items.title=Titel", "listings.title", "listings=title"}) {
    EXPECT_EQ(answer(text).exit_status, 2) << text;
    EXPECT_THAT(answer(text).err, HasSubstr("--column must be like listings.title=COLUMN"));
  }
  EXPECT_THAT(answer("refunds.order=x").err, HasSubstr("there is no --refunds"));
  EXPECT_THAT(answer("listings.title=x").err,
              HasSubstr("there is no column 'x'; there are 'item_id'"));
}

TEST_F(Pilot, TakesACorrectedMapping) {
  Small();
  Table("items.csv",
        "item_id,owner,title,created_at\nl1,s1,Rolex replica 1:1 "
        "AAA,2017-03-01\nl2,s2,Hat,2017-03-02\n");
  ASSERT_EQ(Run().exit_status, 3);
  std::string mapping = process::ReadFile(folder_ / "pilot/mapping/listings.toml");
  for (std::size_t at = mapping.find("FILL IN"); at != std::string::npos;
       at = mapping.find("FILL IN")) {
    mapping.replace(at, 7, "owner");
  }
  process::WriteFile(folder_ / "pilot/mapping/listings.toml", mapping);
  const Finished done = Run({"--mapping-dir", folder_ / "pilot/mapping"});
  ASSERT_EQ(done.exit_status, 0) << done.err;
  EXPECT_EQ(Report()["standings"]["both"], 1);
  EXPECT_THAT(Report()["disabled"].dump(),
              AllOf(HasSubstr("No refunds"), HasSubstr("No price is compared")));
}

TEST_F(Pilot, ItsMappingsServeIngestToo) {
  Export(shop::Form::kChinese);
  ASSERT_EQ(RunAll({"--only-map"}).exit_status, 0);
  const Finished done = process::RunAssay({"ingest", folder_ / "items.csv", "--map",
                                           folder_ / "pilot/mapping/listings.toml", "--data",
                                           folder_ / "data", "--json"});
  ASSERT_EQ(done.exit_status, 0) << done.err;
  const json report = json::parse(done.out);
  EXPECT_EQ(report["accepted"], 1'200);
  EXPECT_EQ(report["red_verdicts"], truth_.copies * 4)
      << "the text in GBK was not read as what it says";
}

TEST_F(Pilot, RefusesATableOfWhichTooMuchCannotBeRead) {
  Small();
  ASSERT_EQ(Run({"--only-map"}).exit_status, 0);
  Table("orders.csv",
        "order,item_id,shop,paid_at,total\n1,l1,s1,2017-03-05,99 EUR\n2,l2,s2,2017-13-05,20 "
        "EUR\n3,l2,s2,2017-03-05\n4,l2,s2,2017-03-05,free\n");
  const Finished done = Run({"--mapping-dir", folder_ / "pilot/mapping"});
  EXPECT_EQ(done.exit_status, 3);
  EXPECT_THAT(
      done.err,
      AllOf(HasSubstr("3 of 4 rows"),
            HasSubstr("orders.csv:3: column 'paid_at' does not hold a time"),
            HasSubstr("orders.csv:4:"),
            HasSubstr(
                "orders.csv:5: column 'total' does not hold an amount of money such as 1,299.00")));
}

TEST_F(Pilot, CountsAFewBadRowsAndGoesOn) {
  Small();
  std::string orders = "order,item_id,shop,paid_at,total\n";
  for (int i = 0; i < 20; ++i) {
    orders += fmt::format("{},l2,s2,2017-03-05,20 EUR\n", i);
  }
  Table("orders.csv", orders + "20,l2,s2,yesterday,20 EUR\n");
  const Finished done = Run();
  ASSERT_EQ(done.exit_status, 0) << done.err;
  EXPECT_THAT(done.err, HasSubstr("1 of 21 rows"));
  EXPECT_THAT(Report()["tables"][1]["notes"].dump(), HasSubstr("orders.csv:22: column 'paid_at'"));
}

TEST_F(Pilot, TellsTablesThatAreNone) {
  Small();
  Table("items.csv", "just a line\nand another\n");
  EXPECT_THAT(Run().err, HasSubstr("items.csv: the first line has one column"));
  Table("items.csv", "");
  EXPECT_THAT(Run().err, HasSubstr("items.csv: the table has no readable first row"));
  Table("items.csv", "item_id,shop,title,created_at\n");
  EXPECT_THAT(Run().err, HasSubstr("items.csv: there is no row below the names"));
  Table("items.csv", "PK\x03\x04\x01\x02" + std::string(100, '\0'));
  EXPECT_THAT(Run().err, HasSubstr("items.csv: this is no text: a spreadsheet or a ZIP"));
  std::filesystem::remove(folder_ / "items.csv");
  EXPECT_THAT(Run().err, HasSubstr("assay: " + (folder_ / "items.csv") + ": No such file"));
  Table("items.csv", "item_id,shop,title,title\na,b,c,d\n");
  EXPECT_THAT(Run().err, HasSubstr("two columns have the name 'title'"));
}

TEST_F(Pilot, AsksForTheOrderOfDayAndMonthAndForTheCurrency) {
  Small();
  Table("closed.csv", "shop,closed_at,reason\ns1,03/04/2017,fake goods\n");
  Finished done = Run();
  EXPECT_EQ(done.exit_status, 3);
  EXPECT_THAT(done.err, AllOf(HasSubstr("closed.csv: column 'closed_at': 03/04/2017"),
                              HasSubstr("--dates day-first")));
  done = Run({"--dates", "day-first"});
  ASSERT_EQ(done.exit_status, 0) << done.err;
  EXPECT_EQ(Report()["examples"][0]["closed"], "2017-04-03T00:00:00Z");
}

TEST_F(Pilot, TakesEachRowOfAListingForAVersionAndJudgesItFromItsChangeOn) {
  Small();
  // Newest first. s1 sold hats until its text changed in April; s3 the other way round.
  Table("items.csv",
        "item_id,shop,title,price,created_at,updated_at\n"
        "l1,s1,Rolex replica 1:1 AAA,99 EUR,2017-03-01,2017-04-10\n"
        "l1,s1,Hat,20 EUR,2017-03-01,2017-03-01\n"
        "l3,s3,Cap,20 EUR,2017-03-01,2017-03-20\n"
        "l3,s3,Rolex replica 1:1 AAA,99 EUR,2017-03-01,2017-03-01\n"
        "l2,s2,Hat,20 EUR,2017-03-02,2017-03-02\n");
  const Finished done = Run();
  ASSERT_EQ(done.exit_status, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("67 % of the listings stand in several rows"));
  const json report = Report();
  EXPECT_THAT(report["tables"][0]["notes"].dump(),
              HasSubstr("2 rows are later versions of their listings"));
  EXPECT_EQ(report["tables"][0]["used"], 5);
  ASSERT_EQ(report["examples"].size(), 2) << report["examples"].dump(1);
  for (const json& example : report["examples"]) {
    EXPECT_EQ(example["found"],
              example["store"] == "s1" ? "2017-04-10T00:00:00Z" : "2017-03-01T00:00:00Z");
    EXPECT_EQ(example["title"], "Rolex replica 1:1 AAA") << "what was on offer when it was found";
  }
  EXPECT_EQ(report["early"], report["strict"]);
}

TEST_F(Pilot, ReadsTimesAsThoseOfAPlace) {
  Small();
  Table("closed.csv", "shop,closed_at,reason\ns1,2017-05-01 12:00,fake goods\n");
  const Finished wrong = Run({"--time-zone", "Berlin"});
  EXPECT_EQ(wrong.exit_status, 2);
  EXPECT_THAT(wrong.err,
              AllOf(HasSubstr("Europe/Berlin"), HasSubstr("+08:00"), HasSubstr("'Berlin'")));
  const Finished done = Run({"--time-zone", "Europe/Berlin"});
  ASSERT_EQ(done.exit_status, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("as of Europe/Berlin"));
  EXPECT_EQ(Report()["examples"][0]["closed"], "2017-05-01T10:00:00Z") << "summer time";
  EXPECT_EQ(Report()["examples"][0]["found"], "2017-02-28T23:00:00Z") << "winter time";
}

TEST_F(Pilot, LinksStoresOpenedAgainAndKeepsNoIdentityInTheClear) {
  Small();
  EXPECT_THAT(Run().out, HasSubstr("Off: No stores"));
  ASSERT_EQ(process::RunAssay({"pilot", "delete", folder_ / "pilot", "--yes"}).exit_status, 0);
  Table("closed.csv",
        "shop,closed_at,reason\ns1,2017-05-01,fake goods\ns3,2017-09-01,fake goods\n");
  Table("orders.csv",
        "order,item_id,shop,paid_at,total\n1,l1,s1,2017-03-05,99 EUR\n2,l2,s2,2017-03-05,20 EUR\n"
        "3,l2,s3,2017-07-05,20 EUR\n");
  // s3 opens with the telephone and the account of s1, a month after that was closed.
  Table("stores.csv",
        "shop,opened_at,shop_name,phone,iban,owner\n"
        "s1,2017-01-01,First,+49 170 5550001,DE02500105170137075030,Max Beispiel\n"
        "s2,2017-01-02,Other,+49 170 5550002,DE02100500000054540402,Eva Beispiel\n"
        "s3,2017-06-01,Again,0049 170 555 0001,DE02 5001 0517 0137 0750 30,Ida Beispiel\n");
  const Finished done = Run({"--stores", folder_ / "stores.csv"});
  ASSERT_EQ(done.exit_status, 0) << done.err << done.out;
  EXPECT_THAT(done.out,
              AllOf(HasSubstr("phones        phone (sealed, compared by tokens, never shown)"),
                    HasSubstr("Stores that are run from one device are not linked"),
                    HasSubstr("linked to a store closed before            1, 1 of them")));
  EXPECT_EQ(done.out.find("5550001"), std::string::npos);
  const json linked = Report()["linked_stores"];
  EXPECT_EQ(linked["of"], 3);
  ASSERT_EQ(linked["stores"].size(), 1) << linked;
  EXPECT_EQ(linked["stores"][0]["store"], "s3");
  EXPECT_EQ(linked["stores"][0]["closed_store"], "s1");
  EXPECT_EQ(linked["stores"][0]["since"], "2017-06-01T00:00:00Z");
  EXPECT_EQ(linked["stores"][0]["opened_after"], true);
  EXPECT_EQ(linked["stores"][0]["closed"], "2017-09-01T00:00:00Z");
  EXPECT_EQ(Report()["standings"]["missed"], 1) << "a link alone finds no store";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / "pilot")) {
    for (const char* value : {"5550001", "DE02500105170137075030", "Max Beispiel"}) {
      EXPECT_TRUE(!entry.is_regular_file() ||
                  process::ReadFile(entry.path()).find(value) == std::string::npos)
          << value << " in " << entry.path();
    }
  }
}

TEST_F(Pilot, SaysWhereIdsOfStoresHaveNothingInCommon) {
  Small();
  Table("closed.csv", "shop,closed_at,reason\nother-1,2017-05-01,fake goods\n");
  const Finished done = Run();
  EXPECT_EQ(done.exit_status, 2);
  EXPECT_THAT(done.err,
              HasSubstr("none of the 1 stores closed for counterfeits has a listing or an order"));
}

TEST_F(Pilot, FindsStoresByBuyersComplaints) {
  Small();
  std::string orders = "order,item_id,shop,paid_at,total\n";
  std::string refunds = "order,requested_at,reason,amount\n";
  for (int i = 0; i < 100; ++i) {
    orders += fmt::format("{},l2,s2,2017-03-{:02},20 EUR\n", i, 3 + i / 20);
    if (i % 5 == 0) {
      refunds += fmt::format("{},2017-03-{:02},fake,20 EUR\n", i, 12 + i / 20);
    }
  }
  Table("orders.csv", orders);
  Table("refunds.csv", refunds);
  Table("closed.csv",
        "shop,closed_at,reason\ns1,2017-05-01,fake goods\ns2,2017-04-01,fake goods\n");
  const Finished done = Run({"--refunds", folder_ / "refunds.csv"});
  ASSERT_EQ(done.exit_status, 0) << done.err;
  EXPECT_EQ(Report()["standings"]["both"], 2);
  EXPECT_EQ(Report()["found_by_rule"]["many buyers' complaints about counterfeits"], 1);
}

}  // namespace
}  // namespace assay
