// SPDX-License-Identifier: Apache-2.0
#include "cli/ingest_command.h"

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/model_files.h"
#include "cli/progress.h"
#include "cli/text_file.h"
#include "core/time.h"
#include "flows/ingest_events.h"
#include "ingest/csv_mapping.h"

namespace assay::cli {
namespace {

using Json = nlohmann::ordered_json;

struct IngestArguments {
  std::vector<std::string> inputs;
  std::string folder = "./assay-data";
  std::string mapping;
  std::string channel = "feed";
  std::string configuration;
  std::uint64_t rejects_max = 1'000;
  std::size_t batch_lines = 8'192;
  std::size_t workers = std::max(1U, std::thread::hardware_concurrency());
  bool json = false;
  bool no_snapshots = false;
};

Json JsonOf(const std::string& input, const flows::IngestReport& report) {
  return Json{{"input", input},
              {"lines", report.lines},
              {"lines_known", report.lines_known},
              {"accepted", report.accepted},
              {"rejected", report.rejected},
              {"outcomes", report.outcomes},
              {"rejects", report.rejects},
              {"red_verdicts", report.red_verdicts},
              {"measures_requested", report.measures_requested},
              {"actions_handed_over", report.actions_handed_over},
              {"stopped_by_rejects", report.stopped_by_rejects}};
}

void PrintReport(std::FILE* out, const std::string& input, const flows::IngestReport& report,
                 const std::string& folder) {
  fmt::print(out, "{}: {} lines read, {} events accepted", input, Grouped(report.lines),
             Grouped(report.accepted));
  if (report.lines_known > 0) {
    fmt::print(out, " ({} lines were known from before)", Grouped(report.lines_known));
  }
  fmt::print(out, "\n");
  for (const auto& [outcome, count] : report.outcomes) {
    if (outcome != "applied") {
      fmt::print(out, "  {:<16} {:>10}\n", outcome, Grouped(count));
    }
  }
  if (report.rejected > 0) {
    fmt::print(out, "  {} lines went to quarantine:\n", Grouped(report.rejected));
    for (const auto& [reason, count] : report.rejects) {
      fmt::print(out, "    {:<32} {:>8}\n", reason, Grouped(count));
    }
    fmt::print(out, "    See them with: assay quarantine list --data {}\n", folder);
  }
  fmt::print(out,
             "  {} red verdicts, {} measures requested, {} actions written to {}/actions.ndjson\n",
             Grouped(report.red_verdicts), Grouped(report.measures_requested),
             Grouped(report.actions_handed_over), folder);
}

class IngestRun {
 public:
  IngestRun(const Services& services, const IngestArguments& arguments)
      : services_(services), arguments_(arguments) {}

  Result<int> Run() {
    SiteOptions site_options;
    if (!arguments_.configuration.empty()) {
      ASSAY_ASSIGN(site_options.first_configuration,
                   ReadConfiguration(services_, arguments_.configuration));
    }
    if (!arguments_.mapping.empty()) {
      ASSAY_ASSIGN(const std::string text, ReadTextFile(services_, arguments_.mapping));
      ASSAY_ASSIGN(ingest::CsvMapping mapping, ingest::CsvMapping::Parse(text));
      mapping_.emplace(std::move(mapping));
    }
    ASSAY_ASSIGN(auto site, services_.open_site(arguments_.folder, site_options));
    if (const std::uint64_t replayed = site->installation().statistics().events_replayed_at_open;
        replayed > 0) {
      fmt::print(services_.err, "assay: recovered after an interruption: {} events applied again\n",
                 Grouped(replayed));
    }
    int status = kExitDone;
    for (const std::string& input : arguments_.inputs) {
      auto report = RunOne(*site, input);
      if (!report) {
        // What was read is committed; close writes the checkpoints all the same.
        (void)site->installation().Close();
        return Fail(std::move(report).error());
      }
      if (arguments_.json) {
        fmt::print(services_.out, "{}\n", JsonOf(input, *report).dump());
      } else {
        PrintReport(services_.out, input, *report, arguments_.folder);
      }
      if (report->stopped_by_rejects) {
        fmt::print(
            services_.err,
            "assay: stopped: more than {} lines were rejected (--max-rejects); what was read is "
            "kept, run the same command again to go on after a fix\n",
            arguments_.rejects_max);
        status = kExitBadInput;
        break;
      }
    }
    ASSAY_TRY(site->installation().Close());
    return status;
  }

