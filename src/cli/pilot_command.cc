// SPDX-License-Identifier: Apache-2.0
#include "cli/pilot_command.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/pilot_arguments.h"
#include "cli/pilot_review_command.h"
#include "cli/progress.h"
#include "cli/text_file.h"
#include "core/html.h"
#include "core/terminal_text.h"
#include "core/time.h"
#include "flows/pilot_sheet.h"
#include "flows/run_pilot.h"
#include "ingest/mapping_guess.h"
#include "ingest/profile_table.h"
#include "ingest/text_encoding.h"
#include "pilot/report.h"

namespace assay::cli {
namespace {

using ingest::TableKind;

constexpr std::size_t kRoleWidthMin = 12;

Error Wrong(std::string reason, std::string message) {
  return {ErrorCode::kInvalidArgument, std::move(reason), std::move(message)};
}

// What several tables name.
bool IsSharedRole(std::string_view role) {
  return role == "store" || role == "listing" || role == "order";
}

bool Exists(const Services& services, const std::string& file) {
  return services.open_input(file).has_value();
}

class PilotCommand {
 public:
  PilotCommand(const Services& services, const PilotArguments& arguments)
      : services_(services), arguments_(arguments) {}

  Result<int> Run() {
    ASSAY_TRY(CheckArguments());
    ASSAY_TRY(ReadMappings());
    ASSAY_TRY(PrepareFolder());
    if (!GuessMissing()) {
      return Fail(*std::move(error_));
    }
    PrintMappings();
    ASSAY_TRY(WriteMappings());
    if (!questions_.empty()) {
      fmt::print(services_.err, "assay: before the tables can be read:\n");
      for (const std::string& question : questions_) {
        fmt::print(services_.err, "  {}\n", question);
      }
      fmt::print(services_.err,
                 "Answer with an option, or correct the drafts in {0}/mapping and run the same "
                 "command with --mapping-dir {0}/mapping\n",
                 arguments_.folder);
      return kExitBadInput;
    }
    if (arguments_.only_map) {
      fmt::print(services_.out,
                 "Mapping files are in {0}/mapping. Correct them where they are wrong, then run "
                 "the same command with "
                 "--mapping-dir {0}/mapping in place of --only-map\n",
                 arguments_.folder);
      return kExitDone;
    }
    return RunIt();
  }

 private:
  struct Mapped {
    TableKind kind = TableKind::kListings;
    std::string file;
    std::string toml;
    std::string changed_toml;
    bool is_given = false;
    ingest::MappingGuess guess;  // Where it was not given.
    std::string form;
    std::vector<std::string> dropped;
    std::vector<std::string> disabled;
  };

  const std::string& FileOf(TableKind kind) const {
    return arguments_.files[static_cast<std::size_t>(kind)];
  }
  std::string PathOf(std::string_view name) const {
    return fmt::format("{}/{}", arguments_.folder, name);
  }

  Result<void> CheckArguments() {
    std::vector<std::string> missing;
    for (const TableKind kind : {TableKind::kListings, TableKind::kOrders, TableKind::kClosures}) {
      if (FileOf(kind).empty()) {
        missing.push_back(fmt::format("--{}", ingest::NameOf(kind)));
      }
    }
    if (!missing.empty()) {
      return Fail(Wrong(
          "pilot.missing_table",
          fmt::format("a pilot needs {}: tables with a header row, as your system exports them",
                      fmt::join(missing, ", "))));
    }
    const auto zone = ingest::TimeZone::Find(arguments_.time_zone);
    if (!zone) {
      return Fail(Wrong("pilot.time_zone",
                        fmt::format("--time-zone must be a place such as Europe/Berlin, as "
                                    "/usr/share/zoneinfo names it, or an offset such as +08:00, "
                                    "not '{}'",
                                    arguments_.time_zone)));
    }
    time_zone_ = *zone;
    offset_minutes_ = zone->StandardOffset(services_.clock.Now());
    if (!arguments_.encoding.empty()) {
      const auto encoding = ingest::FindEncoding(arguments_.encoding);
      if (!encoding) {
        return Fail(Wrong("pilot.encoding", fmt::format("--encoding must be one of {}, not '{}'",
                                                        fmt::join(ingest::AllEncodings(), ", "),
                                                        arguments_.encoding)));
      }
      encoding_ = *encoding;
    }
    return ReadColumnNames();
  }

