// SPDX-License-Identifier: Apache-2.0
// A bar chart as inline SVG with its numbers in a table below it: nothing is told by the picture alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace assay::reporting {

struct Column {
  std::string name;
  std::optional<double> now;
  std::optional<double> before;
};

struct Chart {
  std::string title;
  std::string now;          // What the strong bars are, "2017".
  std::string before = "";  // What the faint bars are; empty where there are none.
  std::vector<Column> columns = {};
};

// Values are 0 or more. HTML.
std::string Draw(const Chart& chart);

}  // namespace assay::reporting
