// SPDX-License-Identifier: Apache-2.0
// The sample that newcomers see first must be what its README says.
#include <fstream>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "ingest/decode.h"

namespace assay {
namespace {

struct Count {
  int accepted = 0;
  std::map<std::string, int> refused;  // By reason.
};

Count DecodeAll(const std::string& name) {
  std::ifstream stream(std::string(ASSAY_SOURCE_DIR) + "/data/sample/" + name);
  ingest::Decoder decoder;
  Count count;
  for (std::string line; std::getline(stream, line);) {
    if (const auto decoded = decoder.Decode(line, {})) {
      ++count.accepted;
    } else {
      ++count.refused[decoded.error().reason];
    }
  }
  return count;
}

TEST(Sample, HoldsOnlyEventsThatAreAccepted) {
  const Count count = DecodeAll("market.ndjson");
  EXPECT_GT(count.accepted, 2'500);
  for (const auto& [reason, times] : count.refused) {
    ADD_FAILURE() << reason << ": " << times;
  }
}

TEST(Sample, MistakesAreEachRefused) {
  const Count count = DecodeAll("with-mistakes.ndjson");
  EXPECT_EQ(count.accepted, 20);
  int refused = 0;
  for (const auto& [reason, times] : count.refused) {
    refused += times;
  }
  EXPECT_EQ(refused, 12);
  EXPECT_GE(count.refused.size(), 5U) << "they are of different kinds";
}

}  // namespace
}  // namespace assay
