// SPDX-License-Identifier: Apache-2.0
#include "learning/trainer.h"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace assay::learning {
namespace {

TrainingOptions Options() {
  TrainingOptions options;
  options.head.task = "test";
  options.head.views = {{"folded", 1, 2}};
  options.head.bucket_bits = 12;
  return options;
}

// Texts of invented words; those with "za" in them are positive. Every tenth text lies.
std::vector<Example> Examples(std::size_t count) {
  std::vector<Example> examples;
  std::uint64_t state = 88'172'645'463'325'252;
  const auto next = [&state](std::uint64_t bound) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % bound;
  };
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_positive = next(3) == 0;
    std::string text;
    for (int word = 0; word < 6; ++word) {
      text += std::string(1, static_cast<char>('b' + next(12))) +
              std::string(1, static_cast<char>('e' + next(4) * 4)) + " ";
    }
    text += is_positive != (next(10) == 0) ? "za" : "ob";
    const auto number = static_cast<std::uint32_t>(i);
    examples.push_back({{ViewOf(text::Fold(text))}, is_positive, number, number});
  }
  return examples;
}

std::vector<TextView> Views(const std::string& text) {
  return {ViewOf(text::Fold(text))};
}

TEST(Train, LearnsTheWordThatTellsThemApart) {
  const auto training = Train(Examples(1'000), Options());
  ASSERT_TRUE(training);
  EXPECT_GT(training->model.Score(Views("beci za")), training->model.Score(Views("beci ob")));
  EXPECT_GT(training->model.Score(Views("de he za")).micros, 0);
  EXPECT_LT(training->model.Score(Views("de he ob")).micros, 0);
}

TEST(Train, GivesTheSameBytesForTheSameExamples) {
  const std::vector<Example> examples = Examples(300);
  const auto first = Train(examples, Options());
  const auto second = Train(examples, Options());
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->model.Serialise(), second->model.Serialise());
}

TEST(Train, SaysLogOddsThatAreSoOfTextsItHasNotSeen) {
  const std::vector<Example> examples = Examples(3'000);
  const auto training = Train(examples, Options());
  ASSERT_TRUE(training);
  // One text in ten lies, so nothing is more certain than nine to one: 2.2 nats, each way.
  double stated = 0;
  std::size_t positives = 0;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    stated += ProbabilityOf(training->report.held_out[i]);
    positives += examples[i].is_positive ? 1U : 0U;
    EXPECT_LT(std::abs(training->report.held_out[i].nats()), 6);
  }
  // The prior is even odds, and a third of the examples are positive: said of them as if half were.
  EXPECT_GT(stated, static_cast<double>(positives));
  EXPECT_LT(stated, static_cast<double>(examples.size()) * 0.6);
}

TEST(Train, MovesEveryStatementByThePrior) {
  const std::vector<Example> examples = Examples(300);
  TrainingOptions rare = Options();
  rare.prior = LogOddsOfBillionths(10'000'000);
  const auto even = Train(examples, Options());
  const auto moved = Train(examples, rare);
  ASSERT_TRUE(even && moved);
  for (std::size_t i = 0; i < examples.size(); ++i) {
    EXPECT_NEAR(static_cast<double>((moved->report.held_out[i] - even->report.held_out[i]).micros),
                static_cast<double>(rare.prior.micros), 2);
  }
}

TEST(Train, KeepsGroupsAndNearDuplicatesOutOfTheFoldsThatLearnFromThem) {
  // Every text twice, the second with the other label: a machine that saw the first would be sure, and wrong.
  std::vector<Example> examples;
  for (const Example& example : Examples(200)) {
    examples.push_back(example);
    examples.push_back(example);
    examples.back().is_positive = !example.is_positive;
    examples.back().group += 1'000;  // Another group, the same cluster.
  }
  const auto training = Train(examples, Options());
  ASSERT_TRUE(training);
  for (const LogOdds held_out : training->report.held_out) {
    EXPECT_LT(std::abs(held_out.nats()), 0.5);
  }
  std::vector<std::uint32_t> fold_of_group(2'000, 99);
  for (std::size_t i = 0; i < examples.size(); ++i) {
    std::uint32_t& fold = fold_of_group[examples[i].group];
    EXPECT_TRUE(fold == 99 || fold == training->report.fold[i]);
    fold = training->report.fold[i];
  }
}

TEST(Train, KeepsNoMoreWeightsThanItIsAllowed) {
  TrainingOptions options = Options();
  options.weights_max = 10;
  const auto training = Train(Examples(300), options);
  ASSERT_TRUE(training);
  EXPECT_LE(training->model.weight_count(), 10U);
  // The words that tell them apart are among the ten.
  EXPECT_GT(training->model.Score(Views("za")), training->model.Score(Views("ob")));
}

TEST(Train, RefusesWhatCannotBeHeldOut) {
  EXPECT_FALSE(Train({}, Options()));
  std::vector<Example> one_group = Examples(50);
  for (Example& example : one_group) {
    example.group = 0;
  }
  EXPECT_FALSE(Train(one_group, Options()));
  std::vector<Example> one_class = Examples(50);
  for (Example& example : one_class) {
    example.is_positive = true;
  }
  EXPECT_FALSE(Train(one_class, Options()));
}

}  // namespace
}  // namespace assay::learning
