// SPDX-License-Identifier: Apache-2.0
#include "adapters/files/output_file.h"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "adapters/files/input_file.h"
#include "support/simulated_disk.h"

namespace assay::files {
namespace {

class OutputFile : public ::testing::Test {
 protected:
  OutputFile() {
    std::string pattern = (std::filesystem::temp_directory_path() / "assay-output-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~OutputFile() override { std::filesystem::remove_all(folder_); }

  // As whoever gets the file reads it.
  static std::string Read(const std::string& path) {
    const auto source = OpenInputFile(path);
    std::string text;
    std::vector<char> buffer(100);
    for (std::size_t size = 1; source && size > 0;) {
      size = (*source)->Read(buffer).value_or(0);
      text.append(buffer.data(), size);
    }
    return text;
  }

  const std::unique_ptr<FileSystem> files_ = MakePosixFileSystem();
  std::string folder_;
};

TEST_F(OutputFile, KeepsEveryPieceInOrder) {
  for (const std::string name : {"/plain.ndjson", "/compressed.ndjson.zst"}) {
    for (const std::string piece : {"one\n", "two\n", "three\n"}) {
      ASSERT_TRUE(AppendToFile(*files_, folder_ + name, piece));
    }
    EXPECT_EQ(Read(folder_ + name), "one\ntwo\nthree\n") << name;
  }
}

TEST_F(OutputFile, CompressesWhereTheNameSaysSo) {
  const std::string text(100'000, 'x');
  ASSERT_TRUE(AppendToFile(*files_, folder_ + "/a.zst", text));
  ASSERT_TRUE(AppendToFile(*files_, folder_ + "/a", text));
  EXPECT_LT(std::filesystem::file_size(folder_ + "/a.zst"), 1'000U);
  EXPECT_EQ(std::filesystem::file_size(folder_ + "/a"), text.size());
}

TEST_F(OutputFile, SaysWhereItCannotWrite) {
  const auto written = AppendToFile(*files_, folder_ + "/no/such/folder", "text");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::kNotFound);
}

TEST_F(OutputFile, ReplacesAFileAndLeavesNoPart) {
  const std::string path = folder_ + "/report.json";
  { ASSERT_TRUE(AppendToFile(*files_, path + ".part", "left behind by a crash, and longer")); }
  ASSERT_TRUE(ReplaceFile(*files_, path, "before"));
  ASSERT_TRUE(ReplaceFile(*files_, path, "now"));
  EXPECT_EQ(Read(path), "now");
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));
}

TEST(ReplaceFile, LeavesTheOldOrTheNewFileWheneverThePowerFails) {
  bool was_old = false;
  bool was_new = false;
  for (std::uint64_t failing = 1; !was_new; ++failing) {
    SimulatedDisk disk;
    ASSERT_TRUE(ReplaceFile(disk, "folder/report.json", "before"));
    disk.FailPowerAt(disk.operations() + failing);
    const bool is_done = ReplaceFile(disk, "folder/report.json", "and now").has_value();
    disk.Restart(SimulatedDisk::Unsynced::kDropped, failing);
    const std::string content = disk.ContentOf("folder/report.json");
    EXPECT_EQ(content, is_done ? "and now" : "before") << "power failed at operation " << failing;
    was_old |= content == "before";
    was_new |= content == "and now";
    ASSERT_LT(failing, 100U);
  }
  EXPECT_TRUE(was_old);
}

TEST(ReplaceFile, KeepsTheOldFileOnAFullDisk) {
  SimulatedDisk disk;
  ASSERT_TRUE(ReplaceFile(disk, "folder/report.json", "before"));
  disk.LimitBytes(8);
  EXPECT_FALSE(ReplaceFile(disk, "folder/report.json", "far more than there is room for"));
  EXPECT_EQ(disk.ContentOf("folder/report.json"), "before");
}

}  // namespace
}  // namespace assay::files
