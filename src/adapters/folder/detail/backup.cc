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

}  // namespace

Result<std::uint64_t> Backup(files::FileSystem& files, const std::string& directory,
                             sqlite::StateDatabase& database, const std::string& target) {
  ASSAY_TRY(files.MakeDirectories(target + "/segments"));
  if (files.Exists(target + "/assay.db")) {
    return Fail(ErrorCode::kConflict, "storage.target_not_empty",
                fmt::format("{} already holds an installation; name an empty folder", target));
  }
  ASSAY_TRY(database.database().BackupTo(target + "/assay.db"));
  // The copy says how far the log counts; segments only grow, so that much of each is there.
  ASSAY_ASSIGN(auto copy, sqlite::StateDatabase::Open(target + "/assay.db", {}, false));
  ASSAY_ASSIGN(const auto frames, copy.LoadFrames(0));
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
  return bytes;
}

}  // namespace assay::folder::detail
