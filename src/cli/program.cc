// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"

#include <exception>
#include <memory>
#include <optional>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "cli/actions_command.h"
#include "cli/archive_command.h"
#include "cli/backtest_command.h"
#include "cli/configuration_command.h"
#include "cli/describe.h"
#include "cli/doctor_command.h"
#include "cli/drift_command.h"
#include "cli/evaluate_command.h"
#include "cli/ingest_command.h"
#include "cli/lexicon_command.h"
#include "cli/outcomes_command.h"
#include "cli/pilot_command.h"
#include "cli/prices_command.h"
#include "cli/privacy_command.h"
#include "cli/queue_command.h"
#include "cli/report_command.h"
#include "cli/screen_command.h"
#include "cli/simulate_command.h"
#include "cli/train_command.h"
#include "text/nearest.h"

namespace assay::cli {
namespace {

std::vector<std::string> SubcommandNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* child : app.get_subcommands(nullptr)) {
    names.push_back(child->get_name());
  }
  return names;
}

const CLI::App* FindSubcommand(const CLI::App& app, const std::string& name) {
  for (const CLI::App* child : app.get_subcommands(nullptr)) {
    if (child->get_name() == name) {
      return child;
    }
  }
  return nullptr;
}

// The message for the first word that should name a command and does not; nothing if all do.
std::optional<std::string> UnknownCommand(const CLI::App& app, std::span<const std::string> words) {
  const CLI::App* place = &app;
  for (const std::string& word : words) {
    const std::vector<std::string> known = SubcommandNames(*place);
    if (known.empty() || word.starts_with('-')) {
      return std::nullopt;
    }
    const CLI::App* next = FindSubcommand(*place, word);
    if (next == nullptr) {
      std::string message = fmt::format("assay: there is no command \"{}\"", word);
      if (const auto nearest = text::NearestWord(word, known)) {
        message += fmt::format("; did you mean \"{}\"?", *nearest);
      }
      return message;
    }
    place = next;
  }
  return std::nullopt;
}

// `assay help`, `assay help db upgrade`, `assay help --man`.
void AddHelpCommand(CLI::App& app, const Services& services, int& exit_status) {
  struct Options {
    std::vector<std::string> words;
    bool man = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("help", "Show what a command does, with an example that runs");
  command->add_option("command", options->words, "Command to explain");
  command->add_flag("--man", options->man, "Print the manual page for man(1)");
  command->footer("Example:\n  assay help doctor");
  command->callback([options, &app, &services, &exit_status] {
    if (options->man) {
      fmt::print(services.out, "{}", ManPage(app, ASSAY_VERSION));
      return;
    }
    if (const auto message = UnknownCommand(app, options->words)) {
      fmt::print(services.err, "{}\n", *message);
      exit_status = kExitUsage;
      return;
    }
    const CLI::App* place = &app;
    std::string path = "assay";
    for (const std::string& word : options->words) {
      const CLI::App* next = FindSubcommand(*place, word);
      if (next == nullptr) {
        break;  // A word beyond the last command, such as a file name.
      }
      place = next;
      path += " " + word;
    }
    fmt::print(services.out, "{}",
               app.get_formatter()->make_help(place, path, CLI::AppFormatMode::Normal));
  });
}

void AddCompletionCommand(CLI::App& app, const Services& services, int& exit_status) {
  CLI::App* command = app.add_subcommand("completion", "Print a completion script for a shell");
  const auto shell = std::make_shared<std::string>();
  command->add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->footer("Example:\n  source <(assay completion bash)");
  command->callback([shell, &app, &services, &exit_status] {
    const std::string script = *shell == "bash"  ? BashCompletion(app)
                               : *shell == "zsh" ? ZshCompletion(app)
                                                 : FishCompletion(app);
    fmt::print(services.out, "{}", script);
    exit_status = kExitDone;
  });
}

int Run(std::span<const std::string> arguments, const Services& services) {
  CLI::App app(
      "Assay finds counterfeit goods on a marketplace, proves them, and follows those behind "
      "them.");
  int exit_status = kExitDone;
  app.name("assay");
  app.set_version_flag("--version", std::string("assay ") + ASSAY_VERSION, "Print the version");
  app.footer("`assay help COMMAND` shows a command with an example that runs.");
  app.require_subcommand(1);
  AddScreenCommand(app, services, exit_status);
  AddEvaluateCommand(app, services, exit_status);
  AddTrainCommand(app, services, exit_status);
  AddLexiconCommand(app, services, exit_status);
  AddPricesCommand(app, services, exit_status);
  AddSimulateCommand(app, services, exit_status);
  AddPilotCommand(app, services, exit_status);
  AddIngestCommand(app, services, exit_status);
  AddQueueCommand(app, services, exit_status);
  AddOutcomesCommand(app, services, exit_status);
  AddDriftCommand(app, services, exit_status);
  AddBacktestCommand(app, services, exit_status);
  AddQuarantineCommand(app, services, exit_status);
  AddActionsCommand(app, services, exit_status);
  AddVerifyCommand(app, services, exit_status);
  AddReplayCommand(app, services, exit_status);
  AddDumpCommand(app, services, exit_status);
  AddReportCommand(app, services, services.open_report, exit_status);
  AddShowCommand(app, services, services.open_report, exit_status);
  AddConfigurationCommand(app, services, exit_status);
  AddPrivacyCommand(app, services, services.open_privacy_desk, exit_status);
  AddDbCommand(app, services, exit_status);
  AddDoctorCommand(app, services, exit_status);
  AddCompletionCommand(app, services, exit_status);
  AddHelpCommand(app, services, exit_status);

  if (arguments.empty()) {
    fmt::print(services.err, "{}", app.help());
    return kExitUsage;
  }
  if (const auto message = UnknownCommand(app, arguments)) {
    fmt::print(services.err, "{}\nSee: assay help\n", *message);
    return kExitUsage;
  }
  try {
    // CLI11 takes the arguments from the back.
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    fmt::print(services.out, "{}", app.help());
    return kExitDone;
  } catch (const CLI::CallForVersion& version) {
    fmt::print(services.out, "{}\n", version.what());
    return kExitDone;
  } catch (const CLI::ParseError& error) {
    fmt::print(services.err, "assay: {}\n", error.what());
    if (!arguments.empty() && !arguments.front().starts_with('-')) {
      fmt::print(services.err, "See: assay help {}\n", arguments.front());
    }
    return kExitUsage;
  }
  return exit_status;
}

}  // namespace

int RunProgram(std::span<const std::string> arguments, const Services& services) {
  try {
    return Run(arguments, services);
  } catch (const std::exception& exception) {
    return ReportError(services, {ErrorCode::kInternal, "cli.exception", exception.what()});
  }
}

}  // namespace assay::cli
