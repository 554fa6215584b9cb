// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "core/check.h"
#include "reporting/detail/wording.h"
#include "reporting/render.h"

namespace assay::reporting {
namespace {

// Text from outside within a table cell.
std::string Cell(std::string_view text) {
  std::string cell;
  for (const char c : text) {
    if (c == '|' || c == '\\' || c == '`' || c == '<' || c == '*' || c == '_' || c == '[') {
      cell += '\\';
    }
    cell += c == '\n' || c == '\r' ? ' ' : c;
  }
  return cell;
}

std::string ReadingCell(const FigureDefinition& definition, const Reading& reading) {
  const std::string basis = detail::BasisText(definition, reading);
  return detail::ValueText(definition.unit, reading) + (basis.empty() ? "" : " (" + basis + ")");
}

std::string FiguresTable(const Report& report) {
  std::string text = fmt::format(
      "| figure | {} | {} | change | standing | rows |\n| --- | ---: | ---: | ---: | --- | --- |\n",
      report.period.name(), report.period.YearBefore().name());
  for (const FigureReport& figure : report.figures) {
    const FigureDefinition& definition = DefinitionOf(figure.figure);
    const std::string command = detail::RowsCommand(report, definition);
    text += fmt::format(
        "| {} | {}{} | {} | {} | {} | {} |\n", definition.title,
        ReadingCell(definition, figure.now), figure.is_final || !figure.now.value ? "" : " so far",
        ReadingCell(definition, figure.before), detail::ChangeText(definition.unit, figure.change),
        NameOf(definition.standing), "`" + command + "`");
  }
  return text;
}

std::string MonthsTable(const Report& report) {
  std::string text =
      "| month | stores closed for counterfeits | refunds claimed as fake per 10,000 orders | "
      "orders "
      "of red listings per 10,000 | found before any sale |\n| --- | ---: | ---: | ---: | ---: |\n";
  for (const MonthSums& month : report.months) {
    text +=
        fmt::format("| {} | {} |", month.month.name(),
                    detail::Grouped(month.sums[StoresClosed(ClosureReason::kIpCounterfeit).index]));
    for (const Figure figure :
         {Figure::kFakeRefundsPerOrders, Figure::kOrdersOfRed, Figure::kFoundBeforeSale}) {
      text += fmt::format(" {} |",
                          ReadingCell(DefinitionOf(figure), ReadFigure(figure, month.sums, {})));
    }
    text += '\n';
  }
  return text;
}

std::string TruthSection(const Report& report, const TruthReport& truth) {
  std::string text =
      "## Against the truth of the simulation\n\n| figure | reported | truth | error | what the "
      "truth "
      "is |\n| --- | ---: | ---: | ---: | --- |\n";
  for (const TrueValue& value : truth.figures) {
    const FigureDefinition& definition = DefinitionOf(value.figure);
    text +=
        fmt::format("| {} | {} | {} | {} | {} |\n", definition.title,
                    detail::ValueText(definition.unit,
                                      report.figures[static_cast<std::size_t>(value.figure)].now),
                    detail::TruthText(definition.unit, value),
                    detail::ErrorText(definition.unit, value), value.meaning);
  }
  text += "\n| | share, with its 95 % interval |\n| --- | --- |\n";
  for (const auto& [name, rate] : detail::NamedRates(truth)) {
    text += fmt::format("| {} | {} |\n", name, detail::RateText(rate));
  }
  text +=
      "\nInnocent stores accused (shut, or measured and executed):\n\n| group | accused |\n"
      "| --- | --- |\n";
  for (const AccusedGroup& group : truth.innocents) {
    text += fmt::format("| {} | {} |\n", Cell(group.group), detail::RateText(group.accused));
  }
  for (const std::string& note : detail::TruthNotes(truth)) {
    text += "\n" + note + "\n";
  }
  return text + "\n";
}

std::string SideBySide(std::span<const ReportWithTruth> reports) {
  std::string head = "| figure |";
  std::string rule = "| --- |";
  for (const ReportWithTruth& arm : reports) {
    head += fmt::format(" {} |", Cell(arm.report.name));
    rule += " ---: |";
  }
  std::string text = "## Side by side\n\n" + head + "\n" + rule + "\n";
  for (const FigureDefinition& definition : AllFigures()) {
    text += fmt::format("| {} |", definition.title);
    for (const ReportWithTruth& arm : reports) {
      const Reading& reading = arm.report.figures[static_cast<std::size_t>(definition.figure)].now;
      text += fmt::format(" {} |", detail::ValueText(definition.unit, reading));
    }
    text += '\n';
  }
  for (std::size_t i = 0; i < detail::NamedRates({}).size(); ++i) {
    std::string row = fmt::format("| {} |", detail::NamedRates({})[i].first);
    bool is_known = false;
    for (const ReportWithTruth& arm : reports) {
      is_known = is_known || arm.truth.has_value();
      row += fmt::format(
          " {} |", arm.truth ? detail::RateText(detail::NamedRates(*arm.truth)[i].second) : "–");
    }
    text += is_known ? row + "\n" : "";
  }
  return text + "\n";
}

}  // namespace

std::string AsMarkdown(std::span<const ReportWithTruth> reports) {
  CHECK_THAT(!reports.empty(), "there is a report to write");
  std::string text = fmt::format("# Report for {}\n\n", reports.front().report.period.name());
  if (reports.size() > 1) {
    text += SideBySide(reports);
  }
  for (const ReportWithTruth& arm : reports) {
    const Report& report = arm.report;
    if (reports.size() > 1) {
      text += fmt::format("# {}\n\n", Cell(report.name));
    }
    text += detail::AsOfText(report.horizon) + "\n\n";
    for (const std::string& note : detail::Notes(report)) {
      text += note + "\n\n";
    }
    text += FiguresTable(report) + "\n";
    text +=
        "What each figure counts, and what is easily misread: docs/measures.md, or `assay report "
        "--definitions`.\n\n## By month\n\n" +
        MonthsTable(report) + "\n";
    if (arm.truth) {
      text += TruthSection(report, *arm.truth);
    }
  }
  return text;
}

}  // namespace assay::reporting
