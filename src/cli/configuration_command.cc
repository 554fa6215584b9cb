// SPDX-License-Identifier: Apache-2.0
#include "cli/configuration_command.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/model_files.h"
#include "configuration/configuration.h"
#include "core/hash.h"
#include "core/time.h"
#include "flows/people_event.h"

namespace assay::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
  std::string folder = "./assay-data";
  std::string file;
  std::string actor;
  std::string reason;
  bool json = false;
};

Result<std::string> TextOf(flows::Installation& installation, const Sha256& hash) {
  ASSAY_ASSIGN(std::vector<std::string> texts, installation.LoadConfigurations());
  for (std::string& text : texts) {
    if (Sha256Of(text) == hash) {
      return std::move(text);
    }
  }
  return Fail(ErrorCode::kCorrupted, "cli.configuration_missing",
              fmt::format("the configuration {} is not kept here", ToHex(hash)));
}

Result<void> Show(const Services& services, const Arguments& arguments) {
  ASSAY_ASSIGN(
      auto installation,
      services.open_installation(arguments.folder, {.read_only = true, .first_configuration = ""}));
  ASSAY_ASSIGN(const engine::StateView view, installation->LoadShared());
  const engine::SharedState& shared = view.shared;
  const bool is_active = shared.epoch > 0;
  const bool is_pending = !is_active || shared.pending_configuration != shared.configuration;
  Json json;
  const auto show = [&](const char* place, const std::string& when,
                        const Sha256& hash) -> Result<void> {
    ASSAY_ASSIGN(const std::string text, TextOf(*installation, hash));
    if (arguments.json) {
      json[place] = Json{{"sha256", ToHex(hash)}, {"text", text}};
    } else {
      fmt::print(services.out, "# {}, {}: {}\n{}{}", place, when, ToHex(hash), text,
                 text.ends_with('\n') ? "" : "\n");
    }
    return {};
  };
  if (is_active) {
    ASSAY_TRY(show("active", fmt::format("epoch {}", shared.epoch), shared.configuration));
  }
  if (is_pending) {
    ASSAY_TRY(show("pending", "from the next epoch", shared.pending_configuration));
  }
  if (arguments.json) {
    json["epoch"] = shared.epoch;
    json["clock"] = FormatRfc3339(shared.clock);
    fmt::print(services.out, "{}\n", json.dump());
  }
  return {};
}

Result<void> CheckFile(const Services& services, const Arguments& arguments) {
  ASSAY_ASSIGN(const std::string text, ReadConfiguration(services, arguments.file));
  ASSAY_ASSIGN(const auto configuration, configuration::Parse(text));
  if (arguments.json) {
    fmt::print(services.out, "{}\n",
               Json{{"ok", true}, {"sha256", ToHex(configuration->sha256)}}.dump());
  } else {
    fmt::print(services.out, "ok {}\n", ToHex(configuration->sha256));
  }
  return {};
}

// The time is the log's own clock: the time of the machine would move a log of the past to today,
// and everything that its marketplace sends next would come late.
std::string ActivationOf(const Arguments& arguments, const std::string& hash,
                         const engine::StateView& view) {
  Json data = {{"configuration", hash}, {"actor", arguments.actor}};
  if (!arguments.reason.empty()) {
    data["reason"] = arguments.reason;
  }
  // The end of the log makes the id new: a configuration may come back within one hour.
  const Json event = {{"specversion", "1.0"},
                      {"id", fmt::format("configuration-{}-{}", hash, view.last.number)},
                      {"source", "assay:people"},
                      {"type", "assay.configuration.activated.v1"},
                      {"time", FormatRfc3339(view.shared.clock)},
                      {"subject", "assay"},
                      {"data", data}};
  return event.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<void> Activate(const Services& services, const Arguments& arguments) {
  ASSAY_ASSIGN(const std::string text, ReadConfiguration(services, arguments.file));
  ASSAY_ASSIGN(const auto configuration, configuration::Parse(text));
  const std::string hash = ToHex(configuration->sha256);
  {
    // Looked at first without making a folder where there is none.
    ASSAY_ASSIGN(auto installation,
                 services.open_installation(arguments.folder,
                                            {.read_only = true, .first_configuration = ""}));
    ASSAY_ASSIGN(const engine::StateView view, installation->LoadShared());
    if (view.shared.clock.ms == 0) {
      return Fail(ErrorCode::kInvalidArgument, "cli.no_events_yet",
                  arguments.folder +
                      " has no events yet, so no next epoch; give the first "
                      "configuration to `assay ingest --configuration FILE`");
    }
  }
  ASSAY_ASSIGN(auto site, services.open_site(arguments.folder, {}));
  ASSAY_ASSIGN(const engine::StateView view, site->installation().LoadShared());
  const bool is_pending = view.shared.pending_configuration == configuration->sha256;
  if (!is_pending) {
    ASSAY_TRY(site->installation().AddConfiguration(text));
    ASSAY_TRY(flows::CommitPeopleEvent({.installation = site->installation(),
                                        .splitter = site->splitter(),
                                        .clock = services.clock},
                                       ActivationOf(arguments, hash, view)));
  }
  ASSAY_TRY(site->installation().Close());
  const char* when = !is_pending ? "takes effect with the next epoch of event time"
                     : view.shared.configuration == configuration->sha256
                         ? "is in force already"
                         : "was waiting for the next epoch already";
  if (arguments.json) {
    fmt::print(services.out, "{}\n",
               Json{{"sha256", hash},
                    {"activated", !is_pending},
                    {"epoch", view.shared.epoch},
                    {"clock", FormatRfc3339(view.shared.clock)}}
                   .dump());
  } else {
    fmt::print(services.out, "{} {} (now: epoch {}, clock {})\n", hash, when, view.shared.epoch,
               FormatRfc3339(view.shared.clock));
  }
  return {};
}

using Work = Result<void> (*)(const Services&, const Arguments&);

}  // namespace

void AddConfigurationCommand(CLI::App& app, const Services& services, int& exit_status) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* configuration =
      app.add_subcommand("configuration", "Show, check and change what an operator may set");
  configuration->require_subcommand(1);
  configuration->footer("Example:\n  assay configuration show --data ./assay-data");
  const auto add = [&](const char* name, const char* what, const char* example, Work work) {
    CLI::App* command = configuration->add_subcommand(name, what);
    command->add_flag("--json", arguments->json, "Print JSON");
    command->footer(std::string("Example:\n  ") + example);
    command->callback([arguments, work, &services, &exit_status] {
      const Result<void> done = work(services, *arguments);
      exit_status = done ? kExitDone : ReportError(services, done.error());
    });
    return command;
  };
  add("show", "Print the configuration in force, and the one that waits",
      "assay configuration show --data ./assay-data", Show)
      ->add_option("--data", arguments->folder, "Data folder")
      ->capture_default_str();
  add("check", "Say whether a file is a configuration, and where not",
      "assay configuration check data/configuration/default.toml", CheckFile)
      ->add_option("file", arguments->file, "Configuration (TOML), or - for standard input")
      ->required();
  CLI::App* activate = add(
      "activate", "Put a configuration into force from the next epoch of event time",
      "assay configuration activate my.toml --by lead-1 --reason \"prices of March\"", Activate);
  activate->add_option("--data", arguments->folder, "Data folder")->capture_default_str();
  activate->add_option("file", arguments->file, "Configuration (TOML), or - for standard input")
      ->required();
  activate->add_option("--by", arguments->actor, "Who puts it into force (goes to the log)")
      ->required();
  activate->add_option("--reason", arguments->reason, "Why (goes to the log; name nobody)");
}

}  // namespace assay::cli
