// SPDX-License-Identifier: Apache-2.0
#include "cli/archive_command.h"

#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/progress.h"
#include "flows/replay_log.h"

namespace assay::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
  std::string folder = "./assay-data";
  std::string into;
  std::string snapshot;
  std::size_t batch_events = 8'192;
  bool canonical = false;
  bool decisions = false;
  bool fast = false;
  bool json = false;
};

// Opens without keys and read only: a writer may go on meanwhile.
Result<std::unique_ptr<flows::Installation>> OpenToRead(const Services& services,
                                                        const Arguments& arguments) {
  return services.open_installation(arguments.folder,
                                    {.read_only = true, .first_configuration = ""});
}

Result<std::uint64_t> Replay(const Services& services, const Arguments& arguments,
                             flows::Installation& from, const std::string& into) {
  ASSAY_ASSIGN(auto target, services.open_installation(into, {}));
  Progress progress(
      services.clock, *services.err,
      {.what = "events", .is_terminal = services.err_is_terminal, .quiet = arguments.json});
  const double total = static_cast<double>(from.statistics().last_sequence);
  ASSAY_ASSIGN(const std::uint64_t events,
               flows::ReplayLog(from, *target, arguments.batch_events, [&](std::uint64_t done) {
                 progress.Advance(done, total > 0 ? std::optional(static_cast<double>(done) / total)
                                                  : std::nullopt);
               }));
  progress.Finish(events);
  ASSAY_TRY(target->Close());
  return events;
}

Result<int> Verify(const Services& services, const Arguments& arguments) {
  ASSAY_ASSIGN(auto installation, OpenToRead(services, arguments));
  ASSAY_ASSIGN(std::vector<std::string> broken, installation->FindDamage());
  const std::uint64_t events = installation->statistics().last_sequence;
  std::string digest;
  if (broken.empty() && !arguments.fast) {
    const std::string copy = arguments.folder + "/verify.tmp";
    // A copy that an interrupted run left behind would not be empty.
    ASSAY_TRY(services.remove_folder(copy));
    auto replayed = Replay(services, arguments, *installation, copy);
    if (replayed) {
      ASSAY_ASSIGN(auto again, services.open_installation(
                                   copy, {.read_only = true, .first_configuration = ""}));
      ASSAY_ASSIGN(const Sha256 ours, flows::DecisionsDigest(*installation));
      ASSAY_ASSIGN(const Sha256 theirs, flows::DecisionsDigest(*again));
      digest = ToHex(ours);
      if (ours != theirs) {
        broken.emplace_back("a replay of the log gives other decisions than those kept here");
      }
    } else if (replayed.error().code == ErrorCode::kCorrupted) {
      broken.push_back(replayed.error().message);
    }
    ASSAY_TRY(services.remove_folder(copy));
    if (!replayed && replayed.error().code != ErrorCode::kCorrupted) {
      return Fail(std::move(replayed).error());
    }
  }
  if (arguments.json) {
    fmt::print(services.out, "{}\n",
               Json{{"events", events},
                    {"replayed", !arguments.fast},
                    {"decisions_sha256", digest},
                    {"broken", broken}}
                   .dump());
  } else if (broken.empty()) {
    fmt::print(services.out, "{} events: every frame's hash and chain holds, tables agree{}\n",
               Grouped(events),
               arguments.fast
                   ? ""
                   : ", and a replay gives the same decisions (" + digest.substr(0, 16) + ")");
  } else {
    for (const std::string& sentence : broken) {
      fmt::print(services.out, "broken: {}\n", sentence);
    }
  }
  return broken.empty() ? kExitDone : kExitFindings;
}

Result<int> ReplayInto(const Services& services, const Arguments& arguments) {
  ASSAY_ASSIGN(auto installation, OpenToRead(services, arguments));
  ASSAY_ASSIGN(const std::uint64_t events,
               Replay(services, arguments, *installation, arguments.into));
  if (arguments.json) {
    fmt::print(services.out, "{}\n", Json{{"events", events}, {"into", arguments.into}}.dump());
  } else {
    fmt::print(services.out, "{} events replayed into {}\n", Grouped(events), arguments.into);
  }
  return kExitDone;
}