 private:
  Result<flows::IngestReport> RunOne(Site& site, const std::string& input) {
    const flows::IngestOptions options{
        .input = input == "-" ? "" : input,
        .mapping = mapping_ ? &*mapping_ : nullptr,
        .channel = arguments_.channel == "people" ? flows::Channel::kPeople : flows::Channel::kFeed,
        .batch_lines = arguments_.batch_lines,
        .workers = arguments_.workers,
        .rejects_max = arguments_.rejects_max,
        .month_end_snapshots = !arguments_.no_snapshots};
    Progress progress(
        services_.clock, *services_.err,
        {.what = "events", .is_terminal = services_.err_is_terminal, .quiet = arguments_.json});
    std::uint64_t lines = 0;
    auto report = flows::IngestEvents(
        {.installation = site.installation(),
         .splitter = site.splitter(),
         .clock = services_.clock},
        [&] { return services_.open_input(input); }, options,
        [&](const flows::IngestProgress& now) {
          lines = now.lines;
          progress.Advance(now.lines, now.raw_bytes_total > 0
                                          ? std::optional(static_cast<double>(now.raw_bytes_read) /
                                                          static_cast<double>(now.raw_bytes_total))
                                          : std::nullopt);
        });
    progress.Finish(lines);
    return report;
  }

