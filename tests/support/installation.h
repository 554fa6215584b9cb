// SPDX-License-Identifier: Apache-2.0
// Installations that the real program made.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/process.h"

namespace assay::process {

// A test with an installation of its own, in the folder "data".
class InstallationTest : public ::testing::Test {
 protected:
  Finished Assay(std::vector<std::string> words) const {
    words.insert(words.end(), {"--data", folder_ / "data"});
    return RunAssay(words);
  }
  void Ingest(const std::string& lines) const {
    WriteFile(folder_ / "in.ndjson", lines);
    const Finished done = Assay({"ingest", folder_ / "in.ndjson"});
    ASSERT_EQ(done.exit_status, 0) << done.err;
  }

  TemporaryFolder folder_;
};

inline std::string DecisionsOf(const std::string& data) {
  const Finished dump = RunAssay({"dump", "--canonical", "--decisions", "--data", data});
  EXPECT_EQ(dump.exit_status, 0) << dump.err;
  return dump.out;
}

// Reads the events that `assay simulate` wrote into the folder `market` into the new installation `again`. Tokens of
// personal values are keyed: it gets the same keys, so that they can be compared too.
inline void IngestMarket(const std::string& market, const std::string& again,
                         const std::vector<std::string>& more = {}) {
  std::filesystem::create_directories(again);
  std::filesystem::copy(market + "/data/keys", again + "/keys",
                        std::filesystem::copy_options::recursive);
  for (const std::string& file : FilesOf(market + "/events")) {
    std::vector<std::string> words = {
        "ingest",        file,        "--data",
        again,           "--channel", file.ends_with("people.ndjson.zst") ? "people" : "feed",
        "--max-rejects", "0",         "--no-snapshots"};
    words.insert(words.end(), more.begin(), more.end());
    const Finished ingested = RunAssay(words);
    ASSERT_EQ(ingested.exit_status, 0) << file << ingested.out << ingested.err;
  }
}

}  // namespace assay::process
