// SPDX-License-Identifier: Apache-2.0
// A small market that has everything storage must carry: honest and counterfeit listings, edits,
// orders, refunds, parcels, reference data, decisions of people, duplicates, contradictions, late
// and malformed lines, the end of a month, and more than the 72 hours after which a measure that
// nobody confirmed ends.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "adapters/files/file_system.h"
#include "adapters/folder/folder_store.h"
#include "adapters/memory/key_store.h"
#include "core/clock.h"
#include "flows/ingest_events.h"
#include "flows/installation.h"
#include "privacy/key_ring.h"
#include "privacy/splitter.h"

namespace assay::folder {

struct Input {
  std::string name;
  flows::Channel channel = flows::Channel::kFeed;
  std::string text;
};

// Always the same.
const std::vector<Input>& MarketInputs();

Result<engine::Settings> MakeTestSettings(std::string_view text);

// Keys that stay while the disk comes and goes; tokens agree between all of them.
class Keys {
 public:
  Keys();
  const privacy::Splitter& splitter() const { return splitter_; }

 private:
  class SeededEntropy final : public Entropy {
   public:
    void Fill(std::span<std::byte> bytes) override {
      const std::lock_guard guard(mutex_);
      for (std::byte& byte : bytes) {
        byte = static_cast<std::byte>(engine_() & 0xffU);
      }
    }

   private:
    std::mutex mutex_;
    std::mt19937_64 engine_{7};
  };

  SeededEntropy entropy_;
  privacy::MasterKey master_;
  privacy::TokenKey token_key_;
  std::unique_ptr<privacy::KeyStore> store_;
  privacy::PersonalFields fields_;
  privacy::KeyRing ring_;
  privacy::Splitter splitter_;
};

struct IngestSettings {
  std::size_t batch_lines = 7;
  std::size_t workers = 1;
  bool month_end_snapshots = true;
  // Called between batches; for what must be known before the power fails.
  std::function<void()> after_batch = [] {};
};

// All inputs to their ends, the actions handed over, and closed.
Result<void> IngestMarket(flows::Installation& installation, const Keys& keys,
                          const IngestSettings& settings);
Result<void> IngestInput(flows::Installation& installation, const Keys& keys, const Input& input,
                         const IngestSettings& settings);

Result<std::unique_ptr<flows::Installation>> OpenMarket(files::FileSystem& files,
                                                        const std::string& directory,
                                                        Options options);

std::string DumpOf(flows::Installation& installation,
                   flows::DumpPart part = flows::DumpPart::kDecisionsAndIntake);

}  // namespace assay::folder
