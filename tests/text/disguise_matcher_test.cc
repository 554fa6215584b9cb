// SPDX-License-Identifier: Apache-2.0
#include "text/disguise_matcher.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "text/utf8.h"

namespace assay::text {
namespace {

using testing::IsEmpty;

const std::vector<std::string>& Names() {
  static const std::vector<std::string> names = {
      "Nike", "耐克",   "Gucci",   "香奈儿",   "Louis Vuitton",    "劳力士",  "AF1",
      "Boss", "芬迪",   "Ray-Ban", "欧乐B",    "Head & Shoulders", "Chanel",  "Be@rbrick",
      "彪马", "特斯拉", "Moncler", "华伦天奴", "始祖鸟",           "Salomon", "爱马仕"};
  return names;
}

using Effort = DisguiseMatcher::Effort;

std::vector<DisguisedName> FindIn(const std::string& text,
                                  Effort effort = Effort::kMisspellingsToo) {
  static const DisguiseMatcher matcher(Names());
  std::vector<DisguisedName> found;
  matcher.Find(text, effort, found);
  return found;
}

// "Nike: Νіке (letters of other alphabets)" for each, with " weak" behind the weak ones.
std::vector<std::string> Told(const std::string& text, Effort effort = Effort::kMisspellingsToo) {
  std::vector<std::string> told;
  for (const DisguisedName& name : FindIn(text, effort)) {
    if (name.how.IsDisguised()) {
      told.push_back(Names()[name.name] + ": " + text.substr(name.begin, name.end - name.begin) +
                     " (" + Describe(name.how) + ")" + (name.is_weak ? " weak" : ""));
    }
  }
  return told;
}

MATCHER_P(TellsOnly, expected, "") {
  *result_listener << "which tells " << testing::PrintToString(Told(arg));
  const std::vector<std::string> told = Told(arg);
  return told.size() == 1 && told.front() == expected;
}
MATCHER(TellsNothing, "") {
  *result_listener << "which tells " << testing::PrintToString(Told(arg));
  return Told(arg).empty();
}
const char* const kApart = "signs or spaces within";

TEST(DisguiseMatcher, SeesThroughLettersOfOtherAlphabets) {
  EXPECT_THAT("Νіке shoes", TellsOnly("Nike: Νіке (letters of other alphabets)"));
  EXPECT_THAT("ɢᴜᴄᴄɪ bag", TellsOnly("Gucci: ɢᴜᴄᴄɪ (letters of other alphabets)"));
  EXPECT_THAT("🇬🇺🇨🇨🇮 bag", TellsOnly("Gucci: 🇬🇺🇨🇨🇮 (letters of other alphabets)"));
}

TEST(DisguiseMatcher, TakesDigitsAndSignsForLetters) {
  EXPECT_THAT("N!K3 run", TellsOnly("Nike: N!K3 (digits or signs for letters)"));
  EXPECT_THAT("gucc1 belt", TellsOnly("Gucci: gucc1 (digits or signs for letters)"));
  EXPECT_THAT("Head & Shoulder$ 400ml",
              TellsOnly("Head & Shoulders: Head & Shoulder$ (digits or signs for letters)"));
}

TEST(DisguiseMatcher, DoesNotTakeNumbersForNames) {
  EXPECT_THAT("model 8055 and b055", TellsNothing());  // One letter in four.
  EXPECT_THAT("afi shoes", TellsNothing());            // The digit of AF1 is a digit.
}

TEST(DisguiseMatcher, ReadsLettersThatStandApart) {
  EXPECT_THAT("N.I.K.E", TellsOnly("Nike: N.I.K.E (" + std::string(kApart) + ")"));
  EXPECT_THAT("new L o u i s V u i t t o n bag",
              TellsOnly("Louis Vuitton: L o u i s V u i t t o n (" + std::string(kApart) + ")"));
  EXPECT_THAT("G*U*C*C*I", TellsOnly("Gucci: G*U*C*C*I (" + std::string(kApart) + ")"));
  EXPECT_THAT("gu-cci bag", TellsOnly("Gucci: gu-cci (" + std::string(kApart) + ")"));
}

TEST(DisguiseMatcher, LeavesWordsSideBySideAlone) {
  EXPECT_THAT("ni ke", TellsNothing());
  EXPECT_THAT("sizes S M L X L", TellsNothing());
}

TEST(DisguiseMatcher, OtherPunctuationIsNoDisguise) {
  const auto found = FindIn("Ray Ban glasses");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_FALSE(found[0].how.IsDisguised());
  EXPECT_THAT("LouisVuitton", TellsNothing());
  EXPECT_THAT("BE@RBRICK 400%", TellsNothing());
}

TEST(DisguiseMatcher, NamesAsTheyStandAreNoDisguise) {
  for (const std::string& name : Names()) {
    EXPECT_THAT(name, TellsNothing());
    EXPECT_THAT("全新 " + name + "!", TellsNothing());
  }
  EXPECT_THAT("ＮＩＫＥ", TellsNothing());
}

TEST(DisguiseMatcher, TellsCharactersThatAreNotSeen) {
  EXPECT_THAT("N\xE2\x80\x8Cike",
              TellsOnly("Nike: N\xE2\x80\x8Cike (characters that are not seen within)"));
  EXPECT_THAT("香\xC2\xAD奈儿",
              TellsOnly("香奈儿: 香\xC2\xAD奈儿 (characters that are not seen within)"));
}

TEST(DisguiseMatcher, HearsCharactersOfTheSameSound) {
  EXPECT_THAT("乃克 运动鞋", TellsOnly("耐克: 乃克 (characters of the same sound) weak"));
  EXPECT_THAT("香耐儿链条包", TellsOnly("香奈儿: 香耐儿 (characters of the same sound)"));
}

TEST(DisguiseMatcher, OrdinaryWordsThatSoundLikeNamesAreOrdinary) {
  EXPECT_THAT("粉底液 遮瑕", TellsNothing());   // Foundation, not 芬迪.
  EXPECT_THAT("手表马上发货", TellsNothing());  // 表马 across two words, not 彪马.
  EXPECT_THAT("老鼠夹 耐用", TellsNothing());
}

TEST(DisguiseMatcher, ReadsPinyinWithAndWithoutCharacters) {
  EXPECT_THAT("nai ke 跑鞋", TellsOnly("耐克: nai ke (pinyin for characters) weak"));
  EXPECT_THAT("香nai儿 包", TellsOnly("香奈儿: 香nai儿 (pinyin for characters)"));
  EXPECT_THAT("laolishi手表", TellsOnly("劳力士: laolishi (pinyin for characters)"));
  EXPECT_THAT("zhi te si la", TellsNothing());  // No Chinese beside it: Latin words.
}

TEST(DisguiseMatcher, ReadsNamesUpsideDown) {
  EXPECT_THAT("ǝʞıu shoes", TellsOnly("Nike: ǝʞıu (upside down)"));
  EXPECT_THAT("lǝuɐɥɔ bag", TellsOnly("Chanel: lǝuɐɥɔ (upside down)"));
  EXPECT_THAT("uike shoes", TellsNothing());  // Nothing of it is turned.
}

TEST(DisguiseMatcher, SeesThroughWhatIsPutInside) {
  EXPECT_THAT("香(大牌同款)奈儿 包",
              TellsOnly("香奈儿: 香(大牌同款)奈儿 (something else put inside)"));
  EXPECT_THAT("GU (bag) CCI", TellsOnly("Gucci: GU (bag) CCI (something else put inside)"));
  EXPECT_THAT("N新I款K鞋E 42", TellsOnly("Nike: N新I款K鞋E (something else put inside)"));
  EXPECT_THAT("sa*hot*lo*new*mon",
              TellsOnly("Salomon: sa*hot*lo*new*mon (something else put inside)"));
  EXPECT_THAT("Mxoxnxcxlxexr", TellsOnly("Moncler: Mxoxnxcxlxexr (something else put inside)"));
  EXPECT_THAT("香(水)味 奈儿童装", TellsNothing());
  EXPECT_THAT("boss-level-nike", TellsNothing());  // Two words with one between, each whole.
}

TEST(DisguiseMatcher, ReadsNamesBegunInOneScriptAndEndedInAnother) {
  const std::vector<std::string> names = {"Gucci",  "古驰",          "Chanel",
                                          "香奈儿", "Louis Vuitton", "路易威登"};
  const std::vector<std::uint32_t> groups = {0, 0, 1, 1, 2, 2};
  const DisguiseMatcher matcher(names, groups);
  const auto count_in = [&](std::string_view text) {
    std::vector<DisguisedName> found;
    matcher.Find(text, Effort::kDisguises, found);
    return std::ranges::count_if(
        found, [](const DisguisedName& name) { return name.how.Has(Disguise::kMixed); });
  };
  EXPECT_EQ(count_in("Gu驰 男包"), 1);
  EXPECT_EQ(count_in("香nel 链条"), 1);
  EXPECT_EQ(count_in("Louis威登 钱包"), 1);
  EXPECT_EQ(count_in("Gu儿 香cci"), 0);  // Halves of two brands.
  EXPECT_EQ(count_in("Gucci古驰"), 0);   // Both whole.
  EXPECT_EQ(count_in("Gu 驰"), 0);       // Apart.
}

TEST(DisguiseMatcher, ReadsAcrossScriptsOnlyTheFirstPairsOfAThingOfManyNames) {
  // As many names of each script as would make a million pairs.
  constexpr std::size_t kNames = 1'000;
  std::vector<std::string> names = {"Gucci", "古驰"};
  for (std::size_t i = 0; i < kNames; ++i) {
    std::string latin = "zyxa";
    std::string chinese;
    for (std::size_t rest = i + 1; rest > 0; rest /= 26) {
      latin += static_cast<char>('a' + rest % 26);
      AppendUtf8(chinese, static_cast<char32_t>(0x5200 + rest % 26));
    }
    names.push_back(std::move(latin));
    names.push_back("香奈" + chinese);
  }
  const std::string last = names.back();
  const std::vector<std::uint32_t> groups(names.size(), 0);
  const DisguiseMatcher matcher(names, groups);
  const auto is_mixed_in = [&](const DisguiseMatcher& by, const std::string& text) {
    std::vector<DisguisedName> found;
    by.Find(text, Effort::kDisguises, found);
    return std::ranges::any_of(
        found, [](const DisguisedName& name) { return name.how.Has(Disguise::kMixed); });
  };
  const std::string end = last.substr(last.size() - 6);  // Two characters.
  EXPECT_TRUE(is_mixed_in(matcher, "Gu驰 男包"));
  EXPECT_FALSE(is_mixed_in(matcher, "Gu" + end + " 男包"));
  const DisguiseMatcher pair(std::vector<std::string>{"Gucci", last},
                             std::vector<std::uint32_t>{0, 0});
  EXPECT_TRUE(is_mixed_in(pair, "Gu" + end + " 男包"));
}

TEST(DisguiseMatcher, ReadsNamesOfNoGroupInOneScriptAlone) {
  const std::vector<std::string> names = {"Gucci", "古驰"};
  const DisguiseMatcher matcher(names, std::vector<std::uint32_t>(names.size(), kNoGroup));
  std::vector<DisguisedName> found;
  matcher.Find("Gu驰 男包", Effort::kDisguises, found);
  EXPECT_TRUE(
      std::ranges::none_of(found, [](const auto& name) { return name.how.Has(Disguise::kMixed); }));
}

TEST(DisguiseMatcher, ReadsPicturesAsCharacters) {
  EXPECT_THAT("彪🐎T恤", TellsOnly("彪马: 彪🐎 (pictures or digits for characters) weak"));
  EXPECT_THAT("❤马仕包", TellsOnly("爱马仕: ❤马仕 (pictures or digits for characters)"));
}

TEST(DisguiseMatcher, PutsCharactersTogetherThatWereTakenApart) {
  EXPECT_THAT("牛寺斯拉 模型", TellsOnly("特斯拉: 牛寺斯拉 (a character taken apart)"));
  EXPECT_THAT("而寸克 鞋", TellsOnly("耐克: 而寸克 (a character taken apart) weak"));
}

TEST(DisguiseMatcher, SeesCharactersOfLikeShape) {
  EXPECT_THAT("香柰儿包", TellsOnly("香奈儿: 香柰儿 (characters of the same sound)"));
  EXPECT_THAT("劳刀士", TellsNothing());  // 力 and 刀 share nothing that the codes tell.
  EXPECT_THAT("爱马什包", TellsOnly("爱马仕: 爱马什 (characters of like shape) weak"));
}

TEST(DisguiseMatcher, ReadsTraditionalCharactersAsNoDisguise) {
  const auto found = FindIn("勞力士");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].how.Has(Disguise::kTraditional));
  EXPECT_FALSE(found[0].how.IsDisguised());
}

