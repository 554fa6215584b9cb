// SPDX-License-Identifier: Apache-2.0
// What `assay doctor` asks of the machine. A port: looking at the machine is the work of src/app.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace assay::cli {

struct Check {
  enum class Outcome { kGood, kDoubtful, kBad };
  std::string name;  // Stable word: "data_folder".
  Outcome outcome = Outcome::kGood;
  std::string message;  // What was found, and what helps where it is not good.
};

// Looks at what the program needs to work with the data folder `data`. Changes nothing.
using Diagnose = std::function<std::vector<Check>(const std::string& data)>;

}  // namespace assay::cli
