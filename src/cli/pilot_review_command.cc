// SPDX-License-Identifier: Apache-2.0
#include "cli/pilot_review_command.h"

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/text_file.h"
#include "flows/pilot_sheet.h"
#include "pilot/report.h"

namespace assay::cli {
namespace {

using Json = nlohmann::json;

Error Wrong(std::string reason, std::string message) {
  return {ErrorCode::kInvalidArgument, std::move(reason), std::move(message)};
}

struct ScoreArguments {
  std::string sheet;
  std::string folder = "./assay-pilot";
  bool json = false;
};

Result<void> CheckIsPilot(const Services& services, const std::string& folder) {
  const auto marker = ReadTextFile(services, fmt::format("{}/{}", folder, kPilotMarker));
  if (!marker || *marker != kPilotMarkerText) {
    return Fail(Wrong("pilot.not_a_pilot",
                      fmt::format("{} is no folder that assay pilot made: it has no {} of ours",
                                  folder, kPilotMarker)));
  }
  return {};
}

Result<void> RunScore(const Services& services, const ScoreArguments& arguments) {
  ASSAY_TRY(CheckIsPilot(services, arguments.folder));
  const auto path = [&](std::string_view name) {
    return fmt::format("{}/{}", arguments.folder, name);
  };
  ASSAY_ASSIGN(pilot::ReviewScore score,
               flows::ScoreSheet(services.open_input, arguments.sheet, path("key/review-key.csv")));
  ASSAY_ASSIGN(const std::string report, ReadTextFile(services, path("report.json")));
  const Json parsed = Json::parse(report, nullptr, false);
  for (std::size_t i = 0; i < pilot::kStandings; ++i) {
    const std::string name(NameOf(static_cast<pilot::Standing>(i)));
    const auto standings = parsed.is_object() ? parsed.find("standings") : parsed.end();
    if (standings == parsed.end() || !standings->is_object() ||
        !standings->value(name, Json()).is_number_integer()) {
      return Fail(
          Wrong("pilot.report_damaged", path("report.json") + " is not as assay pilot wrote it"));
    }
    score.stores[i] = (*standings)[name].get<std::int64_t>();
  }
  ASSAY_ASSIGN(const std::string html, ReadTextFile(services, path("report.html")));
  ASSAY_ASSIGN(const std::string markdown, ReadTextFile(services, path("report.md")));
  ASSAY_TRY(services.replace_file(path("report.html"), pilot::WithReviewHtml(html, score)));
  ASSAY_TRY(services.replace_file(path("report.md"), pilot::WithReviewMarkdown(markdown, score)));
  const std::string scored = pilot::WithReviewJson(report, score);
  ASSAY_TRY(services.replace_file(path("report.json"), scored));
  if (arguments.json) {
    fmt::print(services.out, "{}\n", Json::parse(scored)["review"].dump());
  } else {
    fmt::print(services.out, "{}The report in {} has it now\n", pilot::ReviewText(score),
               arguments.folder);
  }
  return {};
}

struct DeleteArguments {
  std::string folder;
  bool yes = false;
};

Result<void> RunDelete(const Services& services, const DeleteArguments& arguments) {
  ASSAY_TRY(CheckIsPilot(services, arguments.folder));
  if (!arguments.yes) {
    fmt::print(services.err,
               "This removes {} with its report, review sheet, key and data, for good. Your own "
               "tables stay. Type yes: ",
               arguments.folder);
    std::fflush(services.err);
    const auto answer = ReadTextFile(services, "-");
    if (!answer || (*answer != "yes\n" && *answer != "yes" && *answer != "yes\r\n")) {
      return Fail(Wrong("pilot.not_confirmed", "nothing was removed; answer yes, or give --yes"));
    }
  }
  ASSAY_TRY(services.remove_folder(arguments.folder));
  fmt::print(services.out, "{} is gone\n", arguments.folder);
  return {};
}

void AddScore(CLI::App& command, const Services& services, int& exit_status) {
  const auto arguments = std::make_shared<ScoreArguments>();
  CLI::App* score =
      command.add_subcommand("score", "Count the answers of a filled-in review sheet, with bounds");
  score->add_option("sheet", arguments->sheet, "The sheet, as a spreadsheet saves it as CSV")
      ->required();
  score->add_option("--pilot", arguments->folder, "Folder of the pilot")->capture_default_str();
  score->add_flag("--json", arguments->json, "Print JSON");
  score->footer("Example:\n  assay pilot score assay-pilot/review/sheet.csv");
  score->callback([arguments, &services, &exit_status] {
    const auto done = RunScore(services, *arguments);
    exit_status = done ? kExitDone : ReportError(services, done.error());
  });
}

void AddDelete(CLI::App& command, const Services& services, int& exit_status) {
  const auto arguments = std::make_shared<DeleteArguments>();
  CLI::App* remove = command.add_subcommand("delete", "Remove a pilot and all it made");
  remove->add_option("folder", arguments->folder, "Folder of the pilot")->required();
  remove->add_flag("--yes", arguments->yes, "Do not ask");
  remove->footer("Example:\n  assay pilot delete ./assay-pilot");
  remove->callback([arguments, &services, &exit_status] {
    const auto done = RunDelete(services, *arguments);
    exit_status = done ? kExitDone : ReportError(services, done.error());
  });
}

}  // namespace

void AddPilotReviewCommands(CLI::App& pilot, const Services& services, int& exit_status) {
  AddScore(pilot, services, exit_status);
  AddDelete(pilot, services, exit_status);
}

}  // namespace assay::cli
