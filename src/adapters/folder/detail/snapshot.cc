// SPDX-License-Identifier: Apache-2.0
#include "adapters/folder/detail/snapshot.h"

#include <cstring>
#include <memory>
#include <utility>

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

namespace {

// The parts of a snapshot's file, one after the other.
class SnapshotReader {
 public:
  static Result<SnapshotReader> Open(files::FileSystem& files, std::string path) {
    ASSAY_ASSIGN(auto file, files.Open(path, files::OpenMode::kRead));
    ASSAY_ASSIGN(const std::uint64_t size, file->Size());
    return SnapshotReader(std::move(file), size, std::move(path));
  }

  Result<std::string> Bytes(std::uint64_t bytes) {
    if (bytes > size_ - offset_) {
      return Damaged();
    }
    std::string text(bytes, '\0');
    ASSAY_TRY(file_->ReadAt(offset_, text));
    offset_ += bytes;
    return text;
  }
  Result<std::uint64_t> Number() {
    ASSAY_ASSIGN(const std::string bytes, Bytes(sizeof(std::uint64_t)));
    std::uint64_t value = 0;
    std::memcpy(&value, bytes.data(), sizeof(value));
    return value;
  }
  // The mark, and the sequence behind it.
  Result<std::uint64_t> Head() {
    ASSAY_ASSIGN(const std::string mark, Bytes(kMark.size()));
    return mark == kMark ? Number() : Damaged();
  }
  tl::unexpected<Error> Damaged() const {
    return Fail(ErrorCode::kCorrupted, "storage.snapshot_damaged",
                fmt::format("{} is not whole; it can be made again by a replay", path_));
  }

 private:
  SnapshotReader(std::unique_ptr<files::File> file, std::uint64_t size, std::string path)
      : file_(std::move(file)), size_(size), path_(std::move(path)) {}

  std::unique_ptr<files::File> file_;
  std::uint64_t size_;
  std::uint64_t offset_ = 0;
  std::string path_;
};

}  // namespace

Result<std::uint64_t> SequenceOfSnapshot(files::FileSystem& files, const std::string& directory,
                                         const std::string& name) {
  ASSAY_ASSIGN(SnapshotReader reader, SnapshotReader::Open(files, PathOf(directory, name)));
  return reader.Head();
}

Result<std::uint64_t> ReadSnapshot(
    files::FileSystem& files, const std::string& directory, const std::string& name,
    const std::function<void(std::uint16_t index, engine::BucketState bucket)>& visit) {
  ASSAY_ASSIGN(SnapshotReader reader, SnapshotReader::Open(files, PathOf(directory, name)));
  ASSAY_ASSIGN(const std::uint64_t sequence, reader.Head());
  for (std::uint16_t index = 0; index < kBucketCount; ++index) {
    ASSAY_ASSIGN(const std::uint64_t length, reader.Number());
    ASSAY_ASSIGN(const std::string image, reader.Bytes(length));
    ASSAY_ASSIGN(engine::BucketState bucket, engine::DecodeImage(image));
    visit(index, std::move(bucket));
  }
  ASSAY_ASSIGN(const std::uint64_t end, reader.Number());
  return end == sequence ? Result<std::uint64_t>(sequence) : reader.Damaged();
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
  ASSAY_ASSIGN(const std::uint64_t sequence, SequenceOfSnapshot(files, directory, name));
  write(fmt::format(R"({{"snapshot":"{}","sequence":{}}})", name, sequence));
  ASSAY_TRY(ReadSnapshot(files, directory, name,
                         [&](std::uint16_t index, const engine::BucketState& bucket) {
                           engine::DumpBucket(index, bucket, write);
                         }));
  return {};
}

}  // namespace assay::folder::detail