TEST(DisguiseMatcher, ASignMayStandForACharacterOrStandBetweenTwo) {
  EXPECT_THAT("劳*士 表", TellsOnly("劳力士: 劳*士 (a sign in place of a character)"));
  EXPECT_THAT("劳*力*士 表", TellsOnly("劳力士: 劳*力*士 (" + std::string(kApart) + ")"));
  EXPECT_THAT("Gu*ci", TellsOnly("Gucci: Gu*ci (a sign in place of a character)"));
  EXPECT_THAT("欧/乐/B 牙刷", TellsOnly("欧乐B: 欧/乐/B (" + std::string(kApart) + ")"));
}

TEST(DisguiseMatcher, MisspelledNamesAreWeakAndOnlyFoundWhereAsked) {
  EXPECT_THAT("Monclr jacket",
              TellsOnly("Moncler: Monclr (a letter changed, left out, added or moved) weak"));
  EXPECT_THAT("relcnom jacket", TellsOnly("Moncler: relcnom (letters in reverse) weak"));
  EXPECT_THAT(Told("Monclr jacket", Effort::kDisguises), IsEmpty());
}

TEST(DisguiseMatcher, OrdinaryWordsOneLetterFromANameAreOrdinary) {
  EXPECT_THAT("two channel speaker", TellsNothing());  // Chanel.
  EXPECT_THAT("salmon pink dress", TellsNothing());    // Salomon.
}

