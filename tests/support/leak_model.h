// SPDX-License-Identifier: Apache-2.0
// Whether anything that is not behaviour gives the truth of a simulation away. What can be seen without reading words,
// places or values is collected of each store's first day and each listing's first version: ids, place in the file,
// lengths, counts, times. A small model then guesses who is guilty from that alone.
//
// Of a market that Assay acts in, what was done to a store is left out (measures, what was taken down, and what its
// seller wrote anew because of that), and so are stores that opened again: those differ by what was found out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace assay::simulation {

struct LeakCase {
  std::vector<double> features;
  bool guilty = false;
};

// Takes the lines of a feed in their order.
class MetadataObserver {
 public:
  void Take(std::string_view line);
  // Empty where the store did not open, or the listing was not first seen on its store's first day.
  std::vector<double> FeaturesOfStore(const std::string& store) const;
  std::vector<double> FeaturesOfListing(const std::string& listing) const;

 private:
  struct FirstDay {
    std::int64_t opened_ms = 0;
    std::vector<double> of_opening;
    std::map<std::string, double, std::less<>> counts;
    std::vector<double> lengths;
    std::vector<double> hours;
    double positions = 0;
  };

  std::map<std::string, FirstDay> days_;
  std::map<std::string, std::vector<double>> listings_;
  double position_ = 0;
};

struct Guess {
  double area = 0;    // Under the curve, on cases the model has not seen.
  double by_lot = 0;  // Standard deviation of the area where nothing can be known.
};

// Boosted stumps learn from every second case and guess the others.
Guess GuessOn(const std::vector<LeakCase>& cases);

// How far from a half the area may be: one in sixteen thousand by lot.
inline constexpr double kLeakDeviations = 4;

}  // namespace assay::simulation
