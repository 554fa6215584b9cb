// SPDX-License-Identifier: Apache-2.0
#include "text/folding.h"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "text/utf8.h"

namespace assay::text {
namespace {

TEST(Folding, MakesOneFormOfWidthCaseAndAccents) {
  EXPECT_EQ(FoldTerm("ＮＩＫＥ"), "nike");
  EXPECT_EQ(FoldTerm("Hermès"), "hermes");
  EXPECT_EQ(FoldTerm("Herme\xCC\x80s"), "hermes");
  EXPECT_EQ(FoldTerm("ⓁⓋ"), "lv");
  EXPECT_EQ(FoldTerm("一比①"), "一比1");
  EXPECT_EQ(FoldTerm("Straße"), "strasse");
  EXPECT_EQ(FoldTerm("РЕПЛИКА"), "реплика");
}

TEST(Folding, DropsWhatCannotBeSeen) {
  EXPECT_EQ(FoldTerm("麦\xE2\x80\x8C昆"), "麦昆");  // Zero width non-joiner
  EXPECT_EQ(FoldTerm("N\xC2\xADike"), "nike");      // Soft hyphen
  EXPECT_EQ(FoldTerm("✈\xEF\xB8\x8F"), "✈");        // Variation selector
}

TEST(Folding, TurnsRunsOfSpaceIntoOne) {
  EXPECT_EQ(FoldTerm("louis \t\n\xE3\x80\x80vuitton"), "louis vuitton");
}

TEST(Folding, KeepsKanaWithVoicingMarksWhole) {
  EXPECT_EQ(FoldTerm("ブランドコピー"), "ブランドコピー");
}

TEST(Folding, PointsBackToTheSellersOwnBytes) {
  const std::string title = "全新 Ｎ\xE2\x80\x8BＩＫＥ 鞋";
  const FoldedText folded = Fold(title);
  const std::size_t at = folded.bytes.find("nike");
  ASSERT_NE(at, std::string::npos);
  const SourceSpan span = folded.SourceOf(title, at, at + 4);
  EXPECT_EQ(title.substr(span.begin, span.end - span.begin), "Ｎ\xE2\x80\x8BＩＫＥ");
}

TEST(Folding, SurvivesTenThousandCombiningMarks) {
  std::string title = "N";
  for (int i = 0; i < 10'000; ++i) {
    title += "\xCC\x81";
  }
  title += "ike";
  EXPECT_EQ(FoldTerm(title), "nike");
}

// Strings that mix plain words, broken bytes and characters from all planes.
std::string GenerateText() {
  const auto pieces =
      *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(0, 0x110100));
  std::string text;
  for (const std::uint32_t piece : pieces) {
    if (piece >= 0x110000 || (piece >= 0xD800 && piece < 0xE000)) {
      text.push_back(static_cast<char>(static_cast<unsigned char>(piece & 0xFFU)));
    } else {
      AppendUtf8(text, (piece & 1U) != 0 ? piece % 0x3200 : piece);
    }
  }
  return text;
}

TEST(Folding, IsIdempotentAndValidForAnyBytes) {
  const bool holds = rc::check("idempotent", [] {
    const std::string text = GenerateText() + *rc::gen::arbitrary<std::string>();
    const std::string once = FoldTerm(text);
    RC_ASSERT(IsValidUtf8(once));
    RC_ASSERT(FoldTerm(once) == once);
  });
  EXPECT_TRUE(holds);
}

TEST(Folding, IsIdempotentForEveryCodePoint) {
  for (char32_t value = 0; value <= 0x10FFFF; ++value) {
    if (value >= 0xD800 && value < 0xE000) {
      continue;
    }
    std::string text;
    AppendUtf8(text, value);
    const std::string once = FoldTerm(text);
    ASSERT_EQ(FoldTerm(once), once) << "U+" << std::hex << static_cast<std::uint32_t>(value);
  }
}

TEST(Folding, OffsetsNeverFallAndStandOnCodePointBorders) {
  const bool holds = rc::check("offsets", [] {
    const std::string text = GenerateText() + *rc::gen::arbitrary<std::string>();
    const FoldedText folded = Fold(text);
    RC_ASSERT(folded.bytes.size() == folded.origins.size());
    std::vector<bool> is_border(text.size() + 1, false);
    for (std::size_t at = 0; at < text.size(); at += DecodeAt(text, at).length) {
      is_border[at] = true;
    }
    is_border[text.size()] = true;
    for (std::size_t i = 0; i < folded.origins.size(); ++i) {
      RC_ASSERT(folded.origins[i] < text.size());
      RC_ASSERT(is_border[folded.origins[i]]);
      if (i > 0) {  // RC_ASSERT takes its condition apart, so that || would look at both sides.
        RC_ASSERT(folded.origins[i - 1] <= folded.origins[i]);
      }
      const SourceSpan span = folded.SourceOf(text, i, i + 1);
      RC_ASSERT(span.begin < span.end && span.end <= text.size() && is_border[span.end]);
    }
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace assay::text
