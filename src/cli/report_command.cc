// SPDX-License-Identifier: Apache-2.0
#include "cli/report_command.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/truth_files.h"
#include "reporting/annual_report.h"
#include "reporting/render.h"

namespace assay::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kRowsInHtml = 10;

struct ReportArguments {
  std::string period;
  std::string folder = "./assay-data";
  std::string format = "markdown";
  std::string out;
  std::vector<std::string> truth;
  std::vector<std::string> arms;
  std::string rows;
  std::size_t limit = 100;
  bool definitions = false;
  bool json = false;
};

std::string NameOfFolder(const std::string& folder) {
  return folder.substr(folder.rfind('/') + 1);
}

// What is reported on: an installation, and the truth about it where it is known.
struct Subject {
  std::string name;  // Empty where there is only one.
  std::string data;
  std::string truth;
};

// Each of --arms is a data folder, or what a simulation wrote: data and truth in one folder.
std::vector<Subject> SubjectsOf(const Services& services, const ReportArguments& arguments) {
  if (arguments.arms.empty()) {
    return {{.name = "",
             .data = arguments.folder,
             .truth = arguments.truth.empty() ? "" : arguments.truth.front()}};
  }
  std::vector<Subject> subjects;
  for (std::size_t i = 0; i < arguments.arms.size(); ++i) {
    std::string folder = arguments.arms[i];
    while (folder.size() > 1 && folder.back() == '/') {
      folder.pop_back();
    }
    const bool is_simulation = services.open_input(folder + "/data/assay.db").has_value();
    subjects.push_back({.name = NameOfFolder(folder),
                        .data = is_simulation ? folder + "/data" : folder,
                        .truth = !arguments.truth.empty() ? arguments.truth[i]
                                 : is_simulation          ? folder
                                                          : ""});
  }
  return subjects;
}

Result<reporting::ReportWithTruth> ReportOf(const Services& services, const OpenReport& open,
                                            const ReportArguments& arguments,
                                            const Subject& subject) {
  ASSAY_ASSIGN(const reporting::Period period, reporting::Period::Parse(arguments.period));
  ASSAY_ASSIGN(const auto source, open(subject.data));
  ASSAY_ASSIGN(
      reporting::Report report,
      reporting::MakeReport(*source, {.period = period,
                                      .name = subject.name,
                                      .folder = subject.data,
                                      .rows_shown = arguments.format == "html" ? kRowsInHtml : 0}));
  reporting::ReportWithTruth with{std::move(report), std::nullopt};
  if (!subject.truth.empty()) {
    ASSAY_ASSIGN(const reporting::Truth known, ReadTruth(services, subject.truth));
    ASSAY_ASSIGN(with.truth, reporting::CompareWithTruth(known, with.report, *source));
  }
  return with;
}

Result<void> Write(const Services& services, const ReportArguments& arguments,
                   const OpenReport& open) {
  const std::size_t installations = std::max<std::size_t>(1, arguments.arms.size());
  if (!arguments.truth.empty() && arguments.truth.size() != installations) {
    return Fail(ErrorCode::kInvalidArgument, "report.truth_for_each",
                fmt::format("{} folders of truth for {} installations: name one for each, in the "
                            "same order",
                            arguments.truth.size(), installations));
  }
  std::vector<reporting::ReportWithTruth> reports;
  for (const Subject& subject : SubjectsOf(services, arguments)) {
    ASSAY_ASSIGN(reporting::ReportWithTruth report, ReportOf(services, open, arguments, subject));
    reports.push_back(std::move(report));
  }
  const std::string text = arguments.format == "json" || arguments.json ? reporting::AsJson(reports)
                           : arguments.format == "html"                 ? reporting::AsHtml(reports)
                                                        : reporting::AsMarkdown(reports);
  if (!arguments.out.empty()) {
    if (services.open_input(arguments.out)) {
      return Fail(ErrorCode::kConflict, "report.file_exists",
                  fmt::format("{} is there already; nothing was written", arguments.out));
    }
    return services.append_to_file(arguments.out, text);
  }
  fmt::print(services.out, "{}", text);
  return {};
}

