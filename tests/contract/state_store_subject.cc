// SPDX-License-Identifier: Apache-2.0
#include "contract/state_store_subject.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "adapters/folder/market.h"
#include "adapters/memory/state_store.h"
#include "configuration/configuration.h"
#include "flows/installation.h"
#include "support/simulated_vfs.h"

namespace assay::contract {
namespace {

class MemorySubject final : public Subject {
 public:
  MemorySubject() {
    contents_.shared.pending_configuration = Sha256Of(configuration::DefaultText());
    contents_.shared.pending_registry = std::make_shared<registry::Registry>();
  }

  Result<void> Open() override {
    store_ = memory::MakeStateStore(contents_);
    return {};
  }
  void GiveUp() override { store_.reset(); }
  engine::StateStore& store() override { return *store_; }

  KeptRows Rows() override {
    KeptRows rows;
    rows.log = contents_.log;
    for (const engine::VerdictRow& row : contents_.verdicts) {
      rows.verdicts.push_back(row.sequence.number);
    }
    for (const engine::ExaminationRow& row : contents_.examinations) {
      rows.examinations.push_back(row.sequence.number);
    }
    for (const engine::OutboxRow& row : contents_.outbox) {
      rows.actions.push_back(row.body);
    }
    for (const memory::Contents::Quarantined& quarantined : contents_.quarantine) {
      rows.quarantined_lines.push_back(quarantined.row.line);
      rows.released.push_back(quarantined.released);
    }
    return rows;
  }

 private:
  memory::Contents contents_;
  std::unique_ptr<engine::StateStore> store_;
};

class FolderSubject final : public DiskSubject {
 public:
  explicit FolderSubject(bool background_commits) : background_commits_(background_commits) {}

  Result<void> Open() override {
    GiveUp();
    // Few events a round of checkpoints, so that images are of many ages.
    ASSAY_ASSIGN(installation_, folder::OpenMarket(disk, "data",
                                                   {.background_commits = background_commits_,
                                                    .checkpoint_events = 60,
                                                    .sqlite_vfs = vfs_.name(),
                                                    .first_configuration = {}}));
    return {};
  }
  void GiveUp() override { installation_.reset(); }
  engine::StateStore& store() override { return *installation_; }

  KeptRows Rows() override {
    KeptRows rows;
    EXPECT_TRUE(installation_->ForEachLine([&](Sequence, std::string_view line) -> Result<bool> {
      rows.log.emplace_back(line);
      return true;
    }));
    const auto take_sequence = [](std::string_view line, std::string_view begin,
                                  std::vector<std::uint64_t>& sequences) {
      if (line.starts_with(begin)) {
        std::uint64_t sequence = 0;
        std::from_chars(line.data() + begin.size(), line.data() + line.size(), sequence);
        sequences.push_back(sequence);
      }
    };
    EXPECT_TRUE(
        installation_->Dump(flows::DumpPart::kDecisionsAndIntake, [&](std::string_view line) {
          take_sequence(line, R"(["verdict",)", rows.verdicts);
          take_sequence(line, R"(["examination",)", rows.examinations);
        }));
    EXPECT_TRUE(installation_->DrainOutbox());
    const std::string actions = disk.ContentOf("data/actions.ndjson");
    for (std::size_t begin = 0; begin < actions.size();) {
      const std::size_t end = actions.find('\n', begin);
      rows.actions.push_back(actions.substr(begin, end - begin));
      begin = end + 1;
    }
    std::vector<std::int64_t> open;
    EXPECT_TRUE(installation_->ForEachQuarantined(
        false, [&](std::int64_t id, const engine::QuarantineRow&) -> Result<void> {
          open.push_back(id);
          return {};
        }));
    EXPECT_TRUE(installation_->ForEachQuarantined(
        true, [&](std::int64_t id, const engine::QuarantineRow& row) -> Result<void> {
          rows.quarantined_lines.push_back(row.line);
          rows.released.push_back(std::ranges::find(open, id) == open.end());
          return {};
        }));
    return rows;
  }

 private:
  sqlite::SimulatedVfs vfs_{disk};
  bool background_commits_;
  std::unique_ptr<flows::Installation> installation_;
};

}  // namespace

std::unique_ptr<Subject> MakeMemorySubject() {
  return std::make_unique<MemorySubject>();
}

std::unique_ptr<DiskSubject> MakeFolderSubject(bool background_commits) {
  return std::make_unique<FolderSubject>(background_commits);
}

}  // namespace assay::contract