  Result<void> ReadColumnNames() {
    for (const std::string& text : arguments_.columns) {
      const std::size_t point = text.find('.');
      const std::size_t equals = text.find('=');
      const auto kind = std::ranges::find(kPilotTables, text.substr(0, point),
                                          [](TableKind any) { return ingest::NameOf(any); });
      if (kind == kPilotTables.end() || equals == std::string::npos || point > equals) {
        return Fail(Wrong(
            "pilot.column",
            fmt::format("--column must be like listings.title=COLUMN, not '{}'; the tables are "
                        "listings, orders, refunds, parcels, closures and stores",
                        text)));
      }
      if (FileOf(*kind).empty()) {
        return Fail(Wrong("pilot.column", fmt::format("--column {}: there is no --{}", text,
                                                      ingest::NameOf(*kind))));
      }
      columns_[static_cast<std::size_t>(*kind)][text.substr(point + 1, equals - point - 1)] =
          text.substr(equals + 1);
    }
    return {};
  }

  // Given mappings are read before the folder is touched: it may be the one they lie in.
  Result<void> ReadMappings() {
    for (const TableKind kind : kPilotTables) {
      if (FileOf(kind).empty()) {
        continue;
      }
      Mapped table{.kind = kind,
                   .file = FileOf(kind),
                   .toml = {},
                   .changed_toml = {},
                   .guess = {},
                   .form = {},
                   .dropped = {},
                   .disabled = {}};
      if (!arguments_.mapping_folder.empty()) {
        const std::string path =
            fmt::format("{}/{}", arguments_.mapping_folder, ingest::NameOf(kind));
        if (Exists(services_, path + ".toml")) {
          table.is_given = true;
          if (!columns_[static_cast<std::size_t>(kind)].empty()) {
            return Fail(Wrong("pilot.column",
                              fmt::format("--column {0}.…: {1}.toml says what the columns of the "
                                          "{0} mean; correct it there",
                                          ingest::NameOf(kind), path)));
          }
          ASSAY_ASSIGN(table.toml, ReadTextFile(services_, path + ".toml"));
          if (kind == TableKind::kListings && Exists(services_, path + "-changed.toml")) {
            ASSAY_ASSIGN(table.changed_toml, ReadTextFile(services_, path + "-changed.toml"));
          }
        }
      }
      tables_.push_back(std::move(table));
    }
    return {};
  }

  Result<void> PrepareFolder() {
    if (!Exists(services_, PathOf(kPilotMarker))) {
      ASSAY_TRY(services_.make_folder(arguments_.folder));
      return services_.append_to_file(PathOf(kPilotMarker), kPilotMarkerText);
    }
    if (Exists(services_, PathOf("report.json"))) {
      return Fail(ErrorCode::kConflict, "pilot.finished",
                  fmt::format("{0} holds a finished pilot: name another --out, or remove it with "
                              "assay pilot delete {0}",
                              arguments_.folder));
    }
    for (const std::string_view part : {"mapping", "data", "runs", "review", "key"}) {
      ASSAY_TRY(services_.remove_folder(PathOf(part)));
    }
    return {};
  }

