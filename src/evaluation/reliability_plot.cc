// SPDX-License-Identifier: Apache-2.0
#include "evaluation/reliability_plot.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "core/html.h"

namespace assay::evaluation {
namespace {

constexpr double kLeft = 80;
constexpr double kTop = 50;
constexpr double kSide = 440;
// The ends of both axes. What lies outside is drawn at the edge.
constexpr double kLeast = 0.0003;
constexpr double kMost = 0.9997;
constexpr std::array<double, 7> kTicks = {0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999};

double Logit(double probability) {
  const double kept = std::clamp(probability, kLeast, kMost);
  return std::log(kept / (1 - kept));
}

// Share of the axis, 0 to 1.
double Place(double probability) {
  return (Logit(probability) - Logit(kLeast)) / (Logit(kMost) - Logit(kLeast));
}

double X(double probability) {
  return kLeft + kSide * Place(probability);
}
double Y(double probability) {
  return kTop + kSide * (1 - Place(probability));
}

std::string Percent(double probability) {
  return probability < 0.0095 ? fmt::format("{:.2g} %", 100 * probability)
                              : fmt::format("{:.3g} %", 100 * probability);
}

std::string Axes() {
  std::string svg;
  for (const double tick : kTicks) {
    svg += fmt::format(
        "<line class='grid' x1='{0:.1f}' x2='{0:.1f}' y1='{1}' y2='{2}'/>"
        "<line class='grid' x1='{3}' x2='{4}' y1='{5:.1f}' y2='{5:.1f}'/>"
        "<text x='{0:.1f}' y='{6}' text-anchor='middle'>{7}</text>"
        "<text x='{8}' y='{9:.1f}' text-anchor='end'>{7}</text>",
        X(tick), kTop, kTop + kSide, kLeft, kLeft + kSide, Y(tick), kTop + kSide + 18,
        Percent(tick), kLeft - 8, Y(tick) + 4);
  }
  svg += fmt::format(
      "<line class='even' x1='{}' y1='{}' x2='{}' y2='{}'/>"
      "<text x='{}' y='{}' text-anchor='middle'>stated probability</text>"
      "<text transform='translate(18 {}) rotate(-90)' text-anchor='middle'>came true</text>",
      kLeft, kTop + kSide, kLeft + kSide, kTop, kLeft + kSide / 2, kTop + kSide + 42,
      kTop + kSide / 2);
  return svg;
}

}  // namespace

std::string ReliabilityPlot(const Calibration& calibration, std::string_view title) {
  std::string svg = fmt::format(
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 720 560' role='img' "
      "font-family='sans-serif' font-size='12'><title>{0}</title><style>"
      "svg{{background:#fff;color:#222}}text{{fill:#222}}.grid{{stroke:#ddd}}"
      ".even{{stroke:#888;stroke-dasharray:5 4}}.bar{{stroke:#2563a8;stroke-width:2}}"
      ".dot{{fill:#2563a8}}"
      "@media (prefers-color-scheme:dark){{svg{{background:#161616}}text{{fill:#ddd}}"
      ".grid{{stroke:#333}}.bar{{stroke:#7ab3ef}}.dot{{fill:#7ab3ef}}}}"
      "</style><text x='{1}' y='28' font-size='15'>{0}</text>",
      HtmlEscaped(title), kLeft);
  svg += Axes();
  double y = kTop + 14;
  const double table = kLeft + kSide + 20;
  svg += fmt::format("<text x='{}' y='{}'>stated: came true, rows + / -</text>", table, kTop - 4);
  for (const ReliabilityBin& bin : calibration.bins) {
    svg += fmt::format(
        "<line class='bar' x1='{0:.1f}' x2='{0:.1f}' y1='{1:.1f}' y2='{2:.1f}'/>"
        "<circle class='dot' cx='{0:.1f}' cy='{3:.1f}' r='4'/>"
        "<text x='{4}' y='{5:.1f}' font-size='11'>{6}: {7}, {8} / {9}</text>",
        X(bin.stated), Y(bin.observed_interval.low), Y(bin.observed_interval.high), Y(bin.observed),
        table, y, Percent(bin.stated), Percent(bin.observed), bin.positives, bin.negatives);
    y += 20;
  }
  return svg + "</svg>\n";
}

}  // namespace assay::evaluation
