// SPDX-License-Identifier: Apache-2.0
#include "configuration/configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace assay::configuration {
namespace {

using testing::HasSubstr;

std::string ErrorOf(std::string_view text) {
  const auto parsed = Parse(text);
  return parsed ? "accepted" : parsed.error().message;
}

TEST(Configuration, TheDefaultIsValidAndSaysWhatTheDesignSays) {
  const auto parsed = Parse(DefaultText());
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ((*parsed)->prior.micros, -4'595'120);
  EXPECT_EQ((*parsed)->policy->jurisdiction().name, "cn-2017");
  EXPECT_GT((*parsed)->policy->rules().size(), 5U);
  EXPECT_EQ((*parsed)->reporting_offset_minutes, 480);
  EXPECT_EQ(ToHex((*parsed)->sha256), ToHex(Sha256Of(DefaultText())));
}

TEST(Configuration, AMistakeIsToldWithLineAndColumn) {
  EXPECT_THAT(ErrorOf("[screening]\nprio = \"0.01\"\n"), HasSubstr("line 2, column 1"));
  EXPECT_THAT(ErrorOf("[screening]\nprio = \"0.01\"\n"), HasSubstr("prior"));
  EXPECT_THAT(ErrorOf("[time\n"), HasSubstr("line 1"));
  EXPECT_THAT(ErrorOf("[time]\nepoch_hours = 0\n"), HasSubstr("line 2"));
  EXPECT_THAT(ErrorOf("[time]\nepoch_hours = \"1\"\n"), HasSubstr("whole number"));
  EXPECT_THAT(ErrorOf("[time]\nreporting_utc_offset = \"8\"\n"), HasSubstr("+08:00"));
  EXPECT_THAT(ErrorOf("[screening]\nprior = 0.01\n"), HasSubstr("in quotes"));
  EXPECT_THAT(ErrorOf("[screening]\nprior = \"0.9\"\n"), HasSubstr("between"));
  EXPECT_THAT(ErrorOf("[[source]]\nname = \"a\"\ntypes = [\"ordr\"]\n"), HasSubstr("ordr"));
  EXPECT_THAT(ErrorOf("[enforcement]\njurisdictoin = \"us\"\n"),
              HasSubstr("did you mean \"jurisdiction\"?"));
}

TEST(Configuration, ASourceMaySendWhatItsOwnRuleSaysElseWhatEveryoneMay) {
  const auto parsed = Parse(
      "[[source]]\nname = \"*\"\ntypes = [\"family:marketplace\"]\n"
      "[[source]]\nname = \"courier\"\ntypes = [\"parcel\"]\n");
  ASSERT_TRUE(parsed);
  EXPECT_TRUE((*parsed)->MaySend("anyone", EventType::kOrder));
  EXPECT_FALSE((*parsed)->MaySend("anyone", EventType::kDecision));
  EXPECT_TRUE((*parsed)->MaySend("courier", EventType::kParcel));
  EXPECT_FALSE((*parsed)->MaySend("courier", EventType::kOrder));
  EXPECT_FALSE((*parsed)->MaySend("anyone", EventType::kClockAdvanced));
}

TEST(Configuration, SaysWhichEqualValuesLinkStores) {
  EXPECT_EQ((*Parse(""))->links, linkage::Comparison::kParts);
  EXPECT_EQ((*Parse("[linkage]\ncompare = \"none\"\n"))->links, linkage::Comparison::kNone);
  EXPECT_THAT(ErrorOf("[linkage]\ncompare = \"all\"\n"), HasSubstr("\"whole\""));
  EXPECT_THAT(ErrorOf("[linkage]\ncompares = \"whole\"\n"), HasSubstr("did you mean \"compare\"?"));
}

TEST(Configuration, HoldsThePacksThatItNames) {
  const std::string named = "[lexicon]\npacks = [\"a.toml\", \"b/c.toml\"]\n";
  EXPECT_THAT(ErrorOf(named), HasSubstr("line 2, column 10: the file \"a.toml\" is not held"));
  EXPECT_THAT(*FilesNeeded(named), testing::ElementsAre("a.toml", "b/c.toml"));
  const auto held = WithFiles(named, {{"b/c.toml", "second\n"}, {"a.toml", "first"}});
  ASSERT_TRUE(held) << held.error().message;
  EXPECT_THAT(*FilesNeeded(*held), testing::IsEmpty());
  const auto parsed = Parse(*held);
  ASSERT_TRUE(parsed);
  ASSERT_EQ((*parsed)->packs.size(), 2U);
  EXPECT_EQ((*parsed)->packs[0].text, "first");
  EXPECT_EQ((*parsed)->packs[1].name, "b/c.toml");
  EXPECT_TRUE((*Parse(""))->packs.empty());
}

TEST(Configuration, HoldsThePriceTableThatItNames) {
  const std::string named =
      "[lexicon]\npacks = [\"a.toml\"]\n[screening]\nprices = \"prices.tsv\"\n";
  EXPECT_THAT(*FilesNeeded(named), testing::ElementsAre("a.toml", "prices.tsv"));
  EXPECT_THAT(ErrorOf("[screening]\nprices = \"p\"\n"),
              HasSubstr("line 2, column 10: the file \"p\" is not held"));
  const auto held = WithFiles(named, {{"prices.tsv", "rate\tUSD\t1\n"}, {"a.toml", "pack"}});
  ASSERT_TRUE(held) << held.error().message;
  EXPECT_THAT(*FilesNeeded(*held), testing::IsEmpty());
  const auto parsed = Parse(*held);
  ASSERT_TRUE(parsed);
  ASSERT_EQ((*parsed)->packs.size(), 1U);
  EXPECT_EQ((*parsed)->packs[0].text, "pack");
  ASSERT_TRUE((*parsed)->prices);
  EXPECT_EQ((*parsed)->prices->text, "rate\tUSD\t1\n");
  EXPECT_FALSE((*Parse(""))->prices);
}

TEST(Configuration, RefusesAPriceTableThatIsNoFileOfItsOwn) {
  EXPECT_THAT(ErrorOf("[screening]\nprices = [\"p\"]\n"), HasSubstr("the name of a file"));
  EXPECT_THAT(ErrorOf("[screening]\nprices = \"\"\n"), HasSubstr("the name of a file"));
  EXPECT_THAT(ErrorOf("[lexicon]\npacks = [\"p\"]\n[screening]\nprices = \"p\"\n"),
              HasSubstr("\"p\" is named as a pack"));
}

TEST(Configuration, ReadsHeldFilesBackByteForByte) {
  const std::string named = "[lexicon]\npacks = [\"p\"]";
  const bool holds = rc::check("bytes stay", [&] {
    const auto parts = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(
        std::vector<std::string>{"'", "\"", "\\", "\n", "\r", "\t", "[[file]]", "泽芙琳", "'''",
                                 "\"\"\"", "a", "\x01", "\x7F"}));
    std::string text;
    for (const std::string& part : parts) {
      text += part;
    }
    const auto held = WithFiles(named, {{"p", text}});
    RC_ASSERT(held.has_value());
    RC_ASSERT((*Parse(*held))->packs[0].text == text);
  });
  EXPECT_TRUE(holds);
  EXPECT_FALSE(WithFiles(named, {{"p", "\xFF"}}));
}