Result<int> Dump(const Services& services, const Arguments& arguments) {
  ASSAY_ASSIGN(auto installation, OpenToRead(services, arguments));
  const auto write = [&](std::string_view line) { fmt::print(services.out, "{}\n", line); };
  if (!arguments.snapshot.empty()) {
    ASSAY_TRY(installation->DumpSnapshot(arguments.snapshot, write));
  } else {
    ASSAY_TRY(installation->Dump(
        arguments.decisions ? flows::DumpPart::kDecisions : flows::DumpPart::kDecisionsAndIntake,
        write));
  }
  return kExitDone;
}

Result<int> Upgrade(const Services& services, const Arguments& arguments) {
  ASSAY_ASSIGN(
      auto installation,
      services.open_installation(arguments.folder, {.upgrade = true, .first_configuration = ""}));
  ASSAY_TRY(installation->Close());
  fmt::print(services.out, "{} has the current schema\n", arguments.folder);
  return kExitDone;
}

Result<int> Backup(const Services& services, const Arguments& arguments) {
  ASSAY_ASSIGN(auto installation, OpenToRead(services, arguments));
  ASSAY_ASSIGN(const std::uint64_t bytes, installation->Backup(arguments.into));
  fmt::print(
      services.out,
      "{} events copied to {} ({} bytes of log). The keys in {}/keys are not in it: copy them to "
      "another place, or personal fields stay closed after a restore.\n",
      Grouped(installation->statistics().last_sequence), arguments.into, Grouped(bytes),
      arguments.folder);
  return kExitDone;
}

using Work = Result<int> (*)(const Services&, const Arguments&);

CLI::App* Add(CLI::App& parent, const char* name, const char* what, const char* example, Work work,
              const std::shared_ptr<Arguments>& arguments, const Services& services,
              int& exit_status) {
  CLI::App* command = parent.add_subcommand(name, what);
  command->add_option("--data", arguments->folder, "Data folder")->capture_default_str();
  command->footer(std::string("Example:\n  ") + example);
  command->callback([arguments, work, &services, &exit_status] {
    const Result<int> status = work(services, *arguments);
    exit_status = status ? *status : ReportError(services, status.error());
  });
  return command;
}

}  // namespace

void AddVerifyCommand(CLI::App& app, const Services& services, int& exit_status) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      Add(app, "verify", "Check hashes and tables, and that a replay decides the same",
          "assay verify --data ./assay-data", Verify, arguments, services, exit_status);
  command->add_flag("--fast", arguments->fast, "Without the replay");
  command->add_flag("--json", arguments->json, "Print JSON");
}

void AddReplayCommand(CLI::App& app, const Services& services, int& exit_status) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command = Add(app, "replay", "Apply the whole log again into an empty folder",
                          "assay replay --data ./assay-data --into ./assay-again", ReplayInto,
                          arguments, services, exit_status);
  command->add_option("--into", arguments->into, "Empty folder")->required();
  command->add_option("--batch", arguments->batch_events, "Events a commit")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command->add_flag("--json", arguments->json, "Print JSON");
}

void AddDumpCommand(CLI::App& app, const Services& services, int& exit_status) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      Add(app, "dump", "Print everything decided, one line each, in a fixed order",
          "assay dump --canonical --data ./assay-data", Dump, arguments, services, exit_status);
  command->add_flag("--canonical", arguments->canonical,
                    "Form that does not depend on batches or storage (the only one there is)");
  command->add_flag("--decisions", arguments->decisions,
                    "Without quarantine and positions of inputs");
  command->add_option("--snapshot", arguments->snapshot,
                      "State at the end of a month, such as 2017-03");
}

void AddDbCommand(CLI::App& app, const Services& services, int& exit_status) {
  CLI::App* db = app.add_subcommand("db", "Look after the data folder");
  db->require_subcommand(1);
  db->footer("Example:\n  assay db backup --data ./assay-data --into ./copy");
  const auto arguments = std::make_shared<Arguments>();
  Add(*db, "upgrade", "Bring the tables to this version's form", "assay db upgrade", Upgrade,
      arguments, services, exit_status);
  CLI::App* backup = Add(*db, "backup", "Copy the folder, while a writer may go on",
                         "assay db backup --data ./assay-data --into ./copy", Backup, arguments,
                         services, exit_status);
  backup->add_option("--into", arguments->into, "Empty folder")->required();
}

}  // namespace assay::cli
