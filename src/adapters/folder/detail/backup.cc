// SPDX-License-Identifier: Apache-2.0
#include "adapters/folder/detail/backup.h"

#include <algorithm>

#include <fmt/format.h>

namespace assay::folder::detail {
namespace {

// Copies the first `length` bytes.
Result<void> CopyFile(files::FileSystem& files, const std::string& from, const std::string& to,
                      std::uint64_t length) {
  constexpr std::uint64_t kChunkBytes = 4 << 20;
  ASSAY_ASSIGN(auto source, files.Open(from, files::OpenMode::kRead));
  ASSAY_ASSIGN(auto target, files.Open(to, files::OpenMode::kCreate));
  ASSAY_TRY(target->Truncate(0));
  std::string buffer;
  for (std::uint64_t offset = 0; offset < length; offset += buffer.size()) {
    buffer.resize(std::min(kChunkBytes, length - offset));
    ASSAY_TRY(source->ReadAt(offset, buffer));
    ASSAY_TRY(target->WriteAt(offset, buffer));
  }
  return target->Sync();
}

// The journal first: one that is left behind would be played back into the next file of the name.
Result<void> RemoveDatabase(files::FileSystem& files, const std::string& path) {
  for (const std::string& name : {path + "-journal", path}) {
    if (files.Exists(name)) {
      ASSAY_TRY(files.Remove(name));
    }
  }
  return {};
}

}  // namespace

Result<std::uint64_t> Backup(files::FileSystem& files, const std::string& directory,
                             sqlite::StateDatabase& database, const std::string& target,
                             const std::string& sqlite_vfs) {
  ASSAY_TRY(files.MakeDirectories(target + "/segments"));
  if (files.Exists(target + "/assay.db")) {
    return Fail(ErrorCode::kConflict, "storage.target_not_empty",
                fmt::format("{} already holds an installation; name an empty folder", target));
  }
  // Segments only grow, so that as much of each as the database names is there.
  ASSAY_ASSIGN(const auto frames, database.LoadFrames(0));
  std::map<std::uint32_t, std::uint64_t> length_by_segment;
  for (const sqlite::FrameRow& frame : frames) {
    std::uint64_t& length = length_by_segment[frame.segment];
    length = std::max(length, frame.offset + frame.length);
  }
  std::uint64_t bytes = 0;
  for (const auto& [segment, length] : length_by_segment) {
    const std::string name = fmt::format("/segments/{:06}.ndjson.zst", segment);
    ASSAY_TRY(CopyFile(files, directory + name, target + name, length));
    bytes += length;
  }
  ASSAY_TRY(files.SyncDirectory(target + "/segments"));
  // Under another name until it is whole: what a crash leaves of it is no installation.
  const std::string half = target + "/assay.db.part";
  ASSAY_TRY(RemoveDatabase(files, half));
  if (const auto copied = database.database().BackupTo(half, sqlite_vfs); !copied) {
    (void)RemoveDatabase(files, half);
    return Fail(copied.error());
  }
  ASSAY_TRY(files.Rename(half, target + "/assay.db"));
  ASSAY_TRY(files.SyncDirectory(target));
  return bytes;
}

}  // namespace assay::folder::detail