TEST(Configuration, AFileThatNothingNamesIsAnError) {
  EXPECT_THAT(ErrorOf("[[file]]\nname = \"a\"\ntext = \"\"\n"),
              HasSubstr("nothing names the file"));
  EXPECT_THAT(ErrorOf("[[file]]\nname = \"a\"\n"), HasSubstr("needs name"));
  EXPECT_THAT(ErrorOf("[lexicon]\npacks = \"a\"\n"), HasSubstr("packs is a list"));
  EXPECT_THAT(ErrorOf("[lexicon]\npacks = [\"a\", \"a\"]\n"), HasSubstr("named twice"));
  EXPECT_THAT(ErrorOf("[lexicon]\npack = [\"a\"]\n"), HasSubstr("did you mean \"packs\"?"));
  EXPECT_THAT(ErrorOf("lexicon = 1\n"), HasSubstr("[lexicon]"));
}

TEST(Configuration, OtherLinksChangeOneLineWhereverItStands) {
  for (const std::string_view text :
       {DefaultText(), std::string_view("[time]\nepoch_hours = 2"),
        std::string_view("[linkage]\n# none\n[time]\nepoch_hours = 2\n"),
        std::string_view("[linkage]"), std::string_view("")}) {
    const auto before = Parse(text);
    ASSERT_TRUE(before);
    const auto changed = WithLinks(text, linkage::Comparison::kNone);
    ASSERT_TRUE(changed) << text;
    const auto after = Parse(*changed);
    ASSERT_TRUE(after) << *changed;
    EXPECT_EQ((*after)->links, linkage::Comparison::kNone);
    EXPECT_EQ((*after)->epoch_ms, (*before)->epoch_ms);
    EXPECT_EQ((*after)->policy->rules().size(), (*before)->policy->rules().size());
  }
  EXPECT_FALSE(WithLinks("[linkage]\nwrong = 1\n", linkage::Comparison::kNone));
}

}  // namespace
}  // namespace assay::configuration
