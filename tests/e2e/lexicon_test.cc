// SPDX-License-Identifier: Apache-2.0
// `assay lexicon` and packs, through the real program.
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/process.h"

namespace assay {
namespace {

using Json = nlohmann::json;
using process::Finished;
using process::RunAssay;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kSample = std::string(ASSAY_SOURCE_DIR) + "/data/sample/packs/zephyrine.toml";

class Lexicon : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) {
    process::WriteFile(folder_ / name, text);
    return folder_ / name;
  }
  // A pack of one brand.
  std::string Pack(const std::string& name, const std::string& lines) {
    return Write(name + ".toml",
                 fmt::format("[pack]\nname = \"{}\"\nversion = \"1\"\nowner = \"Zephyrine SA\"\n"
                             "date = 2026-11-20\n[[brand]]\nname = \"Zephyrine\"\n"
                             "sectors = [\"bags\"]\n{}",
                             name, lines));
  }
  Finished Assay(const std::vector<std::string>& words) {
    std::vector<std::string> arguments = {"lexicon"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    return RunAssay(arguments);
  }

  process::TemporaryFolder folder_;
};

TEST_F(Lexicon, ScreensWithAPack) {
  const std::string listings = Write("in.ndjson", R"({"id":"1","title":"泽芙琳 手提包 ZX厂"})");
  EXPECT_THAT(RunAssay({"screen", listings}).out, Not(HasSubstr("Zephyrine")));
  const Finished with = RunAssay({"screen", listings, "--pack", kSample});
  EXPECT_EQ(with.exit_status, 0) << with.err;
  EXPECT_THAT(with.out, AllOf(HasSubstr("\"brand\":\"Zephyrine\""), HasSubstr("lingo.batch")));
}

TEST_F(Lexicon, ChecksTheSampleAndOurOwn) {
  const Finished sample = Assay({"check", kSample});
  EXPECT_EQ(sample.exit_status, 0) << sample.out;
  EXPECT_THAT(sample.out, HasSubstr("1 packs: 0 errors, 0 warnings\n"));
  EXPECT_THAT(Assay({"check"}).out, HasSubstr("0 packs: 0 errors"));
}

TEST_F(Lexicon, TellsEveryConflictAndFails) {
  const std::string bad = Pack("bad", "nicknames = [\"包\", \"耐克\"]\n");
  const Finished checked = Assay({"check", bad});
  EXPECT_EQ(checked.exit_status, 1);
  EXPECT_THAT(checked.out, AllOf(HasSubstr("error: " + bad + " line 9, column 14"),
                                 HasSubstr("line 9, column 19"), HasSubstr("brands.tsv line "),
                                 HasSubstr("2 errors")));
  const Json json = Json::parse(Assay({"check", bad, "--json"}).out);
  ASSERT_EQ(json["problems"].size(), 2U);
  EXPECT_EQ(json["problems"][0]["line"], 9);
  // Nothing is written of packs with errors.
  const Finished built = Assay({"build", bad, "--version", "1", "--out", folder_ / "out.toml"});
  EXPECT_EQ(built.exit_status, 1);
  EXPECT_FALSE(std::ifstream(folder_ / "out.toml").is_open());
  EXPECT_EQ(Assay({"check", Write("no.toml", "[pack\n")}).exit_status, 2);
}

TEST_F(Lexicon, TellsWhichCleanTitlesNewWordsWouldClaim) {
  const std::string pack = Pack("p", "nicknames = [\"?mist\"]\n");
  const std::string titles = Write("titles.csv",
                                   "id,title\n1,Mist grey leather bag\n2,Mist blue handbag\n"
                                   "3,a kettle\n4,mist spray\n");
  const Finished checked = Assay({"check", pack, "--titles", titles});
  EXPECT_EQ(checked.exit_status, 0) << checked.err;
  EXPECT_THAT(checked.out, AllOf(HasSubstr("4 listings, 0 bad lines; 2 read otherwise"),
                                 HasSubstr("\"mist\" becomes a claim of Zephyrine: 2 listings\n"
                                           "      Mist grey leather bag\n")));
}

TEST_F(Lexicon, BuildsOnePackOfSeveralWhateverTheirOrder) {
  const std::string one =
      Pack("one", "nicknames = [\"西风家\", \"?小泽\"]\naliases = [\"zphyr\"]\n");
  const std::string two = Pack("two",
                               "names = [\"zphyr\"]\n[[brand.line]]\nwords = [\"?mistral\"]\n"
                               "list_price = { EUR = \"690\" }\n");
  const Finished built = Assay({"build", one, two, "--version", "7", "--out", folder_ / "a.toml"});
  ASSERT_EQ(built.exit_status, 0) << built.out << built.err;
  EXPECT_THAT(built.out, AllOf(HasSubstr("loaded in"), HasSubstr(" MB")));
  Assay({"build", two, one, "--version", "7", "--out", folder_ / "b.toml"});
  EXPECT_EQ(process::ReadFile(folder_ / "a.toml"), process::ReadFile(folder_ / "b.toml"));
  EXPECT_EQ(Assay({"check", folder_ / "a.toml"}).exit_status, 0);
  // Merged again it is the same.
  Assay({"build", folder_ / "a.toml", "--version", "7", "--out", folder_ / "c.toml"});
  EXPECT_EQ(process::ReadFile(folder_ / "a.toml"), process::ReadFile(folder_ / "c.toml"));

  const std::string listings = Write("in.csv", "id,title\n1,zphyr\n2,小泽 手提包\n3,mistral bag\n");
  const std::string separate = RunAssay({"screen", listings, "--pack", one, "--pack", two}).out;
  EXPECT_EQ(separate, RunAssay({"screen", listings, "--pack", two, "--pack", one}).out);
  EXPECT_EQ(separate, RunAssay({"screen", listings, "--pack", folder_ / "a.toml"}).out);
}

TEST_F(Lexicon, TellsWhatTwoPacksSayOtherwise) {
  const std::string before = Pack("before", "nicknames = [\"西风家\", \"小西风\"]\n");
  const std::string after = Pack("after", "nicknames = [\"?西风家\", \"大西风\"]\n");
  const std::string titles = Write("titles.csv", "id,title\n1,大西风 高仿\n2,西风家\n3,kettle\n");
  const Finished told = Assay({"diff", before, after, "--titles", titles});
  EXPECT_EQ(told.exit_status, 0) << told.err;
  EXPECT_THAT(told.out,
              AllOf(HasSubstr("+ Zephyrine nicknames \"大西风\"\n"),
                    HasSubstr("- Zephyrine nicknames \"小西风\"\n"),
                    HasSubstr("~ Zephyrine nicknames \"西风家\": plain -> needs a partner\n"),
                    HasSubstr("\"大西风\" becomes a claim of Zephyrine: 1 listings"),
                    HasSubstr("\"西风家\" is no longer a claim of Zephyrine: 1 listings"),
                    HasSubstr(" to ")));
  EXPECT_EQ(Assay({"diff", before, before}).out, "");
}

TEST_F(Lexicon, ShowsWhereABrandsWordsWereWritten) {
  const Finished shown = Assay({"show", "耐克"});
  EXPECT_EQ(shown.exit_status, 0) << shown.err;
  EXPECT_THAT(shown.out, AllOf(HasSubstr("Nike ("), HasSubstr("[brands.tsv line ")));
  EXPECT_THAT(Assay({"show", "zephyrine", "--pack", kSample}).out,
              AllOf(HasSubstr("?小泽"), HasSubstr("zephyrine.toml line "), HasSubstr("lingo")));
  EXPECT_NE(Assay({"show", "no such brand"}).exit_status, 0);
  EXPECT_THAT(Assay({"show"}).out, HasSubstr("Nike ("));
}

TEST_F(Lexicon, SuggestsSpellingsAndWordsOfCopiesAndAppliesNone) {
  std::string listings = "id,title,label\n";
  for (int i = 0; i < 150; ++i) {
    listings += fmt::format("c{0},Balenciqaa sneaker grade zupreme {0},1\n", i);
    listings += fmt::format("g{0},plain sneaker in leather {0},0\n", i);
    listings += fmt::format("h{0},运动鞋 男款 透气 {0},0\n", i);
  }
  const std::string file = Write("in.csv", listings);
  const Finished told = Assay({"suggest", file, "--label", "label", "--json"});
  ASSERT_EQ(told.exit_status, 0) << told.err;
  const Json json = Json::parse(told.out);
  EXPECT_EQ(json["copies"], 150);
  EXPECT_EQ(json["others"], 300);
  ASSERT_EQ(json["spellings"].size(), 1U) << told.out;
  const Json& spelling = json["spellings"][0];
  EXPECT_EQ(spelling["word"], "balenciqaa");
  EXPECT_EQ(spelling["brand"], "Balenciaga");
  EXPECT_EQ(spelling["copies"], 150);
  EXPECT_LT(spelling["low"], spelling["ratio"]);
  EXPECT_EQ(spelling["examples"].size(), 3U);
  EXPECT_THAT(told.out, AllOf(HasSubstr("\"word\":\"zupreme\""), Not(HasSubstr("\"leather\""))));
  // A word that all hold says nothing, and neither do too few listings.
  EXPECT_THAT(told.out, Not(HasSubstr("\"word\":\"sneaker\"")));
}

TEST_F(Lexicon, SuggestsFromItsOwnVerdictsWhereNobodyLabelled) {
  std::string listings = "id,title\n";
  for (int i = 0; i < 150; ++i) {
    listings += fmt::format("c{0},Gucci 高仿 手提包 顶奢版 {0}\n", i);
    listings += fmt::format("g{0},帆布 手提包 通勤 {0}\n", i);
    listings += fmt::format("h{0},棉布 围裙 {0}\n", i);
  }
  const Finished told = Assay({"suggest", Write("in.csv", listings)});
  ASSERT_EQ(told.exit_status, 0) << told.err;
  EXPECT_THAT(told.out, AllOf(HasSubstr("150 copies beside 300 other listings"),
                              HasSubstr("顶奢版: 150 of the copies, 0 of the others")));
}

}  // namespace
}  // namespace assay
