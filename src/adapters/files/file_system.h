// SPDX-License-Identifier: Apache-2.0
// The disk as Assay uses it, behind a port so that tests can fill it, tear writes and drop what was
// not synced. What is written is durable only after Sync of the file and, for a new name,
// SyncDirectory.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace assay::files {

class File {
 public:
  virtual ~File() = default;
  virtual Result<void> WriteAt(std::uint64_t offset, std::string_view bytes) = 0;
  // Exactly `buffer.size()` bytes; kCorrupted "storage.short_file" where the file ends before.
  virtual Result<void> ReadAt(std::uint64_t offset, std::span<char> buffer) = 0;
  virtual Result<std::uint64_t> Size() = 0;
  virtual Result<void> Truncate(std::uint64_t size) = 0;
  virtual Result<void> Sync() = 0;
};

// Held until destroyed; the system releases it when the process ends, however it ends.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

enum class OpenMode { kRead, kWrite, kCreate };  // kCreate: made if it is not there, never emptied.

// Errors: kNotFound "storage.no_such_file", kUnavailable "storage.disk_full" or "storage.failed",
// kConflict "storage.in_use".
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  virtual Result<std::unique_ptr<File>> Open(const std::string& path, OpenMode mode) = 0;
  virtual bool Exists(const std::string& path) = 0;
  virtual Result<std::vector<std::string>> List(
      const std::string& directory) = 0;  // Names, sorted.
  // Durable when it returns.
  virtual Result<void> MakeDirectories(const std::string& path) = 0;
  virtual Result<void> Remove(const std::string& path) = 0;
  // What `to` named before is gone. Durable after SyncDirectory; until then a crash leaves either name.
  virtual Result<void> Rename(const std::string& from, const std::string& to) = 0;
  virtual Result<void> SyncDirectory(const std::string& path) = 0;
  virtual Result<std::unique_ptr<FileLock>> Lock(const std::string& path) = 0;
};

std::unique_ptr<FileSystem> MakePosixFileSystem();

}  // namespace assay::files
