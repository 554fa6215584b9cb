// SPDX-License-Identifier: Apache-2.0
#include "app/diagnosis.h"

#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <system_error>
#include <thread>

#include <fmt/core.h>

namespace assay::app {
namespace {

using cli::Check;
using Outcome = cli::Check::Outcome;

constexpr double kGibibyte = 1024.0 * 1024.0 * 1024.0;
// A day of a mid-sized marketplace, compressed, with a checkpoint beside it.
constexpr double kFreeGibibytesWanted = 5.0;
constexpr rlim_t kOpenFilesWanted = 1024;

// The folder itself, or the nearest one above it that exists.
std::filesystem::path NearestExisting(const std::string& data) {
  std::error_code ignored;
  std::filesystem::path place = std::filesystem::absolute(data, ignored);
  while (!place.empty() && !std::filesystem::exists(place, ignored) &&
         place != place.parent_path()) {
    place = place.parent_path();
  }
  return place;
}

Check CheckFolder(const std::string& data, const std::filesystem::path& place) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(place, ignored)) {
    return {"data_folder", Outcome::kBad,
            fmt::format("{} is not a folder; name another with --data", place.string())};
  }
  if (access(place.c_str(), W_OK | X_OK) != 0) {
    return {"data_folder", Outcome::kBad,
            fmt::format("{} cannot be written by this user", place.string())};
  }
  const bool exists = std::filesystem::exists(data, ignored);
  return {"data_folder", Outcome::kGood,
          exists ? fmt::format("{} can be written", data)
                 : fmt::format("{} does not exist yet and can be made", data)};
}

Check CheckSpace(const std::filesystem::path& place) {
  struct statvfs space {};
  if (statvfs(place.c_str(), &space) != 0) {
    return {"disk_space", Outcome::kBad, "the file system does not say how much is free"};
  }
  const double free_gibibytes =
      static_cast<double>(space.f_bavail) * static_cast<double>(space.f_frsize) / kGibibyte;
  return {"disk_space", free_gibibytes < kFreeGibibytesWanted ? Outcome::kDoubtful : Outcome::kGood,
          fmt::format("{:.1f} GiB free; {:.0f} or more are advised", free_gibibytes,
                      kFreeGibibytesWanted)};
}

Check CheckClock(const Clock& clock) {
  const Instant now = clock.Now();
  // Before the first release the clock is certainly wrong, and "in the future" would refuse all
  // events.
  const bool plausible = CivilDateOf(now, 0).year >= 2024;
  return {"clock", plausible ? Outcome::kGood : Outcome::kBad,
          plausible ? FormatRfc3339(now) : FormatRfc3339(now) + " cannot be right; set the clock"};
}

Check CheckEntropy(Entropy& entropy) {
  std::array<std::byte, 32> first{};
  std::array<std::byte, 32> second{};
  entropy.Fill(first);
  entropy.Fill(second);
  const bool differs = first != second;
  return {"entropy", differs ? Outcome::kGood : Outcome::kBad,
          differs ? "the kernel gives random bytes"
                  : "the kernel repeats itself: keys would be unsafe"};
}

Check CheckOpenFiles() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  const bool enough = limit.rlim_cur >= kOpenFilesWanted;
  return {
      "open_files", enough ? Outcome::kGood : Outcome::kDoubtful,
      fmt::format("up to {}{}", limit.rlim_cur, enough ? "" : "; raise it with ulimit -n 1024")};
}

Check CheckProcessor() {
  const unsigned cores = std::thread::hardware_concurrency();
  return {"processor", cores >= 2 ? Outcome::kGood : Outcome::kDoubtful,
          fmt::format("{} cores; figures in docs/performance.md are for 2", cores)};
}

}  // namespace

std::vector<cli::Check> DiagnoseMachine(const std::string& data, const Clock& clock,
                                        Entropy& entropy) {
  const std::filesystem::path place = NearestExisting(data);
  return {CheckFolder(data, place), CheckSpace(place), CheckClock(clock),
          CheckEntropy(entropy),    CheckOpenFiles(),  CheckProcessor()};
}

}  // namespace assay::app
