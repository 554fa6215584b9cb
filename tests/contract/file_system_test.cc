// SPDX-License-Identifier: Apache-2.0
// The contract of files::FileSystem, put to the system's own and to the simulated disk: crash tests on the
// second say nothing about the first unless both answer alike. What power failures leave is the simulated
// disk's own matter.
#include "adapters/files/file_system.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/process.h"
#include "support/simulated_disk.h"

namespace assay::contract {
namespace {

using files::File;
using files::FileSystem;
using files::OpenMode;
using testing::ElementsAre;

struct Implementation {
  const char* name;
  std::unique_ptr<FileSystem> (*make)();
};

void PrintTo(const Implementation& implementation, std::ostream* out) {
  *out << implementation.name;
}

class FileSystemContract : public ::testing::TestWithParam<Implementation> {
 protected:
  std::string Path(const std::string& name) const { return folder_ / name; }

  std::unique_ptr<File> Open(const std::string& name, OpenMode mode) {
    auto file = files->Open(Path(name), mode);
    EXPECT_TRUE(file) << file.error().message;
    return std::move(*file);
  }
  static std::string Read(File& file, std::uint64_t offset, std::size_t size) {
    std::string text(size, '?');
    const auto read = file.ReadAt(offset, text);
    return read ? text : read.error().reason;
  }
  std::string Content(const std::string& name) {
    const auto file = Open(name, OpenMode::kRead);
    return Read(*file, 0, file->Size().value());
  }
  void Write(const std::string& name, std::string_view text) {
    const auto file = Open(name, OpenMode::kCreate);
    ASSERT_TRUE(file->WriteAt(0, text));
    ASSERT_TRUE(file->Sync());
  }

  std::unique_ptr<FileSystem> files = GetParam().make();

 private:
  process::TemporaryFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(, FileSystemContract,
                         ::testing::Values(Implementation{"Posix", files::MakePosixFileSystem},
                                           Implementation{
                                               "Simulated",
                                               []() -> std::unique_ptr<FileSystem> {
                                                 return std::make_unique<files::SimulatedDisk>();
                                               }}),
                         [](const auto& param) { return param.param.name; });

TEST_P(FileSystemContract, ARenamedFileTakesThePlaceOfTheOther) {
  Write("new", "new");
  Write("old", "old");
  ASSERT_TRUE(files->Rename(Path("new"), Path("old")));
  EXPECT_EQ(Content("old"), "new");
  EXPECT_FALSE(files->Exists(Path("new")));
  const auto nothing = files->Rename(Path("new"), Path("old"));
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().reason, "storage.no_such_file");
}

TEST_P(FileSystemContract, ReadsBackWhatWasWrittenWhereItWasWritten) {
  const auto file = Open("a", OpenMode::kCreate);
  ASSERT_TRUE(file->WriteAt(0, "0123456789"));
  ASSERT_TRUE(file->WriteAt(3, "abc"));
  ASSERT_TRUE(file->WriteAt(10, ""));
  EXPECT_EQ(Read(*file, 0, 10), "012abc6789");
  EXPECT_EQ(Read(*file, 4, 3), "bc6");
  EXPECT_EQ(Read(*file, 10, 0), "");
  EXPECT_EQ(file->Size(), 10U);
}

TEST_P(FileSystemContract, ReadsAGapAsZeros) {
  const auto file = Open("a", OpenMode::kCreate);
  ASSERT_TRUE(file->WriteAt(2, "x"));
  EXPECT_EQ(Read(*file, 0, 3), std::string("\0\0x", 3));
}

TEST_P(FileSystemContract, SaysThatAFileEndsBeforeWhatWasAskedFor) {
  const auto file = Open("a", OpenMode::kCreate);
  ASSERT_TRUE(file->WriteAt(0, "four"));
  std::string buffer(3, '?');
  for (const std::uint64_t offset : {2U, 4U, 40U}) {
    const auto read = file->ReadAt(offset, buffer);
    ASSERT_FALSE(read) << offset;
    EXPECT_EQ(read.error().code, ErrorCode::kCorrupted);
    EXPECT_EQ(read.error().reason, "storage.short_file");
  }
}

TEST_P(FileSystemContract, TruncatesAndGrowsWithZeros) {
  Write("a", "0123456789");
  const auto file = Open("a", OpenMode::kWrite);
  ASSERT_TRUE(file->Truncate(4));
  EXPECT_EQ(file->Size(), 4U);
  ASSERT_TRUE(file->Truncate(6));
  EXPECT_EQ(Content("a"), std::string("0123\0\0", 6));
}

TEST_P(FileSystemContract, OpenedToCreateKeepsWhatIsThere) {
  Write("a", "kept");
  (void)Open("a", OpenMode::kCreate);
  EXPECT_EQ(Content("a"), "kept");
}

TEST_P(FileSystemContract, TwoHandlesSeeOneFile) {
  const auto one = Open("a", OpenMode::kCreate);
  const auto other = Open("a", OpenMode::kRead);
  ASSERT_TRUE(one->WriteAt(0, "seen"));
  EXPECT_EQ(Read(*other, 0, 4), "seen");
}

TEST_P(FileSystemContract, SaysThatAFileIsNotThere) {
  EXPECT_FALSE(files->Exists(Path("a")));
  for (const OpenMode mode : {OpenMode::kRead, OpenMode::kWrite}) {
    const auto opened = files->Open(Path("a"), mode);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::kNotFound);
    EXPECT_EQ(opened.error().reason, "storage.no_such_file");
  }
  EXPECT_EQ(files->Remove(Path("a")).error().reason, "storage.no_such_file");
}

TEST_P(FileSystemContract, ARemovedFileIsGoneAndAnOpenHandleStaysGood) {
  Write("a", "gone");
  const auto file = Open("a", OpenMode::kRead);
  ASSERT_TRUE(files->Remove(Path("a")));
  EXPECT_FALSE(files->Exists(Path("a")));
  EXPECT_EQ(Read(*file, 0, 4), "gone");
  Write("a", "another");
  EXPECT_EQ(Read(*file, 0, 4), "gone");
}

TEST_P(FileSystemContract, ListsTheFilesOfOneFolderSorted) {
  ASSERT_TRUE(files->MakeDirectories(Path("one/two")));
  ASSERT_TRUE(files->MakeDirectories(Path("one/two"))) << "it may be there already";
  for (const char* name : {"one/two/b", "one/two/c", "one/two/a"}) {
    Write(name, "x");
  }
  ASSERT_TRUE(files->SyncDirectory(Path("one/two")));
  EXPECT_THAT(files->List(Path("one/two")).value(), ElementsAre("a", "b", "c"));
}

TEST_P(FileSystemContract, ALockIsHeldByOneUntilItIsDestroyed) {
  auto lock = files->Lock(Path("lock"));
  ASSERT_TRUE(lock) << lock.error().message;
  const auto second = files->Lock(Path("lock"));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kConflict);
  EXPECT_EQ(second.error().reason, "storage.in_use");
  lock->reset();
  EXPECT_TRUE(files->Lock(Path("lock")));
}

}  // namespace
}  // namespace assay::contract
