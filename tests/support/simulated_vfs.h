// SPDX-License-Identifier: Apache-2.0
// SQLite on a file system of ours, so that its faults reach the database too. One connection a
// file: nothing is locked and there is no shared memory, so WAL needs locking_mode=EXCLUSIVE.
#pragma once

#include <memory>
#include <string>

#include "adapters/files/file_system.h"

namespace assay::sqlite {

// Registered until destroyed. Connections must be closed first.
class SimulatedVfs {
 public:
  explicit SimulatedVfs(files::FileSystem& files);
  SimulatedVfs(const SimulatedVfs&) = delete;
  SimulatedVfs& operator=(const SimulatedVfs&) = delete;
  ~SimulatedVfs();

  const std::string& name() const;

  struct Registration;

 private:
  std::unique_ptr<Registration> registration_;
};

}  // namespace assay::sqlite