TEST(DisguiseMatcher, AWordThatGivesOnlySomeOfItsSyllablesIsAnotherWord) {
  EXPECT_THAT("奈ershi 香nai", TellsNothing());
}

TEST(DisguiseMatcher, OneCharacterOfFourAndMoreMayBeLeftOut) {
  EXPECT_THAT("华天奴 包",
              TellsOnly("华伦天奴: 华天奴 (a letter changed, left out, added or moved)"));
  EXPECT_THAT("劳士", TellsNothing());
}

TEST(DisguiseMatcher, ReadsNamesWithoutTheirVowelsAndWithTwoLettersChangedOver) {
  EXPECT_THAT("MNCLR jacket",
              TellsOnly("Moncler: MNCLR (a letter changed, left out, added or moved) weak"));
  EXPECT_THAT("Gucic bag", TellsOnly("Gucci: Gucic (a letter changed, left out, added or moved)"));
}

TEST(DisguiseMatcher, MasksMayLeaveTheEndsOnly) {
  EXPECT_THAT("S*****n shoes", TellsOnly("Salomon: S*****n (a sign in place of a character) weak"));
  EXPECT_THAT("Mon#ler", TellsOnly("Moncler: Mon#ler (a sign in place of a character)"));
}

TEST(DisguiseMatcher, DigitsThatAreNotReadAsLettersInsideCharacters) {
  EXPECT_THAT("900 4 25 级", TellsNothing());
}