void PrintRow(const Services& services, const reporting::Row& row, std::int16_t offset_minutes,
              bool as_json) {
  const std::string time = FormatRfc3339(OffsetInstant{row.time, offset_minutes});
  if (!as_json) {
    fmt::print(services.out, "{}\t{}\t{}\t{}\t{}\t{}\t{}\n", row.sequence.number, time, row.store,
               row.listing, row.what, row.measure, row.other);
    return;
  }
  Json json = {{"sequence", row.sequence.number}, {"time", time}, {"store", row.store}};
  const auto add = [&json](const char* name, const std::string& text) {
    if (!text.empty()) {
      json[name] = text;
    }
  };
  add("listing", row.listing);
  add("what", row.what);
  add("measure", row.measure);
  add("other", row.other);
  fmt::print(services.out, "{}\n", json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

// Days on which the figure, or what it is divided by, was counted.
Result<void> PrintDays(const Services& services, const ReportArguments& arguments,
                       const reporting::FigureDefinition& figure, reporting::Days days,
                       reporting::ReportSource& source) {
  ASSAY_ASSIGN(const auto counts, source.LoadDailyCounts(days));
  if (!arguments.json) {
    fmt::print(services.out, "day\tnumerator\tdenominator\n");
  }
  std::size_t printed = 0;
  for (std::size_t at = 0; at < counts.size() && printed < arguments.limit;) {
    reporting::DailySums sums{};
    const reporting::Day day = counts[at].day;
    for (; at < counts.size() && counts[at].day == day; ++at) {
      sums[counts[at].count.index] += counts[at].number;
    }
    const reporting::Reading reading = reporting::ReadFigure(figure.figure, sums, {});
    if (reading.numerator == 0 && reading.denominator == 0) {
      continue;
    }
    ++printed;
    const std::string name = reporting::FormatDay(day);
    if (arguments.json) {
      Json json = {{"day", name}, {"numerator", reading.numerator}};
      if (!figure.denominator.empty()) {
        json["denominator"] = reading.denominator;
      }
      fmt::print(services.out, "{}\n", json.dump());
    } else {
      fmt::print(services.out, "{}\t{}\t{}\n", name, reading.numerator,
                 figure.denominator.empty() ? "" : std::to_string(reading.denominator));
    }
  }
  return {};
}

Result<void> PrintRows(const Services& services, const ReportArguments& arguments,
                       const OpenReport& open) {
  const reporting::FigureDefinition* figure = reporting::FindFigure(arguments.rows);
  if (figure == nullptr) {
    return Fail(ErrorCode::kInvalidArgument, "report.no_such_figure",
                fmt::format("there is no figure \"{}\"; `assay report --definitions` names them",
                            arguments.rows));
  }
  ASSAY_ASSIGN(const reporting::Period period, reporting::Period::Parse(arguments.period));
  ASSAY_ASSIGN(const auto source, open(arguments.folder));
  ASSAY_ASSIGN(const reporting::Horizon horizon, source->LoadHorizon());
  if (!figure->rows) {
    return PrintDays(services, arguments, *figure, period.days(), *source);
  }
  if (!arguments.json) {
    fmt::print(services.out, "sequence\ttime\tstore\tlisting\twhat\tmeasure\tother\n");
  }
  std::size_t printed = 0;
  return source->ForEachRow(
      *figure->rows, period.days(), [&](const reporting::Row& row) -> Result<bool> {
        if (printed == arguments.limit) {
          fmt::print(services.err, "assay: there are more; --limit shows them\n");
          return false;
        }
        ++printed;
        PrintRow(services, row, horizon.offset_minutes, arguments.json);
        return true;
      });
}

Result<void> RunReport(const Services& services, const ReportArguments& arguments,
                       const OpenReport& open) {
  if (arguments.definitions) {
    fmt::print(services.out, "{}", reporting::DescribeFigures());
    return {};
  }
  return arguments.rows.empty() ? Write(services, arguments, open)
                                : PrintRows(services, arguments, open);
}

struct ShowArguments {
  std::string folder = "./assay-data";
  std::uint64_t sequence = 0;
  std::string measure;
  bool json = false;
};

Result<void> ShowEvent(const Services& services, const ShowArguments& arguments) {
  ASSAY_ASSIGN(
      const auto installation,
      services.open_installation(arguments.folder, {.read_only = true, .first_configuration = ""}));
  ASSAY_ASSIGN(const std::string line, installation->LoadLine(Sequence{arguments.sequence}));
  fmt::print(services.out, "{}\n", line);
  return {};
}

Result<void> ShowMeasure(const Services& services, const ShowArguments& arguments,
                         const OpenReport& open) {
  // Of a whole name ("<listing>-<number>") the last part tells it apart.
  const std::string number = arguments.measure.substr(arguments.measure.rfind('-') + 1);
  const auto refuse = [&] {
    return Fail(ErrorCode::kNotFound, "report.no_such_measure",
                fmt::format("there is no measure \"{}\"", arguments.measure));
  };
  if (number.size() != 16 || number.find_first_not_of("0123456789abcdef") != std::string::npos) {
    return refuse();
  }
  ASSAY_ASSIGN(const auto source, open(arguments.folder));
  ASSAY_ASSIGN(const reporting::Horizon horizon, source->LoadHorizon());
  ASSAY_ASSIGN(const auto rows, source->LoadMeasure(std::stoull(number, nullptr, 16)));
  if (rows.empty()) {
    return refuse();
  }
  for (const reporting::Row& row : rows) {
    PrintRow(services, row, horizon.offset_minutes, arguments.json);
  }
  return {};
}

int StatusOf(const Services& services, const Result<void>& done) {
  return done ? kExitDone : ReportError(services, done.error());
}

}  // namespace

void AddReportCommand(CLI::App& app, const Services& services, const OpenReport& open,
                      int& exit_status) {
  CLI::App* command = app.add_subcommand(
      "report", "Figures of a year beside the year before, each with the rows it rests on");
  const auto arguments = std::make_shared<ReportArguments>();
  CLI::Option* period =
      command->add_option("period", arguments->period, "2017, 2017-03 or 2017-03..2017-05");
  command->add_option("--data", arguments->folder, "Data folder")->capture_default_str();
  command->add_option("--format", arguments->format, "Form")
      ->check(CLI::IsMember({"markdown", "html", "json"}))
      ->capture_default_str();
  command->add_option("--out", arguments->out, "New file to write instead of the terminal");
  command->add_option(
      "--truth", arguments->truth,
      "Folder with the truth of a simulation; one for each of --arms, in their order");
  command->add_option("--arms", arguments->arms,
                      "Data folders, or folders of simulations, to put side by side");
  command->add_option("--rows", arguments->rows, "List what this figure counts");
  command->add_option("--limit", arguments->limit, "Rows to list")->capture_default_str();
  command->add_flag("--json", arguments->json, "Print JSON");
  command->add_flag("--definitions", arguments->definitions, "Print what each figure means");
  command->footer("Example:\n  assay report 2017 --format html --out report-2017.html");
  command->callback([arguments, period, open, &services, &exit_status] {
    if (period->empty() && !arguments->definitions) {
      throw CLI::RequiredError("period");
    }
    exit_status = StatusOf(services, RunReport(services, *arguments, open));
  });
}

void AddShowCommand(CLI::App& app, const Services& services, const OpenReport& open,
                    int& exit_status) {
  CLI::App* show = app.add_subcommand("show", "One event of the log, or what became of a measure");
  show->require_subcommand(1);
  show->footer("Example:\n  assay show event 1");
  const auto arguments = std::make_shared<ShowArguments>();
  CLI::App* event = show->add_subcommand("event", "The line of an event, as the log keeps it");
  event->add_option("sequence", arguments->sequence, "Its number in the log")->required();
  event->add_option("--data", arguments->folder, "Data folder")->capture_default_str();
  event->footer("Example:\n  assay show event 1");
  event->callback([arguments, &services, &exit_status] {
    exit_status = StatusOf(services, ShowEvent(services, *arguments));
  });
  CLI::App* measure = show->add_subcommand("measure", "Everything that became of a measure");
  measure->add_option("measure", arguments->measure, "Its name, or the last part of it")
      ->required();
  measure->add_option("--data", arguments->folder, "Data folder")->capture_default_str();
  measure->add_flag("--json", arguments->json, "Print JSON");
  measure->footer("Example:\n  assay show measure 00000000000004d2");
  measure->callback([arguments, open, &services, &exit_status] {
    exit_status = StatusOf(services, ShowMeasure(services, *arguments, open));
  });
}

}  // namespace assay::cli
