// SPDX-License-Identifier: Apache-2.0
// The report of a period beside the same months of the year before: every figure with what it
// rests on, or with the reason why it cannot be given. A pure function of what the source holds.
//
// Invariants
//  1. No number without its denominator, and none where there is nothing to divide by: then
//     `why_not` says so.
//  2. A period that is not over, or began before the log, is compared with nothing.
//  3. Late events are in `late_events` only.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "reporting/daily_count.h"
#include "reporting/figures.h"
#include "reporting/period.h"
#include "reporting/report_source.h"

namespace assay::reporting {

using DailySums = std::array<std::int64_t, kDailyCounts>;

// One figure in one period. `value` is in the figure's unit: 1.49 for "per 10,000", 0.97 for a
// share, 4 for "within 4 hours".
struct Reading {
  std::optional<double> value = std::nullopt;
  std::int64_t numerator = 0;
  std::int64_t denominator = 0;                     // Of figures that have one.
  std::optional<Interval> interval = std::nullopt;  // At 95 %, in the figure's unit.
  std::string beside = "";                          // What must be told with the value.
  std::string why_not = "";                         // Where there is no value.
};

// From the year before: relative, in per cent; of shares, in percentage points.
struct Change {
  std::optional<double> amount;
  std::string why_not;
};

struct FigureReport {
  Figure figure = Figure::kStoresShut;
  Reading now = {};
  Reading before = {};
  Change change = {};
  bool is_final = true;        // Nothing that comes later can change `now`.
  std::vector<Row> rows = {};  // The first of `now`, where asked for and where tables hold them.
};

struct MonthSums {
  Period month;
  DailySums sums{};
};

struct Report {
  std::string name;  // Of the installation, where several stand side by side.
  Period period;
  Horizon horizon = {};
  // The period is over, and the allowed lateness after it.
  bool is_complete = false;
  std::string about_completeness = "";     // A sentence where it is not.
  std::string about_the_year_before = "";  // A sentence where it is not fully in the log.
  std::vector<FigureReport> figures = {};  // All, in the order of the table.
  std::vector<MonthSums> months = {};      // Of the period,
  std::vector<MonthSums> months_before =
      {};  // and of the year before; empty where the log begins later.
  DailySums sums{};
  std::string folder = "./assay-data";  // For the commands that list rows.
};

struct ReportOptions {
  Period period;
  std::string name = "";
  std::string folder = "./assay-data";
  std::size_t rows_shown = 0;  // Of each figure.
};

// Cost: two passes over the days of the period, as many over the stores, and `rows_shown` rows a
// figure. Errors: those of the source; kNotFound "report.empty" where the log holds no events.
Result<Report> MakeReport(ReportSource& source, const ReportOptions& options);

// What is counted from rows, not by day.
struct RowCounts {
  StoreCounts stores = {};
  Examinations examinations = {};
};

// The reading of a figure from sums; for months and for tests. Figures of stores and of examined
// orders need `counts`.
Reading ReadFigure(Figure figure, const DailySums& sums, const RowCounts& counts);

}  // namespace assay::reporting
