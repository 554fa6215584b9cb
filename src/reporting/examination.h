// SPDX-License-Identifier: Apache-2.0
// What examiners found in the goods of orders, and what a sample drawn by chance says of all
// orders.
//
// Rules
//  1. An order belongs to the period of the first examination of it in the log, and what is said of
//     it counts until kReexaminationDays after the period's end. An examiner's own purchase is an
//     order.
//  2. A test buy that is told again is what its newest event says.
//  3. An order that one examiner found counterfeit and another found not to be is undetermined.
//  4. Undetermined orders are in no share, and always told beside it.
//  5. Only orders drawn by chance, with a chance that is known, say anything of the others. Of
//     several chances of one order the greatest counts.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/event.h"
#include "core/rate.h"

namespace assay::reporting {

inline constexpr std::int64_t kReexaminationDays = 90;

// "random", as in the events.
std::string_view NameOf(Selection selection);
// "counterfeit", "not_counterfeit", "undetermined"
std::string_view NameOf(ExaminationResult result);

// All that was said of one order by the end of rule 1.
struct ExaminedOrder {
  bool found_counterfeit = false;
  bool found_otherwise = false;
  bool by_chance = false;
  std::int64_t probability_trillionths = 0;  // Of being drawn; 0 where that is not known.

  ExaminationResult result() const;
};

// An estimate from a sample with its 95 % interval, as shares in [0, 1].
struct Estimate {
  double share = 0;
  Interval interval;
  // Were none, or all, of the undetermined orders of the sample counterfeit.
  Interval undetermined;
};

// The orders examined in a period, summed up.
class Examinations {
 public:
  void Add(const ExaminedOrder& order);

  std::int64_t orders() const { return counterfeit_ + otherwise_ + undetermined_; }
  std::int64_t counterfeit() const { return counterfeit_; }
  std::int64_t undetermined() const { return undetermined_; }

  // Of orders drawn by chance with a chance that is known: those with a result, those of them found
  // counterfeit, and those without.
  std::int64_t drawn() const { return counterfeit_draws_.count + otherwise_draws_.count; }
  std::int64_t drawn_counterfeit() const { return counterfeit_draws_.count; }
  std::int64_t drawn_undetermined() const { return undetermined_draws_.count; }
  // Drawn by chance, and nobody told with which.
  std::int64_t drawn_by_unknown_chance() const { return drawn_by_unknown_chance_; }

  // The share of counterfeits among the orders that were drawn from: each draw stands for one over
  // its chance of orders (Hájek's form of the Horvitz-Thompson estimator, which needs no count of
  // all orders). The interval is Wilson's, for the number of equally likely draws that would be as
  // sure: by the weights alone (Kish) or by the estimator's linearised variance, whichever is fewer.
  // Equally likely draws give the plain share and the plain interval. None where drawn() is 0.
  std::optional<Estimate> EstimateShare() const;

 private:
  struct Draws {
    std::int64_t count = 0;
    double weight = 0;
    double squared_weight = 0;  // Sum of the squares.
    void Add(double weight_of_one);
  };

  std::int64_t counterfeit_ = 0;
  std::int64_t otherwise_ = 0;
  std::int64_t undetermined_ = 0;
  std::int64_t drawn_by_unknown_chance_ = 0;
  Draws counterfeit_draws_;
  Draws otherwise_draws_;
  Draws undetermined_draws_;
};

}  // namespace assay::reporting
