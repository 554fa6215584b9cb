// SPDX-License-Identifier: Apache-2.0
// A disk in memory that knows what was synced and what was not. Its power can fail at any
// operation, it can be full, and a write can stop half way.
//
// After a power failure everything fails until Restart, which leaves what was synced and, if asked
// to, a seeded part of what was not: writes may be kept, lost or torn each on its own, as disks do.
// A folder is durable as soon as it is made; a file's name after SyncDirectory.
//
// Threads: any.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapters/files/file_system.h"

namespace assay::files {

class SimulatedDisk final : public FileSystem {
 public:
  enum class Unsynced { kDropped, kPrefixKept, kSubsetKept };

  // Writes, truncations, syncs, removals and new names so far.
  std::uint64_t operations() const;
  std::uint64_t writes() const;
  std::uint64_t bytes() const;

  // The power fails at the operation with this number (counted from 1), which is not done.
  void FailPowerAt(std::uint64_t operation);
  // Everything not destroyed yet must be closed first.
  void Restart(Unsynced unsynced, std::uint64_t seed);
  // Files together may not grow beyond this many bytes; nullopt: as far as they like.
  void LimitBytes(std::optional<std::uint64_t> bytes);
  // The write with this number (counted from 1) puts down half of its bytes and fails.
  void TearWriteAt(std::uint64_t write);
  void FlipBit(const std::string& path, std::uint64_t offset);
  std::string ContentOf(const std::string& path) const;

  Result<std::unique_ptr<File>> Open(const std::string& path, OpenMode mode) override;
  bool Exists(const std::string& path) override;
  Result<std::vector<std::string>> List(const std::string& directory) override;
  Result<void> MakeDirectories(const std::string& path) override;
  Result<void> Remove(const std::string& path) override;
  Result<void> Rename(const std::string& from, const std::string& to) override;
  Result<void> SyncDirectory(const std::string& path) override;
  Result<std::unique_ptr<FileLock>> Lock(const std::string& path) override;

 private:
  // A write where `truncated_to` is empty.
  struct Change {
    std::uint64_t offset = 0;
    std::string bytes;
    std::optional<std::uint64_t> truncated_to;
    void ApplyTo(std::string& content) const;
  };
  struct Content {
    std::string synced;
    std::string now;
    std::vector<Change> unsynced;
  };
  using Names = std::map<std::string, std::shared_ptr<Content>>;
  class OpenFile;
  class HeldLock;

  // Counts an operation that changes the disk; fails where there is no power.
  Result<void> Begin(const std::string& doing);
  Result<void> Write(Content& content, std::uint64_t offset, std::string_view bytes);
  std::uint64_t TotalBytes() const;

  mutable std::mutex mutex_;
  Names names_;
  Names durable_names_;
  std::set<std::string> locked_;
  std::uint64_t operations_ = 0;
  std::uint64_t writes_ = 0;
  bool has_power_ = true;
  std::optional<std::uint64_t> power_fails_at_;
  std::optional<std::uint64_t> bytes_max_;
  std::optional<std::uint64_t> torn_write_;
};

}  // namespace assay::files
