// SPDX-License-Identifier: Apache-2.0
#include "text/han.h"

#include <array>

#include <gtest/gtest.h>

#include "text/emoji_words.h"
#include "text/look_alikes.h"
#include "text/ordinary_words.h"

namespace assay::text {
namespace {

TEST(Han, KnowsHowCharactersSound) {
  EXPECT_EQ(NameOfSyllable(FindHan(U'耐')->syllable), "nai");
  EXPECT_TRUE(SoundAlike(*FindHan(U'耐'), *FindHan(U'乃')));
  EXPECT_TRUE(SoundAlike(*FindHan(U'朗'), *FindHan(U'蓝'))) << "-ng and -n are taken as one";
  EXPECT_TRUE(SoundAlike(*FindHan(U'士'), *FindHan(U'四'))) << "sh and s are taken as one";
  EXPECT_TRUE(SoundAlike(*FindHan(U'乐'), *FindHan(U'月'))) << "by its second reading";
  EXPECT_FALSE(SoundAlike(*FindHan(U'耐'), *FindHan(U'纳')));
}

TEST(Han, SyllablesOfPinyinFindTheirCharacters) {
  EXPECT_EQ(SyllableOf("nai"), FindHan(U'耐')->syllable);
  EXPECT_EQ(SyllableOf("shi"), FindHan(U'士')->syllable);
  EXPECT_EQ(SyllableOf("xyz"), 0);
  EXPECT_EQ(SyllableOf(""), 0);
}

TEST(Han, KnowsSimplifiedForms) {
  EXPECT_EQ(SimplifiedOf(U'勞'), U'劳');
  EXPECT_EQ(SimplifiedOf(U'劳'), U'劳');
  EXPECT_EQ(SimplifiedOf(U'a'), U'a');
}

TEST(Han, OtherCharactersAreNotChinese) {
  for (const char32_t other : {U'a', U'あ', U'한', U'🐎', char32_t{0}, char32_t{0x10FFFF}}) {
    EXPECT_EQ(FindHan(other), nullptr);
  }
}

TEST(Han, TellsCharactersOfLikeShape) {
  EXPECT_TRUE(LookAlike(*FindHan(U'驰'), *FindHan(U'弛')));
  EXPECT_TRUE(LookAlike(*FindHan(U'克'), *FindHan(U'兄')));
  EXPECT_FALSE(LookAlike(*FindHan(U'驰'), *FindHan(U'花')));
  EXPECT_TRUE(LookSimilar(*FindHan(U'仕'), *FindHan(U'什')));
  EXPECT_FALSE(LookSimilar(*FindHan(U'仕'), *FindHan(U'花')));
}

// Asked first, it must let through whatever the costly questions would.
TEST(Han, WhatMayStandForACharacterHoldsAllThatPassesForIt) {
  std::size_t others = 0;
  for (char32_t written = 0x4E00; written < 0x9FA5; written += 7) {
    for (char32_t meant = 0x4E03; meant < 0x9FA5; meant += 331) {
      const HanCharacter& a = *FindHan(written);
      const HanCharacter& b = *FindHan(meant);
      const std::array<char32_t, 2> parts = {written, U'寸'};
      if (SoundAlike(a, b) || LookAlike(a, b) || LookSimilar(a, b) || AreParts(parts, b)) {
        ASSERT_TRUE(MayStandFor(written, b))
            << std::hex << static_cast<unsigned>(written) << ' ' << static_cast<unsigned>(meant);
      }
      others += MayStandFor(written, b) ? 0U : 1U;
    }
  }
  EXPECT_GT(others, 100'000U) << "it must turn most of 189,000 pairs away";
}

TEST(Han, PutsPartsTogether) {
  EXPECT_TRUE(AreParts(std::array{U'牛', U'寺'}, *FindHan(U'特')));
  EXPECT_TRUE(AreParts(std::array{U'氵', U'每'}, *FindHan(U'海')));
  EXPECT_TRUE(AreParts(std::array{U'示', U'大'}, *FindHan(U'奈')) ||
              AreParts(std::array{U'大', U'示'}, *FindHan(U'奈')));
  EXPECT_TRUE(AreParts(std::array{U'立', U'木', U'斤'}, *FindHan(U'新')));
  EXPECT_FALSE(AreParts(std::array{U'牛', U'寺'}, *FindHan(U'海')));
  EXPECT_FALSE(AreParts(std::array{U'a', U'b'}, *FindHan(U'海')));
}

TEST(LookAlikes, PassForLatinLetters) {
  EXPECT_EQ(LookAlikeOf(U'Ν'), "n");  // Greek.
  EXPECT_EQ(LookAlikeOf(U'і'), "i");  // Cyrillic.
  EXPECT_EQ(LookAlikeOf(U'ɢ'), "g");
  EXPECT_EQ(LookAlikeOf(U'🇬'), "g");
  EXPECT_EQ(LookAlikeOf(U'ł'), "l");
  EXPECT_EQ(LookAlikeOf(U'ǝ'), "e");
  EXPECT_EQ(LookAlikeOf(U'a'), "");
  EXPECT_EQ(LookAlikeOf(U'耐'), "");
  EXPECT_EQ(LookAlikeOf(U'ж'), "");
}

TEST(OrdinaryWords, AreThoseOfTheDictionaries) {
  EXPECT_TRUE(IsOrdinaryWord(U"粉底"));
  EXPECT_TRUE(IsOrdinaryWord(U"办公室"));
  EXPECT_FALSE(IsOrdinaryWord(U"乃克"));
  EXPECT_FALSE(IsOrdinaryWord(U"粉"));
  EXPECT_TRUE(IsOrdinaryWord("channel"));
  EXPECT_FALSE(IsOrdinaryWord("guccci"));
  EXPECT_FALSE(IsOrdinaryWord("Paris")) << "names excuse nothing";
}

TEST(EmojiWords, AreReadAsCharacters) {
  EXPECT_EQ(WordOfEmoji(U'🐎'), U"马");
  EXPECT_EQ(WordOfEmoji(U'🛰'), U"卫星");
  EXPECT_EQ(WordOfEmoji(U'a'), U"");
}

}  // namespace
}  // namespace assay::text
