// SPDX-License-Identifier: Apache-2.0
#include "app/compose.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "adapters/files/input_file.h"
#include "adapters/sqlite/review_source.h"
#include "app/deliveries.h"
#include "app/diagnosis.h"
#include "app/site.h"
#include "app/system_waiter.h"

namespace assay::app {
namespace {

std::size_t ColumnsOfTerminal() {
  constexpr std::size_t kColumnsElsewhere = 100;
  winsize size{};
  const bool is_known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return is_known ? size.ws_col : kColumnsElsewhere;
}

}  // namespace

World::World()
    : services_{
          .clock = clock_,
          .entropy = entropy_,
          .open_input = files::OpenInputFile,
          .err_is_terminal = isatty(STDERR_FILENO) == 1,
          .out_has_colour = isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr,
          .out_columns = ColumnsOfTerminal(),
          .diagnose =
              [this](const std::string& data) { return DiagnoseMachine(data, clock_, entropy_); },
          .open_site =
              [this](const std::string& folder, const cli::SiteOptions& options) {
                return OpenDataFolder(folder, options, entropy_);
              },
          .open_installation = OpenInstallationFolder,
          .open_privacy_desk =
              [this](const std::string& folder) {
                return OpenPrivacyDeskOf(folder, clock_, entropy_);
              },
          .make_folder = MakeFolder,
          .append_to_file = AppendToFile,
          .replace_file = ReplaceFile,
          .open_report = OpenReportOf,
          .open_review =
              [](const std::string& folder) {
                return sqlite::OpenReviewSource(folder + "/assay.db");
              },
          .open_history = OpenHistoryOf,
          .open_delivery_site =
              [this](const std::string& folder, cli::DeliveryPurpose purpose) {
                return OpenDeliveries(folder, purpose, clock_);
              },
          .make_waiter = [this] { return std::make_unique<SystemWaiter>(clock_); },
          .remove_folder = RemoveFolder} {}

}  // namespace assay::app
