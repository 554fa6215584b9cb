// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/state_database.h"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "support/process.h"

namespace assay::sqlite {
namespace {

TEST(StateDatabase, ItsWriteAheadLogStaysSmallWhateverIsReadBetweenCommits) {
  const process::TemporaryFolder folder;
  const std::string path = folder / "assay.db";
  auto database = StateDatabase::Open(path, {}, false);
  ASSERT_TRUE(database) << database.error().message;
  const std::string image(4 << 20, 'x');
  constexpr std::uint64_t kCommits = 32;  // Four times what SQLite is told to keep there.
  for (std::uint64_t commit = 1; commit <= kCommits; ++commit) {
    ASSERT_TRUE(database->Write({.frame = {},
                                 .images = {{7, commit, image}},
                                 .last_sequence = commit,
                                 .checkpoint_floor = commit}));
    // Each of these finds a row and looks for no second one.
    ASSERT_EQ(*database->LoadNumber("last_sequence"), commit);
    ASSERT_EQ(*database->FindImagePosition(7), commit);
    ASSERT_EQ((*database->FindImage(7))->position, commit);
  }
  EXPECT_LT(std::filesystem::file_size(path + "-wal"), std::uint64_t{48} << 20);
}

}  // namespace
}  // namespace assay::sqlite
