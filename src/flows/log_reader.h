// SPDX-License-Identifier: Apache-2.0
// The log as a flow reads it: every archived event in its order.
#pragma once

#include <functional>
#include <string_view>

#include "core/ids.h"
#include "core/result.h"

namespace assay::flows {

class LogReader {
 public:
  virtual ~LogReader() = default;

  // From the first event on; `visit` returns false to stop. The line lives until `visit` returns.
  // An error of `visit` ends the reading and comes back. Errors of its own: kCorrupted where the
  // archive is damaged.
  virtual Result<void> ForEachLine(
      const std::function<Result<bool>(Sequence, std::string_view)>& visit) = 0;
};

}  // namespace assay::flows
