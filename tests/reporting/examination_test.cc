// SPDX-License-Identifier: Apache-2.0
#include "reporting/examination.h"

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace assay::reporting {
namespace {

ExaminedOrder Draw(bool counterfeit, double probability) {
  return {.found_counterfeit = counterfeit,
          .found_otherwise = !counterfeit,
          .by_chance = true,
          .probability_trillionths = std::llround(probability * 1e12),
          .drawn_counterfeit = counterfeit ? 1 : 0,
          .drawn_otherwise = counterfeit ? 0 : 1};
}

// Drawn, and examined by several by chance.
ExaminedOrder Results(std::int64_t counterfeit, std::int64_t otherwise, double probability = 0.01) {
  return {.found_counterfeit = counterfeit > 0,
          .found_otherwise = otherwise > 0,
          .by_chance = true,
          .probability_trillionths = std::llround(probability * 1e12),
          .drawn_counterfeit = counterfeit,
          .drawn_otherwise = otherwise};
}

Examinations Drawn(int counterfeit, int otherwise, double probability) {
  Examinations examined;
  for (int i = 0; i < counterfeit + otherwise; ++i) {
    examined.Add(Draw(i < counterfeit, probability));
  }
  return examined;
}

TEST(ExaminedOrder, IsUndeterminedWhereExaminersContradictEachOther) {
  using enum ExaminationResult;
  EXPECT_EQ((ExaminedOrder{.found_counterfeit = true}).result(), kCounterfeit);
  EXPECT_EQ((ExaminedOrder{.found_otherwise = true}).result(), kNotCounterfeit);
  EXPECT_EQ((ExaminedOrder{.found_counterfeit = true, .found_otherwise = true}).result(),
            kUndetermined);
  EXPECT_EQ(ExaminedOrder{}.result(), kUndetermined) << "nobody could say";
}

TEST(Examinations, GiveThePlainShareAndIntervalWhereAllDrawsAreEquallyLikely) {
  for (const double probability : {1.0, 0.02, 5e-7}) {
    const auto estimate = Drawn(3, 397, probability).EstimateShare();
    const Rate rate{3, 400};
    ASSERT_TRUE(estimate);
    EXPECT_NEAR(estimate->share, *rate.value(), 1e-12);
    EXPECT_NEAR(estimate->interval.low, rate.low(), 1e-12);
    EXPECT_NEAR(estimate->interval.high, rate.high(), 1e-12);
  }
}

TEST(Examinations, WeighADrawByTheOrdersItStandsFor) {
  // One in ten of 1,000 orders of one kind, a fifth of them fake; one in 100 of 9,000 genuine ones.
  Examinations examined = Drawn(20, 80, 0.1);
  for (int i = 0; i < 90; ++i) {
    examined.Add(Draw(false, 0.01));
  }
  EXPECT_EQ(examined.drawn(), 190);
  EXPECT_NEAR(examined.EstimateShare()->share, 200.0 / 10'000, 1e-12) << "not 20 of 190";
}

TEST(Examinations, OnSuspicionSayNothingOfTheOthers) {
  Examinations examined = Drawn(1, 99, 0.01);
  const auto before = examined.EstimateShare();
  for (int i = 0; i < 500; ++i) {
    examined.Add({.found_counterfeit = true, .probability_trillionths = 1});
  }
  EXPECT_EQ(examined.counterfeit(), 501);
  EXPECT_EQ(examined.drawn(), 100);
  EXPECT_EQ(examined.EstimateShare()->share, before->share);
  EXPECT_EQ(examined.EstimateShare()->interval, before->interval);
}

TEST(Examinations, TellUndeterminedDrawsBesideTheShare) {
  Examinations examined = Drawn(2, 96, 0.01);
  examined.Add({.by_chance = true, .probability_trillionths = 10'000'000'000});
  examined.Add({.found_counterfeit = true,
                .found_otherwise = true,
                .by_chance = true,
                .probability_trillionths = 10'000'000'000});
  EXPECT_EQ(examined.orders(), 100);
  EXPECT_EQ(examined.drawn(), 98);
  EXPECT_EQ(examined.drawn_undetermined(), 2);
  const auto estimate = examined.EstimateShare();
  EXPECT_NEAR(estimate->share, 2.0 / 98, 1e-12);
  EXPECT_NEAR(estimate->undetermined.low, 0.02, 1e-12);
  EXPECT_NEAR(estimate->undetermined.high, 0.04, 1e-12);
}

TEST(Examinations, LeaveOutDrawsWhoseChanceNobodyKnows) {
  Examinations examined;
  examined.Add({.found_counterfeit = true, .by_chance = true});
  EXPECT_EQ(examined.EstimateShare(), std::nullopt);
  EXPECT_EQ(examined.drawn_by_unknown_chance(), 1);
  EXPECT_EQ(examined.counterfeit(), 1) << "it is confirmed all the same";
}

TEST(Examinations, EstimateNothingFromNothing) {
  EXPECT_EQ(Examinations().EstimateShare(), std::nullopt);
}

TEST(Examinations, KnowNoErrorWhereNobodyExaminedAgain) {
  const Examinations examined = Drawn(5, 95, 0.01);
  EXPECT_EQ(examined.examined_again(), 0);
  EXPECT_EQ(examined.EstimateAdjustedShare(), std::nullopt);
  Examinations on_suspicion;
  on_suspicion.Add({.found_counterfeit = true,
                    .found_otherwise = true,
                    .by_chance = true,
                    .probability_trillionths = 1,
                    .drawn_counterfeit = 1});
  EXPECT_EQ(on_suspicion.EstimateAdjustedShare(), std::nullopt)
      << "the second was asked because of what the first said";
}

TEST(Examinations, TakeOutTheErrorThatContradictionsTell) {
  // 5.0 % are said to be counterfeit; 58 of 1,000 contradictions are an error of 3 % (2 * 0.03 * 0.97 = 0.0582).
  Examinations examined;
  for (int order = 0; order < 1'000; ++order) {
    examined.Add(order < 58 ? Results(1, 1) : order < 79 ? Results(2, 0) : Results(0, 2));
  }
  EXPECT_EQ(examined.examined_again(), 1'000);
  EXPECT_EQ(examined.contradicted(), 58);
  const auto adjusted = examined.EstimateAdjustedShare();
  ASSERT_TRUE(adjusted);
  EXPECT_NEAR(adjusted->error, 0.0299, 0.0001);
  EXPECT_NEAR(adjusted->share, (0.05 - 0.0299) / (1 - 2 * 0.0299), 0.0001);
  EXPECT_LT(adjusted->interval.low, adjusted->share);
  EXPECT_GT(adjusted->interval.high, adjusted->share);
}

TEST(Examinations, ChangeNothingWhereExaminersNeverContradictEachOther) {
  Examinations examined = Drawn(10, 390, 0.01);
  for (int order = 0; order < 400; ++order) {
    examined.Add(order < 10 ? Results(2, 0) : Results(0, 2));
  }
  const auto adjusted = examined.EstimateAdjustedShare();
  const auto raw = examined.EstimateShare();
  EXPECT_NEAR(adjusted->share, raw->share, 1e-12);
  EXPECT_EQ(adjusted->error, 0);
  EXPECT_LT(adjusted->interval.low, raw->interval.low) << "nought of 400 is not never";
  EXPECT_NEAR(adjusted->interval.high, raw->interval.high, 1e-12);
}

TEST(Examinations, CountEachOrderOnceHoweverManyExaminedIt) {
  Examinations examined;
  examined.Add(Results(1, 3));
  examined.Add(Results(0, 1));
  examined.Add(Results(0, 2));
  const auto adjusted = examined.EstimateAdjustedShare();
  EXPECT_EQ(examined.examined_again(), 2);
  // Three of six pairs of the first order differ and none of the third's: a quarter, an error of 0.146.
  EXPECT_NEAR(adjusted->error, (1 - std::sqrt(0.5)) / 2, 1e-12);
  EXPECT_EQ(adjusted->share, 0) << "a twelfth is said to be, less than the error";
}

TEST(Examinations, SayNothingAdjustedWhereExaminersGuess) {
  Examinations examined;
  examined.Add(Results(1, 1));
  examined.Add(Results(2, 0));
  EXPECT_EQ(examined.EstimateAdjustedShare(), std::nullopt);
  examined.Add(Results(0, 2));
  EXPECT_NE(examined.EstimateAdjustedShare(), std::nullopt);
}

// The slow way: each draw is written out as often as it stands for orders.
RC_GTEST_PROP(Examinations, AreAsASampleWithEachDrawWrittenOut,
              (const std::vector<std::pair<bool, std::uint8_t>>& draws)) {
  Examinations examined;
  Rate written_out;
  for (const auto& [counterfeit, likeliness] : draws) {
    const int orders = 1 << (likeliness % 8);
    examined.Add(Draw(counterfeit, 1.0 / orders));
    for (int i = 0; i < orders; ++i) {
      written_out.Count(counterfeit);
    }
  }
  const auto estimate = examined.EstimateShare();
  RC_ASSERT(estimate.has_value() == !draws.empty());
  if (estimate) {
    RC_ASSERT(std::abs(estimate->share - *written_out.value()) < 1e-9);
    const Interval plain = WilsonInterval(estimate->share, static_cast<double>(draws.size()));
    RC_ASSERT(estimate->interval.low <= plain.low + 1e-12);
    RC_ASSERT(estimate->interval.high >= plain.high - 1e-12);
  }
}

// 40,000 orders in two strata, drawn from again and again: how often the interval holds the truth.
TEST(Examinations, HoldTheTruthInTheirIntervalAsOftenAsTheySay) {
  struct Stratum {
    int orders;
    double counterfeit;
    double probability;
  };
  for (const auto& strata : {std::vector<Stratum>{{2'000, 0.2, 0.1}, {38'000, 0.01, 0.01}},
                             std::vector<Stratum>{{2'000, 0.2, 0.01}, {38'000, 0.02, 0.02}}}) {
    std::mt19937_64 luck(20'170'301);
    const auto happens = [&luck](double probability) {
      return static_cast<double>(luck() >> 11U) < probability * 9007199254740992.0;
    };
    double fakes = 0;
    double orders = 0;
    for (const Stratum& stratum : strata) {
      fakes += stratum.orders * stratum.counterfeit;
      orders += stratum.orders;
    }
    Rate held;
    double sum = 0;
    for (int repetition = 0; repetition < 400; ++repetition) {
      Examinations examined;
      for (const Stratum& stratum : strata) {
        const auto of_stratum = static_cast<int>(stratum.orders * stratum.counterfeit);
        for (int order = 0; order < stratum.orders; ++order) {
          if (happens(stratum.probability)) {
            examined.Add(Draw(order < of_stratum, stratum.probability));
          }
        }
      }
      const auto estimate = examined.EstimateShare();
      sum += estimate->share;
      held.Count(estimate->interval.low <= fakes / orders &&
                 fakes / orders <= estimate->interval.high);
    }
    EXPECT_GT(*held.value(), 0.92);
    EXPECT_NEAR(sum / 400, fakes / orders, 0.0015) << "without bias";
  }
}

// Samples drawn again and again, with examiners who err: how often each interval holds the truth.
TEST(Examinations, HoldTheTruthInTheirAdjustedIntervalAsOftenAsTheySay) {
  struct Plan {
    int draws;
    double again;
    double counterfeit;
    double takes_genuine_for_fake;
    double takes_fake_for_genuine;
  };
  for (const Plan& plan : {Plan{2'000, 0.3, 0.02, 0.03, 0.03}, Plan{2'000, 0.1, 0.02, 0.05, 0.02},
                           Plan{400, 0.3, 0.02, 0.03, 0.10}, Plan{400, 1.0, 0.10, 0.01, 0.01},
                           Plan{2'000, 0.3, 0.10, 0.03, 0.03}}) {
    std::mt19937_64 luck(20'170'302);
    const auto happens = [&luck](double probability) {
      return static_cast<double>(luck() >> 11U) < probability * 9007199254740992.0;
    };
    Rate held;
    Rate held_by_raw;
    for (int repetition = 0; repetition < 400; ++repetition) {
      Examinations examined;
      for (int draw = 0; draw < plan.draws; ++draw) {
        const bool fake = happens(plan.counterfeit);
        const double says_fake =
            fake ? 1 - plan.takes_fake_for_genuine : plan.takes_genuine_for_fake;
        const int examiners = happens(plan.again) ? 2 : 1;
        int counterfeit = 0;
        for (int examiner = 0; examiner < examiners; ++examiner) {
          counterfeit += happens(says_fake) ? 1 : 0;
        }
        examined.Add(Results(counterfeit, examiners - counterfeit));
      }
      const auto holds = [&plan](const Interval& interval) {
        return interval.low <= plan.counterfeit && plan.counterfeit <= interval.high;
      };
      held.Count(holds(examined.EstimateAdjustedShare()->interval));
      held_by_raw.Count(holds(examined.EstimateShare()->interval));
    }
    EXPECT_GT(*held.value(), 0.93) << plan.draws << ' ' << plan.takes_genuine_for_fake;
    if (plan.draws == 2'000 && plan.counterfeit < 0.05) {
      EXPECT_LT(*held_by_raw.value(), 0.05) << "what the adjustment is for";
    }
  }
}

}  // namespace
}  // namespace assay::reporting
