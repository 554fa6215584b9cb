// SPDX-License-Identifier: Apache-2.0
#include "app/system_clock.h"

#include <chrono>

namespace assay::app {

Instant SystemClock::Now() const {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count()};
}

}  // namespace assay::app