  // False leaves error_.
  bool GuessMissing() {
    std::vector<std::pair<Mapped*, ingest::ProfiledTable>> profiled;
    std::optional<ingest::TimeReading> seen;
    std::map<std::string, std::string> elsewhere;
    ingest::GuessOptions options{
        .time_zone = time_zone_, .currency = arguments_.currency, .date_order = std::nullopt};
    if (!arguments_.dates.empty()) {
      options.date_order = arguments_.dates == "day-first" ? ingest::TimeReading::kDayFirst
                                                           : ingest::TimeReading::kMonthFirst;
    }
    for (Mapped& table : tables_) {
      if (table.is_given) {
        continue;
      }
      if (services_.err_is_terminal) {
        fmt::print(services_.err, "assay: looking at {}\n", table.file);
      }
      auto profile = ingest::ProfileTable(services_.open_input, table.file, table.kind, encoding_);
      if (!profile) {
        error_ = std::move(profile).error();
        return false;
      }
      options.columns = columns_[static_cast<std::size_t>(table.kind)];
      const ingest::MappingGuess guess = ingest::GuessMapping(profile->profile, options);
      seen = seen ? seen : guess.date_order;
      for (const ingest::GuessedColumn& column : guess.columns) {
        if (IsSharedRole(column.role) && !column.column.starts_with('@')) {
          elsewhere.try_emplace(column.role, column.column);
        }
      }
      profiled.emplace_back(&table, *std::move(profile));
    }
    if (!options.date_order && seen) {
      options.date_order = seen;
      options.is_date_order_of_other_table = true;
    }
    options.columns_elsewhere = std::move(elsewhere);
    for (auto& [table, profile] : profiled) {
      options.columns = columns_[static_cast<std::size_t>(table->kind)];
      table->guess = ingest::GuessMapping(profile.profile, options);
      table->toml = table->guess.toml;
      table->changed_toml = table->guess.changed_toml;
      const char separator = profile.profile.options.separator;
      table->form = fmt::format("{}, cells kept apart by {}", profile.profile.encoding,
                                separator == ','    ? "commas"
                                : separator == ';'  ? "semicolons"
                                : separator == '\t' ? "tabs"
                                                    : "bars");
      fmt::print(services_.out, "{}: {} rows, {} ({})\n", table->file, Grouped(profile.rows),
                 table->form, profile.encoding_why);
      for (const std::string& question : table->guess.questions) {
        questions_.push_back(fmt::format("{}: {}", table->file, question));
      }
    }
    return true;
  }

  void PrintMappings() const {
    for (const Mapped& table : tables_) {
      if (table.is_given) {
        fmt::print(services_.out, "\n{} ({}): as {}/{}.toml says\n", ingest::NameOf(table.kind),
                   table.file, arguments_.mapping_folder, ingest::NameOf(table.kind));
        continue;
      }
      fmt::print(services_.out, "\n{} ({})\n", ingest::NameOf(table.kind), table.file);
      std::size_t width = kRoleWidthMin;
      for (const ingest::GuessedColumn& column : table.guess.columns) {
        width = std::max(width, column.role.size());
      }
      for (const ingest::GuessedColumn& column : table.guess.columns) {
        std::vector<std::string> examples;
        examples.reserve(column.examples.size());
        for (const std::string& example : column.examples) {
          examples.push_back(VisibleText(example, ingest::kExampleBytesMax));
        }
        fmt::print(services_.out, "  {:<{}} {}{}{}\n", column.role, width,
                   VisibleText(column.column, 60),
                   column.how.empty() ? "" : fmt::format(" ({})", column.how),
                   examples.empty() ? "" : fmt::format(": {}", fmt::join(examples, " | ")));
      }
      for (const std::string& note : table.guess.notes) {
        fmt::print(services_.out, "  Note: {}\n", note);
      }
    }
    fmt::print(services_.out, "\n");
  }

  Result<void> WriteMappings() {
    ASSAY_TRY(services_.make_folder(PathOf("mapping")));
    for (const Mapped& table : tables_) {
      const std::string path = PathOf(fmt::format("mapping/{}", ingest::NameOf(table.kind)));
      ASSAY_TRY(services_.append_to_file(path + ".toml", table.toml));
      if (!table.changed_toml.empty()) {
        ASSAY_TRY(services_.append_to_file(path + "-changed.toml", table.changed_toml));
      }
    }
    return {};
  }

  Result<ingest::CsvMapping> ParseMapping(const std::string& toml, std::string_view name) const {
    auto mapping = ingest::CsvMapping::Parse(toml);
    if (!mapping) {
      mapping.error().message = fmt::format(
          "{}/{}.toml: {}",
          arguments_.mapping_folder.empty() ? PathOf("mapping") : arguments_.mapping_folder, name,
          mapping.error().message);
    }
    return mapping;
  }

