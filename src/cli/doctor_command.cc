// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor_command.h"

#include <memory>
#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "cli/command.h"

namespace assay::cli {
namespace {

std::string_view NameOf(Check::Outcome outcome) {
  switch (outcome) {
    case Check::Outcome::kGood:
      return "good";
    case Check::Outcome::kDoubtful:
      return "doubtful";
    case Check::Outcome::kBad:
      return "bad";
  }
  return "bad";
}

int Doctor(const Services& services, const std::string& data, bool json) {
  if (!services.diagnose) {
    return ReportError(services, {ErrorCode::kInternal, "cli.no_diagnosis",
                                  "This build cannot look at the machine."});
  }
  bool any_bad = false;
  nlohmann::ordered_json checks = nlohmann::ordered_json::array();
  for (const Check& check : services.diagnose(data)) {
    any_bad = any_bad || check.outcome == Check::Outcome::kBad;
    if (json) {
      checks.push_back(
          {{"name", check.name}, {"outcome", NameOf(check.outcome)}, {"message", check.message}});
    } else {
      fmt::print(services.out, "{:<9} {:<14} {}\n", NameOf(check.outcome), check.name,
                 check.message);
    }
  }
  if (json) {
    fmt::print(services.out, "{}\n", nlohmann::ordered_json{{"checks", checks}}.dump());
  }
  return any_bad ? kExitFindings : kExitDone;
}

}  // namespace

void AddDoctorCommand(CLI::App& app, const Services& services, int& exit_status) {
  struct Options {
    std::string data = "assay-data";
    bool json = false;
  };
  const auto options = std::make_shared<Options>();  // Lives as long as the callback that reads it.
  CLI::App* command = app.add_subcommand("doctor", "Check that this machine is fit to run Assay");
  command->add_option("--data", options->data, "Data folder to look at")->capture_default_str();
  command->add_flag("--json", options->json, "Print JSON");
  command->footer("Example:\n  assay doctor --data assay-data");
  command->callback([options, &services, &exit_status] {
    exit_status = Doctor(services, options->data, options->json);
  });
}

}  // namespace assay::cli
