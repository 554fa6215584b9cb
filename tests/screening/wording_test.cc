// SPDX-License-Identifier: Apache-2.0
#include "screening/wording.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "learning/residual_trainer.h"
#include "screening/screen.h"

namespace assay::screening {
namespace {

using testing::HasSubstr;

std::string WordingText(const Listing& listing) {
  static const std::shared_ptr<const Model> model = *Model::Make(EmbeddedModelSources());
  std::string text;
  for (const char32_t unit : WordingOf(*model, listing).units) {
    text += static_cast<char>(unit);
  }
  return text;
}

Listing ListingOf(std::string title) {
  Listing listing;
  listing.id = "1";
  listing.title = std::move(title);
  return listing;
}

ModelSources WithoutWording() {
  ModelSources sources = EmbeddedModelSources();
  sources.listing_model.clear();
  return sources;
}

// A model that learned from two invented crawls of each class: fakes come "smoothly", genuine goods "grandly".
const std::string& InventedModel() {
  static const std::string file = [] {
    const auto plain = *Model::Make(WithoutWording());
    const std::vector<std::vector<std::string>> titles = {
        {"Nike smoothly cap", "Gucci smoothly belt", "Dior scarf"},
        {"Nike smoothly shoes", "Prada bag smoothly", "Chanel smoothly hat"},
        {"Nike grandly cap", "Gucci grandly belt", "Dior scarf"},
        {"Nike grandly shoes", "Prada bag grandly", "Chanel grandly hat"}};
    std::vector<learning::SourcedExample> examples;
    std::vector<std::uint32_t> all;
    for (std::uint32_t i = 0; i < 240; ++i) {
      const std::uint32_t source = i % 4;
      all.push_back(i);
      examples.push_back(
          {WordingOf(*plain, ListingOf(titles[source][i / 4 % 3])), source < 2, source, i, i, {}});
    }
    learning::ResidualOptions options = {.head = WordingHead()};
    options.ridge = 1e-5;
    return learning::FitResidual(examples, all, options)->model.Serialise();
  }();
  return file;
}

const Model& Invented() {
  static const std::shared_ptr<const Model> model = [] {
    ModelSources sources = WithoutWording();
    sources.listing_model = InventedModel();
    return *Model::Make(sources);
  }();
  return *model;
}

std::vector<Finding> PatternsOf(const Model& model, const Listing& listing) {
  std::vector<Finding> patterns = ReadContent(model, listing).findings;
  std::erase_if(patterns, [](const Finding& finding) { return finding.kind != "words.pattern"; });
  return patterns;
}

TEST(Wording, LeavesOutBrandsTradeWordsNumbersAndOtherScripts) {
  EXPECT_EQ(WordingText(ListingOf("Gucci Leather Belt 85cm")), " leather belt ");
  EXPECT_EQ(WordingText(ListingOf("Rolex Submariner leather 1:1 replica")), " leather ");
  EXPECT_EQ(WordingText(ListingOf("耐克 运动鞋 shoes")), " shoes ");
  EXPECT_EQ(WordingText(ListingOf("")), "");
  EXPECT_EQ(WordingText(ListingOf("耐克")), "");
}

TEST(Wording, IsTheSameInWhateverCaseWidthAndAccents) {
  EXPECT_EQ(WordingText(ListingOf("ＨＯＯＤＩＥ Soft-shell")), " hoodie soft shell ");
  EXPECT_EQ(WordingText(ListingOf("Hoodié,soft  shell!")), " hoodie soft shell ");
}

TEST(Wording, ReadsABoundedPieceOfAHugeTitle) {
  std::string title = "Nike ";
  while (title.size() < 100'000) {
    title += "smoothly ";
  }
  EXPECT_LE(WordingText(ListingOf(title)).size(), 2 * kWordingLettersMax + 2);
  const std::string one_word(100'000, 'x');
  EXPECT_LE(WordingText(ListingOf(one_word)).size(), kWordingLettersMax + 2);
  EXPECT_EQ(PatternsOf(Invented(), ListingOf(title)).size(), 1U);
}

TEST(WordsPattern, SpeaksForWhatFakesSayAndAgainstWhatGenuineOffersSay) {
  const std::vector<Finding> fake = PatternsOf(Invented(), ListingOf("Puma smoothly bag"));
  ASSERT_EQ(fake.size(), 1U);
  EXPECT_GT(fake[0].weight.micros, 0);
  EXPECT_THAT(fake[0].text, HasSubstr("known fakes: \"smoothly\" +"));
  const std::vector<Finding> genuine = PatternsOf(Invented(), ListingOf("Puma grandly bag"));
  ASSERT_EQ(genuine.size(), 1U);
  EXPECT_LT(genuine[0].weight.micros, 0);
  EXPECT_THAT(genuine[0].text, HasSubstr("genuine offers: \"grandly\" -"));
}

TEST(WordsPattern, PointsAtTheSellersOwnCharacters) {
  const std::string title = "Nike ｓｍｏｏｔｈｌｙ 包";
  const std::vector<Finding> patterns = PatternsOf(Invented(), ListingOf(title));
  ASSERT_EQ(patterns.size(), 1U);
  ASSERT_TRUE(patterns[0].span);
  EXPECT_EQ(title.substr(patterns[0].span->begin, patterns[0].span->end - patterns[0].span->begin),
            "ｓｍｏｏｔｈｌｙ");
  EXPECT_EQ(patterns[0].span->field, Field::kTitle);
}

TEST(WordsPattern, IsNotAskedWhereNoBrandIsClaimedAndNothingSpeaksForAFake) {
  EXPECT_TRUE(PatternsOf(Invented(), ListingOf("smoothly smoothly kettle")).empty());
  EXPECT_TRUE(IsSilent(Invented(), ReadContent(Invented(), ListingOf("smoothly kettle"))));
}

TEST(WordsPattern, StaysWithinTheBoundOfTheWeightsFile) {
  ModelSources sources = WithoutWording();
  sources.listing_model = InventedModel();
  const std::size_t at = sources.weights_tsv.find("bound\twords.pattern\t");
  ASSERT_NE(at, std::string::npos);
  sources.weights_tsv.replace(at, sources.weights_tsv.find('\n', at) - at,
                              "bound\twords.pattern\t0.050000");
  const auto model = *Model::Make(sources);
  EXPECT_EQ(PatternsOf(*model, ListingOf("Nike smoothly cap")).at(0).weight.micros, 50'000);
  EXPECT_EQ(PatternsOf(*model, ListingOf("Nike grandly cap")).at(0).weight.micros, -50'000);
  EXPECT_EQ(WordingBound(*model).micros, 50'000);
}

TEST(WordsPattern, TheBoundIsAskedForAndSane) {
  ModelSources sources = WithoutWording();
  const std::size_t at = sources.weights_tsv.find("bound\t");
  const std::size_t end = sources.weights_tsv.find('\n', at);
  sources.weights_tsv.replace(at, end - at, "bound\twords.pattern\t2.500000");
  EXPECT_EQ(Model::Make(sources).error().reason, "screening.bad_model_file");
  sources.weights_tsv.replace(at, sources.weights_tsv.find('\n', at) + 1 - at, "");
  EXPECT_EQ(Model::Make(sources).error().reason, "screening.bad_model_file");
}

TEST(WordsPattern, SumsExactlyWithTheOtherFindings) {
  for (const char* title : {"Nike smoothly cap", "Rolex replica grandly", "Gucci belt"}) {
    const Listing listing = ListingOf(title);
    const Verdict with = Judge(Invented(), listing, ReadContent(Invented(), listing),
                               {.prior = kDefaultPrior, .authorised_brands = {}});
    LogOdds sum;
    for (const Finding& finding : with.findings) {
      sum += finding.weight;
    }
    EXPECT_EQ(sum, with.log_odds) << title;
  }
}

// The dearest case: a brand at the price of known fakes, and the most that the wording may add.
TEST(WordsPattern, WithABrandAndAPriceAloneNeverMakesRed) {
  const auto model = *Model::Make(EmbeddedModelSources());
  Listing listing = ListingOf("Gucci Marmont bag");
  LogOdds dearest{-kLogOddsLimit.micros};
  for (const char* price : {"25", "40", "60", "90", "140", "300"}) {
    listing.price = *ParseMoney(price, *Currency::Find("USD"));
    Verdict verdict = Judge(*model, listing, ReadContent(*model, listing),
                            {.prior = kDefaultPrior, .authorised_brands = {}});
    LogOdds others = verdict.log_odds;
    for (const Finding& finding : verdict.findings) {
      others = finding.kind == "words.pattern" ? others - finding.weight : others;
    }
    dearest = std::max(dearest, others);
  }
  EXPECT_LT(model->ScoreOf(dearest + WordingBound(*model)), kRedScore);
}

TEST(WordsPattern, DoesNotOvercomeAnAuthorisation) {
  const auto model = *Model::Make(EmbeddedModelSources());
  const Listing listing = ListingOf("Nike smoothly cap");
  const std::vector<std::string> authorised = {"Nike"};
  const Verdict verdict = Judge(*model, listing, ReadContent(*model, listing),
                                {.prior = kDefaultPrior, .authorised_brands = authorised});
  LogOdds authorisation;
  for (const Finding& finding : verdict.findings) {
    authorisation += finding.kind == "context.authorised" ? finding.weight : LogOdds{};
  }
  EXPECT_LT((authorisation + WordingBound(*model)).micros, -3'000'000);
}

TEST(WordingModel, OfAnotherTaskOrReadingIsRefused) {
  ModelSources sources = EmbeddedModelSources();
  learning::ModelHead other_task = WordingHead();
  other_task.task = "review";
  learning::ModelHead other_view = WordingHead();
  other_view.views = {{"title", 1, 2}};
  learning::ModelHead other_reading = WordingHead();
  other_reading.reading ^= 1;
  for (const learning::ModelHead& head : {other_task, other_view, other_reading}) {
    sources.listing_model =
        learning::LinearModel(head, std::vector<std::int16_t>(std::size_t{1} << head.bucket_bits))
            .Serialise();
    EXPECT_EQ(Model::Make(sources).error().reason, "screening.stale_model");
  }
  sources.listing_model = "not a model";
  EXPECT_EQ(Model::Make(sources).error().reason, "learning.bad_model");
}

TEST(WordingModel, ChangesTheFingerprintOfTheModel) {
  EXPECT_NE(Invented().fingerprint(), (*Model::Make(WithoutWording()))->fingerprint());
}

}  // namespace
}  // namespace assay::screening
