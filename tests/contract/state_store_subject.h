// SPDX-License-Identifier: Apache-2.0
// What the contract of engine::StateStore is put to: an implementation that can be opened again, and whose
// rows can be looked at from behind the port.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "engine/state_store.h"
#include "support/simulated_disk.h"

namespace assay::contract {

// Rows as they lie there, in their order: what the port itself does not read back.
struct KeptRows {
  std::vector<std::string> log;
  std::vector<std::uint64_t> verdicts;  // Sequences.
  std::vector<std::uint64_t> examinations;
  std::vector<std::string> actions;  // Bodies.
  std::vector<std::uint64_t> quarantined_lines;
  std::vector<bool> released;  // Of each quarantined line.
  friend bool operator==(const KeptRows&, const KeptRows&) = default;
};

class Subject {
 public:
  virtual ~Subject() = default;
  // Opens what is there, at first an installation with the default configuration pending. Whatever was open
  // before is given up without being closed in order.
  virtual Result<void> Open() = 0;
  virtual void GiveUp() = 0;
  virtual engine::StateStore& store() = 0;
  virtual KeptRows Rows() = 0;
};

// In memory.
std::unique_ptr<Subject> MakeMemorySubject();

// In a folder on a disk that may fail; see that disk for how.
class DiskSubject : public Subject {
 public:
  files::SimulatedDisk disk;
};
std::unique_ptr<DiskSubject> MakeFolderSubject(bool background_commits);

}  // namespace assay::contract
