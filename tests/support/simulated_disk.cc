// SPDX-License-Identifier: Apache-2.0
#include "support/simulated_disk.h"

#include <algorithm>
#include <cstring>
#include <random>
#include <utility>

namespace assay::files {
namespace {

std::string FolderOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

tl::unexpected<Error> NoSuchFile(const std::string& path) {
  return Fail(ErrorCode::kNotFound, "storage.no_such_file", "there is no " + path);
}

}  // namespace

void SimulatedDisk::Change::ApplyTo(std::string& content) const {
  if (truncated_to) {
    content.resize(*truncated_to, '\0');
    return;
  }
  if (content.size() < offset + bytes.size()) {
    content.resize(offset + bytes.size(), '\0');
  }
  std::memcpy(content.data() + offset, bytes.data(), bytes.size());
}

class SimulatedDisk::OpenFile final : public File {
 public:
  OpenFile(SimulatedDisk& disk, std::shared_ptr<Content> content)
      : disk_(disk), content_(std::move(content)) {}

  Result<void> WriteAt(std::uint64_t offset, std::string_view bytes) override {
    const std::lock_guard guard(disk_.mutex_);
    ASSAY_TRY(disk_.Begin("write"));
    return disk_.Write(*content_, offset, bytes);
  }

  Result<void> ReadAt(std::uint64_t offset, std::span<char> buffer) override {
    const std::lock_guard guard(disk_.mutex_);
    if (offset + buffer.size() > content_->now.size()) {
      return Fail(ErrorCode::kCorrupted, "storage.short_file", "the file ends before");
    }
    std::memcpy(buffer.data(), content_->now.data() + offset, buffer.size());
    return {};
  }

  Result<std::uint64_t> Size() override {
    const std::lock_guard guard(disk_.mutex_);
    return content_->now.size();
  }

  Result<void> Truncate(std::uint64_t size) override {
    const std::lock_guard guard(disk_.mutex_);
    ASSAY_TRY(disk_.Begin("truncate"));
    if (size == content_->now.size()) {
      return {};
    }
    content_->unsynced.push_back({.offset = 0, .bytes = {}, .truncated_to = size});
    content_->unsynced.back().ApplyTo(content_->now);
    return {};
  }

  Result<void> Sync() override {
    const std::lock_guard guard(disk_.mutex_);
    ASSAY_TRY(disk_.Begin("sync"));
    for (const Change& change : content_->unsynced) {
      change.ApplyTo(content_->synced);
    }
    content_->unsynced.clear();
    return {};
  }

 private:
  SimulatedDisk& disk_;
  std::shared_ptr<Content> content_;
};

class SimulatedDisk::HeldLock final : public FileLock {
 public:
  HeldLock(SimulatedDisk& disk, std::string path) : disk_(disk), path_(std::move(path)) {}
  HeldLock(const HeldLock&) = delete;
  HeldLock& operator=(const HeldLock&) = delete;
  ~HeldLock() override {
    const std::lock_guard guard(disk_.mutex_);
    disk_.locked_.erase(path_);
  }