TEST(DisguiseMatcher, DigitsOfARatioOrADecimalStandForNoCharacters) {
  EXPECT_THAT("劳力10 手表", TellsOnly("劳力士: 劳力10 (pictures or digits for characters)"));
  EXPECT_THAT("劳力 10:10 手表", TellsNothing());
  EXPECT_THAT("劳力10.5 手表", TellsNothing());
  EXPECT_THAT("劳力1/10 手表", TellsNothing());
}

TEST(DisguiseMatcher, NoNamesFindNothing) {
  const DisguiseMatcher matcher({});
  std::vector<DisguisedName> found;
  matcher.Find("N.I.K.E 耐·克 n1ke", Effort::kMisspellingsToo, found);
  EXPECT_THAT(found, IsEmpty());
}

TEST(DisguiseMatcher, TellsABoundedNumberOfAnyText) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) {
    text += "n1ke 乃克 ";
  }
  EXPECT_EQ(FindIn(text).size(), kDisguisesMax);
}

TEST(DisguiseMatcher, WhatStandsBeforeASignBetweenTwoCharactersDoesNotMatter) {
  EXPECT_EQ(Told("乃*克").size(), 1U);
  EXPECT_EQ(Told("，，乃*克").size(), 1U);
}

// Pieces of names, of disguises and of everything else.
std::string AnyText() {
  static const std::vector<std::string> pieces = {"n",
                                                  "i",
                                                  "ke",
                                                  "1",
                                                  "!",
                                                  "*",
                                                  ".",
                                                  " ",
                                                  "·",
                                                  "耐",
                                                  "克",
                                                  "乃",
                                                  "香",
                                                  "奈",
                                                  "儿",
                                                  "nai",
                                                  "牛",
                                                  "寺",
                                                  "🐎",
                                                  "Ν",
                                                  "ɪ",
                                                  "\xE2\x80\x8B",
                                                  "\xCC\xB6",
                                                  "\xFF",
                                                  "\xED\xA0\x80",
                                                  "x",
                                                  "劳",
                                                  "力",
                                                  "士",
                                                  "gucci",
                                                  "勞"};
  std::string text;
  for (const std::size_t i :
       *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, 31))) {
    text += pieces[i];
  }
  return text + *rc::gen::arbitrary<std::string>();
}

