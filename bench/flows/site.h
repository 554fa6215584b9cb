// SPDX-License-Identifier: Apache-2.0
// A folder on the disk as `assay ingest` opens it, with keys in memory.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "adapters/files/file_system.h"
#include "adapters/folder/folder_store.h"
#include "adapters/memory/key_store.h"
#include "configuration/configuration.h"
#include "flows/ingest_events.h"
#include "flows/made_lines.h"
#include "flows/personal_fields.h"
#include "measure.h"
#include "privacy/key_ring.h"
#include "screening/screen.h"

namespace assay::bench {

// Different each time, the same in each run.
class CountingEntropy : public Entropy {
 public:
  void Fill(std::span<std::byte> bytes) override {
    Random random(++calls_ * 0x9E3779B97F4A7C15ULL);
    for (std::byte& byte : bytes) {
      byte = static_cast<std::byte>(random.Next() >> 32);
    }
  }

 private:
  std::atomic<std::uint64_t> calls_ = 0;
};

inline Result<engine::Settings> MakeSettings(std::string_view text) {
  static const auto model = screening::Model::Make(screening::EmbeddedModelSources());
  ASSAY_ASSIGN(auto parsed, configuration::Parse(text));
  return engine::Settings{std::move(parsed), *model};
}

class Site {
 public:
  // The folder's first configuration is the one that comes with Assay.
  void Open(const std::string& path, folder::Options options = {}) {
    options.first_configuration = std::string(configuration::DefaultText());
    installation_ = Must(folder::OpenFolder(*disk_, path, options, MakeSettings));
  }
  void Close() {
    Must(installation_->Close());
    Abandon();
  }
  // As a crash leaves it: without the last images.
  void Abandon() { installation_.reset(); }

  // Rejects are told on stderr.
  flows::IngestReport Ingest(
      std::unique_ptr<ingest::ByteSource> lines, const flows::IngestOptions& options = {},
      const std::function<void(const flows::IngestProgress&)>& progress = [](const auto&) {}) {
    flows::IngestReport report = Must(flows::IngestEvents(
        {.installation = *installation_, .splitter = splitter_, .clock = clock_},
        [&]() -> Result<std::unique_ptr<ingest::ByteSource>> { return std::move(lines); }, options,
        progress));
    for (const auto& [reason, count] : report.rejects) {
      fmt::print(stderr, "rejected {}: {}\n", reason, count);
    }
    return report;
  }

  flows::Installation& installation() { return *installation_; }
  privacy::Splitter& splitter() { return splitter_; }

 private:
  std::unique_ptr<files::FileSystem> disk_ = files::MakePosixFileSystem();
  FixedClock clock_;
  CountingEntropy entropy_;
  std::unique_ptr<privacy::KeyStore> store_ = memory::MakeKeyStore();
  privacy::MasterKey master_;
  privacy::TokenKey token_key_;
  privacy::PersonalFields fields_ = Must(flows::MakePersonalFields());
  privacy::KeyRing keys_{*store_, master_, entropy_};
  privacy::Splitter splitter_{keys_, token_key_, fields_, entropy_};
  std::unique_ptr<flows::Installation> installation_;
};

}  // namespace assay::bench
