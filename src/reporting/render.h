// SPDX-License-Identifier: Apache-2.0
// A report written down. The same report gives the same bytes. Several are shown side by side in
// the order given; the first one names the period and has the details.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "reporting/annual_report.h"
#include "reporting/truth.h"

namespace assay::reporting {

struct ReportWithTruth {
  Report report;
  std::optional<TruthReport> truth;
};

// At least one report, all of one period.
std::string AsMarkdown(std::span<const ReportWithTruth> reports);
// One self-contained page: no script, nothing fetched, printable, light and dark.
std::string AsHtml(std::span<const ReportWithTruth> reports);
// docs/formats/report.md.
std::string AsJson(std::span<const ReportWithTruth> reports);

}  // namespace assay::reporting
