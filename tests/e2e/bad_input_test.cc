// SPDX-License-Identifier: Apache-2.0
// Bad input ends in a clear message and an exit status, never in a crash; what can be kept is kept.
#include <filesystem>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/process.h"

namespace assay {
namespace {

using process::Finished;
using process::RunAssay;

constexpr std::string_view kHead =
    R"({"specversion":"1.0","source":"//market.example","type":"assay.listing.v1","subject":"s-1",)";

std::string Listing(const std::string& id, const std::string& data,
                    const std::string& time = "2017-03-01T10:00:00+08:00") {
  return std::string(kHead) + R"("id":")" + id + R"(","time":")" + time + R"(","data":)" + data +
         "}\n";
}

std::string Good(const std::string& id) {
  return Listing(id, R"({"listing":"l-)" + id + R"(","title":"Trail shoes"})");
}

// The n-th order of one store, a second after the one before it.
std::string Order(std::uint64_t n) {
  return fmt::format(
      R"({{"specversion":"1.0","source":"//market.example","type":"assay.order.v1","subject":"s-1",)"
      R"("id":"o-{0}","time":"2017-03-01T{1:02}:{2:02}:{3:02}+08:00","data":{{"order":"o-{0}",)"
      R"("listing":"l-1","quantity":1,"paid":{{"amount":{4},"currency":"CNY"}}}}}})"
      "\n",
      n, n / 3'600, n / 60 % 60, n % 60, n * 7'919);
}

class BadInput : public ::testing::Test {
 protected:
  Finished Ingest(const std::string& bytes, const std::vector<std::string>& more = {}) {
    process::WriteFile(input_, bytes);
    std::vector<std::string> arguments = {"ingest", input_, "--data", data_, "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunAssay(arguments);
  }

  // A good line, the bad one, a good line: one goes to quarantine, the others are kept.
  void ExpectRefused(const std::string& bad, std::string_view reason) {
    const Finished done = Ingest(Good("a") + bad + Good("b"));
    ASSERT_EQ(done.exit_status, 0) << done.err;
    const auto report = nlohmann::json::parse(done.out);
    EXPECT_EQ(report["accepted"], 2) << done.out;
    EXPECT_EQ(report["rejected"], 1) << done.out;
    const Finished list = RunAssay({"quarantine", "list", "--json", "--data", data_});
    ASSERT_EQ(list.exit_status, 0) << list.err;
    const auto row = nlohmann::json::parse(list.out);
    EXPECT_EQ(row["line"], 2);
    EXPECT_EQ(row["offset"], Good("a").size());
    EXPECT_EQ(row["reason"], reason) << row["message"];
    EXPECT_FALSE(std::string(row["message"]).empty());
    EXPECT_EQ(RunAssay({"verify", "--data", data_}).exit_status, 0);
  }

  process::TemporaryFolder folder_;
  std::string input_ = folder_ / "input";
  std::string data_ = folder_ / "data";
};

// Every event is of one store, far more than the ids that are remembered of it: what was read twice
// would be counted twice.
TEST_F(BadInput, ATruncatedFileContinuesBehindItsLastWholeLineOnceItIsRepaired) {
  constexpr std::uint64_t kOrders = 40'000;
  const std::string plain = folder_ / "plain";
  std::string lines;
  for (std::uint64_t i = 0; i < kOrders; ++i) {
    lines += Order(i);
  }
  process::WriteFile(plain, lines);
  for (const std::string compress : {"gzip -kf ", "zstd -qkf "}) {
    SCOPED_TRACE(compress);
    data_ = folder_ / compress.substr(0, 4);
    ASSERT_EQ(std::system((compress + plain).c_str()), 0);
    const std::string whole =
        process::ReadFile(plain + (compress.starts_with("gzip") ? ".gz" : ".zst"));

    const Finished broken = Ingest(whole.substr(0, whole.size() / 2));
    EXPECT_EQ(broken.exit_status, 4);
    EXPECT_NE(broken.err.find("input.truncated"), std::string::npos) << broken.err;
    const std::string position = "up to line ";
    const std::size_t at = broken.err.find(position);
    ASSERT_NE(at, std::string::npos) << broken.err;
    const std::uint64_t kept = std::stoull(broken.err.substr(at + position.size()));
    EXPECT_GT(kept, 8'192U) << "beyond the ids that are remembered";
    EXPECT_EQ(RunAssay({"quarantine", "list", "--json", "--data", data_}).out, "");

    const Finished repaired = Ingest(whole);
    ASSERT_EQ(repaired.exit_status, 0) << repaired.err;
    const auto report = nlohmann::json::parse(repaired.out);
    EXPECT_EQ(report["lines_known"], kept);
    EXPECT_EQ(report["accepted"], kOrders - kept);
    EXPECT_EQ(report["outcomes"], nlohmann::json({{"applied", kOrders - kept}}));
    const std::string dump = RunAssay({"dump", "--canonical", "--data", data_}).out;
    EXPECT_NE(dump.find("\"totals\":[" + std::to_string(kOrders) + ","), std::string::npos)
        << dump.substr(0, 2'000);
  }
}

TEST_F(BadInput, OrdersSentAgainUnderAnotherNameAreNotCountedAgainHoweverManyTheyAre) {
  constexpr std::uint64_t kOrders = 20'000;
  std::string lines;
  for (std::uint64_t i = 0; i < kOrders; ++i) {
    lines += Order(i);
  }
  ASSERT_EQ(Ingest(lines).exit_status, 0);
  input_ = folder_ / "the same again";
  const Finished again = Ingest(lines);
  ASSERT_EQ(again.exit_status, 0) << again.err;
  const auto report = nlohmann::json::parse(again.out);
  EXPECT_EQ(report["lines"], kOrders);
  EXPECT_FALSE(report["outcomes"].contains("applied")) << again.out;
  EXPECT_GT(report["outcomes"]["late"], 8'192) << "beyond the ids that are remembered";
  const std::string dump = RunAssay({"dump", "--canonical", "--data", data_}).out;
  EXPECT_NE(dump.find("\"totals\":[" + std::to_string(kOrders) + ","), std::string::npos)
      << dump.substr(0, 2'000);
  EXPECT_EQ(RunAssay({"verify", "--data", data_}).exit_status, 0);
}

TEST_F(BadInput, InvalidUtf8IsRefused) {
  ExpectRefused(Listing("x", "{\"listing\":\"l-1\",\"title\":\"\xff\xfe shoes\"}"),
                "ingest.invalid_utf8");
}

TEST_F(BadInput, DeepNestingIsRefused) {
  ExpectRefused(Listing("x", R"({"listing":"l-1","title":"t","attributes":)" +
                                 std::string(10'000, '[') + std::string(10'000, ']') + "}"),
                "ingest.too_deep");
}

TEST_F(BadInput, NumbersOutOfRangeAreRefused) {
  ExpectRefused(Listing("x", R"({"listing":"l-1","title":"t","stock":1e400})"),
                "ingest.number_out_of_range");
}

TEST_F(BadInput, TheYear9999IsRefused) {
  ExpectRefused(Listing("x", R"({"listing":"l-1","title":"t"})", "9999-12-31T23:59:59Z"),
                "ingest.time_out_of_range");
}

TEST_F(BadInput, AnUnknownCurrencyIsRefused) {
  ExpectRefused(
      Listing("x", R"({"listing":"l-1","title":"t","price":{"amount":1,"currency":"XQX"}})"),
      "ingest.unknown_currency");
}

TEST_F(BadInput, ANegativePriceIsRefused) {
  ExpectRefused(
      Listing("x", R"({"listing":"l-1","title":"t","price":{"amount":-1,"currency":"CNY"}})"),
      "ingest.negative_amount");
}

TEST_F(BadInput, ADuplicateIdWithOtherContentIsRefused) {
  ExpectRefused(Listing("a", R"({"listing":"l-a","title":"Something else"})"),
                "ingest.contradiction");
}

TEST_F(BadInput, ALineOfAHundredMegabytesIsRefusedInLittleMemory) {
  const Finished done =
      Ingest(Good("a") + "{\"x\":\"" + std::string(100 << 20, 'x') + "\"}\n" + Good("b"));
  ASSERT_EQ(done.exit_status, 0) << done.err;
  const auto report = nlohmann::json::parse(done.out);
  EXPECT_EQ(report["accepted"], 2);
  EXPECT_EQ(report["rejects"]["ingest.line_too_long"], 1) << done.out;
#ifndef __SANITIZE_THREAD__  // Its shadow is several times the memory that the program takes.
  EXPECT_LT(done.peak_memory_kib, 400 << 10);
#endif
}

TEST_F(BadInput, TooManyRejectsEndTheIngestAndKeepTheRest) {
  std::string lines = Good("a");
  for (int i = 0; i < 5; ++i) {
    lines += "not an event\n";
  }
  const Finished done = Ingest(lines + Good("b"), {"--max-rejects", "3", "--batch", "2"});
  EXPECT_EQ(done.exit_status, 3);
  EXPECT_NE(done.err.find("--max-rejects"), std::string::npos) << done.err;
  const auto report = nlohmann::json::parse(done.out);
  EXPECT_TRUE(report["stopped_by_rejects"]);
  EXPECT_EQ(report["accepted"], 1) << "what came before is kept";
  const auto rest = nlohmann::json::parse(Ingest(lines + Good("b")).out);
  EXPECT_EQ(std::uint64_t(rest["lines"]) + std::uint64_t(rest["lines_known"]), 7U);
  EXPECT_EQ(rest["accepted"], 1) << "the rest follows";
}

TEST_F(BadInput, WhatIsStillBadStaysInQuarantineWhenReplayed) {
  ASSERT_EQ(Ingest(Good("a") + "not an event\n").exit_status, 0);
  const Finished replayed =
      RunAssay({"quarantine", "replay", "--by", "anna", "--json", "--data", data_});
  ASSERT_EQ(replayed.exit_status, 0) << replayed.err;
  const auto report = nlohmann::json::parse(replayed.out);
  EXPECT_EQ(report["tried"], 1);
  EXPECT_EQ(report["released"], 0);
  EXPECT_EQ(report["still_rejected"].size(), 1U);
}

}  // namespace
}  // namespace assay
