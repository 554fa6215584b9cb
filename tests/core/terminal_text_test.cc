// SPDX-License-Identifier: Apache-2.0
#include "core/terminal_text.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace assay {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr TerminalLayout kPlain = {.indent = 0, .columns = 40, .has_colour = false};

std::string Marked(std::string_view text, const std::vector<TerminalMark>& marks,
                   const TerminalLayout& layout = kPlain) {
  return MarkedText(text, marks, layout);
}

TEST(VisibleText, HasNoEscapeSequencesAndNoSecondLine) {
  EXPECT_EQ(VisibleText("a\x1b[2Jb\nc\td\u202E<", 99), "a[U+001B][2Jb[U+000A]c d[U+202E]<");
}

TEST(VisibleText, IsCutBetweenCharacters) {
  EXPECT_EQ(VisibleText("莆田莆田", 4), "莆田...");
  EXPECT_EQ(VisibleText("莆田", 6), "莆田");
}

TEST(MarkedText, SignsStandUnderWhatTheyMark) {
  EXPECT_EQ(Marked("Rolex replica", {{0, 5, '1'}, {6, 13, '2'}}),
            "Rolex replica\n"
            "11111 2222222\n");
}

TEST(MarkedText, WideCharactersTakeTwoColumns) {
  EXPECT_EQ(Marked("全新 莆田鞋", {{7, 13, '1'}}),
            "全新 莆田鞋\n"
            "     1111\n");
}

TEST(MarkedText, OverlapsStandOnLinesOfTheirOwn) {
  EXPECT_EQ(Marked("abcdef", {{0, 4, '1'}, {2, 6, '2'}, {5, 6, '3'}}),
            "abcdef\n"
            "1111 3\n"
            "  2222\n");
}

TEST(MarkedText, WhatIsHiddenIsShownAndMarkedWhole) {
  EXPECT_EQ(Marked("N\u200Bike", {{0, 7, '1'}}),
            "N[U+200B]ike\n"
            "111111111111\n");
  EXPECT_THAT(Marked("\x1b[2J\u202Eabc", {}), Not(HasSubstr("\x1b")));
}

TEST(MarkedText, CombiningCharactersTakeNoColumn) {
  EXPECT_EQ(Marked("N\u0336ike!", {{6, 7, '1'}}), "N\u0336ike!\n    1\n");
}

TEST(MarkedText, LongLinesBreakAtBlanksAndKeepTheirSigns) {
  const std::string text = "genuine leather bag with a replica stamp inside";
  EXPECT_EQ(Marked(text, {{27, 34, '1'}}, {.indent = 2, .columns = 30, .has_colour = false}),
            "  genuine leather bag with a \n"
            "  replica stamp inside\n"
            "  1111111\n");
}

TEST(MarkedText, OfManyLinesThoseWithoutMarksAreCounted) {
  std::string text;
  for (int i = 0; i < 20; ++i) {
    text += "line\n";
  }
  text += "replica\nend";
  EXPECT_EQ(Marked(text, {{100, 107, '1'}}),
            "line\nline\n[18 lines without a finding]\nreplica\n1111111\n"
            "[1 line without a finding]\n");
}

TEST(MarkedText, ColourEndsWithItsMark) {
  const TerminalLayout colour = {.indent = 0, .columns = 40, .has_colour = true};
  EXPECT_EQ(Marked("a bad b", {{2, 5, '1', TerminalMark::Colour::kRed}}, colour),
            "a \x1b[0;4;31mbad\x1b[0m b\n  111\n");
}

TEST(MarkedText, EmptyTextAndMarksOutsideAreNothing) {
  EXPECT_EQ(Marked("", {{0, 5, '1'}}), "");
  EXPECT_EQ(Marked("abc", {{3, 9, '1'}, {2, 2, '2'}}), "abc\n");
}

TEST(MarkedText, AnyBytesGiveLinesWithoutEscapes) {
  const bool holds = rc::check("holds", [] {
    const auto text = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    const auto begin = *rc::gen::inRange<std::size_t>(0, text.size() + 2);
    const auto end = *rc::gen::inRange<std::size_t>(0, text.size() + 2);
    const std::string out = Marked(text, {{begin, end, '1'}});
    RC_ASSERT(out.find('\x1b') == std::string::npos);
    RC_ASSERT(out.empty() == text.empty());
    const bool ends_a_line = out.empty() || out.back() == '\n';
    RC_ASSERT(ends_a_line);
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace assay
