// SPDX-License-Identifier: Apache-2.0
// The program is killed at any moment, started again, and killed again; when it is let finish, it
// has decided what it decides undisturbed.
#include <algorithm>
#include <filesystem>
#include <random>

#include <gtest/gtest.h>

#include "support/process.h"

namespace assay {
namespace {

using process::RunAssay;

class Kill : public ::testing::Test {
 protected:
  void SetUp() override {
    // Tokens must agree between the runs: both begin with the same keys.
    process::WriteFile(folder_ / "empty.ndjson", "");
    ASSERT_EQ(
        RunAssay({"ingest", folder_ / "empty.ndjson", "--data", folder_ / "keyed"}).exit_status, 0);
    TakeKeys("whole");
    ASSERT_EQ(Ingest("whole").exit_status, 0);
    wanted_ = Dump("whole");
    ASSERT_GT(std::ranges::count(wanted_, '\n'), 1'000);
  }

  void TakeKeys(const std::string& data) {
    std::filesystem::create_directories(folder_ / data);
    std::filesystem::copy(folder_ / "keyed/keys", folder_ / (data + "/keys"),
                          std::filesystem::copy_options::recursive);
  }

  process::Finished Ingest(const std::string& data,
                           std::optional<std::uint64_t> kill_after_us = std::nullopt) {
    // Small batches: many commits to be killed in.
    return RunAssay({"ingest", std::string(ASSAY_SOURCE_DIR) + "/data/sample/market.ndjson",
                     "--data", folder_ / data, "--batch", "20", "--workers", "2"},
                    kill_after_us);
  }

  std::string Dump(const std::string& data) {
    return RunAssay({"dump", "--canonical", "--data", folder_ / data}).out;
  }

  // Kills until `points` kills have met a running program.
  void KillAt(int points, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    int killed = 0;
    int copies = 0;
    std::string data;
    bool is_done = true;
    while (killed < points) {
      if (is_done) {
        data = "copy" + std::to_string(++copies);
        TakeKeys(data);
      }
      const process::Finished finished = Ingest(data, random() % 60'000);
      is_done = finished.signal == 0;
      killed += is_done ? 0 : 1;
      ASSERT_TRUE(!is_done || finished.exit_status == 0) << finished.err;
      if (is_done) {
        ExpectAsWhole(data);
      }
    }
    const process::Finished last = Ingest(data);
    ASSERT_EQ(last.exit_status, 0) << last.err;
    ExpectAsWhole(data);
    RecordProperty("kills", killed);
    RecordProperty("copies", copies);
  }

  void ExpectAsWhole(const std::string& data) {
    EXPECT_TRUE(Dump(data) == wanted_) << data << " has decided something else";
    EXPECT_TRUE(process::ReadFile(folder_ / (data + "/actions.ndjson")) ==
                process::ReadFile(folder_ / "whole/actions.ndjson"))
        << data << " has handed over other actions";
    const process::Finished verified = RunAssay({"verify", "--data", folder_ / data});
    EXPECT_EQ(verified.exit_status, 0) << verified.out << verified.err;
  }

  process::TemporaryFolder folder_;
  std::string wanted_;
};

#ifdef ASSAY_TEST_SLOW
TEST_F(Kill, AtTwoHundredPointsChangesNothing) {
  KillAt(200, 20170301);
}
#else
TEST_F(Kill, AtTenPointsChangesNothing) {
  KillAt(10, 1);
}
#endif

}  // namespace
}  // namespace assay
