// SPDX-License-Identifier: Apache-2.0
#include "cli/privacy_command.h"

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/time.h"

namespace assay::cli {
namespace {

struct Arguments {
  std::string folder = "./assay-data";
  flows::PrivacyRequest request;
  std::string until;
  bool yes = false;
  bool json = false;
};

// One run of one subcommand: opens the desk, does the work, turns errors into the exit status.
class PrivacyRun {
 public:
  PrivacyRun(const Services& services, OpenPrivacyDesk open_desk, int& exit_status)
      : services_(services), open_desk_(std::move(open_desk)), exit_status_(exit_status) {}

  Arguments arguments;

  template <typename Work>
  void With(Work work) {
    auto desk = open_desk_(arguments.folder);
    Result<void> done = desk ? work(*desk) : Result<void>(Fail(std::move(desk).error()));
    exit_status_ = done ? kExitDone : ReportError(services_, done.error());
  }

  Result<void> Export(flows::PrivacyDesk& desk) const {
    ASSAY_ASSIGN(const flows::PrivacyExport done,
                 desk.Export(arguments.request, [this](std::string_view line) -> Result<void> {
                   return Print(fmt::format("{}\n", line));
                 }));
    fmt::print(services_.err, "{} events; sealed fields: {} opened, {} erased, {} damaged\n",
               done.events, done.opened, done.erased, done.damaged);
    if (done.damaged > 0) {
      return Fail(ErrorCode::kCorrupted, "privacy.box_damaged",
                  fmt::format("{} sealed fields do not open; run `assay verify`", done.damaged));
    }
    return {};
  }

  Result<void> Erase(flows::PrivacyDesk& desk) const {
    ASSAY_TRY(desk.Erase(arguments.request));
    return Confirm("erase",
                   "the keys are destroyed; what was sealed with them does not open again");
  }

  Result<void> Hold(flows::PrivacyDesk& desk) const {
    const std::optional<Instant> until = ParseEnd(arguments.until);
    if (!until) {
      return Fail(ErrorCode::kInvalidArgument, "privacy.bad_date",
                  "--until takes a day (2027-03-31, through its end in UTC) or an RFC 3339 time");
    }
    ASSAY_TRY(desk.Hold(arguments.request, *until));
    return Confirm(
        "hold", fmt::format("nothing of this subject is erased before {}", FormatRfc3339(*until)));
  }

  Result<void> Release(flows::PrivacyDesk& desk) const {
    ASSAY_TRY(desk.Release(arguments.request));
    return Confirm("release", "the hold is lifted; nothing was erased by that");
  }

  Result<void> Expire(flows::PrivacyDesk& desk) const {
    ASSAY_ASSIGN(const std::size_t expired, desk.Expire(arguments.request));
    return Confirm("expire", fmt::format("{} subjects past their retention were erased", expired));
  }

  Result<void> Report(flows::PrivacyDesk& desk) const {
    ASSAY_ASSIGN(const flows::PrivacyReport report, desk.Report());
    return Print(arguments.json ? ReportAsJson(report) : ReportAsText(report));
  }

  bool IsConfirmed() {
    if (!arguments.yes) {
      fmt::print(
          services_.err,
          "assay: this destroys keys for good and cannot be undone; run it again with --yes\n");
      exit_status_ = kExitUsage;
    }
    return arguments.yes;
  }

 private:
  // The end of a named day, or the instant itself.
  static std::optional<Instant> ParseEnd(const std::string& text) {
    constexpr std::size_t kDayLength = 10;
    if (text.size() != kDayLength) {
      const auto time = ParseRfc3339(text);
      return time ? std::optional(time->instant) : std::nullopt;
    }
    const auto day = ParseRfc3339(text + "T00:00:00Z");
    return day ? std::optional(Instant{day->instant.ms + kMillisecondsPerDay}) : std::nullopt;
  }

  static std::string ReportAsJson(const flows::PrivacyReport& report) {
    nlohmann::ordered_json fields = nlohmann::ordered_json::array();
    for (const flows::KeptField& field : report.fields) {
      fields.push_back({{"event_type", field.event_type},
                        {"path", field.path},
                        {"kind", field.kind},
                        {"purpose", field.purpose},
                        {"retention_days", field.retention_days}});
    }
    const nlohmann::ordered_json json = {{"as_of", FormatRfc3339(report.as_of)},
                                         {"live_subjects", report.live_subjects},
                                         {"held_subjects", report.held_subjects},
                                         {"erased_subjects", report.erased_subjects},
                                         {"keys_past_retention", report.keys_past_retention},
                                         {"audit_lines", report.audit_lines},
                                         {"fields", std::move(fields)}};
    return json.dump() + "\n";
  }

