// SPDX-License-Identifier: Apache-2.0
// What a subcommand gets from the program around it. One file per subcommand:
// cli/<name>_command.{h,cc} with `void Add<Name>Command(CLI::App& app, const Services& services,
// int& exit_status)`, which registers options and a callback that runs the flow and sets
// exit_status.
#pragma once

#include <cstdio>
#include <functional>
#include <string>
#include <string_view>

#include "cli/delivery_site.h"
#include "cli/diagnosis.h"
#include "cli/report_command.h"
#include "cli/site.h"
#include "core/clock.h"
#include "core/result.h"
#include "flows/history.h"
#include "flows/privacy_requests.h"
#include "flows/review_source.h"
#include "ingest/byte_source.h"

namespace assay::cli {

// Exit statuses (design §7).
inline constexpr int kExitDone = 0;
inline constexpr int kExitFindings = 1;     // Finished, with findings worth failing on.
inline constexpr int kExitUsage = 2;        // Wrong usage.
inline constexpr int kExitBadInput = 3;     // Bad input beyond --max-rejects.
inline constexpr int kExitEnvironment = 4;  // Disk, database, permissions.

struct Services {
  const Clock& clock;
  Entropy& entropy;
  ingest::OpenInput open_input;
  std::FILE* out = stdout;
  std::FILE* err = stderr;
  bool err_is_terminal = false;
  bool out_has_colour = false;    // A terminal, and NO_COLOR is not set.
  std::size_t out_columns = 100;  // Of the terminal; this where there is none.
  Diagnose diagnose = nullptr;    // For `assay doctor`.
  OpenSite open_site = nullptr;
  OpenInstallation open_installation = nullptr;
  std::function<Result<flows::PrivacyDesk>(const std::string& folder)> open_privacy_desk = nullptr;
  // Makes a folder that is to hold a command's results. Errors: kConflict "cli.folder_in_use" where something
  // lies in it.
  std::function<Result<void>(const std::string& folder)> make_folder = nullptr;
  // Compressed where the name ends with ".zst".
  std::function<Result<void>(const std::string& path, std::string_view bytes)> append_to_file =
      nullptr;
  // The file holds these bytes or, where that fails, what it held before.
  std::function<Result<void>(const std::string& path, std::string_view bytes)> replace_file =
      nullptr;
  OpenReport open_report = nullptr;
  std::function<Result<std::unique_ptr<flows::ReviewSource>>(const std::string& folder)>
      open_review = nullptr;
  std::function<Result<std::unique_ptr<flows::History>>(const std::string& folder)> open_history =
      nullptr;
  OpenDeliverySite open_delivery_site = nullptr;
  MakeWaiter make_waiter = nullptr;
  // Removes a folder that a command made for itself.
  std::function<Result<void>(const std::string& folder)> remove_folder = nullptr;
};

// Prints "assay: <message> (<reason>)" to services.err and returns the exit status for the error.
int ReportError(const Services& services, const Error& error);

}  // namespace assay::cli
