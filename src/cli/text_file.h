// SPDX-License-Identifier: Apache-2.0
// A small file that a command reads whole: a configuration, a mapping.
#pragma once

#include <string>

#include "cli/command.h"
#include "core/result.h"

namespace assay::cli {

// "-" is standard input. Errors: those of services.open_input; kLimitExceeded "cli.file_too_large"
// beyond 16 MiB.
Result<std::string> ReadTextFile(const Services& services, const std::string& name);

}  // namespace assay::cli