  const Services& services_;
  const IngestArguments& arguments_;
  std::optional<ingest::CsvMapping> mapping_;
};

struct QuarantineArguments {
  std::string folder = "./assay-data";
  std::string actor;
  bool all = false;
  bool json = false;
};

Result<void> ListQuarantine(const Services& services, const QuarantineArguments& arguments) {
  ASSAY_ASSIGN(auto site, services.open_site(arguments.folder,
                                             {.read_only = true, .first_configuration = ""}));
  std::uint64_t rows = 0;
  ASSAY_TRY(site->installation().ForEachQuarantined(
      arguments.all, [&](std::int64_t id, const engine::QuarantineRow& row) -> Result<void> {
        ++rows;
        if (arguments.json) {
          fmt::print(services.out, "{}\n",
                     Json{{"id", id},
                          {"input", row.input},
                          {"line", row.line},
                          {"offset", row.offset},
                          {"bytes", row.raw_size},
                          {"received", FormatRfc3339(row.received)},
                          {"reason", row.reason},
                          {"message", row.message}}
                         .dump());
        } else {
          fmt::print(services.out, "{:>6}  {}:{}  {}: {}\n", id,
                     row.input.empty() ? "-" : row.input, row.line, row.reason, row.message);
        }
        return {};
      }));
  if (!arguments.json) {
    fmt::print(services.out, "{} lines in quarantine\n", Grouped(rows));
  }
  return {};
}

Result<void> ReplayQuarantined(const Services& services, const QuarantineArguments& arguments) {
  ASSAY_ASSIGN(auto site, services.open_site(arguments.folder, {}));
  const RawReader reader{arguments.actor, "quarantine replay", services.clock.Now()};
  ASSAY_ASSIGN(const flows::QuarantineReplay replay,
               flows::ReplayQuarantine(
                   {.installation = site->installation(),
                    .splitter = site->splitter(),
                    .clock = services.clock},
                   [&](const std::string& sealed) { return site->OpenRaw(sealed, reader); }));
  ASSAY_TRY(site->installation().Close());
  if (arguments.json) {
    fmt::print(services.out, "{}\n",
               Json{{"tried", replay.tried},
                    {"released", replay.released},
                    {"still_rejected", replay.still_rejected}}
                   .dump());
    return {};
  }
  fmt::print(services.out, "{} lines tried, {} accepted now\n", Grouped(replay.tried),
             Grouped(replay.released));
  for (const auto& [reason, count] : replay.still_rejected) {
    fmt::print(services.out, "  still rejected: {:<32} {:>8}\n", reason, Grouped(count));
  }
  return {};
}

}  // namespace

void AddIngestCommand(CLI::App& app, const Services& services, int& exit_status) {
  const auto arguments = std::make_shared<IngestArguments>();
  CLI::App* command =
      app.add_subcommand("ingest", "Read events, decide, and keep both (NDJSON, .gz, .zst, CSV)");
  command->add_option("input", arguments->inputs, "Files to read, or - for standard input")
      ->required();
  command->add_option("--data", arguments->folder, "Data folder (made if it is not there)")
      ->capture_default_str();
  command->add_option("--map", arguments->mapping, "Mapping file: the inputs are CSV or TSV");
  command
      ->add_option("--max-rejects", arguments->rejects_max,
                   "Stop with status 3 once more lines than this were rejected")
      ->capture_default_str();
  command
      ->add_option("--channel", arguments->channel,
                   "feed: a marketplace; people: decisions written by people")
      ->check(CLI::IsMember({"feed", "people"}))
      ->capture_default_str();
  command->add_option("--configuration", arguments->configuration,
                      "Configuration of a new data folder (TOML)");
  command
      ->add_option("--batch", arguments->batch_lines, "Lines a commit; results do not depend on it")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command
      ->add_option("--workers", arguments->workers,
                   "Threads that decode; results do not depend on it")
      ->check(CLI::Range(1, 256));
  command->add_flag("--no-snapshots", arguments->no_snapshots,
                    "Write no snapshot at the end of a month");
  command->add_flag("--json", arguments->json, "Print the report as JSON, one line an input");
  command->footer(
      "The same input given again goes on where it stopped. Duplicates (same source and id) are\n"
      "told among the last 4,096 to 8,192 accepted events of a store's bucket, one of 1,024. An\n"
      "order, refund or parcel not newer than what its bucket has forgotten counts as late and\n"
      "enters no rate, so that nothing counts twice; docs/formats/events.md has the rules.\n\n"
      "Example:\n  assay ingest data/sample/market.ndjson --data ./assay-data");
  command->callback([arguments, &services, &exit_status] {
    auto status = IngestRun(services, *arguments).Run();
    exit_status = status ? *status : ReportError(services, status.error());
  });
}

void AddQuarantineCommand(CLI::App& app, const Services& services, int& exit_status) {
  const auto arguments = std::make_shared<QuarantineArguments>();
  CLI::App* command = app.add_subcommand("quarantine", "Lines that did not become events");
  command->require_subcommand(1);
  command->footer("Example:\n  assay quarantine list --data ./assay-data");
  const auto add = [&](const char* name, const char* what, const char* example, auto run) {
    CLI::App* sub = command->add_subcommand(name, what);
    sub->add_option("--data", arguments->folder, "Data folder")->capture_default_str();
    sub->add_flag("--json", arguments->json, "Print JSON");
    sub->footer(example);
    sub->callback([arguments, &services, &exit_status, run] {
      const Result<void> done = run(services, *arguments);
      exit_status = done ? kExitDone : ReportError(services, done.error());
    });
    return sub;
  };
  add("list", "Show position and reason of each line", "Example:\n  assay quarantine list",
      ListQuarantine)
      ->add_flag("--all", arguments->all, "Also those accepted since");
  add("replay", "Read them again, after a fix or an upgrade",
      "Example:\n  assay quarantine replay --by anna", ReplayQuarantined)
      ->add_option("--by", arguments->actor, "Who opens the sealed lines (goes to the audit)")
      ->required();
}

}  // namespace assay::cli
