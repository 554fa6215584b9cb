// SPDX-License-Identifier: Apache-2.0
// Opens data folders: the storage of adapters/folder, the keys of adapters/sqlite, the embedded
// model.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "cli/privacy_command.h"
#include "cli/site.h"
#include "core/clock.h"
#include "core/result.h"
#include "flows/history.h"
#include "reporting/report_source.h"

namespace assay::app {

Result<std::unique_ptr<cli::Site>> OpenDataFolder(const std::string& folder,
                                                  const cli::SiteOptions& options,
                                                  Entropy& entropy);
Result<std::unique_ptr<flows::Installation>> OpenInstallationFolder(
    const std::string& folder, const cli::SiteOptions& options);
Result<flows::PrivacyDesk> OpenPrivacyDeskOf(const std::string& folder, const Clock& clock,
                                             Entropy& entropy);

// Makes a folder; one that is there already must be empty. Errors: kConflict "cli.folder_in_use".
Result<void> MakeFolder(const std::string& folder);
Result<void> AppendToFile(const std::string& path, std::string_view bytes);
Result<void> ReplaceFile(const std::string& path, std::string_view bytes);
// The tables alone, for `assay report`.
Result<std::unique_ptr<reporting::ReportSource>> OpenReportOf(const std::string& folder);
// Its past, beside whoever writes.
Result<std::unique_ptr<flows::History>> OpenHistoryOf(const std::string& folder);

// Removes a folder and everything in it; nothing happens where it is not there.
Result<void> RemoveFolder(const std::string& folder);

}  // namespace assay::app
