// SPDX-License-Identifier: Apache-2.0
#include "feedback/reader.h"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "text/utf8.h"

namespace assay::feedback {
namespace {

using ::testing::HasSubstr;

const Reader& EmbeddedReader() {
  static const std::shared_ptr<const Reader> reader = *Reader::Make(EmbeddedReaderSources());
  return *reader;
}

Reading ReadReview(const std::string& text) {
  return EmbeddedReader().Read(Purpose::kReview, text, kReviewPrior);
}

Reading ReadMessage(const std::string& text) {
  return EmbeddedReader().Read(Purpose::kMessage, text, kMessagePrior);
}

// What a reading's finding of this kind points at.
std::string SurfaceOf(const Reading& reading, const std::string& kind, const std::string& text) {
  for (const Finding& finding : reading.findings) {
    if (finding.kind == kind && finding.span) {
      return text.substr(finding.span->begin, finding.span->end - finding.span->begin);
    }
  }
  return "";
}

void ExpectSound(const Reading& reading, const std::string& text) {
  LogOdds sum;
  std::size_t priors = 0;
  for (const Finding& finding : reading.findings) {
    sum += finding.weight;
    priors += finding.kind == "prior" ? 1U : 0U;
    EXPECT_FALSE(finding.text.empty());
    if (finding.span) {
      EXPECT_LT(finding.span->begin, finding.span->end);
      EXPECT_LE(finding.span->end, text.size());
    }
  }
  EXPECT_EQ(sum, reading.log_odds);
  EXPECT_EQ(priors, 1U);
  EXPECT_LE(reading.log_odds, kLogOddsLimit);
  EXPECT_GE(reading.log_odds, LogOdds{-kLogOddsLimit.micros});
  EXPECT_LT(reading.findings.size(), 64U);
}

RC_GTEST_PROP(Reader, FindingsSumToTheLogOddsWhateverTheBytes, (const std::string& bytes)) {
  ExpectSound(ReadReview(bytes), bytes);
  ExpectSound(ReadMessage(bytes), bytes);
}

RC_GTEST_PROP(Reader, FindingsSumToTheLogOddsOfSentencesInAnyOrder, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "是假货", "不是", "正品", "吗", "，", "？", "怀疑", "如果", "好评", "加微信", "12345", "fake",
      " not ", "authentic", "以为", "结果", "跟", "不一样", "\xFF", "\xE5\x81"));
  std::string text;
  for (const std::string& piece : pieces) {
    text += piece;
  }
  ExpectSound(ReadReview(text), text);
  ExpectSound(ReadMessage(text), text);
}

TEST(Reader, PointsAtTheWritersOwnCharacters) {
  const std::string text = "物流快，可惜是 假。货 ！";
  const Reading reading = ReadReview(text);
  EXPECT_EQ(reading.text_class, TextClass::kClaim);
  EXPECT_EQ(SurfaceOf(reading, "review.claim", text), "假。货");
  const std::string wide = "加ＶＸ：ａｂｃ１２３４５";
  EXPECT_EQ(SurfaceOf(ReadMessage(wide), "contact.number", wide), "ａｂｃ１２３４５");
}

TEST(Reader, RanksAClaimAboveADoubtAboveSilenceAboveNothingSaidOfFakes) {
  const LogOdds claim = ReadReview("是假货").log_odds;
  const LogOdds opinion = ReadReview("感觉是假货").log_odds;
  const LogOdds doubt = ReadReview("怀疑是假货").log_odds;
  const LogOdds question = ReadReview("不知道是不是假货").log_odds;
  const LogOdds set_aside = ReadReview("假一赔十，没有假货").log_odds;
  EXPECT_GT(claim, opinion);
  EXPECT_GT(opinion, doubt);
  EXPECT_GT(doubt, question);
  EXPECT_GT(question, set_aside);
}

TEST(Reader, SaysWhatElseIsMeantAndDoesNotTakeItForACounterfeit) {
  for (const auto& [text, kind] :
       std::vector<std::pair<std::string, std::string>>{{"翻新机，电池换过", "review.refurbished"},
                                                        {"这是盗版书", "review.pirated"},
                                                        {"港版，没有保修", "review.grey_import"}}) {
    const Reading reading = ReadReview(text);
    EXPECT_EQ(reading.text_class, TextClass::kNone) << text;
    EXPECT_NE(SurfaceOf(reading, kind, text), "") << text;
  }
}

TEST(Reader, SaysNothingOfAnEmptyText) {
  for (const Purpose purpose : {Purpose::kReview, Purpose::kMessage}) {
    const Reading reading = EmbeddedReader().Read(purpose, "", kMessagePrior);
    EXPECT_EQ(reading.text_class, TextClass::kNone);
    ExpectSound(reading, "");
  }
}