  Result<void> MakeOptions(flows::PilotOptions& options) {
    for (Mapped& table : tables_) {
      ASSAY_ASSIGN(ingest::CsvMapping mapping,
                   ParseMapping(table.toml, ingest::NameOf(table.kind)));
      flows::PilotTable row{.kind = table.kind, .file = table.file, .mapping = std::move(mapping)};
      if (!table.changed_toml.empty()) {
        ASSAY_ASSIGN(ingest::CsvMapping changed,
                     ParseMapping(table.changed_toml, "listings-changed"));
        row.changed.emplace(std::move(changed));
      }
      ASSAY_ASSIGN(const auto columns,
                   ingest::ReadColumns(services_.open_input, table.file, row.mapping));
      for (const std::string& column : columns) {
        const auto reads = [&](const ingest::CsvMapping& any) {
          return std::ranges::find(any.columns(), column) != any.columns().end();
        };
        if (!reads(row.mapping) && !(row.changed && reads(*row.changed))) {
          table.dropped.push_back(column);
        }
      }
      table.disabled = ingest::DisabledBy(table.kind, row.mapping, row.changed.has_value());
      if (table.form.empty()) {
        table.form = row.mapping.encoding();
      }
      options.tables.push_back(std::move(row));
    }
    return {};
  }

  std::vector<std::string> Disabled() const {
    std::vector<std::string> sentences;
    for (const TableKind kind : kPilotTables) {
      if (FileOf(kind).empty()) {
        sentences.emplace_back(ingest::DisabledWithout(kind));
      }
    }
    for (const Mapped& table : tables_) {
      for (const std::string& sentence : table.disabled) {
        sentences.push_back(fmt::format("{}: {}", ingest::NameOf(table.kind), sentence));
      }
    }
    return sentences;
  }

  Result<int> RunIt() {
    flows::PilotOptions options{.tables = {},
                                .offset_minutes = offset_minutes_,
                                .seed = arguments_.seed,
                                .sheet_rows = arguments_.sheet_rows,
                                .workers = arguments_.workers};
    ASSAY_TRY(MakeOptions(options));
    const std::vector<std::string> disabled = Disabled();
    for (const Mapped& table : tables_) {
      if (!table.dropped.empty()) {
        fmt::print(services_.out, "Never read: {}: {}\n", ingest::NameOf(table.kind),
                   VisibleText(fmt::format("{}", fmt::join(table.dropped, ", ")), 500));
      }
    }
    for (const std::string& sentence : disabled) {
      fmt::print(services_.out, "Off: {}\n", sentence);
    }
    auto outcome = Replay(options);
    // Lines of the tables, sorted: nothing needs them any more, whatever became of the replay.
    const auto removed = services_.remove_folder(PathOf("runs"));
    if (!outcome) {
      return Fail(std::move(outcome).error());
    }
    ASSAY_TRY(removed);
    outcome->report.disabled = disabled;
    for (pilot::TableReport& report : outcome->report.tables) {
      const auto table = std::ranges::find(
          tables_, report.name, [](const Mapped& mapped) { return ingest::NameOf(mapped.kind); });
      report.form = table->form;
      report.dropped = table->dropped;
      report.notes.insert(report.notes.begin(), table->guess.notes.begin(),
                          table->guess.notes.end());
    }
    ASSAY_TRY(WriteResults(*outcome));
    PrintSummary(outcome->report);
    return kExitDone;
  }

  Result<flows::PilotOutcome> Replay(const flows::PilotOptions& options) {
    ASSAY_TRY(services_.make_folder(PathOf("runs")));
    const std::string data = PathOf("data");
    ASSAY_ASSIGN(auto site,
                 services_.open_site(
                     data, {.first_configuration = flows::PilotConfiguration(offset_minutes_)}));
    std::optional<Progress> progress;
    std::string shown;
    const auto path_of_run = [this](const std::string& name) {
      return PathOf(fmt::format("runs/{}", name));
    };
    auto outcome = flows::RunPilot(
        {.ingest = {.installation = site->installation(),
                    .splitter = site->splitter(),
                    .clock = services_.clock},
         .open = services_.open_input,
         .append_run =
             [&](const std::string& name, std::string_view bytes) {
               return services_.append_to_file(path_of_run(name), bytes);
             },
         .open_run =
             [&](const std::string& name) { return services_.open_input(path_of_run(name)); }},
        options, [&](std::string_view what, std::uint64_t rows, std::optional<double> fraction) {
          if (shown != what) {
            shown = what;
            progress.emplace(
                services_.clock, *services_.err,
                Progress::Options{.what = shown, .is_terminal = services_.err_is_terminal});
          }
          progress->Advance(rows, fraction);
        });
    progress.reset();
    ASSAY_TRY(site->installation().Close());
    return outcome;
  }

