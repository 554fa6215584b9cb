// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "adapters/files/file_system.h"

namespace assay::files {
namespace {

tl::unexpected<Error> SystemError(std::string_view doing, const std::string& path, int code) {
  const std::string message =
      fmt::format("cannot {} {}: {}", doing, path, std::generic_category().message(code));
  if (code == ENOENT) {
    return Fail(ErrorCode::kNotFound, "storage.no_such_file", message);
  }
  if (code == ENOSPC || code == EDQUOT) {
    return Fail(
        ErrorCode::kUnavailable, "storage.disk_full",
        message + "; free some space and run the same command again, nothing was half done");
  }
  return Fail(ErrorCode::kUnavailable, "storage.failed", message);
}

class PosixFile : public File {
 public:
  PosixFile(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  ~PosixFile() override { ::close(descriptor_); }
  PosixFile(const PosixFile&) = delete;
  PosixFile& operator=(const PosixFile&) = delete;

  Result<void> WriteAt(std::uint64_t offset, std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t written =
          ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (written < 0) {
        if (errno == EINTR) {
          continue;
        }
        return SystemError("write", path_, errno);
      }
      bytes.remove_prefix(static_cast<std::size_t>(written));
      offset += static_cast<std::uint64_t>(written);
    }
    return {};
  }

  Result<void> ReadAt(std::uint64_t offset, std::span<char> buffer) override {
    while (!buffer.empty()) {
      const ssize_t count =
          ::pread(descriptor_, buffer.data(), buffer.size(), static_cast<off_t>(offset));
      if (count < 0) {
        if (errno == EINTR) {
          continue;
        }
        return SystemError("read", path_, errno);
      }
      if (count == 0) {
        return Fail(ErrorCode::kCorrupted, "storage.short_file",
                    fmt::format("{} ends before byte {}", path_, offset + buffer.size()));
      }
      buffer = buffer.subspan(static_cast<std::size_t>(count));
      offset += static_cast<std::uint64_t>(count);
    }
    return {};
  }

  Result<std::uint64_t> Size() override {
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) {
      return SystemError("look at", path_, errno);
    }
    return static_cast<std::uint64_t>(status.st_size);
  }

  Result<void> Truncate(std::uint64_t size) override {
    if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) {
      return SystemError("shorten", path_, errno);
    }
    return {};
  }

  Result<void> Sync() override {
    if (::fdatasync(descriptor_) != 0) {
      return SystemError("sync", path_, errno);
    }
    return {};
  }

 private:
  int descriptor_;
  std::string path_;
};

class PosixLock : public FileLock {
 public:
  explicit PosixLock(int descriptor) : descriptor_(descriptor) {}
  ~PosixLock() override { ::close(descriptor_); }
  PosixLock(const PosixLock&) = delete;
  PosixLock& operator=(const PosixLock&) = delete;

 private:
  int descriptor_;
};

class PosixFileSystem : public FileSystem {
 public:
  Result<std::unique_ptr<File>> Open(const std::string& path, OpenMode mode) override {
    int flags = O_CLOEXEC | (mode == OpenMode::kRead ? O_RDONLY : O_RDWR);
    if (mode == OpenMode::kCreate) {
      flags |= O_CREAT;
    }
    const int descriptor = ::open(path.c_str(), flags, 0640);
    if (descriptor < 0) {
      return SystemError("open", path, errno);
    }
    return std::make_unique<PosixFile>(descriptor, path);
  }

  bool Exists(const std::string& path) override { return ::access(path.c_str(), F_OK) == 0; }

  Result<std::vector<std::string>> List(const std::string& directory) override {
    std::error_code error;
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
      names.push_back(entry.path().filename().string());
    }
    if (error) {
      return SystemError("list", directory, error.value());
    }
    std::ranges::sort(names);
    return names;
  }

  Result<void> MakeDirectories(const std::string& path) override {
    std::error_code error;
    const std::filesystem::path folder = std::filesystem::absolute(path, error).lexically_normal();
    std::filesystem::path made;
    for (const std::filesystem::path& part : folder) {
      const std::filesystem::path parent = made;
      made /= part;
      if (std::filesystem::create_directory(made, error)) {
        ASSAY_TRY(SyncDirectory(parent.string()));
      } else if (error) {
        return SystemError("make the folder", path, error.value());
      }
    }
    return {};
  }

  Result<void> Remove(const std::string& path) override {
    if (::unlink(path.c_str()) != 0) {
      return SystemError("remove", path, errno);
    }
    return {};
  }

  Result<void> Rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) {
      return SystemError("rename", from, errno);
    }
    return {};
  }

  Result<void> SyncDirectory(const std::string& path) override {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
      return SystemError("open", path, errno);
    }
    const int failed = ::fsync(descriptor) != 0 ? errno : 0;
    ::close(descriptor);
    if (failed != 0) {
      return SystemError("sync", path, failed);
    }
    return {};
  }

  Result<std::unique_ptr<FileLock>> Lock(const std::string& path) override {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (descriptor < 0) {
      return SystemError("open", path, errno);
    }
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
      const int code = errno;
      ::close(descriptor);
      if (code == EWOULDBLOCK) {
        return Fail(
            ErrorCode::kConflict, "storage.in_use",
            fmt::format("another assay process is writing to this folder ({}); wait for it or "
                        "stop it",
                        path));
      }
      return SystemError("lock", path, code);
    }
    return std::make_unique<PosixLock>(descriptor);
  }
};

}  // namespace

std::unique_ptr<FileSystem> MakePosixFileSystem() {
  return std::make_unique<PosixFileSystem>();
}

}  // namespace assay::files
