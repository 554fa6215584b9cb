// SPDX-License-Identifier: Apache-2.0
#include "simulation/chance.h"

#include <bit>
#include <numeric>

#include "core/check.h"

namespace assay::simulation {
namespace {

constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;
constexpr double kLn2 = 0.693147180559945309417;

std::uint64_t Finish(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111eb;
  return x ^ (x >> 31U);
}

double PowerOfTwo(int exponent) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52U);
}

}  // namespace

std::uint64_t MixOf(std::uint64_t a, std::uint64_t b) {
  return Finish(Finish(a + kGolden) + b * kGolden);
}

Chance::Chance(std::uint64_t seed, std::uint64_t agent, Purpose purpose, std::uint64_t turn)
    : key_(MixOf(MixOf(seed, agent), (turn << 8U) | static_cast<std::uint64_t>(purpose))) {}

std::uint64_t Chance::Next() {
  counter_ += kGolden;
  return Finish(key_ + counter_);
}

double Chance::Share() {
  return static_cast<double>(Next() >> 11U) * 0x1p-53;
}

std::uint64_t Chance::Below(std::uint64_t count) {
  CHECK_THAT(count > 0, "something to draw from");
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>((static_cast<Wide>(Next()) * count) >> 64U);
}

std::uint32_t Chance::Count(double mean) {
  if (mean <= 0) {
    return 0;
  }
  if (mean >= 30) {
    // The square root is exact by IEEE 754, so it may be the library's.
    double root = mean;
    for (int i = 0; i < 40; ++i) {
      root = (root + mean / root) / 2;
    }
    const double drawn = mean + root * Normal() + 0.5;
    return drawn <= 0 ? 0 : static_cast<std::uint32_t>(drawn);
  }
  const double limit = ExpOf(-mean);
  double product = Share();
  std::uint32_t count = 0;
  while (product > limit) {
    product *= Share();
    ++count;
  }
  return count;
}

double Chance::Normal() {
  double sum = -6;
  for (int i = 0; i < 12; ++i) {
    sum += Share();
  }
  return sum;
}

double Chance::Factor(double spread) {
  return ExpOf(spread * Normal() - spread * spread / 2);
}

double Chance::Delay(double mean) {
  return -mean * LogOf(1 - Share());
}

std::size_t Chance::Pick(std::span<const double> weights) {
  const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
  double left = Share() * all;
  std::size_t last = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0) {
      continue;
    }
    last = i;
    if (left < weights[i]) {
      return i;
    }
    left -= weights[i];
  }
  return last;  // Rounding used up the last weight.
}

double ExpOf(double x) {
  CHECK_THAT(x > -700 && x < 700, "within the range of a double");
  const double halves = x / kLn2 + (x < 0 ? -0.5 : 0.5);
  const int power = static_cast<int>(halves);
  const double rest = x - power * kLn2;
  double term = 1;
  double sum = 1;
  for (int i = 1; i < 20; ++i) {
    term *= rest / i;
    sum += term;
  }
  return sum * PowerOfTwo(power);
}

double LogOf(double x) {
  CHECK_THAT(x > 0, "a logarithm exists");
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const int power = static_cast<int>((bits >> 52U) & 0x7ffU) - 1023;
  const double fraction = x / PowerOfTwo(power);  // 1 to 2
  // 2 artanh((f - 1) / (f + 1)); the argument is at most a third.
  const double y = (fraction - 1) / (fraction + 1);
  double term = y;
  double sum = 0;
  for (int i = 1; i < 60; i += 2) {
    sum += term / i;
    term *= y * y;
  }
  return power * kLn2 + 2 * sum;
}

}  // namespace assay::simulation
