// SPDX-License-Identifier: Apache-2.0
#include "learning/linear_model.h"

#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/hash.h"
#include "text/utf8.h"

namespace assay::learning {
namespace {

using ::testing::HasSubstr;

ModelHead Head() {
  return {.task = "message",
          .views = {{"folded", 1, 2}, {"other", 1, 3}},
          .bucket_bits = 10,
          .bias = {-1'234'567},
          .unit_micros = 731,
          .reading = 0x0123'4567'89AB'CDEF};
}

// Every bucket weighs something, in a pattern that has both signs.
LinearModel DenseModel() {
  std::vector<std::int16_t> weights(1 << 10);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    weights[i] = static_cast<std::int16_t>((i * 7'919) % 4'001) - 2'000;
  }
  return {Head(), std::move(weights)};
}

TextView ViewOfText(const std::string& text) {
  return ViewOf(text::Fold(text));
}

std::int64_t SumOf(const std::vector<Part>& parts) {
  return std::accumulate(
      parts.begin(), parts.end(), std::int64_t{0},
      [](std::int64_t sum, const Part& part) { return sum + part.weight.micros; });
}

TEST(LinearModel, SaysItsBiasOfNothing) {
  const LinearModel model = DenseModel();
  const std::vector<TextView> views(2);
  EXPECT_EQ(model.Score(views), Head().bias);
  EXPECT_TRUE(model.Explain(views, "").empty());
}

RC_GTEST_PROP(LinearModel, PartsSumToTheScoreExactly, (const std::string& bytes)) {
  const LinearModel model = DenseModel();
  const std::vector<TextView> views = {ViewOfText(bytes), ViewOfText(bytes)};
  RC_ASSERT(SumOf(model.Explain(views, bytes)) ==
            model.Score(views).micros - model.head().bias.micros);
}

RC_GTEST_PROP(LinearModel, PartsAreDisjointPiecesOfTheSourceInOrder, ()) {
  const auto units = *rc::gen::container<std::u32string>(
      rc::gen::element<char32_t>(U'a', U'Ａ', U'假', U'\u200D', U' ', U'🐧'));
  std::string source;
  for (const char32_t unit : units) {
    text::AppendUtf8(source, unit);
  }
  const LinearModel model = DenseModel();
  const std::vector<TextView> views = {ViewOfText(source), ViewOfText(source)};
  std::uint32_t end = 0;
  for (const Part& part : model.Explain(views, source)) {
    RC_ASSERT(part.span.begin >= end);
    RC_ASSERT(part.span.end > part.span.begin);
    RC_ASSERT(part.span.end <= source.size());
    RC_ASSERT(text::IsValidUtf8(
        std::string_view(source).substr(part.span.begin, part.span.end - part.span.begin)));
    end = part.span.end;
  }
}

TEST(LinearModel, CountsARepeatedRunOnce) {
  const LinearModel model = DenseModel();
  const std::vector<TextView> some = {ViewOfText("xxx"), {}};
  const std::vector<TextView> many = {ViewOfText(std::string(5'000, 'x')), {}};
  EXPECT_EQ(model.Score(some), model.Score(many));
}

TEST(LinearModel, FileGivesTheSameModelBack) {
  const LinearModel model = DenseModel();
  const std::string file = model.Serialise();
  const auto again = LinearModel::Parse(file);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->head(), model.head());
  EXPECT_EQ(again->weight_count(), model.weight_count());
  EXPECT_EQ(again->Serialise(), file);
  const std::vector<TextView> views = {ViewOfText("一 text 两"), ViewOfText("b")};
  EXPECT_EQ(again->Score(views), model.Score(views));
}

RC_GTEST_PROP(LinearModel, AnyWeightsComeBackFromTheFile, ()) {
  std::vector<std::int16_t> weights(1 << 8);
  for (std::int16_t& weight : weights) {
    weight = *rc::gen::weightedOneOf<std::int16_t>(
        {{3, rc::gen::just<std::int16_t>(0)},
         {1, rc::gen::inRange<std::int16_t>(-32'767, 32'767)}});
  }
  ModelHead head = Head();
  head.bucket_bits = 8;
  const LinearModel model(head, weights);
  const auto again = LinearModel::Parse(model.Serialise());
  RC_ASSERT(again.has_value());
  RC_ASSERT(again->Serialise() == model.Serialise());
}

TEST(LinearModel, RefusesAFileWithAnyByteChanged) {
  const std::string file = DenseModel().Serialise();
  for (std::size_t at = 0; at < file.size(); at += 13) {
    std::string damaged = file;
    damaged[at] = damaged[at] == 'A' ? 'B' : 'A';
    const auto model = LinearModel::Parse(damaged);
    ASSERT_FALSE(model) << at;
    EXPECT_EQ(model.error().code, ErrorCode::kCorrupted);
    EXPECT_EQ(model.error().reason, "learning.bad_model");
  }
}

TEST(LinearModel, RefusesAFileThatIsCutOff) {
  const std::string file = DenseModel().Serialise();
  for (std::size_t size = 0; size < file.size(); size += 11) {
    EXPECT_FALSE(LinearModel::Parse(file.substr(0, size))) << size;
  }
}

// With a checksum that fits, so that what it says is looked at.
std::string Sealed(const std::string& body) {
  return body + "sha256 " + ToHex(Sha256Of(body)) + "\n";
}

TEST(LinearModel, SaysWhatIsWrongWithAFileThatWasWrittenWrong) {
  const std::string good =
      "assay linear text model 1\ntask a\nviews b:1-2\nreading 0000000000000000\nbits 8\nbias 0\n"
      "unit 1\nweights 0\n";
  ASSERT_TRUE(LinearModel::Parse(Sealed(good)));
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"model 1", "model 2"},
      {"task a", "task A"},
      {"b:1-2", "b:2-1"},
      {"b:1-2", "b:1-5"},
      {"b:1-2", "b:1-2 "},
      {"bits 8", "bits 7"},
      {"bits 8", "bits 25"},
      {"bias 0", "bias 1.5"},
      {"bias 0", "bias 99999999"},
      {"unit 1", "unit 0"},
      {"unit 1", "unit x"},
      {"weights 0", "weights 1"},
      {"weights 0", "weights -1"},
      {"weights 0\n", "weights 1\nAA\nAA\n"},
      {"weights 0\n", "weights 0\nAA\n"},
      {"0000000000000000", "000000000000000"}};
  for (const auto& [from, to] : wrong) {
    std::string body = good;
    body.replace(body.find(from), from.size(), to);
    const auto model = LinearModel::Parse(Sealed(body));
    ASSERT_FALSE(model) << to;
    EXPECT_THAT(model.error().message, HasSubstr("no model that this version can read")) << to;
  }
}

}  // namespace
}  // namespace assay::learning
