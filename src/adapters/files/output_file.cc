// SPDX-License-Identifier: Apache-2.0
#include "adapters/files/output_file.h"

#include <memory>

#include <zstd.h>

#include "core/check.h"

namespace assay::files {
namespace {

// Events of a simulated market become a tenth; a higher level wins little and costs more than the rest.
constexpr int kCompressionLevel = 1;

std::string FrameOf(std::string_view bytes) {
  std::string frame(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size =
      ZSTD_compress(frame.data(), frame.size(), bytes.data(), bytes.size(), kCompressionLevel);
  CHECK_THAT(ZSTD_isError(size) == 0, "the bound leaves room for any input");
  frame.resize(size);
  return frame;
}

}  // namespace

Result<void> AppendToFile(FileSystem& files, const std::string& path, std::string_view bytes) {
  ASSAY_ASSIGN(const std::unique_ptr<File> file, files.Open(path, OpenMode::kCreate));
  ASSAY_ASSIGN(const std::uint64_t size, file->Size());
  return path.ends_with(".zst") ? file->WriteAt(size, FrameOf(bytes)) : file->WriteAt(size, bytes);
}

Result<void> ReplaceFile(FileSystem& files, const std::string& path, std::string_view bytes) {
  const std::string part = path + ".part";
  {
    ASSAY_ASSIGN(const std::unique_ptr<File> file, files.Open(part, OpenMode::kCreate));
    ASSAY_TRY(file->Truncate(0));  // An interrupted run may have left one.
    ASSAY_TRY(file->WriteAt(0, bytes));
    ASSAY_TRY(file->Sync());
  }
  ASSAY_TRY(files.Rename(part, path));
  const std::size_t folder = path.rfind('/');
  return files.SyncDirectory(folder == std::string::npos ? "." : path.substr(0, folder));
}

}  // namespace assay::files
