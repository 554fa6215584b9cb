// SPDX-License-Identifier: Apache-2.0
#include "cli/command.h"

#include <fmt/core.h>

namespace assay::cli {
namespace {

// No default: a new code of error does not compile until it has an exit status.
int ExitStatusOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kNotFound:
    case ErrorCode::kForbidden:
      return kExitUsage;
    case ErrorCode::kLimitExceeded:
      return kExitBadInput;
    case ErrorCode::kAlreadyDone:
      return kExitDone;
    case ErrorCode::kConflict:
    case ErrorCode::kUnavailable:
    case ErrorCode::kCorrupted:
    case ErrorCode::kInternal:
      return kExitEnvironment;
  }
  return kExitEnvironment;
}

}  // namespace

int ReportError(const Services& services, const Error& error) {
  fmt::print(services.err, "assay: {} ({})\n", error.message, error.reason);
  return ExitStatusOf(error.code);
}

}  // namespace assay::cli