TEST(Reader, StandsBadInput) {
  std::vector<std::string> texts = {
      "🐧🐧🐧😀👍🏽👨‍👩‍👧",
      "\xE2\x80\xAE是假货\xE2\x80\xAC",              // Right-to-left override.
      "\xED\xA0\x80\xED\xB0\x80假货\xED\xA0\x80",    // Lone surrogates.
      "\xC0\xAF\xF8\x88\x80\x80\x80 fake \xFE\xFF",  // Overlong and impossible bytes.
      std::string("\0假\0货\0", 9),
      "?????????????????",
      "。。。，，，！！！",
  };
  std::string marks = "假";
  for (int i = 0; i < 10'000; ++i) {
    marks += "\xCC\xB6";  // U+0336, a stroke through the letter.
  }
  texts.push_back(marks + "货");
  for (const std::string& text : texts) {
    ExpectSound(ReadReview(text), text);
    ExpectSound(ReadMessage(text), text);
  }
  EXPECT_EQ(ReadReview(texts[1]).text_class, TextClass::kClaim);
  EXPECT_EQ(ReadReview(texts.back()).text_class, TextClass::kClaim);
}

TEST(Reader, ReadsTheBeginningOfAVeryLongTextAndSaysSo) {
  std::string text = "是假货，";
  while (text.size() < (1U << 20)) {
    text += "好评不是假的吗加微信12345如果怀疑正品";
  }
  for (const Purpose purpose : {Purpose::kReview, Purpose::kMessage}) {
    const Reading reading = EmbeddedReader().Read(purpose, text, kReviewPrior);
    ExpectSound(reading, text);
    bool says_so = false;
    for (const Finding& finding : reading.findings) {
      says_so = says_so || finding.kind == "limit.not_read";
    }
    EXPECT_TRUE(says_so);
  }
}

TEST(Reader, RefusesAModelOfAnotherTask) {
  ReaderSources sources = EmbeddedReaderSources();
  std::swap(sources.review_model, sources.message_model);
  const auto reader = Reader::Make(sources);
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().reason, "feedback.stale_model");
}

TEST(Reader, RefusesADamagedModel) {
  ReaderSources sources = EmbeddedReaderSources();
  sources.message_model[sources.message_model.size() / 2] ^= 1;
  const auto reader = Reader::Make(sources);
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().reason, "learning.bad_model");
}

TEST(Reader, NamesTheLineOfALexiconThatIsWrong) {
  ReaderSources sources = EmbeddedReaderSources();
  sources.phrases_tsv = "phrase\tlang\trole\n假货\tzh\tfake\n真货\tzh\treal\n";
  const auto reader = Reader::Make(sources);
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().reason, "feedback.bad_lexicon");
  EXPECT_THAT(reader.error().message, HasSubstr("feedback.tsv line 3"));
}

TEST(Reader, ReadsByRulesAloneWithoutModels) {
  ReaderSources sources = EmbeddedReaderSources();
  sources.review_model.clear();
  sources.message_model.clear();
  const auto reader = Reader::Make(sources);
  ASSERT_TRUE(reader);
  EXPECT_EQ((*reader)->Read(Purpose::kReview, "是假货", kReviewPrior).text_class,
            TextClass::kClaim);
  const Reading said = (*reader)->ReadWithModel(Purpose::kMessage, "hello", {}, {1'000'000});
  EXPECT_EQ(said.log_odds.micros, 1'000'000);
  EXPECT_EQ(said.text_class, TextClass::kSpam);
}

TEST(Reader, LetsTheModelOfReviewsSayLittle) {
  // Whatever stands around them, the words decide: the model may move two nats.
  const Reading much = EmbeddedReader().ReadWithModel(Purpose::kReview, "ok", {}, {9'000'000});
  const Reading none = EmbeddedReader().ReadWithModel(Purpose::kReview, "ok", {}, {0});
  EXPECT_EQ((much.log_odds - none.log_odds).micros, 2'000'000);
}

TEST(Reader, HearsTheSameInCharactersThatSoundAlikeAndInPinyin) {
  const auto sound = [](const std::string& text) {
    return EmbeddedReader().ViewsOf(Purpose::kMessage, text).back().units;
  };
  EXPECT_EQ(sound("加微信"), sound("家薇辛"));
  EXPECT_EQ(sound("加微信"), sound("jia wei xin"));
  EXPECT_EQ(sound("加微信"), sound("加*微～～信！！"));
  EXPECT_NE(sound("加微信"), sound("加电话"));
  EXPECT_EQ(sound("哈哈哈哈"), sound("哈"));
}

TEST(Reader, ReadsTraditionalCharactersAsSimplifiedOnes) {
  const std::string traditional = "懷疑是假貨，和專櫃的正品不一樣";
  const std::string simplified = "怀疑是假货，和专柜的正品不一样";
  EXPECT_EQ(ReadReview(traditional).log_odds, ReadReview(simplified).log_odds);
  EXPECT_EQ(ReadReview(traditional).text_class, ReadReview(simplified).text_class);
}

TEST(Reader, TakesAPaymentForNoContact) {
  EXPECT_EQ(SurfaceOf(ReadMessage("微信支付很方便"), "contact.hint", "微信支付很方便"), "");
  EXPECT_NE(SurfaceOf(ReadMessage("微信聊"), "contact.hint", "微信聊"), "");
}

TEST(Reader, HidesTheWordsOfTheRulesFromTheModelOfReviews) {
  const auto units = [](const std::string& text) {
    return EmbeddedReader().ViewsOf(Purpose::kReview, text).front().units;
  };
  EXPECT_EQ(units("头皮痒是假货吧头屑多"), units("头皮痒是正品吧头屑多"));
  EXPECT_NE(units("头皮痒"), units("头皮好"));
}

}  // namespace
}  // namespace assay::feedback
