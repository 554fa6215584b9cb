// SPDX-License-Identifier: Apache-2.0
#include "app/site.h"

#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "adapters/files/file_system.h"
#include "adapters/files/output_file.h"
#include "adapters/folder/folder_store.h"
#include "adapters/folder/history.h"
#include "adapters/sqlite/key_store.h"
#include "adapters/sqlite/report_source.h"
#include "app/deliveries.h"
#include "cli/model_files.h"
#include "configuration/configuration.h"
#include "flows/personal_fields.h"
#include "privacy/key_ring.h"
#include "privacy/opener.h"

namespace assay::app {
namespace {

// One file system and one model for the process; both are immutable.
files::FileSystem& Disk() {
  static const std::unique_ptr<files::FileSystem> disk = files::MakePosixFileSystem();
  return *disk;
}

Result<engine::Settings> MakeSettings(std::string_view text) {
  static const auto own = screening::Model::Make(screening::EmbeddedModelSources());
  ASSAY_ASSIGN(auto configuration, configuration::Parse(text));
  if (configuration->packs.empty() && !configuration->prices) {
    ASSAY_ASSIGN(auto model, own);
    return engine::Settings{std::move(configuration), std::move(model)};
  }
  ASSAY_ASSIGN(auto model, screening::Model::Make(cli::SourcesOf(*configuration)));
  return engine::Settings{std::move(configuration), std::move(model)};
}

class FolderSite : public cli::Site {
 public:
  FolderSite(std::unique_ptr<flows::Installation> installation, sqlite::KeyFolder keys,
             privacy::PersonalFields fields, Entropy& entropy)
      : installation_(std::move(installation)),
        keys_(std::move(keys)),
        fields_(std::move(fields)),
        ring_(*keys_.store, keys_.master, entropy),
        splitter_(ring_, keys_.token_key, fields_, entropy),
        opener_(ring_, keys_.token_key) {}

  flows::Installation& installation() override { return *installation_; }
  const privacy::Splitter& splitter() override { return splitter_; }
  Result<std::string> OpenRaw(const std::string& sealed, const cli::RawReader& reader) override {
    ASSAY_ASSIGN(const privacy::KeyId key, privacy::KeyOfRaw(sealed));
    if (!audited_.contains({key.subject, reader.actor})) {
      ASSAY_TRY(keys_.store->Record({reader.at, privacy::AuditAction::kOpenQuarantine, key.subject,
                                     reader.actor, reader.reason}));
      audited_.insert({key.subject, reader.actor});
    }
    return opener_.OpenRaw(sealed);
  }

 private:
  std::unique_ptr<flows::Installation> installation_;
  sqlite::KeyFolder keys_;
  privacy::PersonalFields fields_;
  privacy::KeyRing ring_;
  privacy::Splitter splitter_;
  privacy::Opener opener_;
  std::set<std::pair<privacy::SubjectToken, std::string>> audited_;  // Month and reader.
};

// The log of an installation, owning it.
class InstallationLog : public flows::LogReader {
 public:
  explicit InstallationLog(std::unique_ptr<flows::Installation> installation)
      : installation_(std::move(installation)) {}
  Result<void> ForEachLine(
      const std::function<Result<bool>(Sequence, std::string_view)>& visit) override {
    return installation_->ForEachLine(visit);
  }

 private:
  std::unique_ptr<flows::Installation> installation_;
};

}  // namespace

Result<std::unique_ptr<flows::Installation>> OpenInstallationFolder(
    const std::string& folder, const cli::SiteOptions& options) {
  folder::Options folder_options;
  folder_options.read_only = options.read_only;
  folder_options.upgrade = options.upgrade;
  if (!options.read_only) {
    ASSAY_ASSIGN(configuration::Sinks sinks, LoadSinks(folder));
    folder_options.file_measures = std::move(sinks.file_measures);
  }
  folder_options.first_configuration = options.first_configuration.empty()
                                           ? std::string(configuration::DefaultText())
                                           : options.first_configuration;
  // A configuration that does not parse must not become the first of a folder.
  ASSAY_TRY(MakeSettings(folder_options.first_configuration));
  return folder::OpenFolder(Disk(), folder, folder_options, MakeSettings);
}

Result<std::unique_ptr<cli::Site>> OpenDataFolder(const std::string& folder,
                                                  const cli::SiteOptions& options,
                                                  Entropy& entropy) {
  ASSAY_ASSIGN(auto installation, OpenInstallationFolder(folder, options));
  ASSAY_ASSIGN(privacy::PersonalFields fields, flows::MakePersonalFields());
  ASSAY_ASSIGN(sqlite::KeyFolder keys, sqlite::OpenKeyFolder(folder + "/keys", entropy));
  return std::make_unique<FolderSite>(std::move(installation), std::move(keys), std::move(fields),
                                      entropy);
}

Result<flows::PrivacyDesk> OpenPrivacyDeskOf(const std::string& folder, const Clock& clock,
                                             Entropy& entropy) {
  ASSAY_ASSIGN(auto installation,
               OpenInstallationFolder(folder, {.read_only = true, .first_configuration = ""}));
  ASSAY_ASSIGN(privacy::PersonalFields fields, flows::MakePersonalFields());
  ASSAY_ASSIGN(sqlite::KeyFolder keys, sqlite::OpenKeyFolder(folder + "/keys", entropy));
  return flows::PrivacyDesk({.store = std::move(keys.store),
                             .master = keys.master,
                             .token_key = keys.token_key,
                             .log = std::make_unique<InstallationLog>(std::move(installation)),
                             .fields = std::move(fields),
                             .clock = clock,
                             .entropy = entropy});
}

Result<void> MakeFolder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error && !std::filesystem::is_empty(folder, error) && !error) {
    return Fail(ErrorCode::kConflict, "cli.folder_in_use",
                folder + " holds something already: name a new folder");
  }
  if (error) {
    return Fail(ErrorCode::kUnavailable, "storage.failed",
                "cannot make " + folder + ": " + error.message());
  }
  return {};
}

Result<void> AppendToFile(const std::string& path, std::string_view bytes) {
  return files::AppendToFile(Disk(), path, bytes);
}

Result<void> ReplaceFile(const std::string& path, std::string_view bytes) {
  return files::ReplaceFile(Disk(), path, bytes);
}

Result<std::unique_ptr<reporting::ReportSource>> OpenReportOf(const std::string& folder) {
  return sqlite::OpenReportSource(
      folder + "/assay.db", [](std::string_view text) -> Result<sqlite::ReportingTime> {
        ASSAY_ASSIGN(const auto configuration, configuration::Parse(text));
        return sqlite::ReportingTime{configuration->allowed_lateness_ms,
                                     configuration->reporting_offset_minutes};
      });
}

Result<std::unique_ptr<flows::History>> OpenHistoryOf(const std::string& folder) {
  return folder::OpenHistory(Disk(), folder, {}, MakeSettings);
}

Result<void> RemoveFolder(const std::string& folder) {
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  if (error) {
    return Fail(ErrorCode::kUnavailable, "storage.failed",
                "cannot remove " + folder + ": " + error.message());
  }
  return {};
}

}  // namespace assay::app
