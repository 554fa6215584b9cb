// SPDX-License-Identifier: Apache-2.0
// `assay privacy export|erase|hold|release|expire|report`.
#pragma once

#include <functional>
#include <string>

#include "cli/command.h"
#include "core/result.h"
#include "flows/privacy_requests.h"

namespace CLI {
class App;
}

namespace assay::cli {

// Opens the data folder named by --data.
using OpenPrivacyDesk = std::function<Result<flows::PrivacyDesk>(const std::string& folder)>;

// `services` and `exit_status` must outlive `app`.
void AddPrivacyCommand(CLI::App& app, const Services& services, OpenPrivacyDesk open_desk,
                       int& exit_status);

}  // namespace assay::cli
