// SPDX-License-Identifier: Apache-2.0
#include "reporting/chart.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include "core/html.h"
#include "reporting/detail/wording.h"

namespace assay::reporting {
namespace {

constexpr double kWidth = 720;
constexpr double kHeight = 220;
constexpr double kLeft = 70;
constexpr double kBottom = 196;
constexpr double kTop = 14;

std::string Number(std::optional<double> value) {
  if (!value) {
    return "–";
  }
  return *value == std::floor(*value) ? detail::Grouped(static_cast<std::int64_t>(*value))
                                      : fmt::format("{:.2f}", *value);
}

// The next of 1, 2, 2.5, 5, 10, 20 ... at or above.
double NiceMax(double value) {
  if (value <= 0) {
    return 1;
  }
  const double power = std::pow(10.0, std::floor(std::log10(value)));
  for (const double step : {1.0, 2.0, 2.5, 5.0, 10.0}) {
    if (value <= step * power) {
      return step * power;
    }
  }
  return 10 * power;
}

std::string Bar(double x, double width, double share, const char* opacity) {
  const double height = share * (kBottom - kTop);
  return fmt::format(
      "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"currentColor\" "
      "fill-opacity=\"{}\"/>",
      x, kBottom - height, width, height, opacity);
}

std::string Picture(const Chart& chart) {
  double largest = 0;
  for (const Column& column : chart.columns) {
    largest = std::max({largest, column.now.value_or(0), column.before.value_or(0)});
  }
  const double top = NiceMax(largest);
  std::string svg = fmt::format(
      "<svg class=chart viewBox=\"0 0 {} {}\" role=img aria-label=\"{}. The numbers stand in the "
      "table below.\"><title>{}</title>",
      kWidth, kHeight, HtmlEscaped(chart.title), HtmlEscaped(chart.title));
  for (const double share : {0.0, 0.5, 1.0}) {
    const double y = kBottom - share * (kBottom - kTop);
    svg += fmt::format(
        "<line class=axis x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\" stroke-opacity=\"{}\"/>"
        "<text x=\"{}\" y=\"{:.1f}\" text-anchor=end fill=\"currentColor\" "
        "font-size=\"11\">{}</text>",
        kLeft, kWidth, y, y, share == 0 ? "1" : "0.35", kLeft - 6, y + 4, Number(top * share));
  }
  const double slot =
      (kWidth - kLeft) / static_cast<double>(std::max<std::size_t>(1, chart.columns.size()));
  const double bar = slot * (chart.before.empty() ? 0.7 : 0.38);
  for (std::size_t i = 0; i < chart.columns.size(); ++i) {
    const Column& column = chart.columns[i];
    double x = kLeft + slot * static_cast<double>(i) + slot * 0.1;
    if (!chart.before.empty()) {
      svg += Bar(x, bar, column.before.value_or(0) / top, "0.3");
      x += bar + slot * 0.02;
    }
    svg += Bar(x, bar, column.now.value_or(0) / top, "0.8");
    svg += fmt::format(
        "<text x=\"{:.1f}\" y=\"{}\" text-anchor=middle fill=\"currentColor\" "
        "font-size=\"11\">{}</text>",
        kLeft + slot * (static_cast<double>(i) + 0.5), kBottom + 15, HtmlEscaped(column.name));
  }
  return svg + "</svg>";
}

std::string Table(const Chart& chart) {
  std::string text =
      "<details><summary>numbers</summary><div class=scroll><table><thead><tr><th "
      "scope=col>";
  for (const Column& column : chart.columns) {
    text += "<th scope=col class=n>" + HtmlEscaped(column.name);
  }
  text += "<tbody><tr><th scope=row>" + HtmlEscaped(chart.now);
  for (const Column& column : chart.columns) {
    text += "<td class=n>" + Number(column.now);
  }
  if (!chart.before.empty()) {
    text += "<tr><th scope=row>" + HtmlEscaped(chart.before);
    for (const Column& column : chart.columns) {
      text += "<td class=n>" + Number(column.before);
    }
  }
  return text + "</table></div></details>";
}

}  // namespace

std::string Draw(const Chart& chart) {
  const std::string legend = chart.before.empty()
                                 ? ""
                                 : fmt::format("<p class=soft>Strong bars: {}. Faint bars: {}.</p>",
                                               HtmlEscaped(chart.now), HtmlEscaped(chart.before));
  return "<section><h3>" + HtmlEscaped(chart.title) + "</h3>" + legend + Picture(chart) +
         Table(chart) + "</section>";
}

}  // namespace assay::reporting
