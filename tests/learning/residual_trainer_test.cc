// SPDX-License-Identifier: Apache-2.0
#include "learning/residual_trainer.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "text/folding.h"

namespace assay::learning {
namespace {

ResidualOptions Options() {
  ResidualOptions options;
  options.head.task = "test";
  options.head.views = {{"title", 3, 4}};
  options.head.bucket_bits = 16;
  options.ridge = 1e-4;
  return options;
}

TextView View(const std::string& words) {
  return ViewOf(text::Fold(' ' + words + ' '));
}

// Sources 0 and 1 are of fakes, 2 and 3 of genuine goods. Every source has a word of its own ("crawl<letter>"), which
// tells it fully; both fake ones say "gift box" in half of their texts, the genuine ones in a tenth. All texts have
// plain words beside that.
std::vector<SourcedExample> Examples(std::size_t of_each_source) {
  const std::vector<std::string> plain = {"black", "leather", "green", "wallet", "small", "shirt"};
  const std::vector<std::string> own = {"quuxiq", "zorbiq", "vexiq", "mirfiq"};
  std::vector<SourcedExample> examples;
  std::uint32_t number = 0;
  for (std::uint32_t source = 0; source < 4; ++source) {
    for (std::size_t i = 0; i < of_each_source; ++i, ++number) {
      const bool says_it = i % (source < 2 ? 2 : 10) == 0;
      const std::string text = own[source] + ' ' + plain[i % plain.size()] + ' ' +
                               plain[i / plain.size() % plain.size()] + (says_it ? " giftbox" : "");
      examples.push_back({View(text), source < 2, source, number, number, {}});
    }
  }
  return examples;
}

std::vector<std::uint32_t> AllOf(const std::vector<SourcedExample>& examples) {
  std::vector<std::uint32_t> all(examples.size());
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    all[i] = i;
  }
  return all;
}

LogOdds Said(const LinearModel& model, const std::string& words) {
  const TextView view = View(words);
  return model.Score(std::span(&view, 1));
}

TEST(FitResidual, LearnsWhatSourcesOfOneClassShare) {
  const std::vector<SourcedExample> examples = Examples(120);
  const auto training = FitResidual(examples, AllOf(examples), Options());
  ASSERT_TRUE(training);
  EXPECT_GT(Said(training->model, "giftbox"), Said(training->model, "wallet"));
  EXPECT_GT(Said(training->model, "giftbox").micros, 100'000);
}

TEST(FitResidual, DoesNotLearnTheWordsOfOneSource) {
  const std::vector<SourcedExample> examples = Examples(120);
  const auto training = FitResidual(examples, AllOf(examples), Options());
  ASSERT_TRUE(training);
  for (const char* word : {"quuxiq", "zorbiq", "vexiq", "mirfiq"}) {
    EXPECT_EQ(Said(training->model, word).micros, 0) << word;
  }
  EXPECT_LT(training->runs_learned, training->runs_seen / 2);
}

TEST(FitResidual, LearnsTheWordsOfSourcesWhereItIsToldNotToAsk) {
  const std::vector<SourcedExample> examples = Examples(120);
  ResidualOptions naive = Options();
  naive.sources_min = 0;
  naive.spread = 0;
  const auto training = FitResidual(examples, AllOf(examples), naive);
  ASSERT_TRUE(training);
  EXPECT_GT(Said(training->model, "quuxiq").micros, 100'000);
  EXPECT_LT(Said(training->model, "vexiq").micros, -100'000);
  EXPECT_EQ(training->runs_learned, training->runs_seen);
}

TEST(FitResidual, LearnsNothingOfWhatIsSaidAlready) {
  std::vector<SourcedExample> examples = Examples(120);
  for (SourcedExample& example : examples) {
    example.offset = {example.is_positive ? 9'000'000 : -9'000'000};
  }
  const auto already_said = FitResidual(examples, AllOf(examples), Options());
  const std::vector<SourcedExample> unsaid = Examples(120);
  const auto training = FitResidual(unsaid, AllOf(unsaid), Options());
  ASSERT_TRUE(already_said && training);
  EXPECT_LT(std::abs(Said(already_said->model, "giftbox").micros),
            Said(training->model, "giftbox").micros / 20);
}

TEST(FitResidual, AddsNothingToATextWithoutKnownRuns) {
  const std::vector<SourcedExample> examples = Examples(60);
  const auto training = FitResidual(examples, AllOf(examples), Options());
  ASSERT_TRUE(training);
  EXPECT_EQ(training->model.head().bias.micros, 0);
  EXPECT_EQ(Said(training->model, "").micros, 0);
}

TEST(FitResidual, GivesTheSameBytesForTheSameExamples) {
  const std::vector<SourcedExample> examples = Examples(60);
  const auto first = FitResidual(examples, AllOf(examples), Options());
  const auto second = FitResidual(examples, AllOf(examples), Options());
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->model.Serialise(), second->model.Serialise());
}

TEST(FitResidual, NeedsBothClasses) {
  std::vector<SourcedExample> examples = Examples(30);
  examples.resize(60);  // Sources 0 and 1.
  EXPECT_FALSE(FitResidual(examples, AllOf(examples), Options()));
  EXPECT_FALSE(FitResidual({}, {}, Options()));
}

// How far apart a model's mean scores of the first two sources, of 120 examples each, are.
double Apart(const LinearModel& model, const std::vector<SourcedExample>& examples) {
  double sum = 0;
  for (std::size_t i = 0; i < 240; ++i) {
    const double score = model.Score(std::span(&examples[i].view, 1)).nats();
    sum += i < 120 ? score : -score;
  }
  return std::abs(sum) / 120;
}

TEST(FitResidual, HoldsTheMeansOfSourcesTogether) {
  // Source 0 says "giftbox" in nearly every text, source 1 in a third.
  std::vector<SourcedExample> examples = Examples(120);
  for (std::size_t i = 0; i < 120; ++i) {
    examples[i].view = View(std::string("black shirt") + (i % 12 == 0 ? "" : " giftbox"));
    examples[120 + i].view = View(std::string("black shirt") + (i % 3 == 0 ? " giftbox" : ""));
  }
  ResidualOptions loose = Options();
  loose.spread = 0;
  ResidualOptions tight = Options();
  tight.spread = 10;
  const auto apart = FitResidual(examples, AllOf(examples), loose);
  const auto together = FitResidual(examples, AllOf(examples), tight);
  ASSERT_TRUE(apart && together);
  EXPECT_LT(Apart(together->model, examples), 0.5 * Apart(apart->model, examples));
}

TEST(HeldOutResiduals, LearnFromNoneOfTheGroupOrItsDuplicates) {
  // "snarq" tells fakes, and stands in the texts of one seller, or only in near-duplicates of each other.
  std::vector<SourcedExample> apart = Examples(120);
  std::vector<std::size_t> told;
  for (std::uint32_t i = 0; i < 5; ++i) {
    told.insert(told.end(), {i * 21, 120 + i * 21});  // Spread over the folds.
  }
  for (const std::size_t i : told) {
    apart[i].view = View("snarq snarq");
  }
  std::vector<SourcedExample> one_seller = apart;
  std::vector<SourcedExample> duplicates = apart;
  for (const std::size_t i : told) {
    one_seller[i].group = 0;
    duplicates[i].cluster = 0;
  }
  const auto said_of_first = [](const std::vector<SourcedExample>& examples) {
    const std::vector<bool> all(examples.size(), true);
    return HeldOutResiduals(examples, all, 5, {1'000'000}, Options())->front().micros;
  };
  EXPECT_GT(said_of_first(apart), 10'000);
  EXPECT_EQ(said_of_first(one_seller), 0);
  EXPECT_EQ(said_of_first(duplicates), 0);
}

TEST(HeldOutResiduals, StayWithinTheLimit) {
  const std::vector<SourcedExample> examples = Examples(120);
  const std::vector<bool> all(examples.size(), true);
  const auto added = HeldOutResiduals(examples, all, 5, {50'000}, Options());
  ASSERT_TRUE(added);
  const auto [least, most] = std::ranges::minmax(*added);
  EXPECT_EQ(most.micros, 50'000);
  EXPECT_GE(least.micros, -50'000);
}

TEST(LeakOf, IsOneWhereAScoreTellsTheSourcesAndAHalfWhereItDoesNot) {
  const std::vector<SourcedExample> examples = Examples(40);
  std::vector<LogOdds> telling;
  std::vector<LogOdds> silent;
  for (const SourcedExample& example : examples) {
    telling.push_back({example.source * 1'000});
    silent.push_back({7});
  }
  EXPECT_DOUBLE_EQ(LeakOf(examples, telling).mean, 1.0);
  EXPECT_DOUBLE_EQ(LeakOf(examples, silent).mean, 0.5);
  EXPECT_DOUBLE_EQ(LeakOf(examples, silent).largest, 0.5);
}

TEST(LeakOf, DoesNotCountThatClassesAreToldApart) {
  const std::vector<SourcedExample> examples = Examples(40);
  std::vector<LogOdds> by_class;
  for (const SourcedExample& example : examples) {
    by_class.push_back({example.is_positive ? 1 : 0});
  }
  EXPECT_DOUBLE_EQ(LeakOf(examples, by_class).largest, 0.5);
}

}  // namespace
}  // namespace assay::learning
