// SPDX-License-Identifier: Apache-2.0
#include "core/html.h"

#include <fmt/format.h>

#include "core/check.h"
#include "reporting/chart.h"
#include "reporting/detail/wording.h"
#include "reporting/render.h"

namespace assay::reporting {
namespace {

const FigureReport& Of(const Report& report, Figure figure) {
  return report.figures[static_cast<std::size_t>(figure)];
}

std::string ReadingCell(const FigureDefinition& definition, const Reading& reading) {
  std::string cell = "<td class=n>" + HtmlEscaped(detail::ValueText(definition.unit, reading));
  const std::string basis = detail::BasisText(definition, reading);
  return cell + (basis.empty() ? "" : "<br><small class=soft>" + HtmlEscaped(basis) + "</small>") +
         "</td>";
}

// How to list what was counted, and the first of it.
std::string Rows(const Report& report, const FigureReport& figure) {
  std::string text = fmt::format(
      "<pre>{}</pre>", HtmlEscaped(detail::RowsCommand(report, DefinitionOf(figure.figure))));
  if (!figure.rows.empty()) {
    text += "<p class=soft>The first:</p><ul>";
    for (const Row& row : figure.rows) {
      text += fmt::format("<li>{} {} {} {} <code>{}</code></li>",
                          HtmlEscaped(detail::TimeText(row, report.horizon.offset_minutes)),
                          HtmlForeign(row.store), HtmlForeign(row.listing), HtmlEscaped(row.what),
                          HtmlEscaped(detail::EventCommand(report, row.sequence)));
    }
    text += "</ul>";
  }
  return text;
}

// The figure's name, which opens to what it counts and to its rows.
std::string NameCell(const Report& report, const FigureReport& figure) {
  const FigureDefinition& definition = DefinitionOf(figure.figure);
  std::string text = "<td><details><summary>" + HtmlEscaped(definition.title) + "</summary><p>" +
                     HtmlEscaped(definition.numerator);
  if (!definition.denominator.empty()) {
    text += " <b>of</b> " + HtmlEscaped(definition.denominator);
  }
  text += ".</p>";
  if (!definition.caution.empty()) {
    text += "<p class=soft>" + HtmlEscaped(definition.caution) + "</p>";
  }
  return text + Rows(report, figure) + "</details></td>";
}

std::string FiguresTable(const Report& report) {
  std::string text = fmt::format(
      "<div class=scroll><table><thead><tr><th scope=col>figure<th scope=col class=n>{}<th "
      "scope=col "
      "class=n>{}<th scope=col class=n>change<th scope=col>standing<tbody>",
      HtmlEscaped(report.period.name()), HtmlEscaped(report.period.YearBefore().name()));
  for (const FigureReport& figure : report.figures) {
    const FigureDefinition& definition = DefinitionOf(figure.figure);
    text += fmt::format("<tr id=\"{}\">{}", definition.id, NameCell(report, figure));
    if (!figure.now.value && !figure.before.value) {
      text += "<td colspan=3 class=soft>" + HtmlEscaped(figure.now.why_not);
    } else {
      text += ReadingCell(definition, figure.now) + ReadingCell(definition, figure.before) +
              "<td class=n>" + HtmlEscaped(detail::ChangeText(definition.unit, figure.change));
    }
    text += fmt::format(
        "<td>{}{}", NameOf(definition.standing),
        figure.is_final || !figure.now.value ? "" : "<br><small class=soft>so far</small>");
  }
  return text + "</table></div>";
}

std::string Headline(const Report& report) {
  std::string text = "<dl>";
  for (const Figure shown :
       {Figure::kStoresShut, Figure::kRepeatStores, Figure::kFoundBeforeSale,
        Figure::kFakeRefundsPerOrders, Figure::kOrdersOfRed, Figure::kErrorsFound}) {
    const FigureReport& figure = Of(report, shown);
    const FigureDefinition& definition = DefinitionOf(shown);
    text += fmt::format("<div><dt>{}<dd>{}", HtmlEscaped(definition.title),
                        HtmlEscaped(detail::ValueText(definition.unit, figure.now)));
    if (figure.change.amount) {
      text += fmt::format(" <small class=soft>{} from {}</small>",
                          HtmlEscaped(detail::ChangeText(definition.unit, figure.change)),
                          HtmlEscaped(detail::ValueText(definition.unit, figure.before)));
    }
    text += "</div>";
  }
  return text + "</dl>";
}

std::string Charts(const Report& report) {
  const std::size_t month_of_year = report.months.front().month.name().size() - 2;
  const auto of_months = [&](std::string title, auto&& value) {
    Chart chart{.title = std::move(title),
                .now = report.period.name(),
                .before = report.period.YearBefore().name()};
    for (std::size_t i = 0; i < report.months.size(); ++i) {
      const MonthSums& month = report.months[i];
      chart.columns.push_back(
          {month.month.name().substr(month_of_year), value(month),
           i < report.months_before.size() ? value(report.months_before[i]) : std::nullopt});
    }
    return Draw(chart);
  };
  const auto figure_of = [](Figure figure) {
    return [figure](const MonthSums& month) -> std::optional<double> {
      const Reading reading = ReadFigure(figure, month.sums, {});
      const bool is_share = DefinitionOf(figure).unit == Unit::kShare;
      return reading.value ? std::optional(*reading.value * (is_share ? 100 : 1)) : std::nullopt;
    };
  };
  std::string text = of_months(
      "Stores closed for counterfeits, by month",
      [](const MonthSums& month) -> std::optional<double> {
        return static_cast<double>(month.sums[StoresClosed(ClosureReason::kIpCounterfeit).index]);
      });
  text += of_months("Refunds claimed as fake per 10,000 orders, by month",
                    figure_of(Figure::kFakeRefundsPerOrders));
  text += of_months("Orders of red listings per 10,000 orders, by month",
                    figure_of(Figure::kOrdersOfRed));
  text +=
      of_months("Found before any sale, per cent, by month", figure_of(Figure::kFoundBeforeSale));
  Chart handling{.title = "Decisions by how long they took (upper bound, hours)",
                 .now = report.period.name()};
  for (std::size_t i = 0; i < kWaitClasses; ++i) {
    const auto hours = HoursMaxOf(i);
    handling.columns.push_back(
        {hours ? std::to_string(*hours) : "more",
         static_cast<double>(report.sums[HandledInClass(Claim::kCounterfeit, i).index]),
         std::nullopt});
  }
  return text + Draw(handling);
}

std::string RateTable(std::string_view head,
                      const std::vector<std::pair<std::string, Rate>>& rates) {
  std::string text = fmt::format(
      "<table><thead><tr><th scope=col>{}<th scope=col>share, 95 % interval<tbody>", head);
  for (const auto& [name, rate] : rates) {
    text += fmt::format("<tr><td>{}<td>{}", HtmlForeign(name), HtmlEscaped(detail::RateText(rate)));
  }
  return text + "</table>";
}

std::string TruthSection(const Report& report, const TruthReport& truth) {
  std::string text =
      "<h2>Against the truth of the simulation</h2><div class=scroll><table><thead><tr><th "
      "scope=col>figure<th scope=col class=n>reported<th scope=col class=n>truth<th scope=col "
      "class=n>error<th scope=col>what the truth is<tbody>";
  for (const TrueValue& value : truth.figures) {
    const FigureDefinition& definition = DefinitionOf(value.figure);
    text += fmt::format("<tr><td>{}<td class=n>{}<td class=n>{}<td class=n>{}<td>{}",
                        HtmlEscaped(definition.title),
                        detail::ValueText(definition.unit, Of(report, value.figure).now),
                        detail::TruthText(definition.unit, value),
                        detail::ErrorText(definition.unit, value), HtmlEscaped(value.meaning));
  }
  text += "</table></div>" + RateTable("", detail::NamedRates(truth)) +
          "<h3>Innocent stores accused (shut, or measured and executed)</h3>";
  std::vector<std::pair<std::string, Rate>> groups;
  groups.reserve(truth.innocents.size());
  for (const AccusedGroup& group : truth.innocents) {
    groups.emplace_back(group.group, group.accused);
  }
  text += RateTable("group", groups);
  for (const std::string& note : detail::TruthNotes(truth)) {
    text += "<p class=soft>" + HtmlEscaped(note) + "</p>";
  }
  return text;
}

std::string SideBySide(std::span<const ReportWithTruth> reports) {
  std::string text =
      "<h2>Side by side</h2><div class=scroll><table><thead><tr><th scope=col>figure";
  for (const ReportWithTruth& arm : reports) {
    text += "<th scope=col class=n>" + HtmlForeign(arm.report.name);
  }
  text += "<tbody>";
  for (const FigureDefinition& definition : AllFigures()) {
    text += "<tr><td>" + HtmlEscaped(definition.title);
    for (const ReportWithTruth& arm : reports) {
      text += "<td class=n>" +
              detail::ValueText(definition.unit, Of(arm.report, definition.figure).now);
    }
  }
  const auto names = detail::NamedRates({});
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += "<tr><td>" + names[i].first;
    for (const ReportWithTruth& arm : reports) {
      text += "<td class=n>" +
              (arm.truth ? detail::RateText(detail::NamedRates(*arm.truth)[i].second) : "–");
    }
  }
  return text + "</table></div>";
}

}  // namespace

std::string AsHtml(std::span<const ReportWithTruth> reports) {
  CHECK_THAT(!reports.empty(), "there is a report to write");
  const std::string title = "Report for " + reports.front().report.period.name();
  std::string body = "<h1>" + title + "</h1>";
  if (reports.size() > 1) {
    body += SideBySide(reports);
  }
  for (const ReportWithTruth& arm : reports) {
    const Report& report = arm.report;
    body += "<section>";
    if (reports.size() > 1) {
      body += "<h2>" + HtmlForeign(report.name) + "</h2>";
    }
    body += "<p class=soft>" + HtmlEscaped(detail::AsOfText(report.horizon)) + "</p>";
    for (const std::string& note : detail::Notes(report)) {
      body += "<p><b>" + HtmlEscaped(note) + "</b></p>";
    }
    body += Headline(report) + "<h2>Figures</h2>" + FiguresTable(report) + "<h2>Charts</h2>" +
            Charts(report);
    if (arm.truth) {
      body += TruthSection(report, *arm.truth);
    }
    body += "</section>";
  }
  return RenderHtmlPage({.title = title, .body = body});
}

}  // namespace assay::reporting
