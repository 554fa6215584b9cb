// SPDX-License-Identifier: Apache-2.0
// What every benchmark of whole runs needs: results that must be there, time and memory of this process.
#pragma once

#include <sys/resource.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "core/result.h"

namespace assay::bench {

// Ends the program with the error's words where there is no value.
template <typename T>
T Must(Result<T> result) {
  if (!result) {
    fmt::print(stderr, "{}: {}\n", result.error().reason, result.error().message);
    std::exit(1);
  }
  if constexpr (!std::is_void_v<T>) {
    return *std::move(result);
  }
}

// Time since it was made: on the wall, and of all threads of this process together.
class Clocked {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }
  double cpu_seconds() const { return Cpu() - cpu_; }

 private:
  static double Cpu() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  }

  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  double cpu_ = Cpu();
};

inline double PeakGigabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1e6;
}

inline double ResidentGigabytes() {
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  std::ifstream("/proc/self/statm") >> size >> resident;
  return static_cast<double>(resident) * 4096 / 1e9;
}

}  // namespace assay::bench
