// SPDX-License-Identifier: Apache-2.0
// `assay prices` as an operator uses it: build from a history, see what changes, write it, screen with it.
#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/process.h"

namespace assay {
namespace {

using process::Finished;
using process::RunAssay;
using testing::HasSubstr;

// Gucci bags around 300 dollars where the built-in table says 600, of forty stores; fakes around 60.
std::string History() {
  std::string rows = "name,price,currency,is_fake,store\n";
  for (int i = 0; i < 400; ++i) {
    rows += fmt::format("Gucci bag no {},{},USD,0,store {}\n", i, 200 + i % 200, i % 40);
  }
  for (int i = 0; i < 40; ++i) {
    rows += fmt::format("Gucci bag no {},{},USD,1,store {}\n", 1'000 + i, 40 + i, 100 + i);
  }
  return rows;
}

class Prices : public testing::Test {
 protected:
  Prices() { process::WriteFile(history_, History()); }

  Finished Build(std::vector<std::string> more) {
    std::vector<std::string> arguments = {"prices",     "build",     history_,  "--map",
                                          "title=name", "--label",   "is_fake", "--store",
                                          "store",      "--version", "2026-11"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunAssay(arguments);
  }

  process::TemporaryFolder folder_;
  std::string history_ = folder_ / "history.csv";
  std::string table_ = folder_ / "prices.tsv";
};

TEST_F(Prices, WithoutOutTheChangesAreShownAndNothingIsWritten) {
  const Finished done = Build({});
  EXPECT_EQ(done.exit_status, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("2026-11: 400 genuine offers, 0 list prices, 40 known fakes"));
  EXPECT_THAT(done.out, HasSubstr("Gucci bags, any: "));
  EXPECT_EQ(process::FilesOf(folder_.path()).size(), 1U);
}

TEST_F(Prices, ATableThatWasBuiltIsWhatListingsAreHeldAgainst) {
  const Finished done = Build({"--afresh", "--out", table_, "--json"});
  ASSERT_EQ(done.exit_status, 0) << done.err;
  const auto report = nlohmann::json::parse(done.out);
  EXPECT_EQ(report["version"], "2026-11");
  EXPECT_GT(report["cells"], 0);
  EXPECT_FALSE(report["changes"].empty());
  const std::string listing = folder_ / "listing.ndjson";
  process::WriteFile(listing, R"({"id":1,"title":"Gucci bag","price":"240","currency":"USD"})"
                              "\n");
  EXPECT_THAT(RunAssay({"screen", listing, "--prices", table_}).out,
              HasSubstr("the middle of 400 genuine offers (Gucci bags) is "));
  // The same offers give the same bytes.
  const std::string again = folder_ / "again.tsv";
  Build({"--afresh", "--out", again});
  EXPECT_EQ(process::ReadFile(again), process::ReadFile(table_));
}

TEST_F(Prices, ARefreshMovesNoFurtherThanAFactorAndSaysSo) {
  const Finished done = Build({"--out", table_});
  EXPECT_THAT(done.out, HasSubstr("were held"));
}

TEST_F(Prices, EvaluateSaysHowWellPricesTellFakes) {
  // Titles that are nearly the same are held out together: these are all different.
  std::string rows = "name,price,currency,is_fake,store\n";
  constexpr std::uint32_t kStep = 2'654'435'761;
  for (std::uint32_t i = 1; i <= 440; ++i) {
    rows += fmt::format("Gucci {:x} bag {:x},{},USD,{},store {}\n", i * kStep, i * i * kStep,
                        i <= 400 ? 200 + i % 200 : 40 + i % 40, i <= 400 ? 0 : 1, i % 80);
  }
  process::WriteFile(history_, rows);
  const Finished done = RunAssay({"prices", "evaluate", history_, "--map", "title=name", "--label",
                                  "is_fake", "--store", "store"});
  EXPECT_EQ(done.exit_status, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("40 fakes and 400 genuine offers of 1 brands"));
  EXPECT_THAT(done.out, HasSubstr("AUC "));
}

TEST_F(Prices, MistakesAreToldWithTheirPlace) {
  EXPECT_THAT(RunAssay({"prices", "build", history_, "--version", "v"}).err, HasSubstr("title"));
  process::WriteFile(table_, "rate\tUSD\t1\nprice\t3\n");
  EXPECT_THAT(Build({"--base", table_}).err, HasSubstr("prices.tsv line 2"));
  process::WriteFile(history_, "name,price,currency,is_fake,store\nGucci bag,5,USD,0,a\n");
  EXPECT_THAT(Build({}).err, HasSubstr("prices.too_few"));
}

}  // namespace
}  // namespace assay
