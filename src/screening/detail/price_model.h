// SPDX-License-Identifier: Apache-2.0
// Bands of log prices, shrunk to their parents. Floating point: used where tables are made, never for a verdict.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "screening/price_table.h"

namespace assay::screening::detail {

// Natural logarithms of US dollars.
struct LogBand {
  std::int64_t offers = 0;
  double middle = 0;
  double spread = 1;  // Standard deviation where prices are log-normal.
};

struct LogOffer {
  PriceSubject subject;
  double log_price = 0;
};

// Quantiles of a band: one in ten below `low`, one in ten above `high`. kTail is the normal distribution's.
inline constexpr double kTail = 1.2815515655446004;
LogBand LogBandOf(const PriceBand& band);
PriceBand PriceBandOf(const LogBand& band);

// Logarithm of the ratio of the densities of fakes and genuine offers at a price, made to fall or stay with a rising
// price: below the genuine middle the highest on the way down to the price, above it the lowest on the way up. Each
// density is a mixture: the band, and a share of a wider one.
double MonotoneLogRatio(const LogBand& genuine, const LogBand& fake, double log_price);
// By step of kPriceStepRatios: the highest price at which MonotoneLogRatio reaches it; 0 where none does.
std::array<MilliUsd, kPriceStepCount> StepPrices(const LogBand& genuine, const LogBand& fake);

// The offers of one class (genuine or fake), by brand, kind of goods, model line and condition.
class ClassModel {
 public:
  struct Options {
    double second_hand_shift =
        0;  // What second-hand adds to a log price; 0 where conditions do not count.
    bool by_condition = true;
    bool shrink_brands = false;  // To the middle of all brands.
    double spread_min = 0;       // No band is narrower.
  };
  ClassModel(const std::vector<LogOffer>& offers, const Options& options);

  // For a brand without offers that of the kind of goods at the middle brand's level.
  LogBand Of(const PriceSubject& subject) const;
  // All offers of an item, which must have some, whatever their brand.
  LogBand OfAnyBrand(const std::string& item, PriceCondition condition) const;
  // Offers of exactly that subject, 0 where there are none; the brand "*" counts all brands.
  std::int64_t CountOf(const PriceSubject& subject) const;
  bool IsAllSecondHand(std::string_view brand) const;

 private:
  using AsNew = std::map<std::string, std::map<std::string, std::vector<double>>>;
  void FitEffects(const AsNew& as_new);  // By brand, by item: log prices as if new.
  double ShiftOf(std::string_view brand, PriceCondition condition) const;
  LogBand Shrunk(const PriceSubject& subject, const LogBand& parent) const;

  Options options_;
  std::map<PriceSubject, std::vector<double>> values_;  // Sorted; the brand "*" holds all brands.
  std::map<std::string, double, std::less<>> brand_level_;
  std::map<std::string, double, std::less<>> item_effect_;
  std::map<std::string, double, std::less<>> item_spread_;
  std::map<std::string, double, std::less<>> mean_shift_;  // Of the brand's offers; "*": of all.
  double middle_level_ = 0;
  double spread_ = 1;
};

}  // namespace assay::screening::detail
