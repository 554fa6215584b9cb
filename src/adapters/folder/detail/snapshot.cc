// SPDX-License-Identifier: Apache-2.0
#include "adapters/folder/detail/snapshot.h"

#include <cstring>

#include <fmt/format.h>

namespace assay::folder::detail {
namespace {

constexpr std::string_view kMark = "ASSAYSN1";

std::string PathOf(const std::string& directory, const std::string& name) {
  return fmt::format("{}/snapshots/{}.state", directory, name);
}

std::string NumberBytes(std::uint64_t value) {
  return {reinterpret_cast<const char*>(&value), sizeof(value)};
}

}  // namespace

// Layout: mark, sequence, then for each bucket its image's length and the image, which ends with
// its own checksum. Written under the final name only after everything before it is on the disk: a
// reader checks the number at the end.
Result<void> WriteSnapshot(files::FileSystem& files, const std::string& directory,
                           const std::string& name, std::uint64_t sequence, HotState& hot) {
  ASSAY_TRY(files.MakeDirectories(directory + "/snapshots"));
  ASSAY_ASSIGN(auto file, files.Open(PathOf(directory, name), files::OpenMode::kCreate));
  ASSAY_TRY(file->Truncate(0));
  const std::string head = std::string(kMark) + NumberBytes(sequence);
  ASSAY_TRY(file->WriteAt(0, head));
  std::uint64_t offset = head.size();
  for (std::uint16_t index = 0; index < kBucketCount; ++index) {
    ASSAY_ASSIGN(const engine::BucketState* bucket, hot.Bucket(index));
    const std::string image = engine::EncodeImage(*bucket);
    ASSAY_TRY(file->WriteAt(offset, NumberBytes(image.size()) + image));
    offset += sizeof(std::uint64_t) + image.size();
  }
  ASSAY_TRY(file->WriteAt(offset, NumberBytes(sequence)));
  ASSAY_TRY(file->Sync());
  return files.SyncDirectory(directory + "/snapshots");
}

Result<void> DumpSnapshot(files::FileSystem& files, const std::string& directory,
                          const std::string& name,
                          const std::function<void(std::string_view line)>& write) {
  const std::string path = PathOf(directory, name);
  if (!files.Exists(path)) {
    return Fail(
        ErrorCode::kNotFound, "storage.no_such_snapshot",
        fmt::format("there is no snapshot {}; one is written when event time passes the end of "
                    "a month",
                    path));
  }
  const auto damaged = [&] {
    return Fail(ErrorCode::kCorrupted, "storage.snapshot_damaged",
                fmt::format("{} is not whole; it can be made again by a replay", path));
  };
  ASSAY_ASSIGN(auto file, files.Open(path, files::OpenMode::kRead));
  ASSAY_ASSIGN(const std::uint64_t size, file->Size());
  std::uint64_t offset = 0;
  const auto read = [&](std::size_t bytes) -> Result<std::string> {
    if (bytes > size - offset) {
      return damaged();
    }
    std::string text(bytes, '\0');
    ASSAY_TRY(file->ReadAt(offset, text));
    offset += bytes;
    return text;
  };
  const auto read_number = [&]() -> Result<std::uint64_t> {
    ASSAY_ASSIGN(const std::string bytes, read(sizeof(std::uint64_t)));
    std::uint64_t value = 0;
    std::memcpy(&value, bytes.data(), sizeof(value));
    return value;
  };
  ASSAY_ASSIGN(const std::string mark, read(kMark.size()));
  ASSAY_ASSIGN(const std::uint64_t sequence, read_number());
  if (mark != kMark) {
    return damaged();
  }
  write(fmt::format(R"({{"snapshot":"{}","sequence":{}}})", name, sequence));
  for (std::uint16_t index = 0; index < kBucketCount; ++index) {
    ASSAY_ASSIGN(const std::uint64_t length, read_number());
    ASSAY_ASSIGN(const std::string image, read(length));
    ASSAY_ASSIGN(const engine::BucketState bucket, engine::DecodeImage(image));
    engine::DumpBucket(index, bucket, write);
  }
  ASSAY_ASSIGN(const std::uint64_t end, read_number());
  return end == sequence ? Result<void>() : damaged();
}

}  // namespace assay::folder::detail