 private:
  SimulatedDisk& disk_;
  std::string path_;
};

std::uint64_t SimulatedDisk::operations() const {
  const std::lock_guard guard(mutex_);
  return operations_;
}

std::uint64_t SimulatedDisk::writes() const {
  const std::lock_guard guard(mutex_);
  return writes_;
}

std::uint64_t SimulatedDisk::bytes() const {
  const std::lock_guard guard(mutex_);
  return TotalBytes();
}

std::uint64_t SimulatedDisk::TotalBytes() const {
  std::uint64_t total = 0;
  for (const auto& [path, content] : names_) {
    total += content->now.size();
  }
  return total;
}

void SimulatedDisk::FailPowerAt(std::uint64_t operation) {
  const std::lock_guard guard(mutex_);
  power_fails_at_ = operation;
}

void SimulatedDisk::LimitBytes(std::optional<std::uint64_t> bytes) {
  const std::lock_guard guard(mutex_);
  bytes_max_ = bytes;
}

void SimulatedDisk::TearWriteAt(std::uint64_t write) {
  const std::lock_guard guard(mutex_);
  torn_write_ = write;
}

void SimulatedDisk::FlipBit(const std::string& path, std::uint64_t offset) {
  const std::lock_guard guard(mutex_);
  Content& content = *names_.at(path);
  content.now.at(offset) = static_cast<char>(content.now.at(offset) ^ 0x10);
  content.synced = content.now;
}

std::string SimulatedDisk::ContentOf(const std::string& path) const {
  const std::lock_guard guard(mutex_);
  const auto found = names_.find(path);
  return found == names_.end() ? std::string() : found->second->now;
}

void SimulatedDisk::Restart(Unsynced unsynced, std::uint64_t seed) {
  const std::lock_guard guard(mutex_);
  std::mt19937_64 random(seed);
  const auto heads = [&] { return unsynced != Unsynced::kDropped && random() % 2 == 0; };

  Names after = durable_names_;
  for (const auto& [path, content] : names_) {
    if (const auto durable = durable_names_.find(path);
        (durable == durable_names_.end() || durable->second != content) && heads()) {
      after[path] = content;
    }
  }
  for (const auto& [path, content] : durable_names_) {
    if (!names_.contains(path) && heads()) {
      after.erase(path);
    }
  }
  for (const auto& [path, content] : after) {
    std::vector<Change>& changes = content->unsynced;
    if (unsynced == Unsynced::kDropped) {
      changes.clear();
    } else if (unsynced == Unsynced::kPrefixKept) {
      changes.resize(random() % (changes.size() + 1));
    } else {
      std::erase_if(changes, [&](const Change&) { return random() % 2 == 0; });
    }
    if (unsynced != Unsynced::kDropped && !changes.empty() && !changes.back().bytes.empty() &&
        heads()) {
      changes.back().bytes.resize(random() % changes.back().bytes.size());
    }
    for (const Change& change : changes) {
      change.ApplyTo(content->synced);
    }
    changes.clear();
    content->now = content->synced;
  }
  names_ = after;
  durable_names_ = after;
  has_power_ = true;
  power_fails_at_.reset();
}

Result<void> SimulatedDisk::Begin(const std::string& doing) {
  ++operations_;
  if (power_fails_at_ && operations_ >= *power_fails_at_) {
    has_power_ = false;
  }
  if (!has_power_) {
    return Fail(ErrorCode::kUnavailable, "storage.failed", "cannot " + doing + ": no power");
  }
  return {};
}

Result<void> SimulatedDisk::Write(Content& content, std::uint64_t offset, std::string_view bytes) {
  ++writes_;
  const auto put = [&](std::string_view part) {
    content.unsynced.push_back(
        {.offset = offset, .bytes = std::string(part), .truncated_to = std::nullopt});
    content.unsynced.back().ApplyTo(content.now);
  };
  if (torn_write_ == writes_) {
    put(bytes.substr(0, bytes.size() / 2));
    return Fail(ErrorCode::kUnavailable, "storage.failed", "the write stopped half way");
  }
  const std::uint64_t size = content.now.size();
  const std::uint64_t growth = offset + bytes.size() > size ? offset + bytes.size() - size : 0;
  if (bytes_max_ && growth > 0) {
    const std::uint64_t total = TotalBytes();
    if (total + growth > *bytes_max_) {
      const std::uint64_t room = *bytes_max_ > total ? *bytes_max_ - total : 0;
      const std::uint64_t fits = bytes.size() - growth + room;
      if (offset <= size && fits > 0) {
        put(bytes.substr(0, fits));
      }
      return Fail(ErrorCode::kUnavailable, "storage.disk_full", "no space left on the disk");
    }
  }
  put(bytes);
  return {};
}

Result<std::unique_ptr<File>> SimulatedDisk::Open(const std::string& path, OpenMode mode) {
  const std::lock_guard guard(mutex_);
  auto found = names_.find(path);
  if (found == names_.end()) {
    if (mode != OpenMode::kCreate) {
      return NoSuchFile(path);
    }
    ASSAY_TRY(Begin("create " + path));
    found = names_.emplace(path, std::make_shared<Content>()).first;
  }
  return std::make_unique<OpenFile>(*this, found->second);
}

bool SimulatedDisk::Exists(const std::string& path) {
  const std::lock_guard guard(mutex_);
  return names_.contains(path);
}

Result<std::vector<std::string>> SimulatedDisk::List(const std::string& directory) {
  const std::lock_guard guard(mutex_);
  std::vector<std::string> list;
  for (const auto& [path, content] : names_) {
    if (FolderOf(path) == directory) {
      list.push_back(path.substr(directory.size() + 1));
    }
  }
  return list;
}

Result<void> SimulatedDisk::MakeDirectories(const std::string& path) {
  const std::lock_guard guard(mutex_);
  return has_power_ ? Result<void>()
                    : Fail(ErrorCode::kUnavailable, "storage.failed", "no power for " + path);
}

Result<void> SimulatedDisk::Remove(const std::string& path) {
  const std::lock_guard guard(mutex_);
  ASSAY_TRY(Begin("remove " + path));
  return names_.erase(path) == 1 ? Result<void>() : NoSuchFile(path);
}

Result<void> SimulatedDisk::Rename(const std::string& from, const std::string& to) {
  const std::lock_guard guard(mutex_);
  ASSAY_TRY(Begin("rename " + from));
  auto moved = names_.extract(from);
  if (moved.empty()) {
    return NoSuchFile(from);
  }
  names_[to] = std::move(moved.mapped());
  return {};
}

Result<void> SimulatedDisk::SyncDirectory(const std::string& path) {
  const std::lock_guard guard(mutex_);
  ASSAY_TRY(Begin("sync " + path));
  std::erase_if(durable_names_, [&](const auto& name) { return FolderOf(name.first) == path; });
  for (const auto& [name, content] : names_) {
    if (FolderOf(name) == path) {
      durable_names_[name] = content;
    }
  }
  return {};
}

Result<std::unique_ptr<FileLock>> SimulatedDisk::Lock(const std::string& path) {
  const std::lock_guard guard(mutex_);
  if (!locked_.insert(path).second) {
    return Fail(ErrorCode::kConflict, "storage.in_use", "somebody else holds " + path);
  }
  return std::make_unique<HeldLock>(*this, path);
}

}  // namespace assay::files