  Result<void> WriteResults(const flows::PilotOutcome& outcome) {
    ASSAY_TRY(services_.make_folder(PathOf("review")));
    ASSAY_TRY(services_.make_folder(PathOf("key")));
    const std::array<std::pair<std::string_view, std::string>, 6> files = {{
        {"review/sheet.csv", flows::SheetTable(outcome.sheet)},
        {"review/sheet.html", flows::SheetPage(outcome.sheet)},
        {"key/review-key.csv", flows::SheetKey(outcome.sheet)},
        {"report.html", pilot::AsHtml(outcome.report)},
        {"report.md", pilot::AsMarkdown(outcome.report)},
        {"report.json",
         pilot::AsJson(outcome.report)},  // The last: it says that the pilot is finished.
    }};
    for (const auto& [name, text] : files) {
      ASSAY_TRY(services_.replace_file(PathOf(name), text));
    }
    return {};
  }

  void PrintSummary(const pilot::PilotReport& report) const {
    const pilot::Comparison& all = report.comparison;
    const auto number = [](std::int64_t count) {
      return Grouped(static_cast<std::uint64_t>(count));
    };
    for (const pilot::TableReport& table : report.tables) {
      if (table.rows > table.used) {
        fmt::print(services_.err,
                   "assay: {} of {} rows of {} were refused; the report's last page says why\n",
                   number(table.rows - table.used), number(table.rows), table.file);
      }
    }
    fmt::print(services_.out,
               "\n{} events of {} stores replayed in shadow; nothing was sent anywhere\n",
               number(report.events), number(all.stores));
    fmt::print(services_.out, "  closed by the team for counterfeits {:>8}\n",
               number(all.closed()));
    fmt::print(services_.out, "    found by Assay too                {:>8}, {} of them earlier{}\n",
               number(all.Of(pilot::Standing::kBoth)), Grouped(all.early.earlier.hits),
               all.early.median ? fmt::format(" (median {:.0f} days)", *all.early.median) : "");
    fmt::print(services_.out, "    missed                            {:>8}\n",
               number(all.Of(pilot::Standing::kMissed)));
    fmt::print(services_.out, "  found by Assay alone                {:>8}\n",
               number(all.Of(pilot::Standing::kOnlyOurs)));
    if (report.stores_opened > 0) {
      const pilot::LinkedCounts counts = pilot::CountLinked(report.linked_stores);
      fmt::print(
          services_.out,
          "  linked to a store closed before     {:>8}, {} of them closed by the team later\n",
          number(counts.linked), number(counts.closed_later));
    }
    fmt::print(services_.out, "\n");
    fmt::print(services_.out,
               "Read {0}/report.html. Whether the finds are right, people say: fill in "
               "{0}/review/sheet.csv, then run\n"
               "  assay pilot score {0}/review/sheet.csv --pilot {0}\n"
               "Everything goes with: assay pilot delete {0}\n",
               arguments_.folder);
  }

  const Services& services_;
  const PilotArguments& arguments_;
  std::string encoding_;  // Of what is not UTF-8 or UTF-16; empty: guessed.
  ingest::TimeZone time_zone_;
  std::int16_t offset_minutes_ = 0;  // Of days.
  std::array<std::map<std::string, std::string>, ingest::kTableKinds> columns_;
  std::vector<Mapped> tables_;
  std::vector<std::string> questions_;
  std::optional<Error> error_;
};

}  // namespace

void AddPilotCommand(CLI::App& app, const Services& services, int& exit_status) {
  const auto arguments = std::make_shared<PilotArguments>();
  CLI::App* command = app.add_subcommand(
      "pilot", "Would Assay find more than your team? On your own tables, in shadow");
  AddPilotOptions(*command, *arguments);
  command->require_subcommand(0, 1);
  AddPilotReviewCommands(*command, services, exit_status);
  command->footer(
      "Tables are CSV with a header row, in any usual encoding, with any usual separator. Nothing "
      "leaves the\n"
      "folder, no measure is taken, and your team's closures are only compared, never shown to the "
      "engine.\n\n"
      "Example:\n  assay pilot --listings items.csv --orders orders.csv --closures closed.csv "
      "--refunds refunds.csv");
  command->callback([arguments, command, &services, &exit_status] {
    if (!command->get_subcommands().empty()) {
      return;
    }
    auto status = PilotCommand(services, *arguments).Run();
    exit_status = status ? *status : ReportError(services, status.error());
  });
}

}  // namespace assay::cli