TEST(DisguiseMatcher, SpansLieOnCodePointBordersOfAnyBytes) {
  const bool holds = rc::check("spans", [] {
    const std::string text = AnyText();
    std::uint32_t last = 0;
    for (const DisguisedName& name : FindIn(text)) {
      RC_ASSERT(name.begin >= last);
      last = name.begin;
      RC_ASSERT(name.begin < name.end && name.end <= text.size());
      const auto is_border = [&](std::size_t at) {
        return at == text.size() || !DecodeAt(text, at).is_valid ||
               (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
      };
      RC_ASSERT(is_border(name.begin) && is_border(name.end));
      RC_ASSERT(name.name < Names().size());
    }
  });
  EXPECT_TRUE(holds);
}

TEST(DisguiseMatcher, WhatStandsBeforeAndBehindASentenceChangesNothingInIt) {
  const bool holds = rc::check("context", [] {
    const std::string text = AnyText();
    const std::string framed = "，，，，，，" + text + "，，，，，，";
    const std::vector<DisguisedName> alone = FindIn(text);
    const std::vector<DisguisedName> inside = FindIn(framed);
    RC_ASSERT(alone.size() == inside.size());
    for (std::size_t i = 0; i < alone.size(); ++i) {
      RC_ASSERT(alone[i].begin + 18 == inside[i].begin && alone[i].name == inside[i].name &&
                alone[i].how == inside[i].how);
    }
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace assay::text
