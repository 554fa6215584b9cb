// SPDX-License-Identifier: Apache-2.0
// Random numbers that are looked up, not drawn in turn: a row of them is named by who needs it, what for
// and when. Two runs that differ in what the marketplace does still give each agent the same luck
// (common random numbers), so that the difference between them is that of what was done.
//
// Counter-based: number i of a row is a mix of the row's key and i (SplitMix64's finaliser), so a row costs
// nothing to start. Not for secrets. The same on every machine: no function of the C library whose last
// digit is its own takes part.
#pragma once

#include <cstdint>
#include <span>

namespace assay::simulation {

// What numbers are for. Rows of different purposes have nothing to do with each other. Numbers are part of
// what a seed means: append only.
enum class Purpose : std::uint8_t {
  kKind = 1,
  kIdentity,
  kOpening,
  kHabits,
  kShape,
  kContent,
  kCatalogue,
  kTrade,
  kOrder,
  kBuyer,
  kBrushing,
  kClosing,
  kExecution,
  kReaction,
  kReentry,
  kReview,
  kNotice,
  kTestBuy,
  kPolice,
  kCourt,
  kMigration,
  kGroup,
  kMishap,
};

// Mixes two numbers to one: for keys that follow from others.
std::uint64_t MixOf(std::uint64_t a, std::uint64_t b);

class Chance {
 public:
  // `turn` tells rows of the same agent and purpose apart: a day, a number of a version.
  Chance(std::uint64_t seed, std::uint64_t agent, Purpose purpose, std::uint64_t turn = 0);

  std::uint64_t Next();
  // In [0, 1).
  double Share();
  bool Happens(double probability) { return Share() < probability; }
  // 0 to `count` - 1; `count` at least 1.
  std::uint64_t Below(std::uint64_t count);
  // How many happen where `mean` are expected (Poisson; from a mean of 30 on its normal limit).
  std::uint32_t Count(double mean);
  // Standard normal, by twelve uniforms: never beyond six.
  double Normal();
  // Log-normal with mean 1: how far one differs from the average. `spread` is that of the logarithm.
  double Factor(double spread);
  // Exponential with this mean: a delay.
  double Delay(double mean);
  // Index drawn by weights that are not negative and not all zero.
  std::size_t Pick(std::span<const double> weights);

 private:
  std::uint64_t key_;
  std::uint64_t counter_ = 0;
};

// e to the power of x, for x within +-700: the same digits everywhere.
double ExpOf(double x);
// Natural logarithm of x > 0, likewise.
double LogOf(double x);

}  // namespace assay::simulation