  static std::string ReportAsText(const flows::PrivacyReport& report) {
    std::string text = fmt::format(
        "As of {}: {} subjects with a key ({} on hold), {} erased, {} keys past retention, "
        "{} audit lines\n\n{:<28} {:<32} {:<13} {:>6}  {}\n",
        FormatRfc3339(report.as_of), report.live_subjects, report.held_subjects,
        report.erased_subjects, report.keys_past_retention, report.audit_lines, "EVENT TYPE",
        "FIELD", "KIND", "DAYS", "PURPOSE");
    for (const flows::KeptField& field : report.fields) {
      text += fmt::format("{:<28} {:<32} {:<13} {:>6}  {}\n", field.event_type, field.path,
                          field.kind, field.retention_days, field.purpose);
    }
    return text;
  }

  Result<void> Confirm(std::string_view action, const std::string& words) const {
    if (!arguments.json) {
      return Print(words + "\n");
    }
    const nlohmann::ordered_json json = {{"action", action}, {"done", true}, {"message", words}};
    return Print(json.dump() + "\n");
  }

  Result<void> Print(const std::string& text) const {
    if (std::fwrite(text.data(), 1, text.size(), services_.out) != text.size()) {
      return Fail(ErrorCode::kUnavailable, "cli.output_closed", "the output cannot be written");
    }
    return {};
  }

  const Services& services_;
  OpenPrivacyDesk open_desk_;
  int& exit_status_;
};

CLI::App* AddRequest(CLI::App& privacy, Arguments& arguments, const std::string& name,
                     const std::string& what, const std::string& example) {
  CLI::App* command = privacy.add_subcommand(name, what);
  command->footer("Example:\n  assay privacy " + example);
  command->add_option("--data", arguments.folder, "Data folder")->capture_default_str();
  if (name != "report") {
    command->add_option("--by", arguments.request.actor, "Who asks for it (goes to the audit)")
        ->required();
    command
        ->add_option("--reason", arguments.request.reason, "Why (goes to the audit; name nobody)")
        ->required();
  }
  if (name != "report" && name != "expire") {
    command
        ->add_option("subject", arguments.request.subject,
                     "Data subject: a store (S-17), or who events name by a token (buyer:T-9)")
        ->required();
  }
  if (name != "export") {
    command->add_flag("--json", arguments.json, "Answer as JSON");
  }
  return command;
}

}  // namespace

void AddPrivacyCommand(CLI::App& app, const Services& services, OpenPrivacyDesk open_desk,
                       int& exit_status) {
  auto run = std::make_shared<PrivacyRun>(services, std::move(open_desk), exit_status);
  CLI::App* privacy =
      app.add_subcommand("privacy", "Show, erase or hold personal data; say what is kept and why");
  privacy->require_subcommand(1);
  privacy->footer("Example:\n  assay privacy report --data ./assay-data");
  Arguments& arguments = run->arguments;

  AddRequest(*privacy, arguments, "export", "All events about a subject, opened, as NDJSON",
             "export s-0031 --by officer-1 --reason \"request of the subject\"")
      ->callback([run] { run->With([&](flows::PrivacyDesk& desk) { return run->Export(desk); }); });

  CLI::App* erase =
      AddRequest(*privacy, arguments, "erase", "Destroy a subject's keys: its data opens no more",
                 "erase s-0031 --by officer-1 --reason \"request of the subject\"");
  erase->add_flag("--yes", arguments.yes, "Do it without asking");
  erase->callback([run] {
    if (run->IsConfirmed()) {
      run->With([&](flows::PrivacyDesk& desk) { return run->Erase(desk); });
    }
  });

  CLI::App* hold =
      AddRequest(*privacy, arguments, "hold", "Legal hold: refuse erasure until a day",
                 "hold s-0031 --until 2030-12-31 --by officer-1 --reason \"court order\"");
  hold->add_option("--until", arguments.until, "Last day of the hold, or a time")->required();
  hold->callback([run] { run->With([&](flows::PrivacyDesk& desk) { return run->Hold(desk); }); });

  AddRequest(*privacy, arguments, "release", "Lift a legal hold",
             "release s-0031 --by officer-1 --reason \"order lifted\"")
      ->callback(
          [run] { run->With([&](flows::PrivacyDesk& desk) { return run->Release(desk); }); });

  CLI::App* expire = AddRequest(*privacy, arguments, "expire",
                                "Erase every subject past its retention, if not on hold",
                                "expire --by officer-1 --reason \"monthly run\"");
  expire->add_flag("--yes", arguments.yes, "Do it without asking");
  expire->callback([run] {
    if (run->IsConfirmed()) {
      run->With([&](flows::PrivacyDesk& desk) { return run->Expire(desk); });
    }
  });

  AddRequest(*privacy, arguments, "report", "What is kept of whom, for what, how long",
             "report --data ./assay-data")
      ->callback([run] { run->With([&](flows::PrivacyDesk& desk) { return run->Report(desk); }); });
}

}  // namespace assay::cli
